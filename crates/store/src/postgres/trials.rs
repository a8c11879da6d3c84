//! Tries at addresses by password, and the waits between them.

use async_trait::async_trait;
use rekey_core::ports::{StoreError, TrialStore};
use rekey_core::time::Duration;
use rekey_core::trial::{Trial, Tries, admit};
use rekey_core::{AddressKey, ClientNetwork};

use super::PostgresStore;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;
use crate::shared::trial_row::{STRANGE, taken_back};

#[async_trait]
impl TrialStore for PostgresStore {
    async fn begin_trial(
        &self,
        address: AddressKey,
        network: ClientNetwork,
        longest: Duration,
    ) -> Result<Option<Duration>, StoreError> {
        let network = &network.to_string();
        self.database.step(|tx| async move { begin(&tx, address, network, longest).await }).await
    }

    async fn forgive_trial(&self, address: AddressKey, network: ClientNetwork) -> Result<(), StoreError> {
        let network = &network.to_string();
        self.database
            .step(|tx| async move {
                line_up(&tx, address).await?;
                take_back(&tx, address, network).await
            })
            .await
    }

    async fn welcome(&self, address: AddressKey, network: ClientNetwork, counted: bool) -> Result<(), StoreError> {
        let network = &network.to_string();
        self.database
            .step(|tx| async move {
                line_up(&tx, address).await?;
                if counted {
                    take_back(&tx, address, network).await?;
                }
                keep(&tx, address, network, Tries::familiar(tx.now())).await
            })
            .await
    }
}

/// Waits for whoever else is at this address: rows that are not there yet can't be locked.
async fn line_up(tx: &Tx, address: AddressKey) -> Result<(), Trouble> {
    let number = address.as_bytes().first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes));
    tx.query("SELECT pg_advisory_xact_lock($1)", values![number]).await?;
    Ok(())
}

async fn begin(tx: &Tx, address: AddressKey, network: &str, longest: Duration) -> Result<Option<Duration>, Trouble> {
    line_up(tx, address).await?;
    let own = tries(tx, address, network).await?;
    match admit(own, tries(tx, address, STRANGE).await?, longest, tx.now()) {
        Trial::Admitted { own, strange } => {
            keep(tx, address, network, own).await?;
            if let Some(strange) = strange {
                keep(tx, address, STRANGE, strange).await?;
            }
            Ok(None)
        }
        Trial::Waits(wait) => Ok(Some(wait)),
        Trial::Queued(wait, own) => {
            keep(tx, address, network, own).await?;
            Ok(Some(wait))
        }
    }
}

async fn take_back(tx: &Tx, address: AddressKey, network: &str) -> Result<(), Trouble> {
    let own = tries(tx, address, network).await?;
    let back = taken_back(own, tries(tx, address, STRANGE).await?, tx.now());
    keep(tx, address, network, back.own).await?;
    match back.strange {
        Some(strange) => keep(tx, address, STRANGE, strange).await,
        None => Ok(()),
    }
}

async fn tries(tx: &Tx, address: AddressKey, network: &str) -> Result<Tries, Trouble> {
    let sql = "SELECT wrong, next_at, familiar_until, over_at FROM sign_in_trials
               WHERE address_key = $1 AND network = $2";
    let Some(row) = tx.query_opt(sql, values![&address.as_bytes()[..], network]).await? else {
        return Ok(Tries::NONE);
    };
    let wrong: i32 = row.try_get(0)?;
    Ok(Tries {
        wrong: u32::try_from(wrong).map_err(|_| Corrupt::column("sign_in_trials.wrong"))?,
        next_at: row.try_get(1)?,
        familiar_until: row.try_get(2)?,
        over_at: row.try_get(3)?,
    })
}

async fn keep(tx: &Tx, address: AddressKey, network: &str, tries: Tries) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO sign_in_trials (address_key, network, wrong, next_at, familiar_until, over_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (address_key, network) DO UPDATE SET wrong = excluded.wrong, next_at = excluded.next_at,
             familiar_until = excluded.familiar_until, over_at = excluded.over_at",
        values![
            &address.as_bytes()[..],
            network,
            i32::try_from(tries.wrong).unwrap_or(i32::MAX),
            tries.next_at,
            tries.familiar_until,
            tries.over_at,
        ],
    )
    .await?;
    Ok(())
}
