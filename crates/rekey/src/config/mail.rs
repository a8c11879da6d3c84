//! `[mail]`: how emails are sent.

use std::path::PathBuf;
use std::str::FromStr;

use rekey_core::Mailbox;
use rekey_core::outbox::LEASE;
use rekey_core::ports::MAILS_KEPT;
use rekey_core::time::Duration;
use rekey_mail::{
    DkimKey, DkimKeys, FirstAttemptSettings, HelloName, NamedCertificates, SmtpSettings, SmtpTimeouts, SmtpTls,
};
use url::Url;

use super::error::{ConfigError, SettingError, reported};
use super::reader::Reader;
use super::senders::{self, SenderConfig};
use crate::adapters::{GeoIp, GeoIpError};
use crate::file_error::reason;

#[derive(Debug, Clone)]
pub struct MailConfig {
    /// Default: if there is a server or folder.
    pub enabled: Option<bool>,
    pub smtp_url: Option<Box<SmtpSettings>>,
    /// Instead of one server.
    pub senders: Vec<SenderConfig>,
    /// A PEM file of certificates to trust besides the system's.
    pub root_certificates: Option<PathBuf>,
    /// For `EHLO`.
    pub hello_name: Option<HelloName>,
    /// How many emails are sent at once, each over its own connection.
    pub connections: u32,
    pub mails_per_connection: u32,
    pub timeouts: SmtpTimeouts,
    /// Emails are written into it instead.
    pub folder: Option<PathBuf>,
    /// Throws emails away instead, for load tests.
    pub discard: bool,
    /// Applies to locations without a sender of their own.
    pub from: Option<Mailbox>,
    pub dkim_keys: Vec<DkimKeyFile>,
    /// A database of cities or countries, for the place in notices.
    pub geoip_file: Option<PathBuf>,
    pub no_account_notice: bool,
    /// The longest wait of a caller whose API reports delivery.
    pub wait_for_first_attempt: Duration,
    /// Applies to notices; emails with a link or code may be given up earlier.
    pub give_up_after: Duration,
    /// How long a claim of a worker lasts.
    pub lease: Duration,
    /// How long emails are kept after they were settled, with what became of them.
    pub kept_for: Duration,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            enabled: None,
            smtp_url: None,
            senders: Vec::new(),
            root_certificates: None,
            hello_name: None,
            connections: 4,
            mails_per_connection: SmtpSettings::MAILS_PER_CONNECTION,
            timeouts: SmtpTimeouts::default(),
            folder: None,
            discard: false,
            from: None,
            dkim_keys: Vec::new(),
            geoip_file: None,
            no_account_notice: true,
            wait_for_first_attempt: FirstAttemptSettings::default().longest_wait,
            give_up_after: Duration::from_hours(24),
            lease: LEASE,
            kept_for: MAILS_KEPT,
        }
    }
}

impl MailConfig {
    pub(super) fn read(reader: &mut Reader<'_>, dev: bool) -> Self {
        let default = Self::default();
        let give_up_after = reader.span("give_up_after", Duration::from_mins(1), Duration::from_hours(7 * 24));
        // Shorter than any request may take.
        let wait = reader.span("wait_for_first_attempt", Duration::ZERO, Duration::from_secs(20));
        // Long enough for an email, and no longer than anybody should wait for an email that a dead node held.
        let lease = reader.span("lease", Duration::from_secs(5), LEASE);
        let kept_for = reader.span("kept_for", Duration::from_hours(24), Duration::from_hours(90 * 24));
        let connections = reader.number("connections", 1, 200).unwrap_or(default.connections);
        Self {
            enabled: reader.switch("enabled"),
            smtp_url: reader.secret("smtp_url").map(Box::new),
            senders: senders::read(reader, connections),
            root_certificates: reader.path("root_certificates"),
            hello_name: reader.text("hello_name"),
            connections,
            mails_per_connection: reader
                .number("mails_per_connection", 1, 100_000)
                .unwrap_or(default.mails_per_connection),
            timeouts: timeouts(reader),
            folder: reader.path("folder"),
            discard: reader.switch("discard").unwrap_or(default.discard),
            from: reader.text("from").or_else(|| DEVELOPMENT_SENDER.parse().ok().filter(|_| dev)),
            dkim_keys: reader.list("dkim_keys").unwrap_or_default(),
            geoip_file: reader.path("geoip_file"),
            no_account_notice: reader.switch("no_account_notice").unwrap_or(default.no_account_notice),
            wait_for_first_attempt: wait.unwrap_or(default.wait_for_first_attempt),
            give_up_after: give_up_after.unwrap_or(default.give_up_after),
            lease: lease.unwrap_or(default.lease),
            kept_for: kept_for.unwrap_or(default.kept_for),
        }
    }
}

fn timeouts(reader: &mut Reader<'_>) -> SmtpTimeouts {
    let default = SmtpTimeouts::default();
    let mut read = |key, default| reader.span(key, Duration::from_secs(1), Duration::from_mins(10)).unwrap_or(default);
    SmtpTimeouts {
        connect: read("connect_timeout", default.connect),
        greeting: read("greeting_timeout", default.greeting),
        command: read("command_timeout", default.command),
        data: read("data_timeout", default.data),
        block: read("block_timeout", default.block),
        answer: read("answer_timeout", default.answer),
    }
}

/// The sender with `--dev`, unless one is set.
const DEVELOPMENT_SENDER: &str = "Rekey <no-reply@example.com>";

/// Where a DKIM key is: `domain:selector:file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimKeyFile {
    domain: String,
    selector: String,
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

