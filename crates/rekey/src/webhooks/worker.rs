//! The webhook worker: takes messages, delivers each, and writes down what became of it. Each receiver has a lane of its
//! own, so that one that hangs keeps nobody else waiting.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use rekey_core::Backoff;
use rekey_core::backoff::jittered;
use rekey_core::ports::{Clock, Event, Observer, Rng, StoreError};
use rekey_core::webhooks::{WebhookClaim, WebhookSettlement};
use tokio::sync::watch;

use super::Endpoint;
use super::message::Message;
use super::sender::{SendError, Sender};

/// How many messages a receiver gets at once.
const BATCH: usize = 8;
/// How long a claimed message is its worker's alone; longer than any attempt.
const LEASE: Duration = Duration::from_secs(30);
/// How often it looks for messages.
const ROUND: Duration = Duration::from_secs(1);
/// Between tries.
const PAUSES: Backoff = Backoff::new(&[
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(1),
]);
/// For how long a message is tried.
const PATIENCE: Duration = Duration::from_hours(24);

pub struct WebhookWorker {
    pub store: Arc<dyn rekey_core::ports::Store>,
    pub clock: Arc<dyn Clock>,
    /// Spreads the pauses.
    pub rng: Arc<dyn Rng>,
    /// The receivers, from the settings.
    pub endpoints: Vec<Endpoint>,
    pub sender: Sender,
    /// Counts attempts.
    pub observer: Arc<dyn Observer>,
}

impl WebhookWorker {
    /// Runs until `stopped` closes.
    pub async fn run(self: Arc<Self>, stopped: watch::Receiver<()>) {
        join_all(self.endpoints.iter().map(|endpoint| self.run_lane(endpoint, stopped.clone()))).await;
    }

    async fn run_lane(&self, endpoint: &Endpoint, mut stopped: watch::Receiver<()>) {
        while stopped.has_changed().is_ok() {
            // Messages wait in the store while the receiver is left alone.
            let pause = self.sender.pause(endpoint);
            if pause.is_none() {
                match self.step_of(endpoint).await {
                    Ok(0) => {}
                    Ok(_) => continue,
                    Err(error) if error.is_reported() => tracing::debug!(%error, "webhooks can't be processed"),
                    Err(error) => tracing::error!(%error, "webhooks can't be processed"),
                }
            }
            tokio::select! {
                () = tokio::time::sleep(pause.unwrap_or(ROUND)) => {}
                _ = stopped.changed() => return,
            }
        }
    }

    /// Takes a few due messages of each receiver and delivers them. How many there were.
    pub async fn step(&self) -> Result<usize, StoreError> {
        let steps = join_all(self.endpoints.iter().map(|endpoint| self.step_of(endpoint))).await;
        steps.into_iter().sum()
    }

    async fn step_of(&self, endpoint: &Endpoint) -> Result<usize, StoreError> {
        let claims = self.store.claim_webhooks(endpoint.url.as_str(), BATCH, LEASE).await?;
        let seen_to = join_all(claims.iter().map(|claim| self.see_to(endpoint, claim))).await;
        seen_to.into_iter().collect::<Result<Vec<()>, _>>()?;
        Ok(claims.len())
    }

    async fn see_to(&self, endpoint: &Endpoint, claim: &WebhookClaim) -> Result<(), StoreError> {
        let message = Message::of(claim, self.clock.now());
        let settlement = match self.sender.send(endpoint, &message).await {
            Ok(status) => {
                tracing::info!(id = %claim.id, event = claim.event.code(), status, "webhook delivered");
                WebhookSettlement::Delivered
            }
            Err(error) => self.failed(claim, &error),
        };
        self.observer.happened(Event::WebhookAttempted { outcome: settlement.code() });
        if !self.store.settle_webhook(claim, settlement).await? {
            tracing::warn!(id = %claim.id, "another worker has taken this webhook over");
        }
        Ok(())
    }

    fn failed(&self, claim: &WebhookClaim, error: &SendError) -> WebhookSettlement {
        let reason = error.to_string();
        let (id, event) = (claim.id, claim.event.code());
        let time_left = PATIENCE.saturating_sub(claim.age);
        if matches!(error, SendError::Gone) || time_left.is_zero() {
            tracing::error!(%id, event, reason, "webhook given up");
            return WebhookSettlement::GaveUp { reason };
        }
        let wait = jittered(PAUSES.after(claim.failures), &*self.rng).min(time_left);
        tracing::warn!(%id, event, reason, wait = wait.as_secs(), "webhook not delivered, will be retried");
        WebhookSettlement::Retry { wait, reason }
    }
}
