//! `[mail]`: how mails leave.

use std::path::PathBuf;
use std::str::FromStr;

use rekey_core::Mailbox;
use rekey_core::outbox::LEASE;
use rekey_core::time::Duration;
use rekey_mail::{DkimKey, DkimKeys, FirstAttemptSettings, SmtpSettings};
use serde::{Deserialize, Deserializer};

use super::complaint::Complaint;
use super::read;

/// `[mail]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct MailConfig {
    /// Whether mails are sent; none: if there is a way for them to leave.
    pub enabled: Option<bool>,
    /// The SMTP server.
    #[serde(deserialize_with = "read::some_text")]
    pub smtp_url: Option<SmtpSettings>,
    /// A file of certificates to trust besides the system's.
    pub root_certificates: Option<PathBuf>,
    /// What to call ourselves to the SMTP server.
    pub hello_name: Option<String>,
    /// A folder to write mails into instead.
    pub folder: Option<PathBuf>,
    /// Whether mails are thrown away instead, for load tests.
    pub discard: bool,
    /// Who mails come from, where the location sets nothing else.
    #[serde(deserialize_with = "read::some_text")]
    pub from: Option<Mailbox>,
    /// The keys that sign mails, by sender domain.
    #[serde(deserialize_with = "read::texts")]
    pub dkim_keys: Vec<DkimKeyFile>,
    /// Whether an address without an account is told so.
    pub no_account_notice: bool,
    /// How long whoever asks by `singularity` waits for the first attempt.
    #[serde(deserialize_with = "wait_for_first_attempt")]
    pub wait_for_first_attempt: Duration,
    /// For how long a notice is tried again, and a mail with a link or code at most.
    #[serde(deserialize_with = "give_up_after")]
    pub give_up_after: Duration,
    /// How long a mail is one worker's alone.
    #[serde(deserialize_with = "lease")]
    pub lease: Duration,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            enabled: None,
            smtp_url: None,
            root_certificates: None,
            hello_name: None,
            folder: None,
            discard: false,
            from: None,
            dkim_keys: Vec::new(),
            no_account_notice: true,
            wait_for_first_attempt: FirstAttemptSettings::default().longest_wait,
            give_up_after: Duration::from_hours(24),
            lease: LEASE,
        }
    }
}

fn give_up_after<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    read::span_within(input, Duration::from_mins(1), Duration::from_hours(7 * 24))
}

/// Long enough for a mail, and no longer than anybody should wait for what a dead node held.
fn lease<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    read::span_within(input, Duration::from_secs(5), LEASE)
}

/// Shorter than any request may take.
fn wait_for_first_attempt<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    read::span_within(input, Duration::ZERO, Duration::from_secs(20))
}

/// Where a DKIM key is: `domain:selector:file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimKeyFile {
    domain: String,
    selector: String,
    /// The file.
    pub(crate) file: PathBuf,
}

impl FromStr for DkimKeyFile {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected \"domain:selector:file\", such as \"example.com:rekey:/etc/rekey/dkim.pem\"";
        let (domain, rest) = text.split_once(':').ok_or(expected)?;
        let (selector, file) = rest.split_once(':').ok_or(expected)?;
        let is_name = |name: &str| {
            let label =
                |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            name.split('.').all(label)
        };
        if !is_name(domain) || !is_name(selector) || file.is_empty() {
            return Err(expected);
        }
        Ok(Self { domain: domain.to_ascii_lowercase(), selector: selector.to_owned(), file: file.into() })
    }
}

/// How mails leave.
#[derive(Debug, Clone)]
pub enum Outlet {
    /// Not at all.
    Off,
    /// By SMTP.
    Smtp(Box<SmtpSettings>),
    /// Into a folder.
    Folder(PathBuf),
    /// Nowhere, for load tests.
    Discard,
    /// Into memory, for `/_dev/inbox`.
    Captured,
}

impl MailConfig {
    /// How those wait who are told of first attempts.
    pub fn first_attempts(&self) -> FirstAttemptSettings {
        FirstAttemptSettings { longest_wait: self.wait_for_first_attempt, ..FirstAttemptSettings::default() }
    }

    /// The keys that sign mails, read from their files.
    pub fn signing_keys(&self) -> Result<DkimKeys, Complaint> {
        let complaint = |file: &DkimKeyFile, why: String| {
            Complaint::about("mail.dkim_keys", format!("{}: {why}", file.file.display()))
        };
        let keys = self.dkim_keys.iter().map(|file| {
            let pem = std::fs::read(&file.file).map_err(|error| complaint(file, format!("can't be read: {error}")))?;
            DkimKey::from_pem(&file.domain, &file.selector, &pem).map_err(|error| complaint(file, error.to_string()))
        });
        Ok(DkimKeys::new(keys.collect::<Result<_, _>>()?))
    }

    /// How mails leave, or what is missing for that. `--dev` captures them whatever is set here.
    pub fn outlet(&self, dev: bool) -> Result<Outlet, Complaint> {
        if self.enabled == Some(false) {
            return Ok(Outlet::Off);
        }
        if dev {
            return Ok(Outlet::Captured);
        }
        let outlet = match (&self.smtp_url, &self.folder) {
            (None, None) if self.discard => Outlet::Discard,
            _ if self.discard => {
                return Err(Complaint::about(
                    "mail.discard",
                    "throws every mail away; take it out to send mails, or take mail.smtp_url and mail.folder out",
                ));
            }
            (Some(_), Some(_)) => {
                return Err(Complaint::about("mail.folder", "set either mail.smtp_url or mail.folder, not both"));
            }
            (Some(smtp), None) => Outlet::Smtp(Box::new(self.complete(smtp.clone())?)),
            (None, Some(folder)) => Outlet::Folder(folder.clone()),
            (None, None) if self.enabled == Some(true) => {
                return Err(Complaint::about(
                    "mail.smtp_url",
                    "is missing, and mail.enabled is true; set it to \"smtp://user:password@host:587\", or mail.enabled to false",
                ));
            }
            (None, None) => return Ok(Outlet::Off),
        };
        if self.from.is_none() {
            return Err(Complaint::about(
                "mail.from",
                "is missing; set it to the sender of the mails, such as \"Example <no-reply@example.com>\"",
            ));
        }
        Ok(outlet)
    }

    fn complete(&self, mut smtp: SmtpSettings) -> Result<SmtpSettings, Complaint> {
        smtp.hello_name.clone_from(&self.hello_name);
        if let Some(path) = &self.root_certificates {
            let pem = std::fs::read_to_string(path).map_err(|error| {
                Complaint::about("mail.root_certificates", format!("{} can't be read: {error}", path.display()))
            })?;
            smtp.root_certificates = Some(pem);
        }
        Ok(smtp)
    }
}
