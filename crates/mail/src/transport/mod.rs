//! Ways for a mail to leave: SMTP, a folder, memory, or nowhere.

mod captured;
mod discard;
mod file;
pub mod smtp;

use async_trait::async_trait;

pub use captured::CapturedTransport;
pub use discard::DiscardTransport;
pub use file::FileTransport;
pub use smtp::SmtpTransport;

use crate::message::OutgoingMail;

/// Takes mails away.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Hands one mail over. The caller may give up waiting at any time by dropping the future.
    async fn send(&self, mail: &OutgoingMail) -> Result<(), SendError>;

    /// Does everything that [`send`](Self::send) does except handing the mail over, takes as long, and fails where
    /// that would fail: callers whose API reports delivery must not learn which accounts get no mail (R1).
    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError>;

    /// Takes leave: called once, when no more mails will come.
    async fn close(&self) {}
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SendError {
    /// What to do about it.
    pub kind: SendErrorKind,
    /// What happened, for the operator: the step, the server's code and its words, without addresses or secrets.
    pub reason: String,
}

impl SendError {
    pub(crate) fn new(kind: SendErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }
}

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendErrorKind {
    /// It may work later: the server said 4xx, or the connection was lost, perhaps after the mail had arrived.
    Transient,
    /// The server will never take this mail: it said 5xx to the sender, the recipient or the message.
    Permanent,
    /// The server refuses our login, or wants one. The operator has to mend that.
    Authentication,
    /// There is no server to talk to: no connection, no TLS, or turned away before the mail came up.
    Unreachable,
}
