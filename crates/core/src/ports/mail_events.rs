//! Events that providers report about emails.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::outbox::MailReport;

/// A provider's message as it arrived. `Debug` shows nothing of it.
#[derive(Default)]
pub struct Incoming {
    /// Headers by lower-case name. One that came more than once is left out: nobody knows which was signed.
    pub headers: BTreeMap<String, String>,
    /// The secret in the URL that it was posted to.
    pub secret: Option<SecretString>,
    /// The password of HTTP Basic.
    pub password: Option<SecretString>,
    /// As it arrived, whatever its type.
    pub body: Vec<u8>,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Incoming(…)")
    }
}

/// What an authentic message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventMessage {
    /// Reports on emails. Empty if the message is about something else.
    Reports(Vec<MailReport>),
    /// The provider sends nothing until somebody opens this URL. The operator decides.
    Confirmation {
        /// What to open.
        url: String,
    },
}

/// Why a message is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventRejection {
    /// It isn't signed by this sender, or no sender has this name.
    Unauthenticated,
    /// It is authentic, but not an event of this provider.
    Malformed,
    /// It can't be verified just now: the certificate is out of reach.
    Unverifiable,
}

/// Verifies and reads providers' messages.
#[async_trait]
pub trait MailEvents: Send + Sync {
    /// Reads a message that came for the sender with this name.
    async fn read(&self, sender: &str, message: &Incoming) -> Result<EventMessage, EventRejection>;
}
