//! What providers tell about mails that they were given.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::outbox::MailReport;

/// A message of a provider, as it came in. `Debug` shows nothing of it.
#[derive(Default)]
pub struct Incoming {
    /// Its headers, by their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// The secret in the address that it was sent to.
    pub secret: Option<SecretString>,
    /// The password of HTTP Basic.
    pub password: Option<SecretString>,
    /// Its body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Incoming(…)")
    }
}

/// What a message that proved itself says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Reports on mails; none: nothing that matters here.
    Reports(Vec<MailReport>),
    /// Messages come only after somebody opens this address. That is for the operator to decide.
    Confirmation {
        /// The address.
        url: String,
    },
}

/// Why a message is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It does not prove where it comes from, or nobody sends messages by this name.
    Unproven,
    /// It proves itself, and is not what this provider sends.
    Malformed,
    /// Nobody can say just now whether it proves itself.
    Undecided,
}

/// Reads what providers send.
#[async_trait]
pub trait MailEvents: Send + Sync {
    /// Reads a message for the sender of this name in the settings.
    async fn read(&self, sender: &str, message: &Incoming) -> Result<Told, Unusable>;
}
