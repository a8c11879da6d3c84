//! Rekey's storage: every SQL statement, over SQLite and over PostgreSQL.
//!
//! [`SqlStore`] implements [`rekey_core::ports::Store`] (`ports`). A step is written once (`steps`), over row
//! operations (`rows`) that each database implements in its own SQL (`sqlite`, `postgres`); what is decided once rows
//! are read is in `shared`. Both databases obey one suite of tests, `tests/it/contract`.

pub mod copy;
pub mod health;
mod ports;
pub mod postgres;
mod rows;
mod shared;
pub mod sqlite;
mod steps;
mod store;

pub use store::SqlStore;
