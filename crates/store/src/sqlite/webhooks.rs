//! Webhooks: a row for each message and receiver, written by the step whose fact it tells.

use async_trait::async_trait;
use rekey_core::ports::{StoreError, WebhookStore};
use rekey_core::time::{Duration, after, until};
use rekey_core::webhooks::{
    NO_SUCH_RECEIVER, Subscription, WebhookClaim, WebhookEvent, WebhookSettlement, WebhookState, WebhookSummary,
};
use rusqlite::params;
use uuid::Uuid;

use super::SqliteStore;
use super::rows::{code, id, instant, row_count};
use super::step::{Failure, Step};

/// Tells every receiver who wants to know. `data` is a JSON object of ids.
pub(super) fn tell(step: &Step<'_>, event: WebhookEvent, data: &str) -> Result<(), Failure> {
    // The ids are names, no secrets: the database may draw them.
    step.execute(
        "INSERT INTO webhooks (id, url, event, data, state, happened_at, due_at)
         SELECT randomblob(16), url, event, ?2, 'pending', ?3, ?3 FROM webhook_subscriptions WHERE event = ?1",
        params![event.code(), data, step.micros()],
    )?;
    Ok(())
}

#[async_trait]
impl WebhookStore for SqliteStore {
    async fn subscribe(&self, subscriptions: Vec<Subscription>) -> Result<(), StoreError> {
        self.write(move |step| subscribe(step, &subscriptions)).await
    }

    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, StoreError> {
        let url = url.to_owned();
        self.write(move |step| claim(step, &url, limit, lease)).await
    }

    async fn settle_webhook(&self, claim: &WebhookClaim, settlement: WebhookSettlement) -> Result<bool, StoreError> {
        let (id, number) = (claim.id, claim.number);
        self.write(move |step| settle(step, id, number, &settlement)).await
    }

    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, StoreError> {
        self.read(move |step| list(step, limit)).await
    }

    async fn retry_webhook(&self, id: Uuid) -> Result<bool, StoreError> {
        self.write(move |step| {
            let changed = step.execute(
                "UPDATE webhooks SET state = 'pending', due_at = ?2, settled_at = NULL, claim = claim + 1
                 WHERE id = ?1 AND state <> 'delivered'",
                params![id.into_bytes(), step.micros()],
            )?;
            Ok(changed == 1)
        })
        .await
    }
}

fn subscribe(step: &Step<'_>, subscriptions: &[Subscription]) -> Result<(), Failure> {
    step.execute("DELETE FROM webhook_subscriptions", [])?;
    for Subscription { url, events } in subscriptions {
        for event in events {
            step.execute(
                "INSERT INTO webhook_subscriptions (url, event) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![url, event.code()],
            )?;
        }
    }
    step.execute(
        "UPDATE webhooks SET state = 'gave_up', reason = ?1, settled_at = ?2
         WHERE state = 'pending' AND url NOT IN (SELECT url FROM webhook_subscriptions)",
        params![NO_SUCH_RECEIVER, step.micros()],
    )?;
    Ok(())
}

fn claim(step: &Step<'_>, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, Failure> {
    let claims = step.all(
        "SELECT id, claim + 1, url, event, data, happened_at, failures
         FROM webhooks WHERE state = 'pending' AND url = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT ?3",
        params![url, step.micros(), row_count(limit)],
        |row| {
            let happened_at = instant(row, 5)?;
            Ok(WebhookClaim {
                id: id(row, 0)?,
                number: row.get(1)?,
                url: row.get(2)?,
                event: code(row, 3, "webhooks.event", WebhookEvent::from_code)?,
                data: row.get(4)?,
                happened_at,
                age: until(step.now, happened_at),
                failures: row.get(6)?,
            })
        },
    )?;
    for claim in &claims {
        step.execute(
            "UPDATE webhooks SET claim = ?1, due_at = ?2 WHERE id = ?3",
            params![claim.number, after(step.now, lease).as_microsecond(), claim.id.into_bytes()],
        )?;
    }
    Ok(claims)
}

fn settle(step: &Step<'_>, id: Uuid, number: i64, settlement: &WebhookSettlement) -> Result<bool, Failure> {
    let id = id.into_bytes();
    let changed = match settlement {
        WebhookSettlement::Retry { wait, reason } => step.execute(
            "UPDATE webhooks SET due_at = ?1, failures = failures + 1, reason = ?2, claim = claim + 1
             WHERE id = ?3 AND claim = ?4 AND state = 'pending'",
            params![after(step.now, *wait).as_microsecond(), reason, id, number],
        )?,
        WebhookSettlement::Delivered => end(step, id, number, WebhookState::Delivered, None)?,
        WebhookSettlement::GaveUp { reason } => end(step, id, number, WebhookState::GaveUp, Some(reason))?,
    };
    Ok(changed == 1)
}

fn end(
    step: &Step<'_>,
    id: [u8; 16],
    number: i64,
    state: WebhookState,
    reason: Option<&String>,
) -> Result<usize, Failure> {
    step.execute(
        "UPDATE webhooks SET state = ?1, reason = ?2, settled_at = ?3
         WHERE id = ?4 AND claim = ?5 AND state = 'pending'",
        params![state.code(), reason, step.micros(), id, number],
    )
}

fn list(step: &Step<'_>, limit: usize) -> Result<Vec<WebhookSummary>, Failure> {
    step.all(
        "SELECT id, url, event, state, happened_at, failures, due_at, reason
         FROM webhooks ORDER BY happened_at DESC, id LIMIT ?1",
        [row_count(limit)],
        |row| {
            let state = code(row, 3, "webhooks.state", WebhookState::from_code)?;
            let due_at = instant(row, 6)?;
            Ok(WebhookSummary {
                id: id(row, 0)?,
                url: row.get(1)?,
                event: code(row, 2, "webhooks.event", WebhookEvent::from_code)?,
                state,
                happened_at: instant(row, 4)?,
                failures: row.get(5)?,
                due_at: (state == WebhookState::Pending).then_some(due_at),
                reason: row.get(7)?,
            })
        },
    )
}
