//! One connection to an SMTP server, from greeting to goodbye.

use std::fmt::Display;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use rekey_core::time::Timestamp;
use secrecy::ExposeSecret;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::Seen;
use super::settings::{SmtpSettings, SmtpTls};
use super::trouble::{Failure, Step};
use crate::message::OutgoingMail;

/// How long a server may take to say that a kept connection still stands, and to say goodbye.
const COURTESY: Duration = Duration::from_secs(2);
/// After so many mails a connection is not kept: servers cap them, and some don't say so nicely.
const MAILS_PER_CONNECTION: u32 = 50;

/// A connection that mails can be sent over, one after another.
///
/// lettre's own pool is not used: it keeps connections whose sender stopped waiting, and the next mail would read
/// the answers meant for the last one.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    command_timeout: Duration,
    mails: u32,
}

impl Session {
    /// Connects, encrypts and logs in, as the settings say.
    pub(super) async fn open(settings: &SmtpSettings, tls: Option<&TlsParameters>) -> Result<Self, Failure> {
        let hello = settings.hello_name.clone().map_or_else(ClientId::default, ClientId::Domain);
        let implicit = tls.filter(|_| settings.tls == SmtpTls::Implicit).cloned();
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (settings.host.as_str(), settings.port),
            Some(settings.connect_timeout),
            &hello,
            implicit,
            None,
        );
        let connection = limited(Step::Connect, settings.connect_timeout, connecting).await?;
        let mut session = Self { connection, command_timeout: settings.command_timeout, mails: 0 };
        if let Some(tls) = tls {
            session.encrypt(settings, tls, &hello).await?;
        }
        session.log_in(settings).await?;
        Ok(session)
    }

    async fn encrypt(&mut self, settings: &SmtpSettings, tls: &TlsParameters, hello: &ClientId) -> Result<(), Failure> {
        match settings.tls {
            SmtpTls::StartTls | SmtpTls::Required if self.connection.can_starttls() => {
                let upgrade = self.connection.starttls(tls.clone(), hello);
                limited(Step::StartTls, settings.connect_timeout, upgrade).await
            }
            SmtpTls::Required => Err(Failure::NoStartTls),
            SmtpTls::None | SmtpTls::StartTls | SmtpTls::Implicit => Ok(()),
        }
    }

    async fn log_in(&mut self, settings: &SmtpSettings) -> Result<(), Failure> {
        let Some(credentials) = &settings.credentials else { return Ok(()) };
        if settings.tls != SmtpTls::None && !self.connection.is_encrypted() {
            return Err(Failure::LoginInTheOpen);
        }
        if self.connection.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
            return Err(Failure::NoMechanism);
        }
        let password = credentials.password.expose_secret().to_owned();
        let credentials = Credentials::new(credentials.username.clone(), password);
        let answer = self.connection.auth(DEFAULT_MECHANISMS, &credentials);
        limited(Step::Auth, settings.command_timeout, answer).await?;
        Ok(())
    }

    /// What the connection shows of the server.
    pub(super) fn seen(&self) -> Seen {
        let certificate = self.connection.peer_certificate().ok();
        let certificate = certificate.and_then(|der| Certificate::from_der(&der).ok());
        let until = certificate.map(|certificate| certificate.tbs_certificate.validity.not_after.to_unix_duration());
        let until = until.and_then(|until| Timestamp::from_second(i64::try_from(until.as_secs()).ok()?).ok());
        Seen { encrypted: self.connection.is_encrypted(), certificate_until: until }
    }

    /// Says from whom and to whom a mail is.
    pub(super) async fn announce(&mut self, mail: &OutgoingMail) -> Result<(), Failure> {
        let (envelope, source) = (mail.envelope(), mail.source());
        let parameters = self.parameters(envelope, source)?;
        self.mails += 1;
        self.command(Step::Mail, Mail::new(envelope.from().cloned(), parameters)).await?;
        for recipient in envelope.to() {
            self.command(Step::Rcpt, Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        Ok(())
    }

    /// Hands over the mail that was announced.
    pub(super) async fn hand_over(&mut self, mail: &OutgoingMail) -> Result<(), Failure> {
        self.command(Step::Data, Data).await?;
        if mail.is_late() {
            return Err(Failure::Late);
        }
        let answer = limited(Step::Message, self.command_timeout, self.connection.message(mail.source())).await?;
        in_step(Step::Message, &answer)
    }

    async fn command(&mut self, step: Step, command: impl Display) -> Result<(), Failure> {
        let answer = limited(step, self.command_timeout, self.connection.command(command)).await?;
        in_step(step, &answer)
    }

    /// What has to be said of a mail that is not all ASCII (RFC 6152, RFC 6531).
    fn parameters(&self, envelope: &Envelope, source: &[u8]) -> Result<Vec<MailParameter>, Failure> {
        let server = self.connection.server_info();
        let mut parameters = Vec::new();
        let addresses = envelope.from().into_iter().chain(envelope.to());
        if !addresses.map(AsRef::<str>::as_ref).all(str::is_ascii) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(Failure::NoSmtpUtf8);
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !source.is_ascii() && server.supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }

    /// Whether more mails may follow on this connection.
    pub(super) fn may_go_on(&self) -> bool {
        self.mails < MAILS_PER_CONNECTION
    }

    /// Whether the other side is still there. Forgets what was left of an earlier mail.
    pub(super) async fn is_alive(&mut self) -> bool {
        limited(Step::Mail, COURTESY, self.connection.command(Rset)).await.is_ok()
    }

    /// Says goodbye; whether the server answers does not matter any more.
    pub(super) async fn quit(mut self) {
        let _ = limited(Step::Mail, COURTESY, self.connection.command(Quit)).await;
    }
}

/// Whether the answer is the one to what was asked. To `DATA` alone belongs a 3xx; anything else there or elsewhere is
/// the answer to another command, perhaps slipped in before encryption began, and what follows would mean nothing.
fn in_step(step: Step, answer: &Response) -> Result<(), Failure> {
    let severity = answer.code().severity;
    let expected = if step == Step::Data { Severity::PositiveIntermediate } else { Severity::PositiveCompletion };
    if severity == expected { Ok(()) } else { Err(Failure::OutOfStep { step, code: answer.code().into() }) }
}

async fn limited<T>(step: Step, limit: Duration, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Failure::Server { step, error }),
        Err(_) => Err(Failure::Silent { step, limit }),
    }
}
