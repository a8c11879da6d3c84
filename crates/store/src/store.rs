//! The store over either database.

use std::fmt;
use std::sync::Arc;

use rekey_core::ports::{Clock, Deliveries};

use crate::postgres::{ConnectError, PostgresBackend, PostgresSettings, StepClock};
use crate::shared::trail::Trail;
use crate::sqlite::{OpenError, SqliteBackend, SqliteSettings};

/// Storage in an SQL database. Dropping one on SQLite waits for what was queued.
pub struct SqlStore {
    pub(crate) backend: Backend,
    /// What audit records bear.
    pub(crate) trail: Arc<Trail>,
}

/// Which database.
pub(crate) enum Backend {
    Sqlite(SqliteBackend),
    Postgres(PostgresBackend),
}

impl SqlStore {
    /// Opens the embedded database, makes it if it is missing, and brings it up to date. Blocks.
    pub fn open_sqlite(settings: &SqliteSettings, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let trail = Arc::<Trail>::default();
        Ok(Self { backend: Backend::Sqlite(SqliteBackend::open(settings, clock, &trail)?), trail })
    }

    /// Connects to PostgreSQL: waits for a database that is still coming up, and brings it up to date (of nodes that
    /// start at once one does). With `deliveries`, listens for what other nodes put into the outbox and wakes them;
    /// without, neither.
    pub async fn connect_postgres(
        settings: &PostgresSettings,
        clock: StepClock,
        deliveries: Option<Arc<dyn Deliveries>>,
    ) -> Result<Self, ConnectError> {
        let trail = Arc::<Trail>::default();
        let backend = PostgresBackend::connect(settings, clock, deliveries, &trail).await?;
        Ok(Self { backend: Backend::Postgres(backend), trail })
    }
}

impl fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let backend = match self.backend {
            Backend::Sqlite(_) => "sqlite",
            Backend::Postgres(_) => "postgres",
        };
        f.debug_struct("SqlStore").field("backend", &backend).finish_non_exhaustive()
    }
}
