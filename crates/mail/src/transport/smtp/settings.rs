//! How to reach an SMTP server.

use rekey_core::time::Duration;
use secrecy::SecretString;

use super::hello::HelloName;
use super::tls::NamedCertificates;

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
    /// What we call ourselves in `EHLO`; none: an address literal.
    pub hello_name: Option<HelloName>,
    /// How long connecting, TLS and the greeting may take together.
    pub connect_timeout: Duration,
    /// How long the answer to each command may take.
    pub command_timeout: Duration,
    /// After so many mails a connection is closed: servers cap them, and some don't say so nicely.
    pub mails_per_connection: u32,
    /// Certificates to trust besides the system's: a private authority's, or the server's own.
    pub root_certificates: Option<NamedCertificates>,
}

/// Name and password for `AUTH`.
#[derive(Debug, Clone)]
pub struct SmtpCredentials {
    /// The name.
    pub username: String,
    /// The password.
    pub password: SecretString,
}

/// Whether a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// Never: for a server on this machine or in a trusted network.
    None,
    /// If the server offers `STARTTLS`. Without it mails still go out, but no password does.
    StartTls,
    /// By `STARTTLS`, or nothing is sent.
    Required,
    /// From the first byte (`smtps`).
    Implicit,
}

impl SmtpSettings {
    /// How long connecting may take, where nothing else is set.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
    /// How long an answer may take, where nothing else is set. The standard would wait for minutes (RFC 5321,
    /// 4.5.3.2); a claimed mail has 30 s, so slower servers are tried again later.
    pub const COMMAND_TIMEOUT: Duration = Duration::from_secs(20);

    /// How many mails a connection carries, where nothing else is set.
    pub const MAILS_PER_CONNECTION: u32 = 50;

    /// A server with the usual time-outs and without a login.
    pub fn new(host: impl Into<String>, port: u16, tls: SmtpTls) -> Self {
        Self {
            host: host.into(),
            port,
            tls,
            credentials: None,
            hello_name: None,
            connect_timeout: Self::CONNECT_TIMEOUT,
            command_timeout: Self::COMMAND_TIMEOUT,
            mails_per_connection: Self::MAILS_PER_CONNECTION,
            root_certificates: None,
        }
    }
}
