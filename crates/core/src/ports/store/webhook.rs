//! Webhooks.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::time::Duration;
use crate::webhooks::{Subscription, WebhookClaim, WebhookSettlement, WebhookSummary, WebhooksWaiting};

/// The steps that deliver webhooks. Messages are written by the steps whose facts they report.
#[async_trait]
pub trait WebhookStore: Send + Sync {
    /// Replaces all subscriptions. If one URL alone was replaced by another, its pending messages go there; those to other
    /// receivers that are gone are given up.
    async fn subscribe(&self, subscriptions: Vec<Subscription>) -> Result<(), StoreError>;

    /// Claims up to `limit` due messages to the receiver at this URL, oldest first, for the length of the lease. Nobody
    /// else gets them until they are settled or the lease expires.
    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, StoreError>;

    /// Records the outcome of a claimed message. `false` if the claim was lost.
    async fn settle_webhook(&self, claim: &WebhookClaim, settlement: WebhookSettlement) -> Result<bool, StoreError>;

    /// What waits to be delivered.
    async fn webhooks_waiting(&self) -> Result<WebhooksWaiting, StoreError>;

    /// Messages, newest first.
    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, StoreError>;

    /// Makes a pending or given-up message due now. `false` if it does not exist.
    async fn retry_webhook(&self, id: Uuid) -> Result<bool, StoreError>;
}
