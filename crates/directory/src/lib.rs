//! Directories: systems that keep accounts elsewhere, behind the port [`Directory`](rekey_core::ports::Directory).
//!
//! An adapter translates; core decides when to ask and what follows.

pub mod ldap;
mod rest;
pub mod sql;
pub mod tls;
