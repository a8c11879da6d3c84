//! What a program of the operator's own tells: `{"type": "mail.bounced", "data": {"id": …, "to": …}}`, signed as Standard
//! Webhooks say.

use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::outbox::{Bounce, MailFate};
use rekey_core::ports::{Clock, Incoming, Told, Unusable};
use serde_json::Value;

use crate::senders::events::{StandardSecret, mail_named, report, text};
use crate::senders::kind::{SetupError, Tools, Values};
use crate::senders::reader::EventReader;

struct Reader {
    secret: StandardSecret,
    clock: Arc<dyn Clock>,
}

pub(super) fn reader(values: &Values, tools: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
    let Some(secret) = StandardSecret::of(values)? else { return Ok(None) };
    Ok(Some(Arc::new(Reader { secret, clock: tools.clock.clone() })))
}

#[async_trait]
impl EventReader for Reader {
    async fn read(&self, message: &Incoming) -> Result<Told, Unusable> {
        self.secret.check(message, "webhook", &*self.clock)?;
        let event: Value = serde_json::from_slice(&message.body).map_err(|_| Unusable::Malformed)?;
        let fate = match text(&event, "/type") {
            Some("mail.delivered") => MailFate::Delivered,
            Some("mail.bounced") => {
                let is_permanent = event.pointer("/data/permanent").and_then(Value::as_bool) == Some(true);
                MailFate::Bounced(if is_permanent { Bounce::Permanent } else { Bounce::Transient })
            }
            Some("mail.complained") => MailFate::Complained,
            _ => return Err(Unusable::Malformed),
        };
        let (mail, to) = (mail_named(event.pointer("/data/id")), text(&event, "/data/to"));
        let report = report(mail, to, fate, text(&event, "/data/reason"));
        Ok(Told::Reports(vec![report.ok_or(Unusable::Malformed)?]))
    }
}
