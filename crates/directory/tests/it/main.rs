//! Directories over real servers.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod app;
mod mariadb;
mod proxy;
mod sql;

#[path = "../../../store/tests/it/postgres/cluster.rs"]
#[expect(dead_code, reason = "shared with the tests of the store, which do more with it")]
mod cluster;
#[path = "../../../store/tests/it/postgres/database.rs"]
#[expect(dead_code, reason = "shared with the tests of the store, which do more with it")]
mod database;
