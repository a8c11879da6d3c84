//! The store for more than one machine: PostgreSQL, any number of nodes, no other coordinator.
//!
//! A step is one transaction (`step`), at one instant of the database's clock (R3). Rows are locked in one order
//! everywhere (code, address limits, account, token, session, refresh token), so that steps wait for each
//! other and never in a circle; where the database finds one all the same, the step is tried again.

mod accept;
mod accounts;
mod audit;
mod backend;
mod background;
mod codes;
mod completion;
mod connect;
mod entries;
mod health;
mod keys;
mod listen;
mod locations;
mod migrate;
mod networks;
mod notices;
mod outbox;
mod prepare;
mod recovery;
mod rotation;
mod rows;
mod second_factors;
mod sessions;
mod settings;
mod sign_ups;
mod step;
mod tls;
mod tokens;
mod trials;
mod trouble;
mod upkeep;
mod value;
mod webhooks;

use std::sync::Arc;

use rekey_core::ports::{Deliveries, StoreError};
use tokio::sync::Notify;
use tokio::task::JoinSet;

pub use connect::ConnectError;
pub(crate) use connect::open_alone;
pub use health::examine;
pub use migrate::MigrateError;
pub use settings::{PostgresSettings, UrlError, check_url};
pub use step::StepClock;
pub use tls::TlsError;

use accept::Acceptor;
use background::{Background, Traffic};
use connect::{Route, connect};
use step::Database;

/// Storage on PostgreSQL.
pub struct PostgresStore {
    database: Database,
    acceptor: Acceptor,
    background: Background,
    /// Notified after something was put into the outbox.
    news: Arc<Notify>,
    /// Ended with the store.
    _talk: JoinSet<()>,
}

impl PostgresStore {
    /// Opens the store: waits for a database that is still coming up, brings it up to date (of nodes that start at
    /// once one does), fills no connection before it is needed. With `deliveries`, listens for what other nodes put
    /// into the outbox and wakes them; without, neither.
    pub async fn connect(
        settings: &PostgresSettings,
        clock: StepClock,
        deliveries: Option<Arc<dyn Deliveries>>,
    ) -> Result<Self, ConnectError> {
        let database = connect(settings, clock).await?;
        let news = Arc::new(Notify::new());
        let mut talk = JoinSet::new();
        talk.spawn(listen::tell(database.clone(), Arc::clone(&news)));
        if let (Some(deliveries), Some(route)) = (deliveries, Route::direct(settings)?) {
            talk.spawn(listen::listen(route, deliveries));
        }
        let traffic = Arc::new(Traffic::default());
        let acceptor = Acceptor::start(&database, &news, &traffic, &settings.observer);
        let background = Background::start(&database, &traffic);
        Ok(Self { database, acceptor, background, news, _talk: talk })
    }
}

/// The same error for each of a group.
fn share_error(error: &Arc<StoreError>) -> StoreError {
    match **error {
        StoreError::Overloaded => StoreError::Overloaded,
        StoreError::Unavailable(_) => StoreError::Unavailable(Box::new(Arc::clone(error))),
        StoreError::Failed(_) => StoreError::Failed(Box::new(Arc::clone(error))),
    }
}
