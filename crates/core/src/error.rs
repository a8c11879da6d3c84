//! What any step can fail with. Each step has its own error type, next to the function that returns it, which holds a
//! [`Fault`] for failures that have nothing to do with the step itself. No HTTP status here: that is a dialect's.

use crate::directory::DirectoryError;
use crate::ports::{HashError, SignError, StoreError};
use crate::time::Duration;

/// A failure that has nothing to do with what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Too many requests, or too many failures, from the client's network.
    #[error("too many requests from this network")]
    TooManyFromNetwork {
        /// When to try again.
        retry_after: Duration,
    },
    /// Too many wrong passwords for the address that was typed, whether it has an account or not.
    #[error("too many wrong passwords for this address")]
    TooManyWrongPasswords {
        /// When to try again.
        retry_after: Duration,
    },
    /// More work than the machine can do (R22).
    #[error("the service is overloaded")]
    Overloaded {
        /// When to try again.
        retry_after: Duration,
    },
    /// Email is switched off in the configuration.
    #[error("email is switched off")]
    MailDisabled,
    /// The database failed. The cause is for the log, never for the client.
    #[error(transparent)]
    Store(StoreError),
    /// The account's directory could not answer. The cause is logged, and never sent to the client.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Something of ours failed. The cause is for the log, never for the client.
    #[error("internal failure")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What a client that met an overload should wait for.
const OVERLOAD_RETRY: Duration = Duration::from_secs(1);

impl Fault {
    /// See [`StoreError::is_reported`].
    pub fn is_reported(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_reported())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Overloaded => Self::Overloaded { retry_after: OVERLOAD_RETRY },
            other => Self::Store(other),
        }
    }
}

impl From<HashError> for Fault {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Overloaded => Self::Overloaded { retry_after: OVERLOAD_RETRY },
            other @ HashError::Failed(_) => Self::Internal(Box::new(other)),
        }
    }
}

impl From<SignError> for Fault {
    fn from(error: SignError) -> Self {
        Self::Internal(Box::new(error))
    }
}
