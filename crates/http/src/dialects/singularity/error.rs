//! Failures: one table of statuses, codes and sentences.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_core::policy::BrokenRule;
use rekey_core::ports::Undelivered;
use rekey_core::recovery::{CompleteError, DeliveredRequestError, InspectError, RequestError, TokenProblem};
use rekey_core::second_factors::{SecondFactorError, SetUpError};
use rekey_core::sessions::SessionError;
use rekey_core::sign_in::{ChangePasswordError, SignInError};
use rekey_core::sign_up::{ProfileError, SignUpError};
use rekey_core::time::Duration;

use super::wire::{ErrorBody, Problem};
use crate::error_response::ErrorResponse;
use crate::faults;
use crate::input::InputError;

/// Everything that this dialect can refuse.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The input is not what the route takes.
    Input(InputError),
    /// Not by this method.
    Method,
    /// The password breaks rules; the token stays usable.
    Password(Vec<BrokenRule>),
    /// The reset token is unknown, used, void, or none at all.
    Token,
    /// The reset token has expired.
    TokenExpired,
    /// Wrong pair, unknown address, locked account, reset demanded: one answer (R1).
    Credentials,
    /// The old password is wrong.
    WrongPassword,
    /// There is nothing to do for somebody who is signed in.
    AlreadySignedIn,
    /// There is no access token.
    AuthenticationRequired,
    /// The access token is not ours, or its session is over.
    AccessToken,
    /// The access token has expired.
    AccessTokenExpired,
    /// There is no refresh token.
    RefreshTokenMissing,
    /// The refresh token was used, or its session is over, or it is not ours.
    RefreshToken,
    /// There is no two-factor token.
    TwoFactorTokenMissing,
    /// The two-factor token was used, is void, or is not ours.
    TwoFactorToken,
    /// The two-factor token has expired.
    TwoFactorTokenExpired,
    /// There is no code.
    NoTwoFactorCode,
    /// The code is wrong, late or was used.
    TwoFactorCode,
    /// The verification token is unknown, used, void, or none at all.
    VerificationToken,
    /// The verification token has expired.
    VerificationTokenExpired,
    /// The address is verified.
    AlreadyVerified,
    /// A step-up needs a password, and the account has none.
    NoPassword,
    /// There is no password in the request.
    PasswordMissing,
    /// There is no step-up token.
    StepUpMissing,
    /// The step-up token is not ours, or of another session.
    StepUp,
    /// The step-up token has expired.
    StepUpExpired,
    /// A second factor needs a password, and the account has none.
    NoPasswordProvider,
    /// The second factor is on.
    TotpIsOn,
    /// A second factor needs a verified address.
    NotVerified,
    /// The second factor is off.
    TotpIsOff,
    /// The setup token is not ours, or another account's.
    SetUpToken,
    /// The setup token has expired.
    SetUpTokenExpired,
    /// The second factor is the only one.
    OnlyMethod,
    /// The method is not on.
    MethodIsOff,
    /// The recovery code is wrong or was used.
    RecoveryCode,
    /// The new address is the person's own already.
    OwnAddress,
    /// The published API has this route, and this server does not.
    NotHere,
    /// Accounts are made elsewhere.
    SignUpClosed,
    /// The address has to wait for its next email.
    Cooldown(Duration),
    /// Storage failed while the cooldown was read or the request accepted.
    CooldownStorage(Fault),
    /// No token could be made for the verification email.
    NoVerificationToken,
    /// The first attempt to deliver the email failed, and the request is withdrawn.
    Undelivered(Undelivered),
    /// It has nothing to do with what was asked.
    Fault(Fault),
    /// The same where people show who they are: limits have codes of their own there.
    SignInFault(Fault),
}

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<TokenProblem> for Refusal {
    fn from(problem: TokenProblem) -> Self {
        match problem {
            TokenProblem::Expired => Self::TokenExpired,
            TokenProblem::Unknown | TokenProblem::Used | TokenProblem::Void => Self::Token,
        }
    }
}

