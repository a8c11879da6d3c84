//! Tries at addresses by password, and the waits between them.

use async_trait::async_trait;
use rekey_core::ports::{StoreError, TrialStore};
use rekey_core::time::Duration;
use rekey_core::trial::{Trial, Tries, admit};
use rekey_core::{AddressKey, ClientNetwork};
use rusqlite::params;

use super::SqliteStore;
use super::rows::instant;
use super::step::{Failure, Step};
use crate::shared::trial_row::{STRANGE, taken_back};

#[async_trait]
impl TrialStore for SqliteStore {
    async fn begin_trial(
        &self,
        address: AddressKey,
        network: ClientNetwork,
        longest: Duration,
    ) -> Result<Option<Duration>, StoreError> {
        self.write(move |step| begin(step, address, &network.to_string(), longest)).await
    }

    async fn forgive_trial(&self, address: AddressKey, network: ClientNetwork) -> Result<(), StoreError> {
        self.write(move |step| {
            let network = network.to_string();
            let own = tries(step, address, &network)?;
            take_back(step, address, &network, own)
        })
        .await
    }

    async fn welcome(&self, address: AddressKey, network: ClientNetwork, counted: bool) -> Result<(), StoreError> {
        self.write(move |step| {
            let network = network.to_string();
            if counted {
                let own = tries(step, address, &network)?;
                take_back(step, address, &network, own)?;
            }
            keep(step, address, &network, Tries::familiar(step.now))
        })
        .await
    }
}

fn begin(step: &Step<'_>, address: AddressKey, network: &str, longest: Duration) -> Result<Option<Duration>, Failure> {
    match admit(tries(step, address, network)?, tries(step, address, STRANGE)?, longest, step.now) {
        Trial::Admitted { own, strange } => {
            keep(step, address, network, own)?;
            if let Some(strange) = strange {
                keep(step, address, STRANGE, strange)?;
            }
            Ok(None)
        }
        Trial::Waits(wait) => Ok(Some(wait)),
        Trial::Queued(wait, own) => {
            keep(step, address, network, own)?;
            Ok(Some(wait))
        }
    }
}

fn take_back(step: &Step<'_>, address: AddressKey, network: &str, own: Tries) -> Result<(), Failure> {
    let back = taken_back(own, tries(step, address, STRANGE)?, step.now);
    keep(step, address, network, back.own)?;
    match back.strange {
        Some(strange) => keep(step, address, STRANGE, strange),
        None => Ok(()),
    }
}

fn tries(step: &Step<'_>, address: AddressKey, network: &str) -> Result<Tries, Failure> {
    let row = step.one(
        "SELECT wrong, next_at, familiar_until, over_at FROM sign_in_trials WHERE address_key = ?1 AND network = ?2",
        params![address.as_bytes(), network],
        |row| {
            Ok(Tries {
                wrong: row.get(0)?,
                next_at: instant(row, 1)?,
                familiar_until: instant(row, 2)?,
                over_at: instant(row, 3)?,
            })
        },
    )?;
    Ok(row.unwrap_or(Tries::NONE))
}

fn keep(step: &Step<'_>, address: AddressKey, network: &str, tries: Tries) -> Result<(), Failure> {
    step.execute(
        "INSERT OR REPLACE INTO sign_in_trials (address_key, network, wrong, next_at, familiar_until, over_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            address.as_bytes(),
            network,
            tries.wrong,
            tries.next_at.as_microsecond(),
            tries.familiar_until.as_microsecond(),
            tries.over_at.as_microsecond(),
        ],
    )?;
    Ok(())
}
