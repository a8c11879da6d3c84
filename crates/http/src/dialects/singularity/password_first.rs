//! The published API judges a new password, as the rest of the body, before it asks who sends it.

use rekey_core::Password;

use super::error::Refusal;
use super::profile::POLICY;
use crate::app::App;

/// What a caller hears who was refused for another reason than the password: the rules that it breaks, if any. They are the
/// default location's, because it is not known whose password it would be.
pub(super) async fn password_first(app: &App, password: &Password, refusal: Refusal) -> Refusal {
    if matches!(refusal, Refusal::Fault(_) | Refusal::SignInFault(_) | Refusal::Password(_)) {
        return refusal;
    }
    match app.engine.check_password(password, POLICY).await {
        Ok(broken) if broken.is_empty() => refusal,
        Ok(broken) => Refusal::Password(broken),
        Err(fault) => fault.into(),
    }
}
