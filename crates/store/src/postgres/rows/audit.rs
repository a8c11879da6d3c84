//! The rows of the audit trail.

use rekey_core::audit::{Action, AuditRecord, ChainPoint};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, AddressKey};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::postgres::columns::{bytes32, count, location, location_number, optional_id};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{AuditEvent, AuditRows, ChainEnd, DONE};
use crate::shared::corrupt::Corrupt;

/// The columns that [`record`] reads.
pub(super) const RECORD: &str = "number, digest, at, action, account, address_key, location, network, outcome, count";

impl AuditRows for Tx {
    async fn insert_record(&self, event: &AuditEvent<'_>, count: u32) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO audit (at, action, account, address_key, location, network, outcome, count)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            values![
                self.now(),
                event.action.code(),
                event.account.map(|account| account.as_uuid()),
                event.address.as_ref().map(|address| &address.as_bytes()[..]),
                event.location.map(location_number),
                event.network.map(|network| network.to_string()),
                event.outcome,
                i64::from(count),
            ],
        )
        .await?;
        Ok(())
    }

    async fn insert_created(&self, accounts: &[AccountId]) -> Result<(), StepError> {
        let ids: Vec<Uuid> = accounts.iter().map(AccountId::as_uuid).collect();
        self.execute(
            "INSERT INTO audit (at, action, account, outcome)
             SELECT $2, $3, id, $4 FROM unnest($1::uuid[]) AS added (id)",
            values![ids, self.now(), Action::AccountCreated.code(), DONE],
        )
        .await?;
        Ok(())
    }

    async fn hold_chain_end(&self, end: ChainEnd) -> Result<ChainPoint, StepError> {
        let sql = "SELECT number, digest FROM audit_ends WHERE name = $1 FOR UPDATE";
        let row = self.query_opt(sql, values![end.code()]).await?;
        point(&row.ok_or(Corrupt::column("audit_ends.name"))?, 0)
    }

    async fn set_chain_end(&self, end: ChainEnd, point: &ChainPoint) -> Result<(), StepError> {
        let sql = "UPDATE audit_ends SET number = $2, digest = $3 WHERE name = $1";
        self.execute(sql, values![end.code(), point.number, &point.digest[..]]).await?;
        Ok(())
    }

    async fn unsealed_records(&self, limit: usize) -> Result<Vec<(i64, AuditRecord)>, StepError> {
        let sql = format!("SELECT id, {RECORD} FROM audit WHERE number IS NULL ORDER BY id LIMIT $1");
        let rows = self.query(&sql, values![count(limit)]).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, record(row, 1)?))).collect()
    }

    async fn seal_records(&self, sealed: &[(i64, ChainPoint)]) -> Result<(), StepError> {
        let ids: Vec<i64> = sealed.iter().map(|(id, _)| *id).collect();
        let numbers: Vec<i64> = sealed.iter().map(|(_, point)| point.number).collect();
        let digests: Vec<&[u8]> = sealed.iter().map(|(_, point)| &point.digest[..]).collect();
        self.execute(
            "UPDATE audit SET number = sealed.number, digest = sealed.digest
             FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS sealed (id, number, digest)
             WHERE audit.id = sealed.id",
            values![ids, numbers, digests],
        )
        .await?;
        Ok(())
    }

    async fn oldest_sealed(&self, limit: usize) -> Result<Vec<(ChainPoint, Timestamp)>, StepError> {
        let sql = "SELECT number, digest, at FROM audit WHERE number IS NOT NULL ORDER BY number LIMIT $1";
        let rows = self.query(sql, values![count(limit)]).await?;
        rows.iter().map(|row| Ok((point(row, 0)?, row.try_get(2)?))).collect()
    }

    async fn delete_sealed(&self, up_to: i64) -> Result<u64, StepError> {
        self.execute("DELETE FROM audit WHERE number <= $1", values![up_to]).await
    }
}

pub(super) fn point(row: &Row, first: usize) -> Result<ChainPoint, StepError> {
    Ok(ChainPoint { number: row.try_get(first)?, digest: bytes32(row.try_get(first + 1)?, "audit_ends.digest")? })
}

/// A record whose columns begin at `first`. One that is not sealed has number 0 and a digest of zeros.
pub(super) fn record(row: &Row, first: usize) -> Result<AuditRecord, StepError> {
    let digest: Option<&[u8]> = row.try_get(first + 1)?;
    let address: Option<&[u8]> = row.try_get(first + 5)?;
    let place: Option<i32> = row.try_get(first + 6)?;
    let network: Option<&str> = row.try_get(first + 7)?;
    Ok(AuditRecord {
        number: row.try_get::<_, Option<i64>>(first)?.unwrap_or_default(),
        digest: digest.map(|bytes| bytes32(bytes, "audit.digest")).transpose()?.unwrap_or_default(),
        at: row.try_get(first + 2)?,
        action: Action::from_code(row.try_get(first + 3)?).ok_or(Corrupt::column("audit.action"))?,
        account: optional_id(row, first + 4)?,
        address: address.map(|bytes| bytes32(bytes, "audit.address_key").map(AddressKey::from)).transpose()?,
        location: place.map(|number| location(number, "audit.location")).transpose()?,
        network: network.map(|text| text.parse().map_err(|_| Corrupt::column("audit.network"))).transpose()?,
        outcome: row.try_get(first + 8)?,
        count: u32::try_from(row.try_get::<_, i64>(first + 9)?).map_err(|_| Corrupt::column("audit.count"))?,
    })
}
