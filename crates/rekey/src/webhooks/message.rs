//! A message as receivers get it, signed as Standard Webhooks say.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_core::EntryId;
use rekey_core::ports::{Clock, Rng};
use rekey_core::time::Timestamp;
use rekey_core::webhooks::WebhookClaim;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// The key that a receiver shares with us, `whsec_` and base64 in the settings, and those before it that it may still
/// check with. `Debug` shows nothing.
#[derive(Clone)]
pub struct WebhookSecret(Vec<Zeroizing<Vec<u8>>>);

impl WebhookSecret {
    /// Signs with these as well, so that a receiver can change over whenever it likes.
    #[must_use]
    pub fn and(mut self, previous: impl IntoIterator<Item = Self>) -> Self {
        self.0.extend(previous.into_iter().flat_map(|secret| secret.0));
        self
    }

    /// The signatures of a message, one for each key, separated by spaces: `v1,` and the HMAC-SHA256 of id, time and body.
    pub fn sign(&self, message: &Message) -> String {
        let signed = format!("{}.{}.{}", message.id, message.sent_at.as_second(), message.body);
        let signatures = self.0.iter().map(|key| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, key);
            format!("v1,{}", STANDARD.encode(hmac::sign(&key, signed.as_bytes())))
        });
        signatures.collect::<Vec<_>>().join(" ")
    }
}

impl std::str::FromStr for WebhookSecret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str =
            "expected whsec_ and 24 to 64 bytes in base64, such as \"whsec_$(openssl rand -base64 32)\"";
        let bytes = text.strip_prefix("whsec_").and_then(|rest| STANDARD.decode(rest).ok()).ok_or(EXPECTED)?;
        if (24..=64).contains(&bytes.len()) { Ok(Self(vec![Zeroizing::new(bytes)])) } else { Err(EXPECTED) }
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

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
    /// A message that tells nothing, for trying a receiver.
    pub fn sample(clock: &dyn Clock, rng: &dyn Rng) -> Self {
        let now = clock.now();
        let id = EntryId::new(now, rng).as_uuid().simple().to_string();
        let body = json!({ "type": "webhook.test", "timestamp": now.to_string(), "data": {} });
        Self { id: format!("msg_{id}"), sent_at: now, body: body.to_string() }
    }
}