impl From<CompleteError> for Refusal {
    fn from(error: CompleteError) -> Self {
        match error {
            CompleteError::Token(problem) => problem.into(),
            CompleteError::Password(rules) => Self::Password(rules),
            CompleteError::Fault(fault) => Self::SignInFault(fault),
        }
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused | SignInError::MustReset | SignInError::NotVerified => Self::Credentials,
            SignInError::SecondFactor { .. } => Self::TwoFactorCode,
            SignInError::Fault(fault) => Self::SignInFault(fault),
        }
    }
}

impl From<SessionError> for Refusal {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Refused => Self::RefreshToken,
            SessionError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<DeliveredRequestError> for Refusal {
    fn from(error: DeliveredRequestError) -> Self {
        match error {
            DeliveredRequestError::Undelivered(why) => Self::Undelivered(why),
            DeliveredRequestError::Request(error) => Self::of_request(error),
        }
    }
}

impl From<SignUpError> for Refusal {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::Closed => Self::SignUpClosed,
            SignUpError::Password(rules) => Self::Password(rules),
            SignUpError::Name => Self::name(),
            SignUpError::TooSoon(remaining) => Self::Cooldown(remaining),
            // What registers answers this as it answers new addresses.
            taken @ SignUpError::AddressTaken => Self::Fault(Fault::Internal(Box::new(taken))),
            SignUpError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SecondFactorError> for Refusal {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::AlreadyOn => Self::TotpIsOn,
            SecondFactorError::Unverified => Self::NotVerified,
            SecondFactorError::Wrong => Self::TwoFactorCode,
            SecondFactorError::Fault(fault) => Self::Fault(fault),
            // The account, or what was begun a moment ago, is gone by now.
            SecondFactorError::NoAccount | SecondFactorError::None => Self::AccessToken,
        }
    }
}

impl From<SetUpError> for Refusal {
    fn from(error: SetUpError) -> Self {
        match error {
            SetUpError::Invalid => Self::SetUpToken,
            SetUpError::Expired => Self::SetUpTokenExpired,
            SetUpError::SecondFactor(error) => error.into(),
        }
    }
}

impl From<ProfileError> for Refusal {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Name => Self::name(),
            ProfileError::Gone => Self::AccessToken,
            ProfileError::Fault(fault) => Self::Fault(fault),
            // This API has no fields that could make it too long.
            too_long @ ProfileError::TooLong(_) => Self::Fault(Fault::Internal(Box::new(too_long))),
        }
    }
}

impl From<ChangePasswordError> for Refusal {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::NoPassword => Self::NoPasswordProvider,
            ChangePasswordError::Refused => Self::WrongPassword,
            ChangePasswordError::Password(rules) => Self::Password(rules),
            ChangePasswordError::Fault(fault) => Self::SignInFault(fault),
        }
    }
}

impl Refusal {
    /// The name is not one.
    fn name() -> Self {
        Self::Input(InputError::malformed(
            "name must have at most 100 characters, no invisible ones, and no link or address.",
        ))
    }

    /// A request for an email that was not accepted.
    pub(super) fn of_request(error: RequestError) -> Self {
        match error {
            RequestError::Fault(fault) => Self::of_cooldown(fault),
            // This dialect names no location, and the default one always exists.
            unknown @ RequestError::UnknownLocation => Self::Fault(Fault::Internal(Box::new(unknown))),
        }
    }

    /// A verification email that was not sent.
    pub(super) fn of_verification_mail(error: DeliveredRequestError) -> Self {
        match error {
            DeliveredRequestError::Undelivered(Undelivered::NoToken) => Self::NoVerificationToken,
            other => other.into(),
        }
    }

    /// A verification that was refused.
    pub(super) fn of_verification(error: InspectError) -> Self {
        match error {
            InspectError::Token(TokenProblem::Used) => Self::AlreadyVerified,
            InspectError::Token(TokenProblem::Expired) => Self::VerificationTokenExpired,
            InspectError::Token(TokenProblem::Unknown | TokenProblem::Void) => Self::VerificationToken,
            InspectError::Fault(fault) => Self::Fault(fault),
        }
    }

    /// A fault met while a cooldown was read, or a request accepted.
    pub(super) fn of_cooldown(fault: Fault) -> Self {
        match fault {
            Fault::Store(_) => Self::CooldownStorage(fault),
            fault => Self::Fault(fault),
        }
    }

