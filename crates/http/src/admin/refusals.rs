//! What each route may refuse, for its documentation: rows of the table in [`error`](super::error).

use rekey_core::LocationId;
use rekey_core::policy::BrokenRule;
use rekey_core::recovery::TokenProblem;
use rekey_core::time::Duration;

use super::error::Refusal;
use crate::input::InputError;
use crate::openapi::{json_body, malformed, metered, refusals};

refusals! {
    /// Of routes that read, or do what can be done again.
    OfAccount: Refusal = [[Refusal::Token, Refusal::Off, Refusal::NoAccount], metered()];

    /// Of deleting: an account that is gone is as good as deleted.
    OfDelete: Refusal = [[Refusal::Token, Refusal::Off], metered()];

    /// Of the list.
    OfList: Refusal = [malformed("limit must be a number from 1 to 200."), [Refusal::Token, Refusal::Off], metered()];

    /// Of the list of emails.
    OfMails: Refusal = [
        malformed("limit must be a number from 1 to 200."),
        [Refusal::Token, Refusal::Off, Refusal::NoAccount],
        metered(),
    ];

    /// Of creating.
    OfCreate: Refusal = [
        json_body("email must be an email address."),
        [Refusal::Token, Refusal::Off, Refusal::AddressTaken, Refusal::ExternalIdTaken, Refusal::UnderWay, Refusal::KeyReused],
        [location(), broken_rules(), hash()],
        metered(),
    ];

    /// Of changing.
    OfUpdate: Refusal = [
        json_body("Unknown field emial; known fields: email, name."),
        [Refusal::Token, Refusal::Off, Refusal::NoAccount, Refusal::AddressTaken, Refusal::ExternalIdTaken],
        [Refusal::InDirectory, location()],
        metered(),
    ];

    /// Of redeeming an assertion.
    OfAssertion: Refusal = [
        json_body("assertion must be a string."),
        [Refusal::Token, Refusal::Off, Refusal::Assertion(TokenProblem::Used), Refusal::UnderWay, Refusal::KeyReused],
        metered(),
    ];

    /// Of starting a reset.
    OfReset: Refusal = [
        malformed("This route takes no body."),
        [InputError::TooLarge],
        [Refusal::Token, Refusal::Off, Refusal::NoAccount, Refusal::Locked, Refusal::UnderWay, Refusal::KeyReused],
        [Refusal::TooSoon(Duration::from_secs(41))],
        crate::openapi::mailing(),
    ];
}

fn location() -> Refusal {
    Refusal::Location(LocationId::FIRST)
}

fn broken_rules() -> Refusal {
    Refusal::Password(vec![BrokenRule::TooShort(8), BrokenRule::NeedsDigit])
}

fn hash() -> Refusal {
    Refusal::Hash("The password hash is of a kind that can't be verified.".to_owned())
}
