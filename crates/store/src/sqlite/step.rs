//! What a step works with: the connection, inside its savepoint, and the one instant that the step takes for now.

use std::sync::Arc;

use rekey_core::ports::StoreError;
use rekey_core::time::Timestamp;
use rusqlite::{Connection, ErrorCode, Params, Row};

use crate::shared::corrupt::Corrupt;

/// A step under way.
pub(super) struct Step<'a> {
    conn: &'a Connection,
    /// The instant of the step, in whole microseconds, as rows hold it.
    pub(super) now: Timestamp,
}

impl<'a> Step<'a> {
    /// A step over this connection at this instant.
    pub(super) fn new(conn: &'a Connection, now: Timestamp) -> Self {
        let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        Self { conn, now }
    }

    /// The instant as rows hold it.
    pub(super) fn micros(&self) -> i64 {
        self.now.as_microsecond()
    }

    /// The only row of a query, if there is one.
    pub(super) fn one<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    /// Every row of a query.
    pub(super) fn all<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut statement = self.conn.prepare_cached(sql)?;
        statement.query_and_then(params, read)?.collect()
    }

    /// Runs a statement that gives no rows. How many rows it changed.
    pub(super) fn execute(&self, sql: &'static str, params: impl Params) -> Result<usize, Failure> {
        Ok(self.conn.prepare_cached(sql)?.execute(params)?)
    }
}

/// Why a step was rolled back.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// SQLite said so.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// A row makes no sense.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
    /// The step has a bug.
    #[error("the step panicked: {0}")]
    Panicked(String),
}

impl Failure {
    /// Whether the cause lies outside the step: it may work later.
    fn is_passing(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::DatabaseBusy
                        | ErrorCode::DatabaseLocked
                        | ErrorCode::DiskFull
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::CannotOpen
                        | ErrorCode::ReadOnly
                )
            ),
            Self::Corrupt(_) | Self::Panicked(_) => false,
        }
    }

    /// What the port says of it.
    pub(super) fn into_store_error(self: Arc<Self>) -> StoreError {
        if self.is_passing() { StoreError::Unavailable(Box::new(self)) } else { StoreError::Failed(Box::new(self)) }
    }
}
