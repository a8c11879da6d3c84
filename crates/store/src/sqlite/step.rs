//! What steps work with: the connection with its prepared statements, and the one instant of the step.

use std::cell::RefCell;
use std::sync::Arc;

use rekey_core::ports::StoreError;
use rekey_core::time::Timestamp;
use rusqlite::{Connection, ErrorCode, Params, PrepFlags, Row, Statement};
use rustc_hash::FxHashMap;

use super::SYSTEM;
use crate::rows::Outrun;
use crate::shared::corrupt::Corrupt;
use crate::shared::trail::Trail;

/// A running step. A thread reuses one for all of its steps.
pub(crate) struct Step<'a> {
    conn: &'a Connection,
    /// By the address of their text, which is static, so that texts need no comparison. Nobody outside chooses the
    /// addresses, so that a fast hash will do.
    statements: RefCell<FxHashMap<*const str, Statement<'a>>>,
    /// What audit records bear.
    pub(super) trail: Arc<Trail>,
    /// The instant of the step, in whole microseconds, as rows hold it.
    pub(super) now: Timestamp,
}

impl<'a> Step<'a> {
    /// Steps over this connection. None is running yet.
    pub(super) fn over(conn: &'a Connection, trail: Arc<Trail>) -> Self {
        Self { conn, statements: RefCell::default(), trail, now: Timestamp::UNIX_EPOCH }
    }

    /// The next step, at this instant.
    pub(super) fn at(&mut self, now: Timestamp) -> &Self {
        self.now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        self
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
        read: impl FnOnce(&Row<'_>) -> Result<T, StepError>,
    ) -> Result<Option<T>, StepError> {
        self.with(sql, |statement| {
            let mut rows = statement.query(params)?;
            rows.next()?.map(read).transpose()
        })
    }

    /// Every row of a query.
    pub(super) fn all<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T, StepError>,
    ) -> Result<Vec<T>, StepError> {
        self.with(sql, |statement| statement.query_and_then(params, read)?.collect())
    }

    /// Runs a statement that gives no rows. How many rows it changed.
    pub(super) fn execute(&self, sql: &'static str, params: impl Params) -> Result<usize, StepError> {
        self.with(sql, |statement| Ok(statement.execute(params)?))
    }

    /// Works with a statement, which is prepared once.
    fn with<T>(
        &self,
        sql: &'static str,
        work: impl FnOnce(&mut Statement<'a>) -> Result<T, StepError>,
    ) -> Result<T, StepError> {
        let kept = self.statements.borrow_mut().remove(&std::ptr::from_ref(sql));
        let mut statement = if let Some(statement) = kept {
            statement
        } else {
            tracing::trace!(target: "rekey::sql", system = SYSTEM, sql);
            self.conn.prepare_with_flags(sql, PrepFlags::SQLITE_PREPARE_PERSISTENT)?
        };
        let done = work(&mut statement);
        self.statements.borrow_mut().insert(sql, statement);
        done
    }
}

/// Why a step was rolled back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    /// SQLite failed.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// A row holds an invalid value.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
    /// The step has a bug.
    #[error("the step panicked: {0}")]
    Panicked(String),
    /// The step has a bug: it waited for something other than its rows.
    #[error("the step waited for something other than its rows")]
    Waited,
    /// The step has a bug: with a single writer, no other step can have been faster.
    #[error(transparent)]
    Outrun(#[from] Outrun),
}

impl StepError {
    /// Whether the cause lies outside the step, so that it may succeed later.
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
            Self::Corrupt(_) | Self::Panicked(_) | Self::Waited | Self::Outrun(_) => false,
        }
    }

    /// Whether another process holds the lock for writing.
    pub(super) fn is_lock(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy))
    }

    /// The port's error for it.
    pub(super) fn into_store_error(self: Arc<Self>) -> StoreError {
        match &*self {
            Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => {
                StoreError::DiskFull(Box::new(self))
            }
            _ if self.is_passing() => StoreError::Unavailable(Box::new(self)),
            _ => StoreError::Failed(Box::new(self)),
        }
    }
}
