//! Webhooks.

use async_trait::async_trait;
use rekey_core::ports::{StoreError, WebhookStore};
use rekey_core::time::Duration;
use rekey_core::webhooks::{Subscription, WebhookClaim, WebhookSettlement, WebhookSummary, WebhooksWaiting};
use uuid::Uuid;

use super::{read, step};
use crate::rows::{Reads, WebhookRows, commit};
use crate::steps::webhooks;
use crate::store::SqlStore;

#[async_trait]
impl WebhookStore for SqlStore {
    async fn subscribe(&self, subscriptions: Vec<Subscription>) -> Result<(), StoreError> {
        step!(self, answer, |rows, subscriptions| webhooks::subscribe(rows, subscriptions))
    }

    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, StoreError> {
        let url = url.to_owned();
        step!(self, answer, |rows, url| commit(rows.claim_webhooks(url, limit, lease)))
    }

    async fn settle_webhook(&self, claim: &WebhookClaim, settlement: WebhookSettlement) -> Result<bool, StoreError> {
        let claim = claim.clone();
        step!(self, answer, |rows, claim, settlement| webhooks::settle(rows, claim, settlement))
    }

    async fn webhooks_waiting(&self) -> Result<WebhooksWaiting, StoreError> {
        read!(self, |rows| rows.webhooks_waiting())
    }

    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, StoreError> {
        read!(self, |rows| rows.webhooks(limit))
    }

    async fn retry_webhook(&self, id: Uuid) -> Result<bool, StoreError> {
        step!(self, answer, |rows| commit(rows.make_webhook_due(id)))
    }
}
