//! The audit trail: written by the steps that it tells of, read by operators.

use async_trait::async_trait;
use rekey_core::audit::{Action, AuditRecord};
use rekey_core::ports::{AuditStore, StoreError};
use rekey_core::{AccountId, AddressKey, ClientNetwork, LocationId};
use tokio_postgres::Row;

use super::PostgresStore;
use super::rows::{bytes32, count, location, location_number, optional_id};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;

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

    /// Writes it down.
    pub(super) async fn record(self, tx: &Tx) -> Result<(), Trouble> {
        tx.execute(
            "INSERT INTO audit (at, action, account, address_key, location, network, outcome)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            values![
                tx.now(),
                self.action.code(),
                self.account.map(|account| account.as_uuid()),
                self.address.as_ref().map(|address| &address.as_bytes()[..]),
                self.location.map(location_number),
                self.network.map(|network| network.to_string()),
                self.outcome,
            ],
        )
        .await?;
        Ok(())
    }
}

#[async_trait]
impl AuditStore for PostgresStore {
    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError> {
        let rows = self
            .database
            .read(
                "SELECT number, at, action, account, address_key, location, network, outcome
                 FROM audit WHERE number > $1 ORDER BY number LIMIT $2",
                values![after, count(limit)],
            )
            .await?;
        Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
    }
}

fn record(row: &Row) -> Result<AuditRecord, Trouble> {
    let address: Option<&[u8]> = row.try_get(4)?;
    let place: Option<i32> = row.try_get(5)?;
    let network: Option<&str> = row.try_get(6)?;
    Ok(AuditRecord {
        number: row.try_get(0)?,
        at: row.try_get(1)?,
        action: Action::from_code(row.try_get(2)?).ok_or(Corrupt::column("audit.action"))?,
        account: optional_id(row, 3)?,
        address: address.map(|bytes| bytes32(bytes, "audit.address_key").map(AddressKey::from)).transpose()?,
        location: place.map(|number| location(number, "audit.location")).transpose()?,
        network: network.map(|text| text.parse().map_err(|_| Corrupt::column("audit.network"))).transpose()?,
        outcome: row.try_get(7)?,
    })
}
