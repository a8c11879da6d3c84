//! What each route may refuse, for its documentation: rows of the table in [`error`](super::error).

use rekey_core::policy::BrokenRule;
use rekey_core::redirect::TargetError;
use rekey_core::time::Duration;

use super::error::Refusal;
use crate::openapi::{broken, json_body, mailing, malformed, metered, refusals};

refusals! {
    /// Of `send-reset-password`.
    OfSendReset: Refusal = [
        json_body("email must be an e-mail address."),
        [Refusal::Target(TargetError::Malformed), Refusal::Target(TargetError::NotAllowed)],
        [too_soon()],
        mailing(),
    ];

    /// Of `send-otp`.
    OfSendOtp: Refusal = [json_body("email must be an e-mail address."), [too_soon()], mailing()];

    /// Of `exchange-reset-password-token`.
    OfExchange: Refusal = [json_body("code must be six digits."), [Refusal::Code], metered()];

    /// Of `reset-password-link`.
    OfLink: Refusal = [malformed("token is required."), [Refusal::NoTarget], broken()];

    /// Of `reset-password`.
    OfReset: Refusal = [
        json_body("newPassword is required."),
        [Refusal::Password(vec![BrokenRule::TooShort(8), BrokenRule::NeedsDigit]), Refusal::ResetToken],
        metered(),
    ];

    /// Of `sessions`.
    OfSignIn: Refusal = [
        json_body("password is required."),
        [Refusal::Credentials, Refusal::Code, Refusal::MustReset],
        metered(),
    ];

    /// Of `users`, where accounts are made elsewhere.
    OfSignUp: Refusal = [[Refusal::SignUpOff], broken()];

    /// Of what needs a bearer token.
    OfBearer: Refusal = [[Refusal::Unauthorized], broken()];

    /// Of `refresh`.
    OfRefresh: Refusal =
        [json_body("refreshToken is required."), [Refusal::Unauthorized, Refusal::Csrf], metered()];

    /// Of `logout`.
    OfSignOut: Refusal =
        [malformed("client_type must be web, mobile, desktop or server."), [Refusal::Csrf], broken()];

    /// Of `public-config`.
    OfConfig: Refusal = [broken()];
}

fn too_soon() -> Refusal {
    Refusal::TooSoon(Duration::from_secs(41))
}
