//! Asking for a mail.

use rekey_core::outbox::Channel;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::NewRequest;
use rekey_core::{ClientNetwork, EmailAddress, Purpose};
use url::Url;

use super::error::Refusal;
use crate::app::SharedApp;

/// Asks the engine for a mail. That the address has to wait is said, for unknown ones as well.
pub(super) async fn ask(
    app: &SharedApp,
    purpose: Purpose,
    address: EmailAddress,
    redirect_to: Option<Url>,
    network: ClientNetwork,
) -> Result<(), Refusal> {
    let request =
        NewRequest { purpose, address, channel: Channel::Insforge, location: None, locale: None, redirect_to, network };
    match app.engine.recovery.request(request).await?.acceptance {
        Acceptance::Accepted => Ok(()),
        Acceptance::Suppressed { remaining } => Err(Refusal::TooSoon(remaining)),
    }
}
