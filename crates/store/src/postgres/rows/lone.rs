//! Steps of one operation: a statement each, which is a transaction of its own at the instant when it begins.

use std::collections::HashMap;

use rekey_core::EntryId;
use rekey_core::outbox::Claim;
use rekey_core::ports::{NetworkSpend, StoreError};
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp, until};
use tokio_postgres::Row;
use tracing::Instrument;
use uuid::Uuid;

use super::entries::{SUBJECT, subject};
use super::outbox::failures;
use crate::postgres::columns::count;
use crate::postgres::step::{Database, SYSTEM};
use crate::postgres::step_error::StepError;
use crate::postgres::value::{micros, values};
use crate::rows::LoneSteps;
use crate::shared::span;

/// A full bucket that is spent from is full again at some instant; one that was not full is full again later, by the
/// time that it still needed. This is [`Bucket::spend`] without a round trip to read first.
const SPEND: &str = "INSERT INTO network_limits (network, counter, full_at)
     SELECT network, counter, coalesce($1, statement_timestamp()) + spent * interval '1 microsecond'
     FROM unnest($2::text[], $3::text[], $4::bigint[]) AS wanted (network, counter, spent)
     ON CONFLICT (network, counter) DO UPDATE
         SET full_at = excluded.full_at
             + greatest(network_limits.full_at - coalesce($1, statement_timestamp()), interval '0')
     RETURNING network, counter, full_at, coalesce($1, statement_timestamp())";

impl LoneSteps for Database {
    type Error = StoreError;

    async fn claim_due(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, StoreError> {
        // Workers of all nodes claim in parallel without waiting for each other: each takes rows that no other is
        // claiming.
        let sql = format!(
            "WITH due AS MATERIALIZED (
                 SELECT id, due_at FROM outbox
                 WHERE state = 'pending' AND due_at <= coalesce($1, statement_timestamp())
                 ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
             UPDATE outbox SET claim = claim + 1,
                 due_at = coalesce($1, statement_timestamp()) + $3 * interval '1 microsecond'
             WHERE id = ANY (ARRAY(SELECT id FROM due))
             RETURNING (SELECT due.due_at FROM due WHERE due.id = outbox.id), {CLAIM}, {SUBJECT}"
        );
        let rows = self.alone(&sql, values![self.injected_now(), count(limit), micros(lease)]).await?;
        let mut claims = rows.iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
        claims.sort_by_key(|(due_at, claim)| (*due_at, claim.entry));
        Ok(claims.into_iter().map(|(_, claim)| claim).collect())
    }

    async fn claim_reserved(&self, entries: &[EntryId], lease: Duration) -> Result<Vec<Claim>, StoreError> {
        let ids: Vec<Uuid> = entries.iter().map(EntryId::as_uuid).collect();
        let sql = format!(
            "UPDATE outbox SET claim = claim + 1,
                 due_at = coalesce($1, statement_timestamp()) + $3 * interval '1 microsecond'
             WHERE id = ANY ($2) AND claim = 0 AND settled_at IS NULL
             RETURNING due_at, {CLAIM}, {SUBJECT}"
        );
        let rows = self.alone(&sql, values![self.injected_now(), ids, micros(lease)]).await?;
        Ok(rows.iter().map(|row| claimed(row).map(|(_, claim)| claim)).collect::<Result<_, _>>()?)
    }

    async fn renew_claim(&self, claim: &Claim, lease: Duration) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET due_at = coalesce($1, statement_timestamp()) + $4 * interval '1 microsecond'
                   WHERE id = $2 AND claim = $3 AND settled_at IS NULL RETURNING true";
        let renewed = self
            .alone(sql, values![self.injected_now(), claim.entry.as_uuid(), claim.number, micros(lease)])
            .instrument(span::named("renew", SYSTEM))
            .await?;
        Ok(!renewed.is_empty())
    }

    async fn spend_of_networks(&self, spent: &[NetworkSpend]) -> Result<Vec<Duration>, StoreError> {
        let names: Vec<String> = spent.iter().map(|spend| spend.payer.to_string()).collect();
        let refills_in = |spend: &NetworkSpend| {
            let some_instant = Timestamp::UNIX_EPOCH;
            micros(until(Bucket::FULL.spend(spend.rate, spend.count, some_instant).full_at, some_instant))
        };
        let mut wanted: Vec<(&str, &str, i64)> =
            names.iter().zip(spent).map(|(name, spend)| (name.as_str(), spend.counter, refills_in(spend))).collect();
        // All nodes lock rows in one order, so they never deadlock.
        wanted.sort_unstable();
        let networks: Vec<&str> = wanted.iter().map(|(network, ..)| *network).collect();
        let counters: Vec<&str> = wanted.iter().map(|(_, counter, _)| *counter).collect();
        let spans: Vec<i64> = wanted.iter().map(|(.., span)| *span).collect();
        let rows = self.alone(SPEND, values![self.injected_now(), networks, counters, spans]).await?;
        let read = |row: &Row| -> Result<_, StepError> {
            Ok(((row.try_get(0)?, row.try_get(1)?), until(row.try_get(2)?, row.try_get(3)?)))
        };
        let merged = rows.iter().map(read).collect::<Result<HashMap<(String, String), Duration>, _>>()?;
        let full_in = |(name, spend): (&String, &NetworkSpend)| {
            merged.get(&(name.clone(), spend.counter.to_owned())).copied().unwrap_or_default()
        };
        Ok(names.iter().zip(spent).map(full_in).collect())
    }
}

/// The columns between `due_at` and the subject that [`claimed`] reads.
const CLAIM: &str = "outbox.id, outbox.claim, outbox.accepted_at, outbox.failures, coalesce($1, statement_timestamp())";

fn claimed(row: &Row) -> Result<(Timestamp, Claim), StepError> {
    let accepted_at = row.try_get(3)?;
    let claim = Claim {
        entry: EntryId::from(row.try_get::<_, Uuid>(1)?),
        number: row.try_get(2)?,
        subject: subject(row, 6)?,
        accepted_at,
        age: until(row.try_get(5)?, accepted_at),
        failures: failures(row.try_get(4)?)?,
    };
    Ok((row.try_get(0)?, claim))
}
