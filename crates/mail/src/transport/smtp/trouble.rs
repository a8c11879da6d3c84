//! What went wrong with an SMTP server, and what that means for the mail.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;

use super::super::{SendError, SendErrorKind};

/// Where in the dialogue it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// TCP, implicit TLS, greeting and `EHLO`.
    Connect,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The message itself, and the answer to it.
    Message,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL FROM",
            Self::Rcpt => "RCPT TO",
            Self::Data => "DATA",
            Self::Message => "the message",
        })
    }
}

/// What happened.
#[derive(Debug)]
pub(super) enum Failure {
    /// The server or the connection failed.
    Server { step: Step, error: Error },
    /// No answer in time.
    Silent { step: Step, limit: Duration },
    /// An answer that belongs to another command.
    OutOfStep { step: Step, code: u16 },
    /// The mail's time was over before its words went out.
    Late,
    /// STARTTLS is required and not offered.
    NoStartTls,
    /// There is a password and no encryption to send it by.
    LoginInTheOpen,
    /// The server offers no login that we know.
    NoMechanism,
    /// The address needs SMTPUTF8, and the server has none.
    NoSmtpUtf8,
}

/// "Authentication required" (RFC 4954, 6): said to MAIL, but about us.
const AUTHENTICATION_REQUIRED: u16 = 530;
/// "Closing the connection": the answer may come to any command.
const CLOSING: u16 = 421;

impl Failure {
    /// Whether server and client still agree on where they are, so that the connection can be used again.
    pub(super) fn leaves_connection_usable(&self) -> bool {
        match self {
            Self::Server { step, error } => {
                !matches!(step, Step::Connect | Step::StartTls | Step::Auth)
                    && status(error).is_some_and(|code| code != CLOSING)
            }
            Self::NoSmtpUtf8 => true,
            Self::Silent { .. }
            | Self::OutOfStep { .. }
            | Self::Late
            | Self::NoStartTls
            | Self::LoginInTheOpen
            | Self::NoMechanism => false,
        }
    }

    /// What it means for the mail. `redact` makes a server's words fit for operators.
    pub(super) fn into_send_error(self, redact: impl Fn(&str) -> String) -> SendError {
        let kind = self.kind();
        let reason = match self {
            Self::Server { step, error } => {
                let words = redact(&error.source().map_or_else(|| error.to_string(), ToString::to_string));
                match status(&error) {
                    Some(code) => format!("{step}: {code} {words}"),
                    None if step == Step::Message => format!("{step}: {words}; it may have arrived"),
                    None => format!("{step}: {words}"),
                }
            }
            Self::Silent { step: Step::Message, limit } => {
                format!("{}: no answer within {}; it may have arrived", Step::Message, seconds(limit))
            }
            Self::Silent { step, limit } => format!("{step}: no answer within {}", seconds(limit)),
            Self::OutOfStep { step, code } => format!("{step}: answered by {code}, which belongs elsewhere"),
            Self::Late => format!("{}: too late, this worker was held up", Step::Message),
            Self::NoStartTls => {
                "STARTTLS: the server does not offer it; use ?tls=none if the network is trusted".to_owned()
            }
            Self::LoginInTheOpen => "AUTH: the server offers no STARTTLS, and the password is not sent unencrypted; \
                 use ?tls=none if the network is trusted"
                .to_owned(),
            Self::NoMechanism => "AUTH: the server offers neither PLAIN nor LOGIN".to_owned(),
            Self::NoSmtpUtf8 => "MAIL FROM: the address needs SMTPUTF8, which the server does not offer".to_owned(),
        };
        SendError::new(kind, reason.trim_end())
    }

    /// A 5xx ends a mail only when it is said of the mail. One that is said of us (greeting, EHLO, STARTTLS, AUTH)
    /// is for the operator to mend, and the mail waits for that.
    fn kind(&self) -> SendErrorKind {
        match self {
            Self::Server { step, error } => match (step, error.is_permanent()) {
                (Step::Auth, true) => SendErrorKind::Authentication,
                // "Not now" (4xx), said by a server that is there.
                (Step::Connect | Step::StartTls, _) if error.is_transient() => SendErrorKind::Transient,
                (Step::Connect | Step::StartTls, _) => SendErrorKind::Unreachable,
                (_, true) if status(error) == Some(AUTHENTICATION_REQUIRED) => SendErrorKind::Authentication,
                (_, true) => SendErrorKind::Permanent,
                (_, false) => SendErrorKind::Transient,
            },
            Self::Silent { step: Step::Connect | Step::StartTls, .. } | Self::NoStartTls => SendErrorKind::Unreachable,
            Self::Silent { .. } | Self::OutOfStep { .. } | Self::Late => SendErrorKind::Transient,
            Self::LoginInTheOpen | Self::NoMechanism => SendErrorKind::Authentication,
            Self::NoSmtpUtf8 => SendErrorKind::Permanent,
        }
    }
}

fn status(error: &Error) -> Option<u16> {
    error.status().map(u16::from)
}

fn seconds(limit: Duration) -> String {
    rekey_core::span::format(limit)
}
