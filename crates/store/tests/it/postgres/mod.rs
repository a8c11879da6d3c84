//! PostgreSQL: the contract, directly and through PgBouncer, and what is PostgreSQL's own.

pub(crate) mod cluster;
mod copy;
pub(crate) mod database;
mod direct;
mod faults;
mod isolation;
mod nodes;
mod pooled;
mod requests;
mod start;
mod tls;
