//! Rekey's storage. Every SQL statement lives here.
//!
//! Both backends implement [`rekey_core::ports::Store`] and obey one suite of tests, `tests/it/contract`. What a step
//! means is written at the port; what both backends decide alike once the rows are read is in `shared`.

pub mod copy;
pub mod health;
pub mod postgres;
mod shared;
pub mod sqlite;
