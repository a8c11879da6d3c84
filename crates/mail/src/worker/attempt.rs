//! What became of an attempt, and what callers that wait for it may learn.

use rekey_core::Fault;
use rekey_core::ports::Undelivered;

use crate::letter::LetterError;
use crate::message::ComposeError;
use crate::transport::{SendError, SendErrorKind};

/// Why an email was not sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Templates and settings are the operator's: the email waits until they are fixed.
    #[error("rendering: {0}")]
    Letter(#[from] LetterError),
    /// As above.
    #[error("rendering: {0}")]
    Compose(#[from] ComposeError),
    /// Its images could not be read.
    #[error("images: {0}")]
    Images(#[from] Fault),
    /// The transport did not take it.
    #[error(transparent)]
    Send(#[from] SendError),
}

impl Failure {
    /// What a waiting caller learns; `None`: nothing, because the retry may well work.
    pub(super) fn told(&self) -> Option<Undelivered> {
        match self {
            Self::Letter(_) | Self::Compose(_) => Some(Undelivered::NotRendered),
            Self::Images(_) => None,
            Self::Send(error) => match error.kind {
                SendErrorKind::Authentication => Some(Undelivered::LoginRefused),
                SendErrorKind::Permanent | SendErrorKind::Unreachable => Some(Undelivered::NotSent),
                SendErrorKind::Transient => None,
            },
        }
    }

    /// The failure as retries count it.
    pub(super) fn into_send_error(self) -> SendError {
        match self {
            Self::Send(error) => error,
            Self::Letter(_) | Self::Compose(_) | Self::Images(_) => {
                SendError::new(SendErrorKind::Transient, self.to_string())
            }
        }
    }
}
