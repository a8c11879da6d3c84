//! Webhooks: a row for each message and receiver, written by the step whose fact it tells.

use async_trait::async_trait;
use rekey_core::ports::{StoreError, WebhookStore};
use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::webhooks::{
    NO_SUCH_RECEIVER, Subscription, WebhookClaim, WebhookEvent, WebhookSettlement, WebhookState, WebhookSummary,
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::PostgresStore;
use super::rows::count;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;

/// Tells every receiver who wants to know. `data` is a JSON object of ids.
pub(super) async fn tell(tx: &Tx, event: WebhookEvent, data: &str) -> Result<(), Trouble> {
    // The ids are names, no secrets: the database may draw them.
    tx.execute(
        "INSERT INTO webhooks (id, url, event, data, happened_at, due_at)
         SELECT gen_random_uuid(), url, event, $2, $3, $3 FROM webhook_subscriptions WHERE event = $1",
        values![event.code(), data, tx.now()],
    )
    .await?;
    Ok(())
}

#[async_trait]
impl WebhookStore for PostgresStore {
    async fn subscribe(&self, subscriptions: Vec<Subscription>) -> Result<(), StoreError> {
        let subscriptions = &subscriptions[..];
        self.database.step(|tx| async move { subscribe(&tx, subscriptions).await }).await
    }

    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, StoreError> {
        self.database.step(|tx| async move { claim(&tx, url, limit, lease).await }).await
    }

    async fn settle_webhook(&self, claim: &WebhookClaim, settlement: WebhookSettlement) -> Result<bool, StoreError> {
        let settlement = &settlement;
        self.database.step(|tx| async move { settle(&tx, claim, settlement).await }).await
    }

    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, StoreError> {
        let sql = "SELECT id, url, event, state, happened_at, failures, due_at, reason
                   FROM webhooks ORDER BY happened_at DESC, id LIMIT $1";
        let rows = self.database.read(sql, values![count(limit)]).await?;
        Ok(rows.iter().map(summary).collect::<Result<_, _>>()?)
    }

    async fn retry_webhook(&self, id: Uuid) -> Result<bool, StoreError> {
        self.database
            .step(|tx| async move {
                let sql = "UPDATE webhooks SET state = 'pending', due_at = $2, settled_at = NULL, claim = claim + 1
                           WHERE id = $1 AND state <> 'delivered'";
                Ok(tx.execute(sql, values![id, tx.now()]).await? == 1)
            })
            .await
    }
}

/// Nodes that start at once wait for each other here.
async fn subscribe(tx: &Tx, subscriptions: &[Subscription]) -> Result<(), Trouble> {
    tx.execute("LOCK TABLE webhook_subscriptions IN EXCLUSIVE MODE", &[]).await?;
    tx.execute("DELETE FROM webhook_subscriptions", &[]).await?;
    for Subscription { url, events } in subscriptions {
        for event in events {
            let sql = "INSERT INTO webhook_subscriptions (url, event) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            tx.execute(sql, values![url.as_str(), event.code()]).await?;
        }
    }
    tx.execute(
        "UPDATE webhooks SET state = 'gave_up', reason = $1, settled_at = $2
         WHERE state = 'pending' AND url NOT IN (SELECT url FROM webhook_subscriptions)",
        values![NO_SUCH_RECEIVER, tx.now()],
    )
    .await?;
    Ok(())
}

/// Workers of all nodes claim at once, and none waits: each takes the rows that nobody else is taking.
async fn claim(tx: &Tx, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, Trouble> {
    let rows = tx
        .query(
            "UPDATE webhooks SET claim = claim + 1, due_at = $4 WHERE id = ANY (ARRAY(
                 SELECT id FROM webhooks WHERE state = 'pending' AND url = $1 AND due_at <= $2
                 ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED))
             RETURNING id, claim, url, event, data, happened_at, failures",
            values![url, tx.now(), count(limit), after(tx.now(), lease)],
        )
        .await?;
    let mut claims = rows.iter().map(|row| claimed(row, tx.now())).collect::<Result<Vec<_>, _>>()?;
    claims.sort_by_key(|claim| (claim.happened_at, claim.id));
    Ok(claims)
}

fn claimed(row: &Row, now: Timestamp) -> Result<WebhookClaim, Trouble> {
    let happened_at = row.try_get(5)?;
    Ok(WebhookClaim {
        id: row.try_get(0)?,
        number: row.try_get(1)?,
        url: row.try_get(2)?,
        event: event(row.try_get(3)?)?,
        data: row.try_get(4)?,
        happened_at,
        age: until(now, happened_at),
        failures: failures(row.try_get(6)?)?,
    })
}

async fn settle(tx: &Tx, claim: &WebhookClaim, settlement: &WebhookSettlement) -> Result<bool, Trouble> {
    let (state, reason) = match settlement {
        WebhookSettlement::Delivered => (WebhookState::Delivered, None),
        WebhookSettlement::GaveUp { reason } => (WebhookState::GaveUp, Some(reason.as_str())),
        WebhookSettlement::Retry { wait, reason } => {
            let retried = tx
                .execute(
                    "UPDATE webhooks SET due_at = $3, failures = failures + 1, reason = $4, claim = claim + 1
                     WHERE id = $1 AND claim = $2 AND settled_at IS NULL",
                    values![claim.id, claim.number, after(tx.now(), *wait), reason.as_str()],
                )
                .await?;
            return Ok(retried == 1);
        }
    };
    let settled = tx
        .execute(
            "UPDATE webhooks SET state = $3, reason = $4, settled_at = $5
             WHERE id = $1 AND claim = $2 AND settled_at IS NULL",
            values![claim.id, claim.number, state.code(), reason, tx.now()],
        )
        .await?;
    Ok(settled == 1)
}

fn summary(row: &Row) -> Result<WebhookSummary, Trouble> {
    let state = WebhookState::from_code(row.try_get(3)?).ok_or(Corrupt::column("webhooks.state"))?;
    let due_at: Timestamp = row.try_get(6)?;
    Ok(WebhookSummary {
        id: row.try_get(0)?,
        url: row.try_get(1)?,
        event: event(row.try_get(2)?)?,
        state,
        happened_at: row.try_get(4)?,
        failures: failures(row.try_get(5)?)?,
        due_at: (state == WebhookState::Pending).then_some(due_at),
        reason: row.try_get(7)?,
    })
}

fn event(code: &str) -> Result<WebhookEvent, Corrupt> {
    WebhookEvent::from_code(code).ok_or(Corrupt::column("webhooks.event"))
}

fn failures(count: i32) -> Result<u32, Corrupt> {
    u32::try_from(count).map_err(|_| Corrupt::column("webhooks.failures"))
}
