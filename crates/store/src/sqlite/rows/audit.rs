//! The rows of the audit trail.

use rekey_core::audit::{Accepted, Action, Anchor, AuditRecord, ChainEnds, ChainPoint};
use rekey_core::{AddressKey, LocationId};
use rusqlite::{Row, params};

use crate::rows::AuditRows;
use crate::shared::corrupt::Corrupt;
use crate::sqlite::columns::{code, instant, optional_id, row_count};
use crate::sqlite::step::{Step, StepError};

/// The columns of a record.
macro_rules! record_columns {
    () => {
        "number, digest, at, action, account, address_key, location, network, outcome, count, actor, mark"
    };
}

/// Sealed records after a number, oldest first.
macro_rules! sealed_records {
    () => {
        concat!(
            "SELECT ",
            record_columns!(),
            " FROM audit WHERE number IS NOT NULL AND number > ?1 ORDER BY number LIMIT ?2"
        )
    };
}

impl AuditRows for Step<'_> {
    async fn insert_records(&self, records: &[AuditRecord]) -> Result<(), StepError> {
        for record in records {
            self.execute(
                "INSERT INTO audit (at, action, account, address_key, location, network, outcome, count, actor, mark)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    record.at.as_microsecond(),
                    record.action.code(),
                    record.account.map(|account| account.as_uuid().into_bytes()),
                    record.address.as_ref().map(AddressKey::as_bytes),
                    record.location.map(LocationId::get),
                    record.network.map(|network| network.to_string()),
                    record.outcome,
                    record.count,
                    record.actor,
                    record.mark,
                ],
            )?;
        }
        Ok(())
    }

    async fn hold_head(&self) -> Result<ChainPoint, StepError> {
        head(self)
    }

    async fn set_head(&self, head: &ChainPoint) -> Result<(), StepError> {
        let sql = "UPDATE audit_ends SET number = ?1, digest = ?2 WHERE name = 'head'";
        self.execute(sql, params![head.number, head.digest])?;
        Ok(())
    }

    async fn hold_anchor(&self) -> Result<Anchor, StepError> {
        anchor(self)
    }

    async fn set_anchor(&self, Anchor { point, mark }: &Anchor) -> Result<(), StepError> {
        let sql = "UPDATE audit_ends SET number = ?1, digest = ?2, mark = ?3 WHERE name = 'anchor'";
        self.execute(sql, params![point.number, point.digest, mark])?;
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

    async fn accepted(&self) -> Result<Accepted, StepError> {
        accepted(self)
    }

    async fn set_accepted(&self, Accepted { point, mark }: &Accepted) -> Result<(), StepError> {
        let sql = "INSERT INTO audit_ends (name, number, digest, mark) VALUES ('accepted', ?1, ?2, ?3)
                   ON CONFLICT (name) DO UPDATE SET number = ?1, digest = ?2, mark = ?3";
        self.execute(sql, params![point.number, point.digest, mark])?;
        Ok(())
    }

    async fn oldest_sealed(&self, after: i64, limit: usize) -> Result<Vec<Option<AuditRecord>>, StepError> {
        self.all(sealed_records!(), params![after, row_count(limit)], |row| Ok(record(row, 0).ok()))
    }

    async fn sealed_digest(&self, number: i64) -> Result<Option<[u8; 32]>, StepError> {
        let sql = "SELECT digest FROM audit WHERE number IS NOT NULL AND number = ?1";
        Ok(self.one(sql, [number], |row| Ok(row.get(0).ok()))?.flatten())
    }

    async fn delete_sealed(&self, up_to: i64) -> Result<u64, StepError> {
        let deleted = self.execute("DELETE FROM audit WHERE number IS NOT NULL AND number <= ?1", [up_to])?;
        Ok(deleted as u64)
    }
}

/// The place whose columns come first.
fn point(row: &Row<'_>) -> Result<ChainPoint, StepError> {
    Ok(ChainPoint { number: row.get(0)?, digest: row.get(1)? })
}

fn head(step: &Step<'_>) -> Result<ChainPoint, StepError> {
    let found = step.one("SELECT number, digest FROM audit_ends WHERE name = 'head'", [], point)?;
    Ok(found.ok_or(Corrupt::column("audit_ends.name"))?)
}

fn anchor(step: &Step<'_>) -> Result<Anchor, StepError> {
    let read = |row: &Row<'_>| Ok(Anchor { point: point(row)?, mark: row.get(2)? });
    let found = step.one("SELECT number, digest, mark FROM audit_ends WHERE name = 'anchor'", [], read)?;
    Ok(found.ok_or(Corrupt::column("audit_ends.name"))?)
}

fn accepted(step: &Step<'_>) -> Result<Accepted, StepError> {
    let read = |row: &Row<'_>| Ok(Accepted { point: point(row)?, mark: row.get(2)? });
    let found = step.one("SELECT number, digest, mark FROM audit_ends WHERE name = 'accepted'", [], read)?;
    Ok(found.unwrap_or(Accepted::NOTHING))
}

pub(super) fn ends(step: &Step<'_>) -> Result<ChainEnds, StepError> {
    Ok(ChainEnds { anchor: anchor(step)?, accepted: accepted(step)?, head: head(step)? })
}

pub(super) fn has_unsealed(step: &Step<'_>) -> Result<bool, StepError> {
    Ok(step.one("SELECT 1 FROM audit WHERE number IS NULL LIMIT 1", [], |_| Ok(()))?.is_some())
}

/// Sealed records after a number, oldest first.
pub(super) fn records(step: &Step<'_>, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StepError> {
    step.all(sealed_records!(), params![after, row_count(limit)], |row| record(row, 0))
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
        actor: row.get(first + 10)?,
        mark: row.get(first + 11)?,
    })
}
