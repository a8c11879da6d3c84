//! The rows of limits.

use std::collections::HashMap;

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits, NetworkSpend};
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp, until};
use rekey_core::trial::Tries;
use rekey_core::{AddressKey, EntryId, Purpose};

use crate::postgres::accept::accept_one;
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::LimitRows;
use crate::shared::corrupt::Corrupt;

/// A full bucket that is spent from refills at some instant; one that was not full refills later, by the time that it
/// was short of full. This is [`Bucket::spend`] without a round trip to read first.
const SPEND: &str = "INSERT INTO network_limits (network, counter, full_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
     ON CONFLICT (network, counter) DO UPDATE
         SET full_at = excluded.full_at + greatest(network_limits.full_at - $4, interval '0')
     RETURNING network, counter, full_at";

impl LimitRows for Tx {
    async fn accept_request(
        &self,
        id: EntryId,
        request: &Request,
        limits: &AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StepError> {
        let acceptance = accept_one(self, id, request, *limits, reserved).await?;
        if acceptance == Acceptance::Accepted {
            self.announce_mail();
        }
        Ok(acceptance)
    }

    async fn end_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        until: Timestamp,
        began: Timestamp,
    ) -> Result<(), StepError> {
        self.execute(
            "UPDATE address_limits SET cooldown_until = $1
             WHERE address_key = $2 AND counter = $3 AND cooldown_until = $4",
            values![began, &address.as_bytes()[..], purpose.code(), until],
        )
        .await?;
        Ok(())
    }

    async fn hold_trials(&self, address: AddressKey) -> Result<(), StepError> {
        // Missing rows can't be locked.
        let number = address.as_bytes().first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        self.query("SELECT pg_advisory_xact_lock($1)", values![number]).await?;
        Ok(())
    }

    async fn tries(&self, address: AddressKey, network: &str) -> Result<Tries, StepError> {
        let sql = "SELECT wrong, next_at, familiar_until, over_at FROM sign_in_trials
                   WHERE address_key = $1 AND network = $2";
        let Some(row) = self.query_opt(sql, values![&address.as_bytes()[..], network]).await? else {
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

    async fn keep_tries(&self, address: AddressKey, network: &str, tries: Tries) -> Result<(), StepError> {
        self.execute(
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

    async fn spend_of_networks(&self, spent: &[NetworkSpend]) -> Result<Vec<Duration>, StepError> {
        let names: Vec<String> = spent.iter().map(|spend| spend.payer.to_string()).collect();
        let of_full = |spend: &NetworkSpend| Bucket::FULL.spend(spend.rate, spend.count, self.now()).full_at;
        let mut wanted: Vec<(&str, &str, Timestamp)> =
            names.iter().zip(spent).map(|(name, spend)| (name.as_str(), spend.counter, of_full(spend))).collect();
        // All nodes lock rows in one order, so they never deadlock.
        wanted.sort_unstable();
        let networks: Vec<&str> = wanted.iter().map(|(network, ..)| *network).collect();
        let counters: Vec<&str> = wanted.iter().map(|(_, counter, _)| *counter).collect();
        let full_at: Vec<Timestamp> = wanted.iter().map(|(.., full_at)| *full_at).collect();
        let rows = self.query(SPEND, values![networks, counters, full_at, self.now()]).await?;
        let mut merged: HashMap<(&str, &str), Duration> = HashMap::with_capacity(rows.len());
        for row in &rows {
            merged.insert((row.try_get(0)?, row.try_get(1)?), until(row.try_get(2)?, self.now()));
        }
        let full_in = |(name, spend): (&String, &NetworkSpend)| merged.get(&(name.as_str(), spend.counter)).copied();
        Ok(names.iter().zip(spent).map(|both| full_in(both).unwrap_or_default()).collect())
    }
}
