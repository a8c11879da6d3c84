//! How many no-account notices a location has sent.

use rekey_core::LocationId;
use rekey_core::rate::Bucket;
use rekey_core::time::Timestamp;
use rusqlite::params;

use super::rows::instant;
use super::step::{Failure, Step};

/// A location's budget.
pub(super) fn budget(step: &Step<'_>, location: LocationId) -> Result<Bucket, Failure> {
    let row = step.one("SELECT full_at FROM notice_limits WHERE location = ?1", [location.get()], |row| {
        Ok(Bucket { full_at: instant(row, 0)? })
    })?;
    Ok(row.unwrap_or(Bucket { full_at: Timestamp::UNIX_EPOCH }))
}

/// Writes it down, whether or not it changed.
pub(super) fn keep(step: &Step<'_>, location: LocationId, budget: Bucket) -> Result<(), Failure> {
    step.execute(
        "INSERT INTO notice_limits (location, full_at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET full_at = ?2",
        params![location.get(), budget.full_at.as_microsecond()],
    )?;
    Ok(())
}
