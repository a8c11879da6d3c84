//! PostgreSQL: any number of nodes, without another coordinator.
//!
//! A step is one transaction (`step`), at one instant of the database's clock (R3). If steps deadlock all the same, the
//! database ends one of them, which is retried.

mod accept;
mod background;
mod columns;
mod connect;
mod health;
mod listen;
mod migrate;
mod rows;
mod settings;
mod step;
mod step_error;
mod tls;
mod value;

use std::sync::Arc;

use deadpool_postgres::Status;
use futures_util::future::BoxFuture;
use rekey_core::EntryId;
use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits, ConnectionLoad, Deliveries, StoreError, StoreLoad};
use rekey_core::time::Duration;
use tokio::task::JoinSet;
use tracing::Instrument;

pub(crate) use connect::open_alone;
pub use connect::{ConnectError, Misconfiguration};
pub use health::examine;
pub use migrate::MigrateError;
pub use settings::{PostgresSettings, UrlError, check_url};
pub use step::StepClock;
pub use tls::TlsError;

use accept::{Acceptor, PendingRequest};
pub(crate) use background::Interleaving;
use background::{Background, Traffic};
use connect::{Route, connect};
pub(crate) use step::Tx;
use step::{Database, SYSTEM};
pub(crate) use step_error::StepError;

use crate::rows::Commit;
use crate::shared::span;
use crate::shared::trail::Trail;

/// Storage on PostgreSQL.
pub(crate) struct PostgresBackend {
    database: Database,
    acceptor: Acceptor,
    background: Background,
    /// Ends with the store.
    _talk: JoinSet<()>,
}

impl PostgresBackend {
    /// Waits for a database that is still coming up, and opens no more connections than one before they are needed.
    pub(crate) async fn connect(
        settings: &PostgresSettings,
        clock: StepClock,
        deliveries: Option<Arc<dyn Deliveries>>,
        trail: &Arc<Trail>,
    ) -> Result<Self, ConnectError> {
        let database = connect(settings, clock, trail.clone()).await?;
        let mut talk = JoinSet::new();
        talk.spawn(listen::tell(database.clone()));
        if let (Some(deliveries), Some(route)) = (deliveries, Route::direct(settings)?) {
            talk.spawn(listen::listen(route, deliveries, Arc::clone(&database.outage)));
        }
        let traffic = Arc::new(Traffic::default());
        let acceptor = Acceptor::start(&database, &traffic, &settings.observer);
        let background = Background::start(&database, &traffic);
        Ok(Self { database, acceptor, background, _talk: talk })
    }

    /// Does a step in a transaction of its own.
    pub(crate) async fn answer<T, F, Fut>(&self, step: F) -> Result<T, StoreError>
    where
        F: Fn(Arc<Tx>) -> Fut,
        Fut: Future<Output = Result<Commit<T>, StepError>>,
    {
        self.database.step(step).await
    }

    /// The same for a mail worker or a clock.
    pub(crate) async fn background<T, F, Fut>(&self, step: F) -> Result<T, StoreError>
    where
        F: Fn(Arc<Tx>) -> Fut,
        Fut: Future<Output = Result<Commit<T>, StepError>>,
    {
        self.database.step(step).await
    }

    /// Does a step of a mail worker in a transaction with others, after people's.
    pub(crate) async fn shared<T, F>(&self, interleaving: Interleaving, step: F) -> Result<T, StoreError>
    where
        F: Fn(Arc<Tx>) -> BoxFuture<'static, Result<Commit<T>, StepError>> + Send + Sync + 'static,
        T: Send + 'static,
    {
        self.background.step(interleaving, step).await
    }

    /// Reads outside of steps.
    pub(crate) fn reads(&self) -> &Database {
        &self.database
    }

    /// Accepts a request together with others that wait.
    pub(crate) async fn accept_request(
        &self,
        id: EntryId,
        request: Request,
        limits: AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StoreError> {
        let accepting = self.acceptor.accept(PendingRequest { id, request, limits, reserved });
        accepting.instrument(span::named("accept_request", SYSTEM)).await
    }

    /// How busy the pool is.
    pub(crate) fn load(&self) -> StoreLoad {
        let Status { max_size, size, available, waiting } = self.database.pool.status();
        let connections = ConnectionLoad { open: size, busy: size.saturating_sub(available), limit: max_size };
        StoreLoad { waiting, connections: Some(connections) }
    }

    /// Succeeds if the database is writable.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        let is_writable = |tx: Arc<Tx>| async move {
            let row = tx.query_opt("SELECT current_setting('transaction_read_only')::boolean", &[]).await?;
            let read_only = row.map(|row| row.try_get(0)).transpose()?;
            if read_only == Some(true) { Err(StepError::ReadOnly) } else { Ok(Commit(())) }
        };
        self.database.step(is_writable).await?;
        if self.database.outage.is_full() {
            let write = |tx: Arc<Tx>| async move {
                tx.execute("UPDATE notes SET value = value", &[]).await?;
                Ok(Commit(()))
            };
            self.database.step(write).await?;
            self.database.outage.wrote();
        }
        Ok(())
    }
}

/// The same error for each of a group.
fn share_error(error: &Arc<StoreError>) -> StoreError {
    match **error {
        StoreError::Overloaded => StoreError::Overloaded,
        StoreError::Unavailable(_) => StoreError::Unavailable(Box::new(Arc::clone(error))),
        StoreError::DiskFull(_) => StoreError::DiskFull(Box::new(Arc::clone(error))),
        StoreError::Failed(_) => StoreError::Failed(Box::new(Arc::clone(error))),
    }
}
