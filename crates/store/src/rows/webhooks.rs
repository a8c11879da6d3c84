//! The rows of webhooks.

use rekey_core::time::{Duration, Timestamp};
use rekey_core::webhooks::{WebhookClaim, WebhookEvent, WebhookState};
use uuid::Uuid;

use super::UnitOfWork;

/// Operations on webhooks.
pub(crate) trait WebhookRows: UnitOfWork {
    /// A message for every receiver that subscribed to this event. `data` is a JSON object of ids.
    async fn put_webhooks(&self, event: WebhookEvent, data: &str) -> Result<(), Self::Error>;

    /// Deletes all subscriptions, and gives their URLs; nodes that start at once do so one after another.
    async fn hold_and_clear_subscriptions(&self) -> Result<Vec<String>, Self::Error>;

    async fn insert_subscription(&self, url: &str, event: WebhookEvent) -> Result<(), Self::Error>;

    /// Lets what is pending for one receiver go to another at once, as far as that subscribes to it.
    async fn readdress_webhooks(&self, from: &str, to: &str) -> Result<(), Self::Error>;

    /// Gives up what is pending for receivers that nobody subscribes any more.
    async fn give_up_unsubscribed(&self, reason: &str) -> Result<(), Self::Error>;

    /// Claims due messages to this receiver, oldest first, as [`OutboxRows::claim_due`](super::OutboxRows::claim_due)
    /// does.
    async fn claim_webhooks(&self, url: &str, limit: usize, lease: Duration) -> Result<Vec<WebhookClaim>, Self::Error>;

    /// Makes a claimed message due again, one failure later. `false`: the claim was lost.
    async fn put_off_webhook(&self, claim: &WebhookClaim, due_at: Timestamp, reason: &str)
    -> Result<bool, Self::Error>;

    /// Settles a claimed message. `false`: the claim was lost.
    async fn settle_webhook(
        &self,
        claim: &WebhookClaim,
        state: WebhookState,
        reason: Option<&str>,
    ) -> Result<bool, Self::Error>;

    /// Makes a message that was not delivered pending and due now. `false`: no such message, or its receiver is
    /// gone.
    async fn make_webhook_due(&self, id: Uuid) -> Result<bool, Self::Error>;
}
