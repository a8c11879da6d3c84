//! The rows of webhooks.

use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::webhooks::{WebhookClaim, WebhookEvent, WebhookState, WebhookSummary};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::postgres::columns::count;
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::WebhookRows;
use crate::shared::corrupt::Corrupt;

impl WebhookRows for Tx {
    async fn put_webhooks(&self, event: WebhookEvent, data: &str) -> Result<(), StepError> {
        // Ids are names, not secrets: the database may generate them.
        self.execute(
            "INSERT INTO webhooks (id, url, event, data, happened_at, due_at)
             SELECT gen_random_uuid(), url, event, $2, $3, $3 FROM webhook_subscriptions WHERE event = $1",
            values![event.code(), data, self.now()],
        )
        .await?;
        Ok(())
    }

    async fn hold_and_clear_subscriptions(&self) -> Result<Vec<String>, StepError> {
        self.execute("LOCK TABLE webhook_subscriptions IN EXCLUSIVE MODE", &[]).await?;
        let rows = self.query("SELECT DISTINCT url FROM webhook_subscriptions", &[]).await?;
        self.execute("DELETE FROM webhook_subscriptions", &[]).await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    async fn insert_subscription(&self, url: &str, event: WebhookEvent) -> Result<(), StepError> {
        let sql = "INSERT INTO webhook_subscriptions (url, event) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.execute(sql, values![url, event.code()]).await?;
        Ok(())
    }

    async fn readdress_webhooks(&self, from: &str, to: &str) -> Result<(), StepError> {
        self.execute(
            "UPDATE webhooks SET url = $2, due_at = $3, claim = claim + 1
             WHERE state = 'pending' AND url = $1 AND event IN (SELECT event FROM webhook_subscriptions WHERE url = $2)",
            values![from, to, self.now()],
        )
        .await?;
        Ok(())
    }

    async fn give_up_unsubscribed(&self, reason: &str) -> Result<(), StepError> {
        self.execute(
            "UPDATE webhooks SET state = 'gave_up', reason = $1, settled_at = $2
             WHERE state = 'pending' AND url NOT IN (SELECT url FROM webhook_subscriptions)",
            values![reason, self.now()],
        )
        .await?;
        Ok(())
    }

    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, StepError> {
        let rows = self
            .query(
                "UPDATE webhooks SET claim = claim + 1, due_at = $4 WHERE id = ANY (ARRAY(
                     SELECT id FROM webhooks WHERE state = 'pending' AND url = $1 AND due_at <= $2
                     ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED))
                 RETURNING id, claim, url, event, data, happened_at, failures",
                values![url, self.now(), count(limit), after(self.now(), lease)],
            )
            .await?;
        let mut claims = rows.iter().map(|row| claimed(row, self.now())).collect::<Result<Vec<_>, _>>()?;
        claims.sort_by_key(|claim| (claim.happened_at, claim.id));
        Ok(claims)
    }

    async fn put_off_webhook(&self, claim: &WebhookClaim, due_at: Timestamp, reason: &str) -> Result<bool, StepError> {
        let changed = self
            .execute(
                "UPDATE webhooks SET due_at = $3, failures = failures + 1, reason = $4, claim = claim + 1
                 WHERE id = $1 AND claim = $2 AND settled_at IS NULL",
                values![claim.id, claim.number, due_at, reason],
            )
            .await?;
        Ok(changed == 1)
    }

    async fn settle_webhook(
        &self,
        claim: &WebhookClaim,
        state: WebhookState,
        reason: Option<&str>,
    ) -> Result<bool, StepError> {
        let changed = self
            .execute(
                "UPDATE webhooks SET state = $3, reason = $4, settled_at = $5
                 WHERE id = $1 AND claim = $2 AND settled_at IS NULL",
                values![claim.id, claim.number, state.code(), reason, self.now()],
            )
            .await?;
        Ok(changed == 1)
    }

    async fn make_webhook_due(&self, id: Uuid) -> Result<bool, StepError> {
        let sql = "UPDATE webhooks SET state = 'pending', due_at = $2, settled_at = NULL, claim = claim + 1
                   WHERE id = $1 AND state <> 'delivered' AND url IN (SELECT url FROM webhook_subscriptions)";
        Ok(self.execute(sql, values![id, self.now()]).await? == 1)
    }
}

fn claimed(row: &Row, now: Timestamp) -> Result<WebhookClaim, StepError> {
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

pub(super) fn summary(row: &Row) -> Result<WebhookSummary, StepError> {
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
