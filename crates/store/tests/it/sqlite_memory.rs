//! The contract over SQLite in memory.

use std::sync::Arc;

use rekey_core::testing::ManualClock;
use rekey_store::SqlStore;
use rekey_store::sqlite::SqliteSettings;

use crate::contract::{Fixture, store_contract};

async fn open() -> Fixture {
    let clock = Arc::new(ManualClock::default());
    let store = SqlStore::open_sqlite(&SqliteSettings::in_memory(), clock.clone()).unwrap();
    Fixture::new(Arc::new(store), clock, ())
}

store_contract!(open);
