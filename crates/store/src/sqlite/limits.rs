//! Counts: of requests and mails by address, of wrong codes by address, of anything by client network.

use async_trait::async_trait;
use rekey_core::ports::{AddressLimits, NetworkSpend, NetworkStore, StoreError};
use rekey_core::rate::Bucket;
use rekey_core::time::Timestamp;
use rekey_core::{AddressKey, Purpose};
use rusqlite::{Row, params};

use super::SqliteStore;
use super::rows::{instant, optional_instant};
use super::step::{Failure, Step};
use crate::shared::admission::Admission;
use crate::shared::standing::{after_wrong_code, codes_allowed};

/// What was counted for an address and purpose.
pub(super) fn admission(step: &Step<'_>, address: AddressKey, purpose: Purpose) -> Result<Admission, Failure> {
    let counted = step.one(
        "SELECT l.cooldown_until, l.requests_full_at, m.full_at
         FROM (SELECT ?1 AS address_key) k
         LEFT JOIN address_limits l ON l.address_key = k.address_key AND l.purpose = ?2
         LEFT JOIN mail_limits m ON m.address_key = k.address_key",
        params![address.as_bytes(), purpose.code()],
        |row| {
            let full_at = |index| Ok::<_, Failure>(optional_instant(row, index)?.unwrap_or(Timestamp::MIN));
            Ok(Admission {
                cooldown_until: full_at(0)?,
                requests: Bucket { full_at: full_at(1)? },
                mails: Bucket { full_at: full_at(2)? },
            })
        },
    )?;
    Ok(counted.unwrap_or(Admission::FRESH))
}

/// Writes down what was counted: a row for the purpose and one for the mails, each only where it is limited.
pub(super) fn keep_admission(
    step: &Step<'_>,
    address: AddressKey,
    purpose: Purpose,
    limits: &AddressLimits,
    admission: &Admission,
) -> Result<(), Failure> {
    if !limits.cooldown.is_zero() || limits.requests.is_some() {
        step.execute(
            "INSERT INTO address_limits (address_key, purpose, cooldown_until, requests_full_at)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET cooldown_until = ?3, requests_full_at = ?4",
            params![
                address.as_bytes(),
                purpose.code(),
                admission.cooldown_until.as_microsecond(),
                admission.requests.full_at.as_microsecond(),
            ],
        )?;
    }
    if limits.mails.is_some() {
        step.execute(
            "INSERT INTO mail_limits (address_key, full_at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET full_at = ?2",
            params![address.as_bytes(), admission.mails.full_at.as_microsecond()],
        )?;
    }
    Ok(())
}

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
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Bucket>, StoreError> {
        self.write(move |step| spent.iter().map(|spend| merge(step, spend)).collect()).await
    }
}

fn merge(step: &Step<'_>, spend: &NetworkSpend) -> Result<Bucket, Failure> {
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
    Ok(after)
}
