//! One connection to an SMTP server, from greeting to goodbye.

use std::time::Duration;

use lettre::address::Envelope;
use rekey_core::time::Timestamp;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::connection::Connection;
use super::open::Counted;
use super::reply::Extensions;
use super::settings::{SmtpSettings, SmtpTimeouts, SmtpTls};
use super::tls::Tls;
use super::trouble::{Failure, Step};
use super::{Seen, auth, dial, tls};
use crate::message::OutgoingMail;

/// How long a server may take to say that a kept connection is still open, and to say goodbye.
const COURTESY: Duration = Duration::from_secs(2);

/// What we call ourselves where nothing is set.
const ANONYMOUS: &str = "[127.0.0.1]";
/// How long a server may be silent before the port is asked whether it waits for TLS.
const SILENCE: Duration = Duration::from_secs(3);

/// A connection that emails can be sent over, one after another.
pub(super) struct Session {
    connection: Connection,
    extensions: Extensions,
    timeouts: SmtpTimeouts,
    mails: u32,
    most_mails: u32,
    _counted: Counted,
}

impl Session {
    /// Connects, encrypts and logs in, as the settings say.
    pub(super) async fn open(settings: &SmtpSettings, tls: Option<&Tls>, counted: Counted) -> Result<Self, Failure> {
        let SmtpTimeouts { connect, command: answer, .. } = settings.timeouts;
        let dialing = tokio::time::timeout(connect, dial::dial(&settings.host, settings.port)).await;
        let stream = dialing.map_err(|_| Failure::Silent { step: Step::Connect, limit: connect })?;
        let mut connection = Connection::new(stream.map_err(Failure::Unreachable)?);
        if let Some(tls) = tls.filter(|_| settings.tls == SmtpTls::Implicit) {
            connection = connection.encrypt(tls, Step::Connect, connect).await?;
        }
        greeting(&mut connection, settings).await?;
        let hello = settings.hello_name.as_ref().map_or_else(|| ANONYMOUS.to_owned(), ToString::to_string);
        let mut extensions = connection.hello(&hello, answer).await?;
        if let Some(tls) = tls.filter(|_| settings.tls != SmtpTls::Implicit) {
            if extensions.offer("STARTTLS") {
                connection.command(Step::StartTls, "STARTTLS", answer).await?.completed(Step::StartTls)?;
                connection = connection.encrypt(tls, Step::StartTls, connect).await?;
                extensions = connection.hello(&hello, answer).await?;
            } else if settings.tls == SmtpTls::Required {
                return Err(Failure::NoStartTls);
            }
        }
        let logs_in = settings.credentials.is_some() || settings.oauth.is_some();
        if logs_in && settings.tls != SmtpTls::None && !connection.is_encrypted() {
            return Err(Failure::LoginInTheOpen);
        }
        if let Some(credentials) = &settings.credentials {
            auth::log_in(&mut connection, &extensions, credentials, answer).await?;
        }
        if let Some(oauth) = &settings.oauth {
            auth::log_in_by_token(&mut connection, &extensions, oauth, answer).await?;
        }
        Ok(Self {
            connection,
            extensions,
            timeouts: settings.timeouts,
            mails: 0,
            most_mails: settings.mails_per_connection,
            _counted: counted,
        })
    }

    /// What the connection shows of the server.
    pub(super) fn seen(&self) -> Seen {
        let certificate = self.connection.certificate().and_then(|der| Certificate::from_der(der).ok());
        let until = certificate.map(|certificate| certificate.tbs_certificate.validity.not_after.to_unix_duration());
        let until = until.and_then(|until| Timestamp::from_second(i64::try_from(until.as_secs()).ok()?).ok());
        Seen { encrypted: self.connection.is_encrypted(), certificate_until: until }
    }

    /// Says from whom and to whom an email is.
    pub(super) async fn announce(&mut self, mail: &OutgoingMail) -> Result<(), Failure> {
        let envelope = mail.envelope();
        let parameters = self.parameters(envelope, mail.source())?;
        let sender = envelope.from().map_or("", AsRef::<str>::as_ref);
        let mut commands = Vec::new();
        if self.mails > 0 {
            // Shows whether the server is still there, and makes it forget what is left of the last mail.
            commands.push((Step::Reset, "RSET\r\n".to_owned()));
        }
        commands.push((Step::Mail, format!("MAIL FROM:<{sender}>{parameters}\r\n")));
        commands.extend(envelope.to().iter().map(|recipient| (Step::Rcpt, format!("RCPT TO:<{recipient}>\r\n"))));
        self.mails += 1;
        self.commands(&commands).await
    }

