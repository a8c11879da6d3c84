//! The contract over SQLite in a file.

use std::sync::Arc;

use rekey_core::testing::ManualClock;
use rekey_store::sqlite::{SqliteSettings, SqliteStore};

use crate::contract::{Fixture, store_contract};

async fn open() -> Fixture {
    let clock = Arc::new(ManualClock::default());
    let folder = tempfile::tempdir().unwrap();
    let settings = SqliteSettings::new(folder.path().join("rekey.db"));
    let store = SqliteStore::open(&settings, clock.clone()).unwrap();
    Fixture::new(Arc::new(store), clock, folder)
}

store_contract!(open);
