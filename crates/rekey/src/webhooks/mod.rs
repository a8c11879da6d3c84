//! Webhooks: events for the product's own backend, signed according to Standard Webhooks.

mod message;
mod sender;
mod worker;

use rekey_core::webhooks::{Subscription, WebhookEvent};
pub use rekey_http_client::WebhookSecret;
use url::Url;

pub use message::Message;
pub use sender::{SendError, Sender, TIMEOUT};
pub use worker::WebhookWorker;

/// A receiver, from the settings. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Where messages go: https, or a loopback host.
    pub url: Url,
    /// What they are signed with.
    pub secret: WebhookSecret,
    pub events: Vec<WebhookEvent>,
}

impl Endpoint {
    pub fn subscription(&self) -> Subscription {
        Subscription { url: self.url.to_string(), events: self.events.clone() }
    }
}
