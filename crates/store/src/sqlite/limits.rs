//! Counts of wrong codes by address, and of anything by client network.

use async_trait::async_trait;
use rekey_core::AddressKey;
use rekey_core::ports::{NetworkSpend, NetworkStore, StoreError};
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, until};
use rusqlite::{Row, params};

use super::SqliteStore;
use super::rows::instant;
use super::step::{Failure, Step};
use crate::shared::standing::{after_wrong_code, codes_allowed};

/// Whether wrong tries leave the address its codes (R4).
pub(super) fn leaves_codes(step: &Step<'_>, address: AddressKey) -> Result<bool, Failure> {
    Ok(codes_allowed(wrong_codes(step, address)?, step.now))
}

/// Counts a wrong code.
pub(super) fn count_wrong_code(step: &Step<'_>, address: AddressKey) -> Result<(), Failure> {
    let bucket = after_wrong_code(wrong_codes(step, address)?, step.now);
    step.execute(
        "INSERT INTO code_failures (address_key, full_at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET full_at = ?2",
        params![address.as_bytes(), bucket.full_at.as_microsecond()],
    )?;
    Ok(())
}

fn wrong_codes(step: &Step<'_>, address: AddressKey) -> Result<Bucket, Failure> {
    let row = step.one("SELECT full_at FROM code_failures WHERE address_key = ?1", [address.as_bytes()], bucket)?;
    Ok(row.unwrap_or(Bucket::FULL))
}

fn bucket(row: &Row<'_>) -> Result<Bucket, Failure> {
    Ok(Bucket { full_at: instant(row, 0)? })
}

#[async_trait]
impl NetworkStore for SqliteStore {
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Duration>, StoreError> {
        self.write_in_background(move |step| spent.iter().map(|spend| merge(step, spend)).collect()).await
    }
}

fn merge(step: &Step<'_>, spend: &NetworkSpend) -> Result<Duration, Failure> {
    let network = spend.network.to_string();
    let before = step.one(
        "SELECT full_at FROM network_limits WHERE network = ?1 AND counter = ?2",
        params![network, spend.counter],
        bucket,
    )?;
    let after = before.unwrap_or(Bucket::FULL).spend(spend.rate, spend.count, step.now);
    step.execute(
        "INSERT INTO network_limits (network, counter, full_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET full_at = ?3",
        params![network, spend.counter, after.full_at.as_microsecond()],
    )?;
    Ok(until(after.full_at, step.now))
}
