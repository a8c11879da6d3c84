//! What each route may refuse, for its documentation: rows of the table in [`error`](super::error).

use rekey_core::policy::BrokenRule;
use rekey_core::ports::Undelivered;
use rekey_core::time::Duration;

use super::error::Refusal;
use crate::openapi::{broken, json_body, mailing, malformed, metered, refusals};

refusals! {
    /// Of `reset-request`.
    OfRequest: Refusal = [
        json_body("email must be an e-mail address."),
        [Refusal::Cooldown(Duration::from_secs(41))],
        mailing().into_iter().map(Refusal::of_cooldown),
        UNDELIVERED.map(Refusal::Undelivered),
    ];

    /// Of `reset/cooldown`.
    OfCooldown: Refusal = [malformed("email is required."), broken().map(Refusal::of_cooldown)];

    /// Of `reset`.
    OfReset: Refusal = [
        json_body("token is required."),
        [Refusal::Password(vec![BrokenRule::NeedsDigit]), Refusal::Token, Refusal::TokenExpired],
        sign_in_faults(),
    ];

    /// Of `login`.
    OfLogin: Refusal = [
        json_body("password is required."),
        [Refusal::AlreadySignedIn, Refusal::Credentials],
        sign_in_faults(),
    ];

    /// Of `2fa/login`.
    OfSecondFactor: Refusal = [
        json_body("totp must have six digits at most."),
        [
            Refusal::AlreadySignedIn,
            Refusal::NoTwoFactorCode,
            Refusal::TwoFactorTokenMissing,
            Refusal::TwoFactorToken,
            Refusal::TwoFactorTokenExpired,
            Refusal::TwoFactorCode,
        ],
        sign_in_faults(),
    ];

    /// Of `refresh`.
    OfRefresh: Refusal = [
        json_body("browser must be a string."),
        [Refusal::RefreshTokenMissing, Refusal::RefreshToken],
        metered(),
    ];

    /// Of `logout`.
    OfSignOut: Refusal = [broken()];

    /// Of `status`.
    OfStatus: Refusal = [[Refusal::AccessToken, Refusal::AccessTokenExpired], broken()];

    /// Of `/api/users/me`.
    OfUser: Refusal =
        [[Refusal::AuthenticationRequired, Refusal::AccessToken, Refusal::AccessTokenExpired], broken()];
}

/// What routes can meet where people show who they are.
fn sign_in_faults() -> impl Iterator<Item = Refusal> {
    metered().into_iter().map(Refusal::SignInFault)
}

/// Why a first attempt to send a mail fails for good.
const UNDELIVERED: [Undelivered; 5] = [
    Undelivered::NoToken,
    Undelivered::NotRendered,
    Undelivered::LoginRefused,
    Undelivered::NotSent,
    Undelivered::NotWithdrawn,
];