#[derive(Debug, Clone)]
pub enum Outlet {
    Off,
    Smtp(Box<SmtpSettings>),
    /// By these, made with what mail servers have in common.
    Senders(Vec<SenderConfig>, Box<SmtpSettings>),
    Folder(PathBuf),
    /// For load tests.
    Discard,
    /// Into memory, for `/_dev/inbox`.
    Captured,
}

impl MailConfig {
    pub fn first_attempts(&self) -> FirstAttemptSettings {
        FirstAttemptSettings { longest_wait: self.wait_for_first_attempt, ..FirstAttemptSettings::default() }
    }

    /// The keys that sign emails, read from their files. Fails with an error for each file that can't be used.
    pub fn signing_keys(&self) -> Result<DkimKeys, ConfigError> {
        let (mut keys, mut errors) = (Vec::new(), Vec::new());
        for file in &self.dkim_keys {
            match file.read() {
                Ok(key) => keys.push(key),
                Err(why) => {
                    let message = format!("{}: {why}", file.file.display());
                    errors.push(SettingError::new("mail.dkim_keys", message));
                }
            }
        }
        if errors.is_empty() { Ok(DkimKeys::new(keys)) } else { Err(ConfigError(errors)) }
    }

    /// The table of places for notices, if one is set.
    pub fn geoip(&self) -> Result<Option<GeoIp>, ConfigError> {
        let open = |path: &PathBuf| {
            let error = |why: GeoIpError| SettingError::new("mail.geoip_file", format!("{} {why}", path.display()));
            GeoIp::open(path).map_err(|why| ConfigError(vec![error(why)]))
        };
        self.geoip_file.as_ref().map(open).transpose()
    }

    /// How emails are sent. `--dev` captures them whatever is set. Adds missing and contradictory settings to
    /// `errors`, which has the values that could not be read.
    pub(super) fn outlet(&self, dev: bool, public_url: Option<&Url>, errors: &mut Vec<SettingError>) -> Outlet {
        if self.enabled == Some(false) {
            return Outlet::Off;
        }
        if dev {
            return Outlet::Captured;
        }
        let has_senders = !self.senders.is_empty() || errors.iter().any(is_about_senders);
        if has_senders && self.smtp_url.is_some() {
            errors.push(SettingError::new(
                "mail.smtp_url",
                "set either mail.smtp_url or mail.senders, not both; a mail server is a sender of the kind \"smtp\"",
            ));
        }
        let has_server = has_senders || self.smtp_url.is_some() || reported(errors, "mail.smtp_url");
        let has_folder = self.folder.is_some() || reported(errors, "mail.folder");
        if self.discard && (has_server || has_folder) {
            errors.push(SettingError::new(
                "mail.discard",
                "discards every email; remove it to send mail, or remove mail.smtp_url, mail.senders and mail.folder",
            ));
        } else if has_server && has_folder {
            errors.push(SettingError::new(
                "mail.folder",
                "set either mail.smtp_url or mail.senders, or mail.folder, not both",
            ));
        } else if !self.discard && !has_server && !has_folder {
            if self.enabled == Some(true) {
                errors.push(SettingError::new(
                    "mail.smtp_url",
                    "is missing, and mail.enabled is true; set it to \"smtp://user:password@host:587\", or mail.enabled to false",
                ));
            }
            return Outlet::Off;
        }
        if self.from.is_none() && !reported(errors, "mail.from") {
            errors.push(SettingError::new(
                "mail.from",
                "is missing; set it to the sender of the emails, such as \"Example <no-reply@example.com>\"",
            ));
        }
        if has_senders {
            return match self.complete(SmtpSettings::new("localhost", 25, SmtpTls::None), public_url) {
                Ok(smtp) => Outlet::Senders(self.senders.clone(), Box::new(smtp)),
                Err(error) => {
                    errors.push(error);
                    Outlet::Off
                }
            };
        }
        match (&self.smtp_url, &self.folder) {
            (Some(smtp), _) => match self.complete((**smtp).clone(), public_url) {
                Ok(smtp) => Outlet::Smtp(Box::new(smtp)),
                Err(error) => {
                    errors.push(error);
                    Outlet::Off
                }
            },
            (None, Some(folder)) => Outlet::Folder(folder.clone()),
            (None, None) if self.discard => Outlet::Discard,
            (None, None) => Outlet::Off,
        }
    }

    fn complete(&self, mut smtp: SmtpSettings, public_url: Option<&Url>) -> Result<SmtpSettings, SettingError> {
        smtp.hello_name = self.hello_name.clone().or_else(|| public_url.map(HelloName::of_url));
        smtp.mails_per_connection = self.mails_per_connection;
        smtp.timeouts = self.timeouts;
        if let Some(path) = &self.root_certificates {
            let error = |why: String| SettingError::new("mail.root_certificates", format!("{}: {why}", path.display()));
            let pem = std::fs::read(path).map_err(|why| error(format!("can't be read: {why}")))?;
            let certificates = NamedCertificates::from_pem(&pem).map_err(|why| error(why.to_string()))?;
            smtp.root_certificates = Some(certificates);
        }
        Ok(smtp)
    }
}

fn is_about_senders(error: &SettingError) -> bool {
    error.setting.as_deref().is_some_and(|setting| setting.starts_with("mail.senders"))
}

impl DkimKeyFile {
    fn read(&self) -> Result<DkimKey, String> {
        let pem = std::fs::read(&self.file).map_err(|error| format!("can't be read: {}", reason(&error)))?;
        DkimKey::from_pem(&self.domain, &self.selector, &pem).map_err(|error| error.to_string())
    }
}
