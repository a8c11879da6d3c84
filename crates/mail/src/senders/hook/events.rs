//! What a program of the operator's own tells: `{"type": "mail.bounced", "data": {"id": …, "to": …}}`, signed as Standard
//! Webhooks say.

use std::sync::Arc;

use rekey_core::outbox::{Bounce, MailFate};
use rekey_core::ports::{Told, Unusable};
use serde_json::Value;

use crate::senders::events::{StandardEvents, mail_named, report, text};
use crate::senders::kind::{SetupError, Tools, Values};
use crate::senders::reader::EventReader;

pub(super) fn reader(values: &Values, tools: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
    StandardEvents::reader(values, tools, "webhook", told)
}

fn told(event: &Value) -> Result<Told, Unusable> {
    let fate = match text(event, "/type") {
        Some("mail.delivered") => MailFate::Delivered,
        Some("mail.bounced") => {
            let is_permanent = event.pointer("/data/permanent").and_then(Value::as_bool) == Some(true);
            MailFate::Bounced(if is_permanent { Bounce::Permanent } else { Bounce::Transient })
        }
        Some("mail.complained") => MailFate::Complained,
        _ => return Err(Unusable::Malformed),
    };
    let (mail, to) = (mail_named(event.pointer("/data/id")), text(event, "/data/to"));
    let report = report(mail, to, fate, text(event, "/data/reason"));
    Ok(Told::Reports(vec![report.ok_or(Unusable::Malformed)?]))
}