    /// The status, the code to act on, and the failure's name. Like the published API, the guard has no code for what
    /// it refuses before a handler runs; its name is the status in words.
    fn row(&self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::Input(error) => unnamed(error.status()),
            Self::Password(_) => unnamed(S::BAD_REQUEST),
            Self::Method => unnamed(S::METHOD_NOT_ALLOWED),
            Self::Token => (S::UNAUTHORIZED, "PASSWORD_RESET_TOKEN_INVALID", "Invalid"),
            Self::TokenExpired => (S::UNAUTHORIZED, "PASSWORD_RESET_TOKEN_EXPIRED", "Expired"),
            Self::Credentials => (S::UNAUTHORIZED, "INVALID_CREDENTIALS", "InvalidCredentials"),
            Self::WrongPassword => (S::UNAUTHORIZED, "INVALID_CREDENTIALS", "WrongPassword"),
            Self::AlreadySignedIn => (S::NOT_MODIFIED, "ALREADY_AUTHENTICATED", "AlreadyAuthenticated"),
            Self::AuthenticationRequired => (S::UNAUTHORIZED, "AUTHENTICATION_REQUIRED", "AuthenticationRequired"),
            Self::AccessToken => (S::UNAUTHORIZED, "ACCESS_TOKEN_INVALID", "Invalid"),
            Self::AccessTokenExpired => (S::UNAUTHORIZED, "ACCESS_TOKEN_EXPIRED", "Expired"),
            Self::RefreshTokenMissing => (S::UNAUTHORIZED, "REFRESH_TOKEN_MISSING", "Missing"),
            Self::RefreshToken => (S::UNAUTHORIZED, "REFRESH_TOKEN_INVALID", "Invalid"),
            Self::TwoFactorTokenMissing => (S::UNAUTHORIZED, "TWO_FACTOR_AUTHENTICATION_TOKEN_MISSING", "Missing"),
            Self::TwoFactorToken => (S::UNAUTHORIZED, "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID", "Invalid"),
            Self::TwoFactorTokenExpired => (S::UNAUTHORIZED, "TWO_FACTOR_AUTHENTICATION_TOKEN_EXPIRED", "Expired"),
            Self::NoTwoFactorCode => (S::BAD_REQUEST, "NO_2FA_CODE_PROVIDED", "No2faCodeProvided"),
            Self::TwoFactorCode => (S::UNAUTHORIZED, "WRONG_TWO_FACTOR_CODE", "WrongCode"),
            Self::VerificationToken => (S::UNAUTHORIZED, "EMAIL_VERIFICATION_TOKEN_INVALID", "Invalid"),
            Self::VerificationTokenExpired => (S::UNAUTHORIZED, "EMAIL_VERIFICATION_TOKEN_EXPIRED", "Expired"),
            Self::AlreadyVerified => (S::NOT_MODIFIED, "EMAIL_ALREADY_VERIFIED", "AlreadyVerified"),
            Self::NoPassword => (S::BAD_REQUEST, "NO_PASSWORD", "NoPassword"),
            Self::PasswordMissing => (S::BAD_REQUEST, "MISSING_PASSWORD_PARAMETER", "MissingPasswordParameter"),
            Self::StepUpMissing => (S::UNAUTHORIZED, "STEP_UP_TOKEN_MISSING", "Missing"),
            Self::StepUp => (S::UNAUTHORIZED, "STEP_UP_TOKEN_INVALID", "Invalid"),
            Self::StepUpExpired => (S::UNAUTHORIZED, "STEP_UP_TOKEN_EXPIRED", "Expired"),
            Self::NoPasswordProvider => (S::BAD_REQUEST, "NO_PASSWORD_PROVIDER", "NoPasswordSet"),
            Self::TotpIsOn => (S::NOT_MODIFIED, "TWO_FACTOR_METHOD_ALREADY_ENABLED", "AlreadyEnabled"),
            Self::NotVerified => (S::FORBIDDEN, "EMAIL_NOT_VERIFIED", "EmailNotVerified"),
            Self::TotpIsOff => (S::NOT_MODIFIED, "TWO_FACTOR_METHOD_ALREADY_DISABLED", "AlreadyDisabled"),
            Self::SetUpToken => (S::UNAUTHORIZED, "TOTP_SETUP_TOKEN_INVALID", "Invalid"),
            Self::SetUpTokenExpired => (S::UNAUTHORIZED, "TOTP_SETUP_TOKEN_EXPIRED", "Expired"),
            Self::OnlyMethod => {
                (S::BAD_REQUEST, "CANNOT_DISABLE_ONLY_TWO_FACTOR_METHOD", "CannotDisableOnlyTwoFactorMethod")
            }
            Self::MethodIsOff => (S::BAD_REQUEST, "2FA_DISABLED", "TwoFactorDisabled"),
            Self::RecoveryCode => (S::UNAUTHORIZED, "WRONG_TOTP_RECOVERY_CODE", "WrongCode"),
            Self::OwnAddress => (S::CONFLICT, "EMAIL_TAKEN", "EmailTaken"),
            Self::NotHere | Self::SignUpClosed => (S::NOT_FOUND, "NOT_FOUND", "Not Found"),
            Self::Cooldown(_) => (S::TOO_MANY_REQUESTS, "EMAIL_COOLDOWN_ACTIVE", "CooldownActive"),
            Self::CooldownStorage(_) => (S::INTERNAL_SERVER_ERROR, "EMAIL_COOLDOWN_CACHE_FAILURE", "CooldownCache"),
            Self::NoVerificationToken => (
                S::INTERNAL_SERVER_ERROR,
                "EMAIL_VERIFICATION_TOKEN_CREATION_FAILURE",
                "EmailVerificationTokenCreation",
            ),
            Self::Undelivered(why) => {
                let (code, name) = undelivered(*why);
                (S::INTERNAL_SERVER_ERROR, code, name)
            }
            Self::SignInFault(Fault::TooManyFromNetwork { .. } | Fault::TooManyWrongPasswords { .. }) => {
                (S::TOO_MANY_REQUESTS, "IP_LOGIN_RATE_LIMIT_EXCEEDED", "Login")
            }
            Self::Fault(fault) | Self::SignInFault(fault) => of_fault(fault),
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Input(error) => error.to_string(),
            Self::Method => "This method is not allowed here.".to_owned(),
            Self::Password(rules) => rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            Self::Token | Self::VerificationToken => "The link is not valid. Ask for a new one.".to_owned(),
            Self::TokenExpired | Self::VerificationTokenExpired => {
                "The link has expired. Ask for a new one.".to_owned()
            }
            Self::Credentials => "Email address or password is wrong.".to_owned(),
            Self::WrongPassword => "The old password is wrong.".to_owned(),
            Self::AlreadySignedIn => "You are signed in already.".to_owned(),
            Self::AuthenticationRequired => "Sign in first.".to_owned(),
            Self::AccessToken => "The access token is not valid. Sign in again.".to_owned(),
            Self::AccessTokenExpired => "The access token has expired. Refresh it.".to_owned(),
            Self::RefreshTokenMissing => "A refresh token is required.".to_owned(),
            Self::RefreshToken => "The refresh token is not valid. Sign in again.".to_owned(),
            Self::TwoFactorTokenMissing => "A two-factor token is required.".to_owned(),
            Self::TwoFactorToken => "The two-factor token is not valid. Sign in again.".to_owned(),
            Self::TwoFactorTokenExpired => "The two-factor token has expired. Sign in again.".to_owned(),
            Self::NoTwoFactorCode => "A code is required.".to_owned(),
            Self::TwoFactorCode => "The code is wrong, has expired, or has already been used.".to_owned(),
            Self::AlreadyVerified => "The address is verified already.".to_owned(),
            Self::NoPassword => "This account has no password.".to_owned(),
            Self::PasswordMissing => "password is required.".to_owned(),
            Self::StepUpMissing => "A step-up token is required.".to_owned(),
            Self::StepUp => "The step-up token is not valid. Step up again.".to_owned(),
            Self::StepUpExpired => "The step-up token has expired. Step up again.".to_owned(),
            Self::NoPasswordProvider => "This account has no password. Set one first.".to_owned(),
            Self::TotpIsOn => "The second factor is on already.".to_owned(),
            Self::NotVerified => "Verify your email address first.".to_owned(),
            Self::TotpIsOff => "The second factor is off already.".to_owned(),
            Self::SetUpToken => "The setup token is not valid. Begin again.".to_owned(),
            Self::SetUpTokenExpired => "The setup token has expired. Begin again.".to_owned(),
            Self::OnlyMethod => "The only second factor can't be turned off.".to_owned(),
            Self::MethodIsOff => "This second factor is not on.".to_owned(),
            Self::RecoveryCode => "The recovery code is wrong, or has already been used.".to_owned(),
            Self::OwnAddress => "This is already your address.".to_owned(),
            Self::NotHere => "This server does not have this route.".to_owned(),
            Self::SignUpClosed => "Registration is closed.".to_owned(),
            Self::Cooldown(_) => "An email was sent a moment ago. Wait before you ask for another.".to_owned(),
            Self::NoVerificationToken | Self::Undelivered(_) => {
                "The email could not be sent. Try again in a moment.".to_owned()
            }
            Self::CooldownStorage(fault) | Self::Fault(fault) | Self::SignInFault(fault) => {
                faults::sentence(fault).to_owned()
            }
        }
    }
}

