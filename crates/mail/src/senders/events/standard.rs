//! Messages that are signed as Standard Webhooks say.

use rekey_core::ports::{Clock, Incoming, Unusable};
use rekey_http_client::WebhookSecret;

use crate::senders::kind::{EVENT_SECRET, PREVIOUS_EVENT_SECRETS, SetupError, Values};

/// How far the clocks of both sides may be apart, in seconds: what the specification's own libraries take.
const TOLERANCE: i64 = 5 * 60;

/// What signs a sender's messages.
pub(crate) struct StandardSecret(WebhookSecret);

impl StandardSecret {
    /// That of a sender; none: it tells nothing.
    pub(crate) fn of(values: &Values) -> Result<Option<Self>, SetupError> {
        if values.text(EVENT_SECRET.name).is_none() {
            return Ok(None);
        }
        let secret: WebhookSecret = values.parsed(EVENT_SECRET.name)?;
        let name = PREVIOUS_EVENT_SECRETS.name;
        let previous = values.list(name).map(|text| text.parse().map_err(|error| SetupError::new(name, error)));
        Ok(Some(Self(secret.and(previous.collect::<Result<Vec<_>, _>>()?))))
    }

    /// Checks a message whose headers begin with `prefix`: `webhook`, or a name from before the specification.
    pub(crate) fn check(&self, message: &Incoming, prefix: &str, clock: &dyn Clock) -> Result<(), Unusable> {
        let header = |name: &str| message.headers.get(&format!("{prefix}-{name}")).ok_or(Unusable::Unproven);
        let (id, signatures) = (header("id")?, header("signature")?);
        let sent_at: i64 = header("timestamp")?.parse().map_err(|_| Unusable::Unproven)?;
        let is_fresh = clock.now().as_second().abs_diff(sent_at) <= TOLERANCE.unsigned_abs();
        let is_signed = self.0.verifies(id, sent_at, &message.body, signatures);
        if is_fresh && is_signed { Ok(()) } else { Err(Unusable::Unproven) }
    }
}
