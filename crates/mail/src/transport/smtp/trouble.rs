//! What went wrong with an SMTP server, and what that means for the mail.

use std::fmt;
use std::io;
use std::time::Duration;

use super::super::{SendError, SendErrorKind};
use super::reply::Reply;
use super::tls::tls_error;

/// Where in the dialogue it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// TCP, implicit TLS, greeting and `EHLO`.
    Connect,
    StartTls,
    Auth,
    /// On a kept connection, before the next mail.
    Reset,
    Mail,
    Rcpt,
    Data,
    /// The message itself, and the answer to it.
    Message,
    Quit,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Reset => "RSET",
            Self::Mail => "MAIL FROM",
            Self::Rcpt => "RCPT TO",
            Self::Data => "DATA",
            Self::Message => "the message",
            Self::Quit => "QUIT",
        })
    }
}

/// What happened.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is nobody to talk to: no address, or none that takes connections.
    Unreachable(io::Error),
    /// The server said no.
    Refused { step: Step, reply: Reply },
    /// The connection broke.
    Lost { step: Step, error: io::Error },
    /// No answer in time.
    Silent { step: Step, limit: Duration },
    /// An answer that belongs to another command.
    OutOfStep { step: Step, code: u16 },
    /// Something that doesn't follow the protocol.
    NoSmtp { step: Step, words: String },
    /// No TLS came about.
    Tls { step: Step, error: io::Error },
    /// The server, or an attacker, sent more than the answer to STARTTLS.
    SpokeBeforeTls,
    /// The port is one for TLS from the first byte, and was spoken to in the clear.
    TlsPort,
    /// The email's time was over before its words went out.
    Late,
    /// STARTTLS is required and not offered.
    NoStartTls,
    /// There is a password and no encryption to send it by.
    LoginInTheOpen,
    /// The server offers no login that we know.
    NoMechanism,
    /// The server takes no access tokens.
    NoTokenLogin,
    /// There is no access token.
    NoToken(SendError),
    /// The address needs SMTPUTF8, and the server has none.
    NoSmtpUtf8,
    /// The server refuses more connections, and those that are open are busy.
    NoConnectionLeft,
}

/// "Authentication required" (RFC 4954, 6): said to MAIL, but about us.
const AUTHENTICATION_REQUIRED: u16 = 530;
/// "Closing the connection": the answer may come to any command.
const CLOSING: u16 = 421;

impl Failure {
    /// Whether server and client still agree on where they are, so that the connection can be used again.
    pub(super) fn leaves_connection_usable(&self) -> bool {
        match self {
            Self::Refused { step, reply } => {
                !matches!(step, Step::Connect | Step::StartTls | Step::Auth | Step::Reset) && reply.code != CLOSING
            }
            Self::NoSmtpUtf8 => true,
            _ => false,
        }
    }

    /// Whether the connection is over and the email was certainly not accepted, so that it may go over another one at
    /// once.
    pub(super) fn ends_connection_before_mail(&self) -> bool {
        match self {
            Self::Refused { step: Step::Reset, .. } | Self::Silent { step: Step::Reset, .. } => true,
            Self::Refused { reply, .. } => reply.code == CLOSING,
            Self::Lost { step, .. } => *step != Step::Message,
            _ => false,
        }
    }

