//! The rows of limits.

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits, NetworkSpend};
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::trial::Tries;
use rekey_core::{AddressKey, EntryId, Purpose};
use rusqlite::params;

use super::address_counts::AddressCounts;
use super::outbox::add_request;
use crate::rows::LimitRows;
use crate::sqlite::columns::{bucket, instant};
use crate::sqlite::step::{Step, StepError};

impl LimitRows for Step<'_> {
    async fn accept_request(
        &self,
        id: EntryId,
        request: &Request,
        limits: &AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StepError> {
        let counted = AddressCounts::read(self, request.address_key)?;
        let remaining = counted.wait(request.purpose, limits, self.now);
        if !remaining.is_zero() {
            return Ok(Acceptance::Suppressed { remaining });
        }
        counted.count(self, request.purpose, limits)?;
        add_request(self, id, request, after(self.now, reserved))?;
        Ok(Acceptance::Accepted)
    }

    async fn end_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        until: Timestamp,
        began: Timestamp,
    ) -> Result<(), StepError> {
        AddressCounts::read(self, address)?.end_cooldown(self, purpose, until, began)
    }

    async fn hold_trials(&self, _: AddressKey) -> Result<(), StepError> {
        Ok(())
    }

    async fn tries(&self, address: AddressKey, network: &str) -> Result<Tries, StepError> {
        let row = self.one(
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

    async fn keep_tries(&self, address: AddressKey, network: &str, tries: Tries) -> Result<(), StepError> {
        self.execute(
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

    async fn spend_of_networks(&self, spent: &[NetworkSpend]) -> Result<Vec<Duration>, StepError> {
        spent.iter().map(|spend| merge(self, spend)).collect()
    }
}

fn merge(step: &Step<'_>, spend: &NetworkSpend) -> Result<Duration, StepError> {
    let network = spend.payer.to_string();
    let before = step.one(
        "SELECT full_at FROM network_limits WHERE network = ?1 AND counter = ?2",
        params![network, spend.counter],
        bucket,
    )?;
    let after = before.unwrap_or(Bucket::FULL).spend(spend.rate, spend.count, step.now);
    step.execute(
        "INSERT INTO network_limits (network, counter, full_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET full_at = ?3",
        params![network, spend.counter, after.full_at.as_microsecond()],
    )?;
    Ok(until(after.full_at, step.now))
}
