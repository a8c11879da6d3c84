//! Ways for an email to leave: SMTP, the API of a provider, a folder, memory, or nowhere.

mod captured;
mod discard;
mod file;
pub(crate) mod last;
pub mod smtp;
pub(crate) mod words;

use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::time::Duration;

pub use captured::CapturedTransport;
pub use discard::DiscardTransport;
pub use file::FileTransport;
pub use smtp::SmtpTransport;

use crate::message::OutgoingMail;
use crate::oauth::TokenError;

/// Takes emails away.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Hands one email over. The caller may give up waiting at any time by dropping the future.
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError>;

    /// Does everything that [`send`](Self::send) does except handing the email over, takes as long, and fails where
    /// that would fail: callers whose API reports delivery must not learn which accounts get no email (R1).
    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError>;

    /// Takes leave: called once, when no more emails will come.
    async fn close(&self) {}
}

/// What is known of an email that was accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The name of the sender in the settings, where there are several.
    pub sender: Option<Arc<str>>,
    /// What the provider calls the mail.
    pub id: Option<String>,
}

/// Why an email was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SendError {
    /// What to do about it.
    pub kind: SendErrorKind,
    /// What happened, for the operator: the step, the server's code and its words, without addresses or secrets.
    pub reason: String,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Whether the email may have arrived all the same.
    pub may_have_arrived: bool,
}

impl SendError {
    /// A failure of which no email can have arrived.
    pub fn new(kind: SendErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), retry_after: None, may_have_arrived: false }
    }

    /// A failure after which nobody knows.
    #[must_use]
    pub(crate) fn uncertain(self) -> Self {
        Self { may_have_arrived: true, ..self }
    }

    #[must_use]
    pub(crate) fn retry_after(self, wait: Option<Duration>) -> Self {
        Self { retry_after: wait, ..self }
    }
}

impl From<TokenError> for SendError {
    fn from(error: TokenError) -> Self {
        let kind = if error.is_refusal { SendErrorKind::Authentication } else { SendErrorKind::Unreachable };
        Self::new(kind, error.to_string())
    }
}

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendErrorKind {
    /// It may work later: the server said 4xx, or the connection was lost, perhaps after the email had arrived.
    Transient,
    /// The server will never take this email: it said 5xx to the sender, the recipient or the message.
    Permanent,
    /// The server refuses our login, or wants one. The operator has to fix that.
    Authentication,
    /// There is no server to talk to: no connection, no TLS, or refused before the email was mentioned.
    Unreachable,
}