    /// Whether the server may just have enough connections of ours.
    pub(super) fn refuses_connection(&self) -> bool {
        match self {
            Self::Refused { step: Step::Auth, reply } => reply.is_transient(),
            Self::Refused { step: Step::Connect, .. } | Self::Lost { step: Step::Connect, .. } => true,
            Self::Unreachable(error) => {
                matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset)
            }
            _ => false,
        }
    }

    /// What it means for the mail. `redact` makes a server's words fit for operators.
    pub(super) fn into_send_error(self, redact: impl Fn(&str) -> String) -> SendError {
        let kind = self.kind();
        let may_have_arrived =
            matches!(self, Self::Lost { step: Step::Message, .. } | Self::Silent { step: Step::Message, .. });
        let reason = match self {
            Self::Unreachable(error) => format!("{}: {}", Step::Connect, redact(&error.to_string())),
            Self::Refused { step, reply } => format!("{step}: {} {}", reply.code, redact(&reply.words())),
            Self::Lost { step: Step::Message, error } => {
                format!("{}: {}; it may have arrived", Step::Message, redact(&error.to_string()))
            }
            Self::Silent { step: Step::Message, limit } => {
                format!("{}: no answer within {}; it may have arrived", Step::Message, seconds(limit))
            }
            Self::Silent { step, limit } => format!("{step}: no answer within {}", seconds(limit)),
            Self::OutOfStep { step, code } => format!("{step}: answered by {code}, which belongs elsewhere"),
            Self::NoSmtp { step, words } => format!("{step}: this is not SMTP: {}", redact(&words)),
            Self::Tls { step: Step::Connect, error } if is_not_tls(&error) => format!(
                "{}: the port does not speak TLS from the first byte; use smtp:// instead of smtps://",
                Step::Connect
            ),
            Self::Tls { step, error } if is_not_tls(&error) => {
                format!("{step}: the server offers it and then does not speak TLS")
            }
            Self::Tls { step, error } | Self::Lost { step, error } => format!("{step}: {}", redact(&error.to_string())),
            Self::SpokeBeforeTls => "STARTTLS: answered by more than one answer, which may be an attack".to_owned(),
            Self::TlsPort => {
                format!("{}: the port speaks TLS from the first byte; use smtps:// instead of smtp://", Step::Connect)
            }
            Self::Late => format!("{}: too late, this worker was held up", Step::Message),
            Self::NoStartTls => {
                "STARTTLS: the server does not offer it; use ?tls=none if the network is trusted".to_owned()
            }
            Self::LoginInTheOpen => "AUTH: the server offers no STARTTLS, and the password is not sent unencrypted; \
                 use ?tls=none if the network is trusted"
                .to_owned(),
            Self::NoMechanism => "AUTH: the server offers neither PLAIN nor LOGIN".to_owned(),
            Self::NoTokenLogin => "AUTH: the server does not offer XOAUTH2".to_owned(),
            Self::NoToken(error) => error.reason,
            Self::NoSmtpUtf8 => "MAIL FROM: the address needs SMTPUTF8, which the server does not offer".to_owned(),
            Self::NoConnectionLeft => {
                format!("{}: the server refuses more connections, and the open ones are busy", Step::Connect)
            }
        };
        SendError { may_have_arrived, ..SendError::new(kind, reason.trim_end()) }
    }

    /// A 5xx ends an email only when it is said of the email, and not of how many there are or how servers see us. One
    /// that is said of us (greeting, EHLO, STARTTLS, AUTH) is for the operator to fix, and the email waits for that.
    fn kind(&self) -> SendErrorKind {
        match self {
            // "Not now", said by a server that is there.
            Self::Refused { reply, .. } if reply.is_transient() => SendErrorKind::Transient,
            Self::Refused { step: Step::Reset | Step::Quit, .. } | Self::NoConnectionLeft => SendErrorKind::Transient,
            Self::NoToken(error) => error.kind,
            Self::Refused { step: Step::Auth, .. } | Self::LoginInTheOpen | Self::NoMechanism | Self::NoTokenLogin => {
                SendErrorKind::Authentication
            }
            Self::Refused { step: Step::Connect | Step::StartTls, .. } => SendErrorKind::Unreachable,
            Self::Refused { reply, .. } if reply.code == AUTHENTICATION_REQUIRED => SendErrorKind::Authentication,
            Self::Refused { reply, .. } if reply.speaks_of_rate_or_policy() => SendErrorKind::Transient,
            Self::Refused { .. } | Self::NoSmtpUtf8 => SendErrorKind::Permanent,
            Self::Unreachable(_) | Self::Tls { .. } | Self::TlsPort | Self::SpokeBeforeTls | Self::NoStartTls => {
                SendErrorKind::Unreachable
            }
            Self::Lost { step, .. } | Self::Silent { step, .. } | Self::NoSmtp { step, .. }
                if matches!(step, Step::Connect | Step::StartTls) =>
            {
                SendErrorKind::Unreachable
            }
            Self::Lost { .. } | Self::Silent { .. } | Self::NoSmtp { .. } | Self::OutOfStep { .. } | Self::Late => {
                SendErrorKind::Transient
            }
        }
    }
}

/// Whether what came instead of TLS is something else altogether.
fn is_not_tls(error: &io::Error) -> bool {
    matches!(tls_error(error), Some(rustls::Error::InvalidMessage(_)))
}

fn seconds(limit: Duration) -> String {
    rekey_core::span::format(limit)
}
