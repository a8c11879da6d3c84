//! The rows of the audit trail.

use rekey_core::audit::{Action, AuditRecord, ChainEnds, ChainPoint};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, AddressKey, LocationId};
use rusqlite::{Row, params};

use crate::rows::{AuditEvent, AuditRows, ChainEnd};
use crate::shared::corrupt::Corrupt;
use crate::sqlite::columns::{code, instant, optional_id, row_count};
use crate::sqlite::step::{Step, StepError};

/// The columns of a record.
macro_rules! record_columns {
    () => {
        "number, digest, at, action, account, address_key, location, network, outcome, count"
    };
}

impl AuditRows for Step<'_> {
    async fn insert_record(&self, event: &AuditEvent<'_>, count: u32) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO audit (at, action, account, address_key, location, network, outcome, count)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                self.micros(),
                event.action.code(),
                event.account.map(|account| account.as_uuid().into_bytes()),
                event.address.as_ref().map(AddressKey::as_bytes),
                event.location.map(LocationId::get),
                event.network.map(|network| network.to_string()),
                event.outcome,
                count,
            ],
        )?;
        Ok(())
    }

    async fn insert_created(&self, accounts: &[AccountId]) -> Result<(), StepError> {
        for account in accounts {
            self.insert_record(&AuditEvent::done(Action::AccountCreated).of(*account), 1).await?;
        }
        Ok(())
    }

    async fn hold_chain_end(&self, end: ChainEnd) -> Result<ChainPoint, StepError> {
        chain_end(self, end)
    }

    async fn set_chain_end(&self, end: ChainEnd, point: &ChainPoint) -> Result<(), StepError> {
        self.execute(
            "UPDATE audit_ends SET number = ?2, digest = ?3 WHERE name = ?1",
            params![end.code(), point.number, point.digest],
        )?;
        Ok(())
    }

    async fn unsealed_records(&self, limit: usize) -> Result<Vec<(i64, AuditRecord)>, StepError> {
        let sql = concat!("SELECT id, ", record_columns!(), " FROM audit WHERE number IS NULL ORDER BY id LIMIT ?1");
        self.all(sql, [row_count(limit)], |row| Ok((row.get(0)?, record(row, 1)?)))
    }

    async fn seal_records(&self, sealed: &[(i64, ChainPoint)]) -> Result<(), StepError> {
        for (id, point) in sealed {
            self.execute(
                "UPDATE audit SET number = ?2, digest = ?3 WHERE id = ?1",
                params![id, point.number, point.digest],
            )?;
        }
        Ok(())
    }

    async fn oldest_sealed(&self, limit: usize) -> Result<Vec<(ChainPoint, Timestamp)>, StepError> {
        self.all(
            "SELECT number, digest, at FROM audit WHERE number IS NOT NULL ORDER BY number LIMIT ?1",
            [row_count(limit)],
            |row| Ok((ChainPoint { number: row.get(0)?, digest: row.get(1)? }, instant(row, 2)?)),
        )
    }

    async fn delete_sealed(&self, up_to: i64) -> Result<u64, StepError> {
        let deleted = self.execute("DELETE FROM audit WHERE number IS NOT NULL AND number <= ?1", [up_to])?;
        Ok(deleted as u64)
    }
}

fn chain_end(step: &Step<'_>, end: ChainEnd) -> Result<ChainPoint, StepError> {
    let read = |row: &Row<'_>| Ok(ChainPoint { number: row.get(0)?, digest: row.get(1)? });
    let found = step.one("SELECT number, digest FROM audit_ends WHERE name = ?1", [end.code()], read)?;
    Ok(found.ok_or(Corrupt::column("audit_ends.name"))?)
}

pub(super) fn ends(step: &Step<'_>) -> Result<ChainEnds, StepError> {
    Ok(ChainEnds { anchor: chain_end(step, ChainEnd::Anchor)?, head: chain_end(step, ChainEnd::Head)? })
}

pub(super) fn has_unsealed(step: &Step<'_>) -> Result<bool, StepError> {
    Ok(step.one("SELECT 1 FROM audit WHERE number IS NULL LIMIT 1", [], |_| Ok(()))?.is_some())
}

/// Sealed records after a number, oldest first.
pub(super) fn records(step: &Step<'_>, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StepError> {
    let sql = concat!(
        "SELECT ",
        record_columns!(),
        " FROM audit WHERE number IS NOT NULL AND number > ?1 ORDER BY number LIMIT ?2"
    );
    step.all(sql, params![after, row_count(limit)], |row| record(row, 0))
}

/// A record whose columns begin at `first`. One that is not sealed has number 0 and a digest of zeros.
fn record(row: &Row<'_>, first: usize) -> Result<AuditRecord, StepError> {
    let location: Option<i64> = row.get(first + 6)?;
    let network: Option<String> = row.get(first + 7)?;
    Ok(AuditRecord {
        number: row.get::<_, Option<i64>>(first)?.unwrap_or_default(),
        digest: row.get::<_, Option<[u8; 32]>>(first + 1)?.unwrap_or_default(),
        at: instant(row, first + 2)?,
        action: code(row, first + 3, "audit.action", Action::from_code)?,
        account: optional_id(row, first + 4)?,
        address: row.get::<_, Option<[u8; 32]>>(first + 5)?.map(AddressKey::from),
        location: location
            .map(|number| LocationId::new(number).ok_or_else(|| Corrupt::column("audit.location")))
            .transpose()?,
        network: network.map(|network| network.parse()).transpose().map_err(|_| Corrupt::column("audit.network"))?,
        outcome: row.get(first + 8)?,
        count: row.get(first + 9)?,
    })
}
