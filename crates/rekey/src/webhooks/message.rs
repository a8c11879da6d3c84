//! A message as receivers get it, signed according to Standard Webhooks.

use rekey_core::EntryId;
use rekey_core::ports::{Clock, Rng};
use rekey_core::time::Timestamp;
use rekey_core::webhooks::WebhookClaim;
use rekey_http_client::WebhookSecret;
use serde_json::{Value, json};

/// A message on its way.
#[derive(Debug)]
pub struct Message {
    /// Its name, the same at every try.
    pub id: String,
    /// When this try is made.
    pub sent_at: Timestamp,
    pub body: String,
}

impl Message {
    /// The message of a claim, sent now.
    pub fn of(claim: &WebhookClaim, now: Timestamp) -> Self {
        let data: Value = serde_json::from_str(&claim.data).unwrap_or_else(|_| json!({}));
        let body = json!({ "type": claim.event.code(), "timestamp": claim.happened_at.to_string(), "data": data });
        Self { id: format!("msg_{}", claim.id.simple()), sent_at: now, body: body.to_string() }
    }
}

impl Message {
    /// Its signature.
    pub fn signature(&self, secret: &WebhookSecret) -> String {
        secret.sign(&self.id, self.sent_at.as_second(), &self.body)
    }

    /// A message that tells nothing, for trying a receiver.
    pub fn sample(clock: &dyn Clock, rng: &dyn Rng) -> Self {
        let now = clock.now();
        let id = EntryId::new(now, rng).as_uuid().simple().to_string();
        let body = json!({ "type": "webhook.test", "timestamp": now.to_string(), "data": {} });
        Self { id: format!("msg_{id}"), sent_at: now, body: body.to_string() }
    }
}
