//! The audit trail: written by the steps that it tells of, read by operators.

use async_trait::async_trait;
use rekey_core::account::Account;
use rekey_core::audit::{Action, AuditRecord};
use rekey_core::ports::{AuditStore, StoreError};
use rekey_core::{AccountId, AddressKey, ClientNetwork, LocationId};
use rusqlite::params;

use super::SqliteStore;
use super::rows::{code, instant, optional_id, row_count};
use super::step::{Failure, Step};
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

    /// Writes it down.
    pub(super) fn record(self, step: &Step<'_>) -> Result<(), Failure> {
        step.execute(
            "INSERT INTO audit (at, action, account, address_key, location, network, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                step.micros(),
                self.action.code(),
                self.account.map(|account| account.as_uuid().into_bytes()),
                self.address.as_ref().map(AddressKey::as_bytes),
                self.location.map(LocationId::get),
                self.network.map(|network| network.to_string()),
                self.outcome,
            ],
        )?;
        Ok(())
    }
}

/// A sign-in that went well.
pub(super) fn signed_in(account: &Account, network: ClientNetwork) -> Event<'static> {
    Event::done(Action::SignedIn, account.id).from(network)
}

#[async_trait]
impl AuditStore for SqliteStore {
    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError> {
        self.read(move |step| records(step, after, limit)).await
    }
}

fn records(step: &Step<'_>, after: i64, limit: usize) -> Result<Vec<AuditRecord>, Failure> {
    step.all(
        "SELECT number, at, action, account, address_key, location, network, outcome
         FROM audit WHERE number > ?1 ORDER BY number LIMIT ?2",
        params![after, row_count(limit)],
        |row| {
            let location: Option<i64> = row.get(5)?;
            let network: Option<String> = row.get(6)?;
            Ok(AuditRecord {
                number: row.get(0)?,
                at: instant(row, 1)?,
                action: code(row, 2, "audit.action", Action::from_code)?,
                account: optional_id(row, 3)?,
                address: row.get::<_, Option<[u8; 32]>>(4)?.map(AddressKey::from),
                location: location
                    .map(|number| LocationId::new(number).ok_or_else(|| Corrupt::column("audit.location")))
                    .transpose()?,
                network: network
                    .map(|network| network.parse())
                    .transpose()
                    .map_err(|_| Corrupt::column("audit.network"))?,
                outcome: row.get(7)?,
            })
        },
    )
}
