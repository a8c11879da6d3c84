//! The rows of the audit trail.

use rekey_core::AddressKey;
use rekey_core::audit::{Accepted, Action, Anchor, AuditRecord, ChainPoint};
use tokio_postgres::Row;

use crate::postgres::columns::{bytes32, count, location, location_number, optional_id};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::AuditRows;
use crate::shared::corrupt::Corrupt;

/// The columns that [`record`] reads.
pub(super) const RECORD: &str =
    "number, digest, at, action, account, address_key, location, network, outcome, count, actor, mark";

/// A column of records to be written.
fn column<'a, T>(records: &'a [AuditRecord], of: impl Fn(&'a AuditRecord) -> T) -> Vec<T> {
    records.iter().map(of).collect()
}

impl AuditRows for Tx {
    async fn insert_records(&self, records: &[AuditRecord]) -> Result<(), StepError> {
        let networks: Vec<Option<String>> = column(records, |record| record.network.map(|network| network.to_string()));
        self.execute(
            "INSERT INTO audit (at, action, account, address_key, location, network, outcome, count, actor, mark)
             SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::uuid[], $4::bytea[], $5::integer[], $6::text[],
                                  $7::text[], $8::bigint[], $9::text[], $10::bytea[])",
            values![
                column(records, |record| record.at),
                column(records, |record| record.action.code()),
                column(records, |record| record.account.map(|account| account.as_uuid())),
                column(records, |record| record.address.as_ref().map(|address| &address.as_bytes()[..])),
                column(records, |record| record.location.map(location_number)),
                networks,
                column(records, |record| record.outcome.as_str()),
                column(records, |record| i64::from(record.count)),
                column(records, |record| record.actor.as_deref()),
                column(records, |record| record.mark.as_ref().map(|mark| &mark[..])),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_head(&self) -> Result<ChainPoint, StepError> {
        let sql = "SELECT number, digest FROM audit_ends WHERE name = 'head' FOR UPDATE";
        point(&self.query_opt(sql, &[]).await?.ok_or(Corrupt::column("audit_ends.name"))?, 0)
    }

    async fn set_head(&self, head: &ChainPoint) -> Result<(), StepError> {
        let sql = "UPDATE audit_ends SET number = $1, digest = $2 WHERE name = 'head'";
        self.execute(sql, values![head.number, &head.digest[..]]).await?;
        Ok(())
    }

    async fn hold_anchor(&self) -> Result<Anchor, StepError> {
        let sql = "SELECT number, digest, mark FROM audit_ends WHERE name = 'anchor' FOR UPDATE";
        anchor(&self.query_opt(sql, &[]).await?.ok_or(Corrupt::column("audit_ends.name"))?, 0)
    }

    async fn set_anchor(&self, Anchor { point, mark }: &Anchor) -> Result<(), StepError> {
        let sql = "UPDATE audit_ends SET number = $1, digest = $2, mark = $3 WHERE name = 'anchor'";
        let mark = mark.as_ref().map(|mark| &mark[..]);
        self.execute(sql, values![point.number, &point.digest[..], mark]).await?;
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

    async fn accepted(&self) -> Result<Accepted, StepError> {
        let sql = "SELECT number, digest, mark FROM audit_ends WHERE name = 'accepted'";
        let row = self.query_opt(sql, &[]).await?;
        row.map_or(Ok(Accepted::NOTHING), |row| accepted(&row, 0))
    }

    async fn set_accepted(&self, Accepted { point, mark }: &Accepted) -> Result<(), StepError> {
        let sql = "INSERT INTO audit_ends (name, number, digest, mark) VALUES ('accepted', $1, $2, $3)
                   ON CONFLICT (name) DO UPDATE SET number = $1, digest = $2, mark = $3";
        let mark = mark.as_ref().map(|mark| &mark[..]);
        self.execute(sql, values![point.number, &point.digest[..], mark]).await?;
        Ok(())
    }

    async fn oldest_sealed(&self, after: i64, limit: usize) -> Result<Vec<Option<AuditRecord>>, StepError> {
        let sql = format!("SELECT {RECORD} FROM audit WHERE number > $1 ORDER BY number LIMIT $2");
        let rows = self.query(&sql, values![after, count(limit)]).await?;
        Ok(rows.iter().map(|row| record(row, 0).ok()).collect())
    }

    async fn sealed_digest(&self, number: i64) -> Result<Option<[u8; 32]>, StepError> {
        let row = self.query_opt("SELECT digest FROM audit WHERE number = $1", values![number]).await?;
        let Some(row) = row else { return Ok(None) };
        let digest: Option<&[u8]> = row.try_get(0)?;
        Ok(digest.and_then(|digest| digest.try_into().ok()))
    }

    async fn delete_sealed(&self, up_to: i64) -> Result<u64, StepError> {
        self.execute("DELETE FROM audit WHERE number <= $1", values![up_to]).await
    }
}

pub(super) fn point(row: &Row, first: usize) -> Result<ChainPoint, StepError> {
    Ok(ChainPoint { number: row.try_get(first)?, digest: bytes32(row.try_get(first + 1)?, "audit_ends.digest")? })
}

/// The anchor whose columns begin at `first`.
pub(super) fn anchor(row: &Row, first: usize) -> Result<Anchor, StepError> {
    Ok(Anchor { point: point(row, first)?, mark: mark(row, first + 2)? })
}

/// The same of what was accepted.
pub(super) fn accepted(row: &Row, first: usize) -> Result<Accepted, StepError> {
    Ok(Accepted { point: point(row, first)?, mark: mark(row, first + 2)? })
}

fn mark(row: &Row, column: usize) -> Result<Option<[u8; 32]>, StepError> {
    let mark: Option<&[u8]> = row.try_get(column)?;
    Ok(mark.map(|bytes| bytes32(bytes, "audit_ends.mark")).transpose()?)
}

/// A record whose columns begin at `first`. One that is not sealed has number 0 and a digest of zeros.
pub(super) fn record(row: &Row, first: usize) -> Result<AuditRecord, StepError> {
    let digest: Option<&[u8]> = row.try_get(first + 1)?;
    let address: Option<&[u8]> = row.try_get(first + 5)?;
    let place: Option<i32> = row.try_get(first + 6)?;
    let network: Option<&str> = row.try_get(first + 7)?;
    let mark: Option<&[u8]> = row.try_get(first + 11)?;
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
        actor: row.try_get(first + 10)?,
        mark: mark.map(|bytes| bytes32(bytes, "audit.mark")).transpose()?,
    })
}
