//! The audit trail: written by the steps that it tells of, read by operators.

use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::audit::{Action, AuditRecord, ChainEnds, ChainPoint, Counted, Fact};
use rekey_core::ports::{AuditStore, StoreError};
use rekey_core::time::Timestamp;
use rekey_core::webhooks::WebhookEvent;
use rekey_core::{AccountId, AddressKey, ClientNetwork, DigestKey, LocationId};
use tokio_postgres::Row;

use super::rows::{bytes32, count, location, location_number, optional_id};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use super::{PostgresStore, webhooks};
use crate::shared::corrupt::Corrupt;
use crate::shared::webhook_data::of_account;

/// The outcome of what went well.
pub(super) const DONE: &str = "done";
/// The outcome of what was refused.
pub(super) const REFUSED: &str = "refused";

/// Something that happened, as a step tells it.
pub(super) struct Event<'a> {
    pub(super) action: Action,
    pub(super) account: Option<AccountId>,
    pub(super) address: Option<AddressKey>,
    pub(super) location: Option<LocationId>,
    pub(super) network: Option<ClientNetwork>,
    pub(super) outcome: &'a str,
}

impl Event<'_> {
    /// Something that went well.
    pub(super) fn done(action: Action) -> Self {
        Self { action, account: None, address: None, location: None, network: None, outcome: DONE }
    }

    /// The same, of this account.
    pub(super) fn of(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// The same, from this network.
    pub(super) fn from(self, network: ClientNetwork) -> Self {
        Self { network: Some(network), ..self }
    }

    /// The same, at this location.
    pub(super) fn at(self, location: LocationId) -> Self {
        Self { location: Some(location), ..self }
    }

    /// Something that was only counted.
    fn counted(Fact { action, outcome, account, address, network }: Fact) -> Self {
        Self { action, account, address, location: None, network, outcome }
    }

    /// Writes it down, and tells whoever wants to be told.
    pub(super) async fn record(self, tx: &Tx) -> Result<(), Trouble> {
        self.write(tx, 1).await?;
        match WebhookEvent::of(self.action) {
            Some(event) => webhooks::tell(tx, event, &of_account(self.account, self.location)).await,
            None => Ok(()),
        }
    }

    /// A record of something that happened so often.
    async fn write(&self, tx: &Tx, count: u32) -> Result<(), Trouble> {
        tx.execute(
            "INSERT INTO audit (at, action, account, address_key, location, network, outcome, count)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            values![
                tx.now(),
                self.action.code(),
                self.account.map(|account| account.as_uuid()),
                self.address.as_ref().map(|address| &address.as_bytes()[..]),
                self.location.map(location_number),
                self.network.map(|network| network.to_string()),
                self.outcome,
                i64::from(count),
            ],
        )
        .await?;
        Ok(())
    }
}

/// The columns of a record.
const RECORD: &str = "number, digest, at, action, account, address_key, location, network, outcome, count";

#[async_trait]
impl AuditStore for PostgresStore {
    async fn record_counts(&self, counted: Vec<Counted>) -> Result<(), StoreError> {
        let counted = Arc::new(counted);
        self.database
            .step(|tx| {
                let counted = counted.clone();
                async move {
                    for Counted { fact, count } in &*counted {
                        Event::counted(*fact).write(&tx, *count).await?;
                    }
                    Ok(())
                }
            })
            .await
    }

    async fn seal_audit(&self, key: &DigestKey, limit: usize) -> Result<usize, StoreError> {
        // Nodes with nothing to seal don't stand in line.
        if self.database.read("SELECT FROM audit WHERE number IS NULL LIMIT 1", &[]).await?.is_empty() {
            return Ok(0);
        }
        self.database.step(|tx| async move { seal(&tx, key, limit).await }).await
    }

    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError> {
        let sql = format!("SELECT {RECORD} FROM audit WHERE number > $1 ORDER BY number LIMIT $2");
        let rows = self.database.read(&sql, values![after, count(limit)]).await?;
        Ok(rows.iter().map(|row| record(row, 0)).collect::<Result<_, _>>()?)
    }

