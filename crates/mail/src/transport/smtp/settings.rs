//! How to reach an SMTP server.

use std::sync::Arc;

use rekey_core::time::Duration;
use secrecy::SecretString;

use super::hello::HelloName;
use super::tls::NamedCertificates;
use crate::oauth::AccessTokens;

/// How to reach an SMTP server. `Debug` hides the password.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Name or address of the server. TLS certificates must be for this name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the connection is encrypted.
    pub tls: SmtpTls,
    /// Who we are to the server.
    pub credentials: Option<SmtpCredentials>,
    /// The same where access tokens take the place of the password.
    pub oauth: Option<SmtpOauth>,
    /// What we call ourselves in `EHLO`; none: an address literal.
    pub hello_name: Option<HelloName>,
    /// How long the server may take.
    pub timeouts: SmtpTimeouts,
    /// After this many emails, a connection is closed: servers limit them, and some drop the connection without a
    /// reply.
    pub mails_per_connection: u32,
    /// Certificates to trust besides the system's: a private authority's, or the server's own.
    pub root_certificates: Option<NamedCertificates>,
}

/// How long a server may take at each step. The default is what the standard asks for (RFC 5321, 4.5.3.2): a client that
/// gives up earlier sends the same email twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmtpTimeouts {
    /// For a connection, and for TLS.
    pub connect: Duration,
    /// For the greeting.
    pub greeting: Duration,
    /// For the answer to each command but `DATA`.
    pub command: Duration,
    /// For the answer to `DATA`.
    pub data: Duration,
    /// For taking each block of the message.
    pub block: Duration,
    /// For the answer to the message.
    pub answer: Duration,
}

impl Default for SmtpTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            greeting: Duration::from_mins(5),
            command: Duration::from_mins(5),
            data: Duration::from_mins(2),
            block: Duration::from_mins(3),
            answer: Duration::from_mins(10),
        }
    }
}

impl SmtpTimeouts {
    /// The same, but none longer than this: where somebody waits for the outcome.
    #[must_use]
    pub fn at_most(self, longest: Duration) -> Self {
        let Self { connect, greeting, command, data, block, answer } = self;
        Self {
            connect: connect.min(longest),
            greeting: greeting.min(longest),
            command: command.min(longest),
            data: data.min(longest),
            block: block.min(longest),
            answer: answer.min(longest),
        }
    }
}

/// Name and password for `AUTH`.
#[derive(Debug, Clone)]
pub struct SmtpCredentials {
    /// The name.
    pub username: String,
    /// The password.
    pub password: SecretString,
}

/// Name and tokens for `AUTH XOAUTH2`.
#[derive(Clone)]
pub struct SmtpOauth {
    pub(crate) username: String,
    pub(crate) tokens: Arc<AccessTokens>,
}

impl std::fmt::Debug for SmtpOauth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpOauth").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Whether a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// Never: for a server on this machine or in a trusted network.
    None,
    /// If the server offers `STARTTLS`. Without it emails still go out, but no password does.
    StartTls,
    /// By `STARTTLS`, or nothing is sent.
    Required,
    /// From the first byte (`smtps`).
    Implicit,
}

impl SmtpSettings {
    /// How many emails a connection carries, where nothing else is set.
    pub const MAILS_PER_CONNECTION: u32 = 50;

    /// A server with the usual time-outs and without a login.
    pub fn new(host: impl Into<String>, port: u16, tls: SmtpTls) -> Self {
        Self {
            host: host.into(),
            port,
            tls,
            credentials: None,
            oauth: None,
            hello_name: None,
            timeouts: SmtpTimeouts::default(),
            mails_per_connection: Self::MAILS_PER_CONNECTION,
            root_certificates: None,
        }
    }
}
