//! What each route may refuse, for its documentation: rows of the tables in [`error`](super::error) and
//! [`oauth_error`](super::oauth_error).

use rekey_core::policy::BrokenRule;
use rekey_core::time::Duration;

use super::error::Refusal;
use super::oauth_error::OAuthRefusal;
use crate::input::InputError;
use crate::openapi::{broken, json_body, mailing, malformed, metered, refusals};

refusals! {
    /// Of `startPasswordReset`.
    OfStart: Refusal = [json_body("email must be an email address."), mailing()];

    /// Of `sendOtp`.
    OfSendOtp: Refusal = [malformed("businessId is required."), [too_soon()], mailing()];

    /// Of `completePasswordReset`.
    OfComplete: Refusal = [json_body("Token is required."), [Refusal::ResetToken, broken_rules()], metered()];

    /// Of `exchange`.
    OfExchange: Refusal = [
        malformed("token is required."),
        [Refusal::Unauthorized, Refusal::SecondFactor],
        metered(),
    ];

    /// Of `token/refresh`.
    OfRefresh: Refusal = [[Refusal::Unauthorized], broken()];

    /// Of `/api/token`. A body of another type is not a form, and so has no grant type.
    OfToken: OAuthRefusal = [
        malformed("username is required."),
        [InputError::TooLarge],
        [OAuthRefusal::Grant, OAuthRefusal::Credentials, OAuthRefusal::MustReset, OAuthRefusal::SecondFactor],
        metered(),
    ];
}

fn too_soon() -> Refusal {
    Refusal::TooSoon(Duration::from_secs(41))
}

fn broken_rules() -> Refusal {
    Refusal::Password(vec![BrokenRule::TooShort(8), BrokenRule::NeedsDigit])
}
