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
        metered(),
    ];

    /// Of `login`.
    OfLogin: Refusal = [json_body("password is required."), [Refusal::Credentials], metered()];

    /// Of `2fa/login`.
    OfSecondFactor: Refusal = [json_body("totp is required."), [Refusal::SecondFactor], metered()];
}

/// Why a first attempt to send a mail fails for good.
const UNDELIVERED: [Undelivered; 5] = [
    Undelivered::NoToken,
    Undelivered::NotRendered,
    Undelivered::LoginRefused,
    Undelivered::NotSent,
    Undelivered::NotWithdrawn,
];
