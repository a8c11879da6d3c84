//! Webhooks.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::time::Duration;
use crate::webhooks::{Subscription, WebhookClaim, WebhookSettlement, WebhookSummary};

/// The steps of those who deliver webhooks. Messages are written by the steps whose facts they tell.
#[async_trait]
pub trait WebhookStore: Send + Sync {
    /// These are wanted from now on, and nothing else. What was still to be sent to others is given up.
    async fn subscribe(&self, subscriptions: Vec<Subscription>) -> Result<(), StoreError>;

    /// Takes up to `limit` due messages to the receiver at this URL, oldest first, for the length of the lease. Nobody
    /// else gets them until they are settled or the lease is over.
    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, StoreError>;

    /// Writes down what became of a claimed message. `false` if the claim was lost.
    async fn settle_webhook(&self, claim: &WebhookClaim, settlement: WebhookSettlement) -> Result<bool, StoreError>;

    /// Messages, newest first.
    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, StoreError>;

    /// Makes a message that is pending or was given up due now. `false` if there is none such.
    async fn retry_webhook(&self, id: Uuid) -> Result<bool, StoreError>;
}
