//! The audit trail: written by the steps that it tells of, read by operators.

use async_trait::async_trait;
use rekey_core::account::Account;
use rekey_core::audit::{Action, AuditRecord, ChainEnds, ChainPoint, Counted, Fact};
use rekey_core::ports::{AuditStore, StoreError};
use rekey_core::webhooks::WebhookEvent;
use rekey_core::{AccountId, AddressKey, ClientNetwork, DigestKey, LocationId};
use rusqlite::{Row, params};

use super::rows::{code, instant, optional_id, row_count};
use super::step::{Failure, Step};
use super::{SqliteStore, webhooks};
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
    /// Something that went well with an account.
    pub(super) fn done(action: Action, account: AccountId) -> Self {
        Self { action, account: Some(account), address: None, location: None, network: None, outcome: DONE }
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
    pub(super) fn record(self, step: &Step<'_>) -> Result<(), Failure> {
        self.write(step, 1)?;
        match WebhookEvent::of(self.action) {
            Some(event) => webhooks::tell(step, event, &of_account(self.account, self.location)),
            None => Ok(()),
        }
    }

    /// A record of something that happened so often.
    fn write(&self, step: &Step<'_>, count: u32) -> Result<(), Failure> {
        step.execute(
            "INSERT INTO audit (at, action, account, address_key, location, network, outcome, count)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                step.micros(),
                self.action.code(),
                self.account.map(|account| account.as_uuid().into_bytes()),
                self.address.as_ref().map(AddressKey::as_bytes),
                self.location.map(LocationId::get),
                self.network.map(|network| network.to_string()),
                self.outcome,
                count,
            ],
        )?;
        Ok(())
    }
}

/// A sign-in that went well.
pub(super) fn signed_in(account: &Account, network: ClientNetwork) -> Event<'static> {
    Event::done(Action::SignedIn, account.id).from(network)
}

/// The columns of a record.
macro_rules! record_columns {
    () => {
        "number, digest, at, action, account, address_key, location, network, outcome, count"
    };
}

#[async_trait]
impl AuditStore for SqliteStore {
    async fn record_counts(&self, counted: Vec<Counted>) -> Result<(), StoreError> {
        self.write(move |step| {
            counted.iter().try_for_each(|counted| Event::counted(counted.fact).write(step, counted.count))
        })
        .await
    }

    async fn seal_audit(&self, key: &DigestKey, limit: usize) -> Result<usize, StoreError> {
        let waiting = "SELECT 1 FROM audit WHERE number IS NULL LIMIT 1";
        if self.read(|step| step.one(waiting, [], |_| Ok(()))).await?.is_none() {
            return Ok(0);
        }
        let key = key.clone();
        self.write(move |step| seal(step, &key, limit)).await
    }

    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError> {
        self.read(move |step| {
            let sql = concat!(
                "SELECT ",
                record_columns!(),
                " FROM audit WHERE number IS NOT NULL AND number > ?1 ORDER BY number LIMIT ?2"
            );
            step.all(sql, params![after, row_count(limit)], |row| record(row, 0))
        })
        .await
    }

    async fn audit_ends(&self) -> Result<ChainEnds, StoreError> {
        self.read(|step| Ok(ChainEnds { anchor: end(step, ANCHOR)?, head: end(step, HEAD)? })).await
    }
}

/// The name of the newest sealed record's place.
const HEAD: &str = "head";
/// The name of the place that the oldest kept record hangs on.
const ANCHOR: &str = "anchor";

fn end(step: &Step<'_>, name: &str) -> Result<ChainPoint, Failure> {
    let read = |row: &Row<'_>| Ok(ChainPoint { number: row.get(0)?, digest: row.get(1)? });
    let found = step.one("SELECT number, digest FROM audit_ends WHERE name = ?1", [name], read)?;
    Ok(found.ok_or_else(|| Corrupt::column("audit_ends.name"))?)
}

fn set_end(step: &Step<'_>, name: &str, point: &ChainPoint) -> Result<(), Failure> {
    step.execute(
        "UPDATE audit_ends SET number = ?2, digest = ?3 WHERE name = ?1",
        params![name, point.number, point.digest],
    )?;
    Ok(())
}

/// The one writer is the lock.
fn seal(step: &Step<'_>, key: &DigestKey, limit: usize) -> Result<usize, Failure> {
    let sql = concat!("SELECT id, ", record_columns!(), " FROM audit WHERE number IS NULL ORDER BY id LIMIT ?1");
    let unsealed = step.all(sql, [row_count(limit)], |row| Ok((row.get::<_, i64>(0)?, record(row, 1)?)))?;
    let mut head = end(step, HEAD)?;
    for (id, record) in &unsealed {
        let record = AuditRecord { number: head.number + 1, ..record.clone() };
        head = record.seal(key, &head);
        step.execute("UPDATE audit SET number = ?2, digest = ?3 WHERE id = ?1", params![id, head.number, head.digest])?;
    }
    set_end(step, HEAD, &head)?;
    Ok(unsealed.len())
}

/// Deletes the oldest records, as far as all of them are from before an instant. What is left hangs on the digest of
/// the last one.
pub(super) fn forget(step: &Step<'_>, before: i64, limit: usize) -> Result<u64, Failure> {
    let oldest = step.all(
        "SELECT number, digest, at FROM audit WHERE number IS NOT NULL ORDER BY number LIMIT ?1",
        [row_count(limit)],
        |row| Ok((ChainPoint { number: row.get(0)?, digest: row.get(1)? }, row.get::<_, i64>(2)?)),
    )?;
    let Some((last, _)) = oldest.into_iter().take_while(|(_, at)| *at <= before).last() else { return Ok(0) };
    let deleted = step.execute("DELETE FROM audit WHERE number IS NOT NULL AND number <= ?1", [last.number])?;
    set_end(step, ANCHOR, &last)?;
    Ok(deleted as u64)
}

/// A record whose columns begin at `first`. One that is not sealed has number 0 and a digest of zeros.
fn record(row: &Row<'_>, first: usize) -> Result<AuditRecord, Failure> {
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
