//! Postmark's events: <https://postmarkapp.com/developer/webhooks/webhooks-overview>. It signs nothing; the address that it
//! posts to holds a secret.

use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::is_known_secret;
use rekey_core::outbox::{Bounce, MailFate};
use rekey_core::ports::{EventMessage, EventRejection, Incoming};
use secrecy::SecretString;
use serde_json::Value;

use crate::senders::events::{mail_named, report, text};
use crate::senders::kind::{EVENT_SECRET, PREVIOUS_EVENT_SECRETS, SetupError, Tools, Values};
use crate::senders::reader::EventReader;

/// In characters.
const SHORTEST_SECRET: usize = 24;

struct Reader {
    secrets: Vec<SecretString>,
}

pub(super) fn reader(values: &Values, _: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
    if values.text(EVENT_SECRET.name).is_none() {
        return Ok(None);
    }
    let mut secrets = Vec::new();
    for key in [EVENT_SECRET.name, PREVIOUS_EVENT_SECRETS.name] {
        for secret in values.list(key) {
            if secret.chars().count() < SHORTEST_SECRET {
                let expected = "expected at least 24 characters; `openssl rand -hex 32` makes some";
                return Err(SetupError::new(key, expected));
            }
            secrets.push(SecretString::from(secret));
        }
    }
    Ok(Some(Arc::new(Reader { secrets })))
}

#[async_trait]
impl EventReader for Reader {
    async fn read(&self, message: &Incoming) -> Result<EventMessage, EventRejection> {
        let shown = message.password.as_ref().or(message.secret.as_ref()).ok_or(EventRejection::Unauthenticated)?;
        if !is_known_secret(&self.secrets, shown) {
            return Err(EventRejection::Unauthenticated);
        }
        let event: Value = serde_json::from_slice(&message.body).map_err(|_| EventRejection::Malformed)?;
        let fate = match text(&event, "/RecordType").ok_or(EventRejection::Malformed)? {
            "Delivery" => MailFate::Delivered,
            "SpamComplaint" => MailFate::Complained,
            "Bounce" => match text(&event, "/Type") {
                Some("HardBounce" | "BadEmailAddress") => MailFate::Bounced(Bounce::Permanent),
                Some("SpamComplaint") => MailFate::Complained,
                // Answers by machines and requests of the recipient: the email is there.
                Some("AutoResponder" | "AddressChange" | "ChallengeVerification" | "Subscribe" | "Unsubscribe") => {
                    return Ok(EventMessage::Reports(Vec::new()));
                }
                _ => MailFate::Bounced(Bounce::Transient),
            },
            _ => return Ok(EventMessage::Reports(Vec::new())),
        };
        let recipient = text(&event, "/Email").or_else(|| text(&event, "/Recipient"));
        let reason = text(&event, "/Details").filter(|_| matches!(fate, MailFate::Bounced(_)));
        let report = report(mail_named(event.pointer("/Metadata/rekey")), recipient, fate, reason);
        Ok(EventMessage::Reports(report.into_iter().collect()))
    }
}
