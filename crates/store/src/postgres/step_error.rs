//! What can go wrong inside a step, and the consequence: a retry, "come back later", or a failure.

use std::error::Error;
use std::io;

use deadpool_postgres::{PoolError, TimeoutType};
use rekey_core::ports::StoreError;
use tokio_postgres::error::SqlState;

use crate::rows::Outrun;
use crate::shared::corrupt::Corrupt;

/// Why a step, or one attempt at it, did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    /// No connection was available.
    #[error("no connection to the database: {}", pool_trouble(.0))]
    Pool(PoolError),
    /// The server refused a statement, or the connection broke before the step was committed.
    #[error("{}", chain(.0))]
    Postgres(tokio_postgres::Error),
    /// The connection broke during the commit, whose outcome is unknown.
    #[error("the connection was lost during a commit: {}", chain(.0))]
    CommitLost(tokio_postgres::Error),
    /// The server did not answer in time.
    #[error("the database did not answer in time")]
    Slow,
    /// The server accepts no writes.
    #[error("the database can only be read")]
    ReadOnly,
    /// Rows that the step depends on changed meanwhile.
    #[error(transparent)]
    Outrun(#[from] Outrun),
    /// A row holds an invalid value.
    #[error(transparent)]
    Row(#[from] Corrupt),
}

impl StepError {
    /// Whether the step may be retried at once: nothing of it was committed, and the next attempt meets other
    /// circumstances (a fresh connection, the rows of the step that won).
    pub(super) fn is_worth_another_try(&self) -> bool {
        match self {
            Self::Outrun(_) => true,
            Self::Postgres(error) => match error.code() {
                Some(code) => {
                    *code == SqlState::T_R_SERIALIZATION_FAILURE
                        || *code == SqlState::T_R_DEADLOCK_DETECTED
                        // Statements are sent together, so the refusal of a later one may be read before the failure
                        // that caused it. The next attempt shows what is wrong.
                        || *code == SqlState::IN_FAILED_SQL_TRANSACTION
                        || ends_connection(code)
                }
                None => is_connection(error),
            },
            Self::Pool(_) | Self::CommitLost(_) | Self::Slow | Self::ReadOnly | Self::Row(_) => false,
        }
    }

    /// Whether it says that the database is gone, and not merely that this step met others.
    pub(super) fn is_outage(&self) -> bool {
        match self {
            Self::Pool(PoolError::Timeout(TimeoutType::Wait)) | Self::Outrun(_) | Self::Row(_) => false,
            Self::Pool(_) | Self::CommitLost(_) | Self::Slow | Self::ReadOnly => true,
            Self::Postgres(error) => error.code().map_or_else(
                || is_connection(error),
                |code| {
                    ends_connection(code)
                        || ["53", "58"].iter().any(|class| code.code().starts_with(class))
                        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
                },
            ),
        }
    }

    /// Whether the connection is useless. A read-only one leads to a former primary.
    pub(super) fn breaks_connection(&self) -> bool {
        match self {
            Self::Postgres(error) => error.code().map_or_else(
                || is_connection(error),
                |code| ends_connection(code) || *code == SqlState::READ_ONLY_SQL_TRANSACTION,
            ),
            Self::CommitLost(_) | Self::Slow | Self::ReadOnly => true,
            Self::Pool(_) | Self::Outrun(_) | Self::Row(_) => false,
        }
    }
}

impl From<PoolError> for StepError {
    fn from(error: PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<tokio_postgres::Error> for StepError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<StepError> for StoreError {
    fn from(error: StepError) -> Self {
        let passes = match &error {
            StepError::Pool(PoolError::Timeout(TimeoutType::Wait)) => return Self::Overloaded,
            StepError::Pool(_)
            | StepError::CommitLost(_)
            | StepError::Slow
            | StepError::ReadOnly
            | StepError::Outrun(_) => true,
            StepError::Postgres(error) => error.code().map_or_else(|| is_connection(error), may_pass),
            StepError::Row(_) => false,
        };
        match &error {
            StepError::Postgres(cause) if cause.code() == Some(&SqlState::DISK_FULL) => Self::DiskFull(Box::new(error)),
            _ if passes => Self::Unavailable(Box::new(error)),
            _ => Self::Failed(Box::new(error)),
        }
    }
}

/// Whether this code says that the server ends the session: shut down, restarting, or terminated by an administrator.
pub(super) fn ends_connection(code: &SqlState) -> bool {
    const LEAVING: [SqlState; 5] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SqlState::IDLE_SESSION_TIMEOUT,
    ];
    code.code().starts_with("08") || LEAVING.contains(code)
}

/// Whether the condition of this code may pass: no resources (disk, connections), no time, no primary.
pub(super) fn may_pass(code: &SqlState) -> bool {
    ends_connection(code)
        || ["53", "40", "58"].iter().any(|class| code.code().starts_with(class))
        || [SqlState::QUERY_CANCELED, SqlState::LOCK_NOT_AVAILABLE, SqlState::READ_ONLY_SQL_TRANSACTION].contains(code)
}

/// Whether an error that the server did not send is about the connection, not about a value. Invalid data from the wire
/// is not: a bad certificate is invalid data too, and stays bad.
pub(super) fn is_connection(error: &tokio_postgres::Error) -> bool {
    let source = Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    error.is_closed() || source.is_some_and(|source| source.kind() != io::ErrorKind::InvalidData)
}

/// An error with its causes, in one line. The driver calls whatever the server says a "db error", which says nothing.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = causes(error).map(ToString::to_string).filter(|text| text != "db error");
    causes.collect::<Vec<_>>().join(": ")
}

/// Why the pool gives no connection. Its own words repeat their cause.
fn pool_trouble(error: &PoolError) -> String {
    match error {
        PoolError::Backend(cause) => chain(cause),
        PoolError::Timeout(TimeoutType::Wait) => "all are in use".to_owned(),
        PoolError::Timeout(_) => "the server did not answer in time".to_owned(),
        other => chain(other),
    }
}

/// What the server said, if an error comes from there.
pub(super) fn sql_state<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a SqlState> {
    causes(error).find_map(|cause| cause.downcast_ref::<tokio_postgres::Error>()?.code())
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}