    /// Sends commands of which each needs the ones before to be carried out; all at once where the server takes that.
    async fn commands(&mut self, commands: &[(Step, String)]) -> Result<(), Failure> {
        let at_once = if self.extensions.offer("PIPELINING") { commands.len() } else { 1 };
        for group in commands.chunks(at_once) {
            let text: String = group.iter().map(|(_, command)| command.as_str()).collect();
            self.connection.write(group[0].0, text.as_bytes(), self.limit(group[0].0)).await?;
            let mut refusal = None;
            for (step, _) in group {
                // Every answer is read, or the next email would take the rest for its own.
                let reply = self.connection.reply(*step, self.limit(*step)).await?;
                match reply.completed(*step) {
                    Ok(_) => {}
                    Err(failure) if failure.leaves_connection_usable() => {
                        refusal.get_or_insert(failure);
                    }
                    Err(failure) => return Err(refusal.unwrap_or(failure)),
                }
            }
            if let Some(refusal) = refusal {
                return Err(refusal);
            }
        }
        Ok(())
    }

    fn limit(&self, step: Step) -> Duration {
        if step == Step::Reset { COURTESY } else { self.timeouts.command }
    }

    /// How many emails were announced over this connection.
    pub(super) fn mails(&self) -> u32 {
        self.mails
    }

    /// Hands over the email that was announced.
    pub(super) async fn hand_over(&mut self, mail: &OutgoingMail) -> Result<(), Failure> {
        let SmtpTimeouts { data, block, answer, .. } = self.timeouts;
        self.connection.command(Step::Data, "DATA", data).await?.goes_on(Step::Data)?;
        if mail.is_late() {
            return Err(Failure::Late);
        }
        self.connection.write_blocks(Step::Message, &dot_stuffed(mail.source()), block).await?;
        self.connection.reply(Step::Message, answer).await?.completed(Step::Message)?;
        Ok(())
    }

    /// What has to be said of an email that is not all ASCII (RFC 6152, RFC 6531).
    fn parameters(&self, envelope: &Envelope, source: &[u8]) -> Result<String, Failure> {
        let mut parameters = String::new();
        let addresses = envelope.from().into_iter().chain(envelope.to());
        if !addresses.map(AsRef::<str>::as_ref).all(str::is_ascii) {
            if !self.extensions.offer("SMTPUTF8") {
                return Err(Failure::NoSmtpUtf8);
            }
            parameters.push_str(" SMTPUTF8");
        }
        if !source.is_ascii() && self.extensions.offer("8BITMIME") {
            parameters.push_str(" BODY=8BITMIME");
        }
        Ok(parameters)
    }

    /// Whether more emails may follow on this connection.
    pub(super) fn may_go_on(&self) -> bool {
        self.mails < self.most_mails
    }

    /// Says goodbye; whether the server answers does not matter any more.
    pub(super) async fn quit(mut self) {
        let _ = self.connection.command(Step::Quit, "QUIT", COURTESY).await;
    }
}

/// Waits for the server to speak first. One that waits for TLS never does: whether it is one, another connection asks.
async fn greeting(connection: &mut Connection, settings: &SmtpSettings) -> Result<(), Failure> {
    let is_encrypted = connection.is_encrypted();
    let greeting = connection.reply(Step::Connect, settings.timeouts.greeting);
    tokio::pin!(greeting);
    let mut greeted = tokio::time::timeout(SILENCE, &mut greeting).await.ok();
    if matches!(greeted, None | Some(Err(Failure::Lost { .. }))) && !is_encrypted {
        let is_tls = tls::speaks_tls(&settings.host, settings.port);
        tokio::pin!(is_tls);
        tokio::select! {
            reply = &mut greeting, if greeted.is_none() => greeted = Some(reply),
            true = &mut is_tls => return Err(Failure::TlsPort),
            else => {}
        }
    }
    let reply = match greeted {
        Some(reply) => reply,
        None => greeting.await,
    };
    reply?.completed(Step::Connect)?;
    Ok(())
}

/// A message as it goes over the wire (RFC 5321, 4.5.2), with its end: body and final dot leave in one piece.
fn dot_stuffed(source: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(source.len() + 64);
    for line in source.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
    }
    if !wire.ends_with(b"\r\n") {
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

#[cfg(test)]
mod tests {
    use super::dot_stuffed;

    #[test]
    fn dots_at_the_start_of_lines_are_doubled_and_one_ends_the_message() {
        for (source, wire) in [
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (".\r\n..b\r\nc.\r\n", "..\r\n...b\r\nc.\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(dot_stuffed(source.as_bytes()), wire.as_bytes(), "{source:?}");
        }
    }
}
