//! What each route may refuse, for its documentation: rows of the table in [`error`](super::error).

use rekey_core::policy::BrokenRule;
use rekey_core::ports::Undelivered;
use rekey_core::time::Duration;

use super::error::Refusal;
use crate::openapi::{broken, json_body, mailing, malformed, metered, refusals};

refusals! {
    /// Of `reset-request`.
    OfRequest: Refusal = [
        json_body("email must be an email address."),
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

    /// Of `register`.
    OfRegister: Refusal = [
        json_body("name is required."),
        [
            Refusal::AlreadySignedIn,
            Refusal::Password(vec![BrokenRule::NeedsDigit]),
            Refusal::SignUpClosed,
            Refusal::Cooldown(Duration::from_secs(41)),
        ],
        mailing(),
    ];

    /// Of `email/verification`.
    OfVerify: Refusal = [
        malformed("token is required."),
        [Refusal::AlreadyVerified, Refusal::VerificationToken, Refusal::VerificationTokenExpired],
        access_tokens(),
        metered(),
    ];

    /// Of `email/verification/send`.
    OfSendVerification: Refusal = [
        malformed("A field is given more than once."),
        [Refusal::AlreadyVerified, Refusal::AuthenticationRequired, Refusal::Cooldown(Duration::from_secs(41))],
        access_tokens(),
        mailing(),
        broken().map(Refusal::of_cooldown),
        UNDELIVERED.map(|why| Refusal::of_verification_mail(why.into())),
    ];

    /// Of `email/verification/cooldown`.
    OfVerificationCooldown: Refusal =
        [[Refusal::AuthenticationRequired], access_tokens(), broken(), broken().map(Refusal::of_cooldown)];

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

    /// Of `step-up`.
    OfStepUp: Refusal = [
        json_body("password must be a string."),
        [Refusal::NoPassword, Refusal::PasswordMissing, Refusal::AuthenticationRequired, Refusal::Credentials],
        access_tokens(),
        sign_in_faults(),
    ];

    /// Of `2fa/step-up`.
    OfCompleteStepUp: Refusal = [
        json_body("totp must have six digits at most."),
        [
            Refusal::NoTwoFactorCode,
            Refusal::AuthenticationRequired,
            Refusal::TwoFactorTokenMissing,
            Refusal::TwoFactorToken,
            Refusal::TwoFactorTokenExpired,
            Refusal::TwoFactorCode,
        ],
        access_tokens(),
        sign_in_faults(),
    ];

    /// Of the beginning of `2fa/totp/setup`.
    OfBeginSetUp: Refusal = [[Refusal::TotpIsOn, Refusal::NotVerified, Refusal::NoPasswordProvider], step_ups(), broken()];

    /// Of the end of `2fa/totp/setup`.
    OfCompleteSetUp: Refusal = [
        json_body("token is required."),
        [
            Refusal::TotpIsOn,
            Refusal::NotVerified,
            Refusal::NoPasswordProvider,
            Refusal::SetUpToken,
            Refusal::SetUpTokenExpired,
            Refusal::TwoFactorCode,
        ],
        step_ups(),
        broken(),
    ];

    /// Of `2fa/totp`.
    OfDisableTotp: Refusal = [[Refusal::TotpIsOff, Refusal::OnlyMethod], step_ups(), broken()];

    /// Of `2fa/totp/recover`.
    OfRecover: Refusal = [
        json_body("code is required."),
        [
            Refusal::TwoFactorTokenMissing,
            Refusal::TwoFactorToken,
            Refusal::TwoFactorTokenExpired,
            Refusal::RecoveryCode,
        ],
        sign_in_faults(),
    ];

    /// Of `2fa/preferred-method`.
    OfPreferredMethod: Refusal = [
        json_body("method must be totp or email."),
        [Refusal::MethodIsOff, Refusal::NoPasswordProvider],
        step_ups(),
        broken(),
    ];

    /// Of a new name.
    OfRename: Refusal =
        [json_body("name must be a string."), [Refusal::AuthenticationRequired], access_tokens(), broken()];

    /// Of a new address.
    OfChangeAddress: Refusal = [
        json_body("newEmail must be an email address."),
        [Refusal::OwnAddress],
        step_ups(),
        broken(),
        mailing().into_iter().map(Refusal::of_cooldown),
    ];

    /// Of a new password.
    OfChangePassword: Refusal = [
        json_body("oldPassword is required."),
        [Refusal::WrongPassword, Refusal::NoPasswordProvider, Refusal::Password(vec![BrokenRule::NeedsDigit])],
        step_ups(),
        sign_in_faults(),
    ];

    /// Of the end of a session.
    OfEndSession: Refusal =
        [malformed("sessionId must be a UUID."), [Refusal::AuthenticationRequired], access_tokens(), broken()];

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

/// What is wrong with access tokens.
fn access_tokens() -> [Refusal; 2] {
    [Refusal::AccessToken, Refusal::AccessTokenExpired]
}

/// Where a session has to be stepped up.
fn step_ups() -> impl Iterator<Item = Refusal> {
    let steps = [Refusal::AuthenticationRequired, Refusal::StepUpMissing, Refusal::StepUp, Refusal::StepUpExpired];
    access_tokens().into_iter().chain(steps)
}

/// What routes can meet where people show who they are.
fn sign_in_faults() -> impl Iterator<Item = Refusal> {
    metered().into_iter().map(Refusal::SignInFault)
}

/// Why a first attempt to send an email fails permanently.
const UNDELIVERED: [Undelivered; 5] = [
    Undelivered::NoToken,
    Undelivered::NotRendered,
    Undelivered::LoginRefused,
    Undelivered::NotSent,
    Undelivered::NotWithdrawn,
];
