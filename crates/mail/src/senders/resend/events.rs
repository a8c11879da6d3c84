//! Resend's events: <https://resend.com/docs/dashboard/webhooks/event-types>, signed by Svix.

use std::sync::Arc;

use rekey_core::outbox::{Bounce, MailFate, MailName};
use rekey_core::ports::{EventMessage, EventRejection};
use serde_json::Value;

use crate::senders::events::{StandardEvents, mail_named, report, text};
use crate::senders::kind::{SetupError, Tools, Values};
use crate::senders::reader::EventReader;

pub(super) fn reader(values: &Values, tools: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
    StandardEvents::reader(values, tools, "svix", parse)
}

fn parse(event: &Value) -> Result<EventMessage, EventRejection> {
    let fate = match text(event, "/type").ok_or(EventRejection::Malformed)? {
        "email.delivered" => MailFate::Delivered,
        "email.bounced" if text(event, "/data/bounce/type") == Some("Permanent") => {
            MailFate::Bounced(Bounce::Permanent)
        }
        "email.bounced" | "email.failed" | "email.suppressed" => MailFate::Bounced(Bounce::Transient),
        "email.complained" => MailFate::Complained,
        _ => return Ok(EventMessage::Reports(Vec::new())),
    };
    let mail = event.pointer("/data/tags").and_then(tagged);
    let reason = text(event, "/data/bounce/message").or_else(|| text(event, "/data/failed/reason"));
    let recipients = event.pointer("/data/to").and_then(Value::as_array).into_iter().flatten();
    Ok(EventMessage::Reports(recipients.filter_map(|to| report(mail, to.as_str(), fate, reason)).collect()))
}

/// The name that we gave the mail: tags come as an object, or as a list of names and values.
fn tagged(tags: &Value) -> Option<MailName> {
    match tags {
        Value::Array(tags) => {
            let tag = tags.iter().find(|tag| text(tag, "/name") == Some("rekey"))?;
            mail_named(tag.get("value"))
        }
        tags => mail_named(tags.get("rekey")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_event_has_its_fate() {
        let transient = Some(MailFate::Bounced(Bounce::Transient));
        for (kind, bounce, fate) in [
            ("email.delivered", "", Some(MailFate::Delivered)),
            ("email.bounced", "Permanent", Some(MailFate::Bounced(Bounce::Permanent))),
            ("email.bounced", "Transient", transient),
            ("email.failed", "", transient),
            ("email.suppressed", "", transient),
            ("email.complained", "", Some(MailFate::Complained)),
            ("email.opened", "", None),
        ] {
            let event = json!({"type": kind, "data": {
                "to": ["ann@example.com"], "bounce": {"type": bounce},
                "tags": {"rekey": "00112233445566778899aabbccddeeff"}}});
            let Ok(EventMessage::Reports(reports)) = parse(&event) else { panic!("{event}") };
            assert_eq!(reports.first().map(|report| report.fate), fate, "{event}");
        }
        assert!(parse(&json!({})).is_err());
    }
}
