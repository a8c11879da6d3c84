//! The commands, a file each.

pub mod account;
pub mod audit;
pub mod backup;
pub mod config;
pub mod doctor;
pub mod keys;
pub mod location;
pub mod migrate;
pub mod outbox;
pub mod webhook;

use rekey_core::LocationId;

/// Reads a location's number on the command line.
fn location_id(text: &str) -> Result<LocationId, String> {
    text.parse().ok().and_then(LocationId::new).ok_or_else(|| format!("a location is a number from 1 to {}", i32::MAX))
}