impl ErrorResponse for Refusal {
    type Body = ErrorBody;

    fn status(&self) -> StatusCode {
        self.row().0
    }

    /// As an example; what is sent says where and when, which [`envelope`](super::envelope) knows.
    fn body(&self) -> ErrorBody {
        let problem = self.problem();
        ErrorBody::new(self.status(), problem, "2026-11-22T20:15:58Z".to_owned(), "/api/auth/…".to_owned())
    }

    fn summary(&self) -> String {
        format!("{}: {}", self.row().1, self.message())
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::CooldownStorage(fault) | Self::Fault(fault) | Self::SignInFault(fault) => Some(fault),
            _ => None,
        }
    }

    fn wait(&self) -> Option<Duration> {
        match self {
            Self::Cooldown(remaining) => Some(*remaining),
            _ => None,
        }
    }
}

/// What the published API leaves to its framework.
fn unnamed(status: StatusCode) -> (StatusCode, &'static str, &'static str) {
    (status, "INVALID_REQUEST", status.canonical_reason().unwrap_or("Error"))
}

fn of_fault(fault: &Fault) -> (StatusCode, &'static str, &'static str) {
    use StatusCode as S;
    match fault {
        Fault::TooManyFromNetwork { .. } | Fault::TooManyWrongPasswords { .. } => {
            (S::TOO_MANY_REQUESTS, "IP_RATE_LIMIT_EXCEEDED", "Ip")
        }
        Fault::Overloaded { .. } | Fault::Directory(_) => (S::SERVICE_UNAVAILABLE, "SERVICE_OVERLOADED", "Overloaded"),
        Fault::MailDisabled => (S::SERVICE_UNAVAILABLE, "EMAIL_DISABLED", "EmailDisabled"),
        Fault::Store(_) => (S::INTERNAL_SERVER_ERROR, "DATABASE_FAILURE", "Database"),
        // A defect of ours: the contract has no code for it.
        Fault::Internal(_) => (S::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Internal"),
    }
}

fn undelivered(why: Undelivered) -> (&'static str, &'static str) {
    match why {
        Undelivered::NoToken => ("PASSWORD_RESET_TOKEN_CREATION_FAILURE", "Token"),
        Undelivered::NotRendered => ("EMAIL_TEMPLATE_FAILURE", "Template"),
        Undelivered::LoginRefused => ("EMAIL_AUTHENTICATION_FAILURE", "EmailAuthentication"),
        Undelivered::NotSent => ("EMAIL_SEND_FAILURE", "Send"),
        Undelivered::NotWithdrawn => ("DATABASE_FAILURE", "Database"),
    }
}

impl Refusal {
    fn problem(&self) -> Problem {
        let (_, code, error) = self.row();
        Problem { code, error, message: Some(self.message()) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        self.head(&mut response);
        response.extensions_mut().insert(self.problem());
        response
    }
}
