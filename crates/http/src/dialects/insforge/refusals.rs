//! What each route may refuse, for its documentation: rows of the table in [`error`](super::error).

use rekey_core::policy::BrokenRule;
use rekey_core::profile::ProfileTooLong;
use rekey_core::redirect::TargetError;
use rekey_core::time::Duration;

use super::error::Refusal;
use crate::input::InputError;
use crate::openapi::{broken, json_body, mailing, malformed, metered, refusals};

refusals! {
    /// Of `send-reset-password`.
    OfSendReset: Refusal = [
        json_body("email must be an email address."),
        [Refusal::Target(TargetError::Malformed), Refusal::Target(TargetError::NotAllowed)],
        [too_soon()],
        mailing(),
    ];

    /// Of `send-otp`.
    OfSendOtp: Refusal = [json_body("email must be an email address."), [too_soon()], mailing()];

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
        [Refusal::SignInCode, Refusal::Credentials, Refusal::MustReset, Refusal::SecondFactor, Refusal::NotVerified],
        metered(),
    ];

    /// Of `users`.
    OfSignUp: Refusal = [
        json_body("password is required."),
        [Refusal::Password(vec![BrokenRule::TooShort(8)]), Refusal::Name],
        [Refusal::Target(TargetError::Malformed), Refusal::Target(TargetError::NotAllowed)],
        [Refusal::AdminToken, Refusal::SignUpOff, Refusal::AddressTaken, too_soon()],
        mailing(),
    ];

    /// Of `send-verification`.
    OfSendVerification: Refusal = [
        json_body("email must be an email address."),
        [Refusal::Target(TargetError::Malformed), Refusal::Target(TargetError::NotAllowed)],
        [too_soon()],
        mailing(),
    ];

    /// Of `verify`.
    OfVerify: Refusal = [
        json_body("otp must be six digits, or the token of a verification link."),
        [Refusal::Code, Refusal::MustReset, Refusal::SecondFactor],
        metered(),
    ];

    /// Of the page of a verification link.
    OfOpenLink: Refusal = [malformed("A field is given more than once."), [Refusal::NoTarget], broken()];

    /// Of its button.
    OfPressButton: Refusal = [
        malformed("A field is given more than once."),
        [InputError::TooLarge, InputError::UnsupportedMediaType],
        [Refusal::NoTarget],
        metered(),
    ];

    /// Of reading a profile.
    OfProfile: Refusal = [malformed("userId must be a UUID."), [Refusal::NoPerson], broken()];

    /// Of a profile that is changed.
    OfPatchProfile: Refusal = [
        json_body("profile must be an object."),
        [Refusal::Name, Refusal::Profile(ProfileTooLong), Refusal::NoBearer, Refusal::Unauthorized],
        broken(),
    ];

    /// Of what needs the admin token.
    OfAdmin: Refusal = [[Refusal::NoAdminToken, Refusal::AdminToken, Refusal::AdminOff], metered()];

    /// Of a list of accounts.
    OfListUsers: Refusal = [
        malformed("A field is given more than once."),
        [Refusal::NoAdminToken, Refusal::AdminToken, Refusal::AdminOff],
        metered(),
    ];

    /// Of an account that an operator looks at.
    OfUser: Refusal = [
        malformed("userId must be a UUID."),
        [Refusal::NoAdminToken, Refusal::AdminToken, Refusal::AdminOff, Refusal::NoPerson],
        metered(),
    ];

    /// Of accounts that an operator deletes.
    OfDeleteUsers: Refusal = [
        json_body("userIds must be a list of UUIDs that is not empty."),
        [Refusal::NoAdminToken, Refusal::AdminToken, Refusal::AdminOff],
        metered(),
    ];

    /// Of settings that are changed.
    OfPutConfig: Refusal = [
        json_body("passwordMinLength must be a whole number from 8 to 256."),
        [Refusal::NoAdminToken, Refusal::AdminToken, Refusal::AdminOff],
        metered(),
    ];

    /// Of what needs a bearer token.
    OfBearer: Refusal = [[Refusal::NoBearer, Refusal::Unauthorized], broken()];

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
