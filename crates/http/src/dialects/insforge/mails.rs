//! Asking for a mail.

use rekey_core::ports::Acceptance;
use rekey_core::recovery::NewRequest;
use rekey_core::{EmailAddress, Purpose};
use url::Url;

use super::error::Refusal;
use super::profile::CHANNEL;
use crate::app::SharedApp;
use crate::requester::Requester;

/// Asks the engine for an email. The answer says if the address has to wait, for unknown addresses as well.
pub(super) async fn ask(
    app: &SharedApp,
    purpose: Purpose,
    address: EmailAddress,
    redirect_to: Option<Url>,
    requester: Requester,
) -> Result<(), Refusal> {
    let request = NewRequest {
        purpose,
        address,
        channel: CHANNEL.channel(),
        location: None,
        locale: None,
        browser_locale: requester.browser_locale,
        redirect_to,
        origin: requester.origin,
    };
    match app.engine.recovery.request(request).await?.acceptance {
        Acceptance::Accepted => Ok(()),
        Acceptance::Suppressed { remaining } => Err(Refusal::TooSoon(remaining)),
    }
}
