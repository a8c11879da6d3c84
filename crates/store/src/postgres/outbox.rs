//! The steps of mail workers, and of operators who look at the outbox.
//!
//! A statement about one entry asks whether it is settled, not for its state: by the state, the planner could take the
//! index of all that is pending for the shorter way to it, as it does while it knows nothing about a new table.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use rekey_core::EntryId;
use rekey_core::outbox::{Claim, Decision, DecisionRules, EntryState, Minted, Settlement, Subject};
use rekey_core::ports::{EntryChange, EntryFilter, EntrySummary, OutboxDepth, OutboxStore, StoreError};
use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::webhooks::WebhookEvent;
use tokio_postgres::Row;
use uuid::Uuid;

use super::background::Company;
use super::entries::{SUBJECT, subject};
use super::prepare::prepare;
use super::rows::count;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use super::{PostgresStore, webhooks};
use crate::shared::corrupt::Corrupt;
use crate::shared::notices::payer;
use crate::shared::retry::{Standing, retry};
use crate::shared::subject_row::subject_code;
use crate::shared::webhook_data::of_mail;

#[async_trait]
impl OutboxStore for PostgresStore {
    async fn claim(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, StoreError> {
        self.database.step(|tx| async move { claim(&tx, limit, lease).await }).await
    }

    async fn claim_reserved(&self, entries: Vec<EntryId>, lease: Duration) -> Result<Vec<Claim>, StoreError> {
        let entries = &entries;
        self.database.step(|tx| async move { claim_reserved(&tx, entries, lease).await }).await
    }

    async fn prepare(
        &self,
        claim: &Claim,
        rules: &DecisionRules,
        minted: Minted,
    ) -> Result<Option<Decision>, StoreError> {
        // Steps that pay from one budget read what the one before left.
        let company = if payer(claim, rules).is_some() { Company::InTurn } else { Company::Mixed };
        let (claim, rules) = (Arc::new(claim.clone()), Arc::new(rules.clone()));
        let work = move |tx: Arc<Tx>| {
            let (claim, rules) = (Arc::clone(&claim), Arc::clone(&rules));
            async move { prepare(&tx, &claim, &rules, minted).await }.boxed()
        };
        self.background.step(company, work).await
    }

    async fn settle(&self, claim: &Claim, settlement: Settlement) -> Result<bool, StoreError> {
        if let Settlement::Withdrawn { .. } = settlement {
            // Somebody waits for it, and it locks the counts of an address.
            let settlement = &settlement;
            return self.database.step(|tx| async move { settle(&tx, claim, settlement).await }).await;
        }
        let (claim, settlement) = (Arc::new(claim.clone()), Arc::new(settlement));
        let work = move |tx: Arc<Tx>| {
            let (claim, settlement) = (Arc::clone(&claim), Arc::clone(&settlement));
            async move { settle(&tx, &claim, &settlement).await }.boxed()
        };
        self.background.step(Company::Mixed, work).await
    }

    async fn next_due(&self) -> Result<Option<Duration>, StoreError> {
        let now: Option<Timestamp> = self.database.injected_now();
        let sql = "SELECT min(due_at), coalesce($1, clock_timestamp()) FROM outbox WHERE state = 'pending'";
        let rows = self.database.read(sql, values![now]).await?;
        let due = rows.first().map(|row| Ok((row.try_get::<_, Option<Timestamp>>(0)?, row.try_get(1)?)));
        let due = due.transpose().map_err(|error: tokio_postgres::Error| Trouble::from(error))?;
        Ok(due.and_then(|(due, now)| due.map(|due| until(due, now))))
    }

    async fn outbox_depth(&self) -> Result<OutboxDepth, StoreError> {
        // By the indexes of pending and given up entries, which are small, never by the whole table.
        let sql = "WITH clock AS (SELECT coalesce($1, clock_timestamp()) AS now)
                   SELECT count(*) FILTER (WHERE due_at <= now), count(*) FILTER (WHERE due_at > now),
                       (SELECT count(*) FROM outbox WHERE state = 'gave_up'), min(accepted_at),
                       max(now)
                   FROM outbox, clock WHERE state = 'pending'";
        let rows = self.database.read(sql, values![self.database.injected_now()]).await?;
        Ok(rows.first().map(depth).transpose()?.unwrap_or_default())
    }

    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, StoreError> {
        // The state stands in the text, so that its own index can serve. Ids are UUIDs of version 7: the newest has
        // the highest.
        let condition = filter.state.map_or_else(String::new, |state| format!("WHERE state = '{}'", state.code()));
        let sql = format!(
            "SELECT id, subject, state, accepted_at, failures, due_at, reason FROM outbox
             {condition} ORDER BY id DESC LIMIT $1"
        );
        let rows = self.database.read(&sql, values![count(filter.limit)]).await?;
        Ok(rows.iter().map(summary).collect::<Result<_, _>>()?)
    }

    async fn retry_entry(&self, id: EntryId, lease: Duration) -> Result<EntryChange, StoreError> {
        let work = |tx: Arc<Tx>| async move { retry_entry(&tx, id, lease, self.database.injected_now()).await };
        let change = self.database.step(work).await?;
        if change == EntryChange::Done {
            self.news.notify_one();
        }
        Ok(change)
    }

    async fn drop_entry(&self, id: EntryId, reason: &str) -> Result<EntryChange, StoreError> {
        self.database.step(|tx| async move { drop_entry(&tx, id, reason).await }).await
    }
}

/// Workers of all nodes claim at once, and none waits: each takes the rows that nobody else is taking.
async fn claim(tx: &Tx, limit: usize, lease: Duration) -> Result<Vec<Claim>, Trouble> {
    let rows = tx
        .query(
            &format!(
                "WITH due AS MATERIALIZED (
                     SELECT id, due_at FROM outbox WHERE state = 'pending' AND due_at <= $1
                     ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
                 UPDATE outbox SET claim = claim + 1, due_at = $3 WHERE id = ANY (ARRAY(SELECT id FROM due))
                 RETURNING (SELECT due.due_at FROM due WHERE due.id = outbox.id), outbox.id, outbox.claim, outbox.accepted_at, outbox.failures, {SUBJECT}"
            ),
            values![tx.now(), count(limit), after(tx.now(), lease)],
        )
        .await?;
    let mut claims = rows.iter().map(|row| claimed(row, tx.now())).collect::<Result<Vec<_>, _>>()?;
    claims.sort_by_key(|(due_at, claim)| (*due_at, claim.entry));
    Ok(claims.into_iter().map(|(_, claim)| claim).collect())
}

async fn claim_reserved(tx: &Tx, entries: &[EntryId], lease: Duration) -> Result<Vec<Claim>, Trouble> {
    let ids: Vec<Uuid> = entries.iter().map(EntryId::as_uuid).collect();
    let rows = tx
        .query(
            &format!(
                "UPDATE outbox SET claim = claim + 1, due_at = $2
                 WHERE id = ANY ($1) AND claim = 0 AND settled_at IS NULL
                 RETURNING due_at, id, claim, accepted_at, failures, {SUBJECT}"
            ),
            values![ids, after(tx.now(), lease)],
        )
        .await?;
    rows.iter().map(|row| claimed(row, tx.now()).map(|(_, claim)| claim)).collect()
}

fn claimed(row: &Row, now: Timestamp) -> Result<(Timestamp, Claim), Trouble> {
    let accepted_at = row.try_get(3)?;
    let claim = Claim {
        entry: EntryId::from(row.try_get::<_, Uuid>(1)?),
        number: row.try_get(2)?,
        subject: subject(row, 5)?,
        accepted_at,
        age: until(now, accepted_at),
        failures: failures(row.try_get(4)?)?,
    };
    Ok((row.try_get(0)?, claim))
}

async fn settle(tx: &Tx, claim: &Claim, settlement: &Settlement) -> Result<bool, Trouble> {
    let (state, reason) = match settlement {
        Settlement::Sent => (EntryState::Sent, None),
        Settlement::Silent(silence) => (EntryState::Silent, Some(silence.code())),
        Settlement::GaveUp { reason } | Settlement::Withdrawn { reason, .. } => {
            (EntryState::GaveUp, Some(reason.as_str()))
        }
        Settlement::Retry { wait, reason } => {
            let retried = tx
                .execute(
                    "UPDATE outbox SET due_at = $3, failures = failures + 1, reason = $4, claim = claim + 1
                     WHERE id = $1 AND claim = $2 AND settled_at IS NULL",
                    values![claim.entry.as_uuid(), claim.number, after(tx.now(), *wait), reason.as_str()],
                )
                .await?;
            return Ok(retried == 1);
        }
    };
    let settled = tx
        .execute(
            "UPDATE outbox SET state = $3, reason = $4, settled_at = $5, address = NULL, redirect_to = NULL
             WHERE id = $1 AND (claim = $2 OR $3 = 'sent') AND settled_at IS NULL",
            values![claim.entry.as_uuid(), claim.number, state.code(), reason, tx.now()],
        )
        .await?;
    if settled == 1 && state == EntryState::GaveUp {
        webhooks::tell(tx, WebhookEvent::MailGivenUp, &of_mail(claim.entry, reason)).await?;
    }
    if let (1, Settlement::Withdrawn { cooldown, .. }) = (settled, settlement) {
        give_cooldown_back(tx, claim, *cooldown).await?;
    }
    Ok(settled == 1)
}

/// Ends the cooldown that a request began, unless a later one began another.
async fn give_cooldown_back(tx: &Tx, claim: &Claim, cooldown: Duration) -> Result<(), Trouble> {
    let Subject::Request(request) = &claim.subject else { return Ok(()) };
    tx.execute(
        "UPDATE address_limits SET cooldown_until = $1
         WHERE address_key = $2 AND counter = $3 AND cooldown_until = $4",
        values![
            claim.accepted_at,
            &request.address_key.as_bytes()[..],
            request.purpose.code(),
            after(claim.accepted_at, cooldown),
        ],
    )
    .await?;
    Ok(())
}

/// An entry that nobody else can change until the step is over. By a `clock` of the caller's, or the database's.
async fn standing(tx: &Tx, entry: EntryId, clock: Option<Timestamp>) -> Result<Option<Standing>, Trouble> {
    tx.execute("SELECT FROM outbox WHERE id = $1 FOR UPDATE", values![entry.as_uuid()]).await?;
    // The time is asked for under the lock. By the instant of this step, a claim that was made while it waited would
    // end later than a lease from now, as nothing does that is in a worker's hands.
    let sql = "SELECT state, due_at, address IS NOT NULL OR (account IS NOT NULL AND subject <> 'address_changed'),
                   coalesce($2, clock_timestamp())
               FROM outbox WHERE id = $1";
    let row = tx.query_opt(sql, values![entry.as_uuid(), clock]).await?;
    row.map(|row| {
        Ok(Standing {
            state: EntryState::from_code(row.try_get(0)?).ok_or(Corrupt::column("outbox.state"))?,
            due_in: until(row.try_get(1)?, row.try_get(3)?),
            has_recipient: row.try_get(2)?,
        })
    })
    .transpose()
}

async fn retry_entry(
    tx: &Tx,
    entry: EntryId,
    lease: Duration,
    clock: Option<Timestamp>,
) -> Result<EntryChange, Trouble> {
    let change = retry(standing(tx, entry, clock).await?.as_ref(), lease);
    if change == EntryChange::Done {
        tx.execute(
            "UPDATE outbox SET state = 'pending', due_at = $2, settled_at = NULL, claim = claim + 1 WHERE id = $1",
            values![entry.as_uuid(), tx.now()],
        )
        .await?;
    }
    Ok(change)
}

async fn drop_entry(tx: &Tx, entry: EntryId, reason: &str) -> Result<EntryChange, Trouble> {
    let dropped = tx
        .execute(
            "UPDATE outbox SET state = 'gave_up', reason = $2, settled_at = $3, address = NULL, redirect_to = NULL
             WHERE id = $1 AND settled_at IS NULL",
            values![entry.as_uuid(), reason, tx.now()],
        )
        .await?;
    if dropped == 1 {
        webhooks::tell(tx, WebhookEvent::MailGivenUp, &of_mail(entry, Some(reason))).await?;
        return Ok(EntryChange::Done);
    }
    Ok(standing(tx, entry, None).await?.map_or(EntryChange::Unknown, |entry| EntryChange::Settled(entry.state)))
}

fn depth(row: &Row) -> Result<OutboxDepth, Trouble> {
    let counted = |column| Ok::<u64, Trouble>(u64::try_from(row.try_get::<_, i64>(column)?).unwrap_or_default());
    let (oldest, now): (Option<Timestamp>, Option<Timestamp>) = (row.try_get(3)?, row.try_get(4)?);
    Ok(OutboxDepth {
        due: counted(0)?,
        waiting: counted(1)?,
        gave_up: counted(2)?,
        oldest: oldest.zip(now).map(|(accepted, now)| until(now, accepted)),
    })
}

fn summary(row: &Row) -> Result<EntrySummary, Trouble> {
    let state = EntryState::from_code(row.try_get(2)?).ok_or(Corrupt::column("outbox.state"))?;
    let due_at: Timestamp = row.try_get(5)?;
    Ok(EntrySummary {
        id: EntryId::from(row.try_get::<_, Uuid>(0)?),
        subject: subject_code(row.try_get(1)?)?,
        state,
        accepted_at: row.try_get(3)?,
        failures: failures(row.try_get(4)?)?,
        due_at: (state == EntryState::Pending).then_some(due_at),
        reason: row.try_get(6)?,
    })
}

fn failures(count: i32) -> Result<u32, Corrupt> {
    u32::try_from(count).map_err(|_| Corrupt::column("outbox.failures"))
}
