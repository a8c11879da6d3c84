//! Messages that are signed according to Standard Webhooks.

use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::ports::{Clock, EventMessage, EventRejection, Incoming};
use rekey_http_client::WebhookSecret;
use serde_json::Value;

use crate::senders::kind::{EVENT_SECRET, PREVIOUS_EVENT_SECRETS, SetupError, Tools, Values};
use crate::senders::reader::EventReader;

/// How far the clocks of both sides may be apart, in seconds: what the specification's own libraries take.
const TOLERANCE: i64 = 5 * 60;

/// Reads a sender's messages, which are signed with its secret.
pub(crate) struct StandardEvents {
    secret: WebhookSecret,
    clock: Arc<dyn Clock>,
    /// What the names of the headers begin with: `webhook`, or a name from before the specification.
    prefix: &'static str,
    /// Reads the JSON of an authentic message.
    parse: fn(&Value) -> Result<EventMessage, EventRejection>,
}

impl StandardEvents {
    /// The reader of a sender; none if it has no secret, and so reports nothing.
    pub(crate) fn reader(
        values: &Values,
        tools: &Tools,
        prefix: &'static str,
        parse: fn(&Value) -> Result<EventMessage, EventRejection>,
    ) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
        if values.text(EVENT_SECRET.name).is_none() {
            return Ok(None);
        }
        let secret: WebhookSecret = values.parsed(EVENT_SECRET.name)?;
        let name = PREVIOUS_EVENT_SECRETS.name;
        let previous = values.list(name).map(|text| text.parse().map_err(|error| SetupError::new(name, error)));
        let secret = secret.and(previous.collect::<Result<Vec<_>, _>>()?);
        Ok(Some(Arc::new(Self { secret, clock: tools.clock.clone(), prefix, parse })))
    }

    fn check(&self, message: &Incoming) -> Result<(), EventRejection> {
        let header =
            |name: &str| message.headers.get(&format!("{}-{name}", self.prefix)).ok_or(EventRejection::Unauthenticated);
        let (id, signatures) = (header("id")?, header("signature")?);
        let sent_at: i64 = header("timestamp")?.parse().map_err(|_| EventRejection::Unauthenticated)?;
        let is_fresh = self.clock.now().as_second().abs_diff(sent_at) <= TOLERANCE.unsigned_abs();
        let is_signed = self.secret.verifies(id, sent_at, &message.body, signatures);
        if is_fresh && is_signed { Ok(()) } else { Err(EventRejection::Unauthenticated) }
    }
}

#[async_trait]
impl EventReader for StandardEvents {
    async fn read(&self, message: &Incoming) -> Result<EventMessage, EventRejection> {
        self.check(message)?;
        (self.parse)(&serde_json::from_slice(&message.body).map_err(|_| EventRejection::Malformed)?)
    }
}
