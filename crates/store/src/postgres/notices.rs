//! How many no-account notices a location has sent.

use rekey_core::LocationId;
use rekey_core::rate::Bucket;
use rekey_core::time::Timestamp;

use super::rows::location_number;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;

/// A location's budget, held until the step is over, so that no two nodes spend the same notice.
pub(super) async fn hold_budget(tx: &Tx, location: LocationId) -> Result<Bucket, Trouble> {
    let row = tx
        .query_opt(
            "INSERT INTO notice_limits AS kept (location, full_at) VALUES ($1, $2)
             ON CONFLICT (location) DO UPDATE SET full_at = kept.full_at RETURNING full_at",
            values![location_number(location), Timestamp::UNIX_EPOCH],
        )
        .await?;
    Ok(Bucket { full_at: row.map_or(Ok(Timestamp::UNIX_EPOCH), |row| row.try_get(0))? })
}

/// Writes it down, whether or not it changed.
pub(super) async fn keep(tx: &Tx, location: LocationId, budget: Bucket) -> Result<(), Trouble> {
    tx.execute(
        "UPDATE notice_limits SET full_at = $2 WHERE location = $1",
        values![location_number(location), budget.full_at],
    )
    .await?;
    Ok(())
}
