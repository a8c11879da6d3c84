//! `SendGrid`'s events: <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event>, signed by ECDSA.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_core::outbox::{Bounce, MailFate, MailReport};
use rekey_core::ports::{EventMessage, EventRejection, Incoming};
use serde_json::Value;

use super::{EVENT_KEY, PREVIOUS_EVENT_KEYS};
use crate::senders::events::{VerifyingKey, mail_named, report, text};
use crate::senders::kind::{SetupError, Tools, Values};
use crate::senders::reader::EventReader;

const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";

struct Reader {
    keys: Vec<VerifyingKey>,
}

pub(super) fn reader(values: &Values, _: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
    if values.text(EVENT_KEY.name).is_none() {
        return Ok(None);
    }
    let mut keys = Vec::new();
    for name in [EVENT_KEY.name, PREVIOUS_EVENT_KEYS.name] {
        for text in values.list(name) {
            let key = STANDARD.decode(text).ok().and_then(|der| VerifyingKey::p256(&der));
            let expected = "expected the verification key that SendGrid shows: base64 that begins with MFkwEwYH";
            keys.push(key.ok_or_else(|| SetupError::new(name, expected))?);
        }
    }
    Ok(Some(Arc::new(Reader { keys })))
}

impl Reader {
    /// The time is part of what is signed. An old message does no harm: each event counts once.
    fn check(&self, message: &Incoming) -> Option<()> {
        let signature = STANDARD.decode(message.headers.get(SIGNATURE)?).ok()?;
        let signed = [message.headers.get(TIMESTAMP)?.as_bytes(), &message.body].concat();
        self.keys.iter().any(|key| key.has_signed_by_ecdsa(&signed, &signature)).then_some(())
    }
}

#[async_trait]
impl EventReader for Reader {
    async fn read(&self, message: &Incoming) -> Result<EventMessage, EventRejection> {
        self.check(message).ok_or(EventRejection::Unauthenticated)?;
        let events: Vec<Value> = serde_json::from_slice(&message.body).map_err(|_| EventRejection::Malformed)?;
        Ok(EventMessage::Reports(events.iter().filter_map(read).collect()))
    }
}

fn read(event: &Value) -> Option<MailReport> {
    let fate = match text(event, "/event")? {
        "delivered" => MailFate::Delivered,
        // The type tells a mailbox that is not there from a server that takes no email of ours.
        "bounce" if text(event, "/type") == Some("bounce") => MailFate::Bounced(Bounce::Permanent),
        // Dropped: SendGrid itself refuses what came back before.
        "bounce" | "dropped" => MailFate::Bounced(Bounce::Transient),
        "spamreport" => MailFate::Complained,
        _ => return None,
    };
    report(mail_named(event.get("rekey")), text(event, "/email"), fate, text(event, "/reason"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const MAIL: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn each_event_has_its_fate() {
        let transient = Some(MailFate::Bounced(Bounce::Transient));
        for (kind, bounce, fate) in [
            ("delivered", "", Some(MailFate::Delivered)),
            ("bounce", "bounce", Some(MailFate::Bounced(Bounce::Permanent))),
            ("bounce", "blocked", transient),
            ("bounce", "", transient),
            ("dropped", "", transient),
            ("spamreport", "", Some(MailFate::Complained)),
            ("processed", "", None),
            ("deferred", "", None),
            ("group_unsubscribe", "", None),
        ] {
            let event = json!({ "event": kind, "type": bounce, "email": "ann@example.com", "rekey": MAIL });
            assert_eq!(read(&event).map(|report| report.fate), fate, "{event}");
        }
    }

    #[test]
    fn an_event_that_says_too_little_keeps_the_others_of_its_batch_from_nothing() {
        let whole = json!({ "event": "spamreport", "email": "ann@example.com", "rekey": MAIL });
        let without = |key: &str| {
            let mut event = whole.clone();
            event.as_object_mut().unwrap().remove(key);
            event
        };
        let batch = [
            json!(null),
            json!("spamreport"),
            json!([]),
            without("event"),
            without("email"),
            without("rekey"),
            json!({ "event": 7, "email": {}, "rekey": [MAIL] }),
            json!({ "event": "spamreport", "email": "no address", "rekey": MAIL }),
            json!({ "event": "spamreport", "email": "ann@example.com", "rekey": "someone-elses" }),
            whole.clone(),
        ];
        let read: Vec<_> = batch.iter().filter_map(read).collect();
        let [report] = &read[..] else { panic!("{read:?}") };
        assert_eq!((report.mail.to_string().as_str(), report.recipient.canonical()), (MAIL, "ann@example.com"));
    }
}
