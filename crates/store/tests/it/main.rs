//! The store contract, run on every backend.
//!
//! A backend plugs in with a module that opens an empty store and names that function:
//!
//! ```ignore
//! async fn open() -> Fixture { … }
//! crate::contract::store_contract!(open);
//! ```

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod bent_trail;
mod contract;
mod plans;
mod postgres;
mod sqlite_file;
mod sqlite_memory;
