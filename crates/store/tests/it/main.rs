//! The store contract, run on every backend.
//!
//! A backend plugs in with a module that opens an empty store and names that function:
//!
//! ```ignore
//! async fn open() -> Fixture { … }
//! crate::contract::store_contract!(open);
//! ```

mod contract;
mod sqlite_file;
mod sqlite_memory;
