//! The rows of webhooks.

use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::webhooks::{WebhookClaim, WebhookEvent, WebhookState, WebhookSummary, WebhooksWaiting};
use rusqlite::params;
use uuid::Uuid;

use crate::rows::WebhookRows;
use crate::sqlite::columns::{code, id, instant, optional_instant, row_count};
use crate::sqlite::step::{Step, StepError};

impl WebhookRows for Step<'_> {
    async fn put_webhooks(&self, event: WebhookEvent, data: &str) -> Result<(), StepError> {
        // Ids are names, not secrets: the database may generate them.
        self.execute(
            "INSERT INTO webhooks (id, url, event, data, state, happened_at, due_at)
             SELECT randomblob(16), url, event, ?2, 'pending', ?3, ?3 FROM webhook_subscriptions WHERE event = ?1",
            params![event.code(), data, self.micros()],
        )?;
        Ok(())
    }

    async fn hold_and_clear_subscriptions(&self) -> Result<Vec<String>, StepError> {
        let urls = self.all("SELECT DISTINCT url FROM webhook_subscriptions", [], |row| Ok(row.get(0)?))?;
        self.execute("DELETE FROM webhook_subscriptions", [])?;
        Ok(urls)
    }

    async fn insert_subscription(&self, url: &str, event: WebhookEvent) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO webhook_subscriptions (url, event) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![url, event.code()],
        )?;
        Ok(())
    }

    async fn readdress_webhooks(&self, from: &str, to: &str) -> Result<(), StepError> {
        self.execute(
            "UPDATE webhooks SET url = ?2, due_at = ?3, claim = claim + 1
             WHERE state = 'pending' AND url = ?1 AND event IN (SELECT event FROM webhook_subscriptions WHERE url = ?2)",
            params![from, to, self.micros()],
        )?;
        Ok(())
    }

    async fn give_up_unsubscribed(&self, reason: &str) -> Result<(), StepError> {
        self.execute(
            "UPDATE webhooks SET state = 'gave_up', reason = ?1, settled_at = ?2
             WHERE state = 'pending' AND url NOT IN (SELECT url FROM webhook_subscriptions)",
            params![reason, self.micros()],
        )?;
        Ok(())
    }

    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, StepError> {
        let claims = self.all(
            "SELECT id, claim + 1, url, event, data, happened_at, failures
             FROM webhooks WHERE state = 'pending' AND url = ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT ?3",
            params![url, self.micros(), row_count(limit)],
            |row| {
                let happened_at = instant(row, 5)?;
                Ok(WebhookClaim {
                    id: id(row, 0)?,
                    number: row.get(1)?,
                    url: row.get(2)?,
                    event: code(row, 3, "webhooks.event", WebhookEvent::from_code)?,
                    data: row.get(4)?,
                    happened_at,
                    age: until(self.now, happened_at),
                    failures: row.get(6)?,
                })
            },
        )?;
        for claim in &claims {
            self.execute(
                "UPDATE webhooks SET claim = ?1, due_at = ?2 WHERE id = ?3",
                params![claim.number, after(self.now, lease).as_microsecond(), claim.id.into_bytes()],
            )?;
        }
        Ok(claims)
    }

    async fn put_off_webhook(&self, claim: &WebhookClaim, due_at: Timestamp, reason: &str) -> Result<bool, StepError> {
        let changed = self.execute(
            "UPDATE webhooks SET due_at = ?1, failures = failures + 1, reason = ?2, claim = claim + 1
             WHERE id = ?3 AND claim = ?4 AND state = 'pending'",
            params![due_at.as_microsecond(), reason, claim.id.into_bytes(), claim.number],
        )?;
        Ok(changed == 1)
    }

    async fn settle_webhook(
        &self,
        claim: &WebhookClaim,
        state: WebhookState,
        reason: Option<&str>,
    ) -> Result<bool, StepError> {
        let changed = self.execute(
            "UPDATE webhooks SET state = ?1, reason = ?2, settled_at = ?3
             WHERE id = ?4 AND claim = ?5 AND state = 'pending'",
            params![state.code(), reason, self.micros(), claim.id.into_bytes(), claim.number],
        )?;
        Ok(changed == 1)
    }

    async fn make_webhook_due(&self, id: Uuid) -> Result<bool, StepError> {
        let changed = self.execute(
            "UPDATE webhooks SET state = 'pending', due_at = ?2, settled_at = NULL, claim = claim + 1
             WHERE id = ?1 AND state <> 'delivered' AND url IN (SELECT url FROM webhook_subscriptions)",
            params![id.into_bytes(), self.micros()],
        )?;
        Ok(changed == 1)
    }
}

/// Messages, newest first.
pub(super) fn list(step: &Step<'_>, limit: usize) -> Result<Vec<WebhookSummary>, StepError> {
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

/// Counts by the small index of pending messages, never by the whole table.
pub(super) fn waiting(step: &Step<'_>) -> Result<WebhooksWaiting, StepError> {
    let sql = "SELECT count(*), min(happened_at) FROM webhooks INDEXED BY webhooks_due WHERE state = 'pending'";
    let waiting = step.one(sql, [], |row| {
        let count = u64::try_from(row.get::<_, i64>(0)?).unwrap_or_default();
        Ok(WebhooksWaiting { count, oldest: optional_instant(row, 1)?.map(|happened| until(step.now, happened)) })
    })?;
    Ok(waiting.unwrap_or_default())
}
