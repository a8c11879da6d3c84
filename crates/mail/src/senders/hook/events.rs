//! Events of an operator's own program: `{"type": "mail.bounced", "data": {"id": …, "to": …}}`, signed as Standard
//! Webhooks say.

use std::sync::Arc;

use rekey_core::outbox::{Bounce, MailFate};
use rekey_core::ports::{EventMessage, EventRejection};
use serde_json::Value;

use crate::senders::events::{StandardEvents, mail_named, report, text};
use crate::senders::kind::{SetupError, Tools, Values};
use crate::senders::reader::EventReader;

pub(super) fn reader(values: &Values, tools: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
    StandardEvents::reader(values, tools, "webhook", parse)
}

fn parse(event: &Value) -> Result<EventMessage, EventRejection> {
    let fate = match text(event, "/type") {
        Some("mail.delivered") => MailFate::Delivered,
        Some("mail.bounced") => {
            let is_permanent = event.pointer("/data/permanent").and_then(Value::as_bool) == Some(true);
            MailFate::Bounced(if is_permanent { Bounce::Permanent } else { Bounce::Transient })
        }
        Some("mail.complained") => MailFate::Complained,
        _ => return Err(EventRejection::Malformed),
    };
    let (mail, to) = (mail_named(event.pointer("/data/id")), text(event, "/data/to"));
    let report = report(mail, to, fate, text(event, "/data/reason"));
    Ok(EventMessage::Reports(vec![report.ok_or(EventRejection::Malformed)?]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_event_has_its_fate() {
        for (kind, permanent, fate) in [
            ("mail.delivered", false, MailFate::Delivered),
            ("mail.bounced", true, MailFate::Bounced(Bounce::Permanent)),
            ("mail.bounced", false, MailFate::Bounced(Bounce::Transient)),
            ("mail.complained", false, MailFate::Complained),
        ] {
            let event = json!({"type": kind, "data": {
                "id": "00112233445566778899aabbccddeeff", "to": "ann@example.com", "permanent": permanent}});
            let Ok(EventMessage::Reports(reports)) = parse(&event) else { panic!("{event}") };
            assert_eq!(reports.iter().map(|report| report.fate).collect::<Vec<_>>(), [fate], "{event}");
        }
        assert!(parse(&json!({"type": "mail.opened"})).is_err());
    }
}
