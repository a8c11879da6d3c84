//! Webhooks: subscriptions, and the outcome of deliveries.

use rekey_core::time::after;
use rekey_core::webhooks::{NO_SUCH_RECEIVER, Subscription, WebhookClaim, WebhookSettlement, WebhookState};

use crate::rows::{Commit, StepResult, WebhookRows};

/// [`WebhookStore::subscribe`](rekey_core::ports::WebhookStore::subscribe).
pub(crate) async fn subscribe<R: WebhookRows>(rows: &R, subscriptions: &[Subscription]) -> StepResult<(), R> {
    let before = rows.hold_and_clear_subscriptions().await?;
    for Subscription { url, events } in subscriptions {
        for event in events {
            rows.insert_subscription(url, *event).await?;
        }
    }
    if let Some((from, to)) = corrected(&before, subscriptions) {
        rows.readdress_webhooks(from, to).await?;
    }
    rows.give_up_unsubscribed(NO_SUCH_RECEIVER).await.map(Commit)
}

/// The URL of a receiver, and the one that it has now: only one is gone, and only one is new.
fn corrected<'a>(before: &'a [String], now: &'a [Subscription]) -> Option<(&'a str, &'a str)> {
    let gone = only(before.iter().filter(|url| now.iter().all(|receiver| receiver.url != **url)))?;
    let new = only(now.iter().filter(|receiver| !before.contains(&receiver.url)))?;
    Some((gone, &new.url))
}

fn only<T>(mut several: impl Iterator<Item = T>) -> Option<T> {
    several.next().filter(|_| several.next().is_none())
}

/// [`WebhookStore::settle_webhook`](rekey_core::ports::WebhookStore::settle_webhook).
pub(crate) async fn settle<R: WebhookRows>(
    rows: &R,
    claim: &WebhookClaim,
    settlement: &WebhookSettlement,
) -> StepResult<bool, R> {
    let done = match settlement {
        WebhookSettlement::Delivered => rows.settle_webhook(claim, WebhookState::Delivered, None).await?,
        WebhookSettlement::GaveUp { reason } => rows.settle_webhook(claim, WebhookState::GaveUp, Some(reason)).await?,
        WebhookSettlement::Retry { wait, reason } => {
            rows.put_off_webhook(claim, after(rows.now(), *wait), reason).await?
        }
    };
    Ok(Commit(done))
}