    async fn audit_ends(&self) -> Result<ChainEnds, StoreError> {
        let sql = "SELECT anchor.number, anchor.digest, head.number, head.digest
                   FROM audit_ends AS anchor, audit_ends AS head WHERE anchor.name = 'anchor' AND head.name = 'head'";
        let rows = self.database.read(sql, &[]).await?;
        let row = rows.first().ok_or(Trouble::Row(Corrupt::column("audit_ends.name")))?;
        Ok(ChainEnds { anchor: point(row, 0)?, head: point(row, 2)? })
    }
}

/// The head's row is the lock: whoever holds it seals, and the next one goes on from there.
async fn seal(tx: &Tx, key: &DigestKey, limit: usize) -> Result<usize, Trouble> {
    let head = tx.query_opt("SELECT number, digest FROM audit_ends WHERE name = 'head' FOR UPDATE", &[]).await?;
    let mut head = point(&head.ok_or(Corrupt::column("audit_ends.name"))?, 0)?;
    let sql = format!("SELECT id, {RECORD} FROM audit WHERE number IS NULL ORDER BY id LIMIT $1");
    let (mut ids, mut sealed): (Vec<i64>, Vec<ChainPoint>) = (Vec::new(), Vec::new());
    for row in tx.query(&sql, values![count(limit)]).await? {
        let record = AuditRecord { number: head.number + 1, ..record(&row, 1)? };
        head = record.seal(key, &head);
        ids.push(row.try_get(0)?);
        sealed.push(head);
    }
    let numbers: Vec<i64> = sealed.iter().map(|point| point.number).collect();
    let digests: Vec<&[u8]> = sealed.iter().map(|point| &point.digest[..]).collect();
    tx.execute(
        "UPDATE audit SET number = sealed.number, digest = sealed.digest
         FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS sealed (id, number, digest)
         WHERE audit.id = sealed.id",
        values![ids, numbers, digests],
    )
    .await?;
    set_end(tx, "head", &head).await?;
    Ok(sealed.len())
}

/// Deletes the oldest records, as far as all of them are from before an instant. What is left hangs on the digest of
/// the last one.
pub(super) async fn forget(tx: &Tx, before: Timestamp, limit: usize) -> Result<u64, Trouble> {
    tx.query("SELECT FROM audit_ends WHERE name = 'anchor' FOR UPDATE", &[]).await?;
    let sql = "SELECT number, digest, at FROM audit WHERE number IS NOT NULL ORDER BY number LIMIT $1";
    let mut last = None;
    for row in tx.query(sql, values![count(limit)]).await? {
        if row.try_get::<_, Timestamp>(2)? > before {
            break;
        }
        last = Some(point(&row, 0)?);
    }
    let Some(last) = last else { return Ok(0) };
    let deleted = tx.execute("DELETE FROM audit WHERE number <= $1", values![last.number]).await?;
    set_end(tx, "anchor", &last).await?;
    Ok(deleted)
}

async fn set_end(tx: &Tx, name: &str, point: &ChainPoint) -> Result<(), Trouble> {
    let sql = "UPDATE audit_ends SET number = $2, digest = $3 WHERE name = $1";
    tx.execute(sql, values![name, point.number, &point.digest[..]]).await?;
    Ok(())
}

fn point(row: &Row, first: usize) -> Result<ChainPoint, Trouble> {
    Ok(ChainPoint { number: row.try_get(first)?, digest: bytes32(row.try_get(first + 1)?, "audit_ends.digest")? })
}

/// A record whose columns begin at `first`. One that is not sealed has number 0 and a digest of zeros.
fn record(row: &Row, first: usize) -> Result<AuditRecord, Trouble> {
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
