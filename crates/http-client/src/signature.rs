//! Signatures by Standard Webhooks: what we send to others is signed so, and what some of them send to us.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The key that both sides share, `whsec_` and base64 in the settings, and those before it that the other side may still
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

    /// The signatures of a message that is sent at this second since 1970, one for each key, separated by spaces: `v1,` and
    /// the HMAC-SHA256 of id, time and body.
    pub fn sign(&self, id: &str, sent_at: i64, body: impl AsRef<[u8]>) -> String {
        let text = signed_text(id, sent_at, body.as_ref());
        let signatures = self.keys().map(|key| format!("v1,{}", STANDARD.encode(hmac::sign(&key, &text))));
        signatures.collect::<Vec<_>>().join(" ")
    }

    /// Whether one of these signatures, separated by spaces, is that of the message by one of the keys; in constant time.
    pub fn verifies(&self, id: &str, sent_at: i64, body: &[u8], signatures: &str) -> bool {
        let text = signed_text(id, sent_at, body);
        let given = signatures.split(' ').filter_map(|signature| signature.strip_prefix("v1,"));
        given
            .filter_map(|signature| STANDARD.decode(signature).ok())
            .any(|signature| self.keys().any(|key| hmac::verify(&key, &text, &signature).is_ok()))
    }

    fn keys(&self) -> impl Iterator<Item = hmac::Key> {
        self.0.iter().map(|key| hmac::Key::new(hmac::HMAC_SHA256, key))
    }
}

fn signed_text(id: &str, sent_at: i64, body: &[u8]) -> Vec<u8> {
    [format!("{id}.{sent_at}.").as_bytes(), body].concat()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn the_example_of_standard_webhooks_comes_out_as_it_says() {
        let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let (id, at, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        let signature = secret.sign(id, at, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(secret.verifies(id, at, body.as_bytes(), &format!("v1,AAAA {signature}")));
        assert!(!secret.verifies(id, at + 1, body.as_bytes(), &signature));
        assert!(!secret.verifies(id, at, body.as_bytes(), "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
}
