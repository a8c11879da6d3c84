//! The contract over PostgreSQL.

use std::sync::Arc;

use rekey_core::testing::ManualClock;
use rekey_store::SqlStore;
use rekey_store::postgres::{PostgresSettings, StepClock};

use super::cluster::Cluster;
use super::database::Database;
use crate::contract::{Fixture, store_contract};

async fn open() -> Fixture {
    let database = Database::create(Cluster::shared()).await;
    let clock = Arc::new(ManualClock::default());
    let settings = PostgresSettings::new(database.url());
    let store = SqlStore::connect_postgres(&settings, StepClock::Injected(clock.clone()), None).await.unwrap();
    Fixture::new(Arc::new(store), clock, database)
}

store_contract!(open);
