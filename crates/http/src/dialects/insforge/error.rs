//! Failures: one table of codes, statuses and sentences.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_core::accounts::DraftError;

use rekey_core::policy::BrokenRule;
use rekey_core::profile::ProfileTooLong;
use rekey_core::recovery::{CompleteError, ExchangeError, RequestError};
use rekey_core::redirect::TargetError;
use rekey_core::sessions::SessionError;
use rekey_core::shown_name::LONGEST_OWN_NAME;
use rekey_core::sign_in::SignInError;
use rekey_core::sign_up::{ProfileError, SignUpError};
use rekey_core::time::Duration;

use super::wire::FailureBody;
use crate::admin::{AdminRefusal, AdminRefused};
use crate::error_response::ErrorResponse;
use crate::faults;
use crate::input::InputError;

/// Everything that this dialect can refuse.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The input is not what the route takes.
    Input(InputError),
    /// The redirect target is not one that we hand tokens to.
    Target(TargetError),
    /// A link whose token we don't know, or that leads nowhere.
    NoTarget,
    /// The code is wrong, expired, used, or out of tries: one answer.
    Code,
    /// The same of a code to sign in, where the published status is another.
    SignInCode,
    /// Address and password don't match, or the account may not sign in: one answer (R1).
    Credentials,
    /// The password was right, but a reset was demanded first.
    MustReset,
    /// The password was right, but the address must be verified first.
    NotVerified,
    /// Password or code was right, but the second factor is missing or wrong.
    SecondFactor,
    /// The request has no bearer token, so there is no session that a client could refresh.
    NoBearer,
    /// Bearer or refresh token are not good.
    Unauthorized,
    /// The CSRF token does not belong to the cookie.
    Csrf,
    /// Accounts are made elsewhere.
    SignUpOff,
    /// The address has an account, where addresses need no verification.
    AddressTaken,
    /// An invalid name.
    Name,
    /// A profile that is too long.
    Profile(ProfileTooLong),
    /// Nobody has this id.
    NoPerson,
    /// The setting `admin.token` is not set.
    AdminOff,
    /// The request has no admin token.
    NoAdminToken,
    /// The admin token is wrong.
    AdminToken,
    /// The reset token is invalid, used or expired: one answer.
    ResetToken,
    /// The password breaks rules; the token stays usable.
    Password(Vec<BrokenRule>),
    /// The address has to wait for its next email.
    TooSoon(Duration),
    /// The account that an operator describes.
    Draft(String),
    /// The published API has this route, and this server does not.
    NotHere,
    /// Not by this method.
    Method,
    /// It has nothing to do with what was asked.
    Fault(Fault),
}

/// What is said of a code, whatever is wrong with it.
const WRONG_CODE: &str = "The code is wrong, has expired, or has already been used.";

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<TargetError> for Refusal {
    fn from(error: TargetError) -> Self {
        Self::Target(error)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::UnknownLocation => Self::Fault(Fault::Internal("there is no default location".into())),
            RequestError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<ExchangeError> for Refusal {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Outdated | ExchangeError::Refused => Self::Code,
            ExchangeError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SessionError> for Refusal {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Refused => Self::Unauthorized,
            SessionError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => Self::Credentials,
            SignInError::MustReset => Self::MustReset,
            SignInError::SecondFactor { .. } => Self::SecondFactor,
            SignInError::NotVerified => Self::NotVerified,
            SignInError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SignUpError> for Refusal {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::Closed => Self::SignUpOff,
            SignUpError::Password(rules) => Self::Password(rules),
            SignUpError::Name => Self::Name,
            SignUpError::TooSoon(wait) => Self::TooSoon(wait),
            SignUpError::AddressTaken => Self::AddressTaken,
            SignUpError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<DraftError> for Refusal {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::AddressTaken => Self::AddressTaken,
            DraftError::Password(rules) => Self::Password(rules),
            DraftError::Name => Self::Name,
            DraftError::Fault(fault) => Self::Fault(fault),
            error => Self::Draft(error.to_string()),
        }
    }
}

impl From<ProfileError> for Refusal {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::TooLong(too_long) => Self::Profile(too_long),
            ProfileError::Name => Self::Name,
            ProfileError::Gone => Self::Unauthorized,
            ProfileError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl AdminRefused for Refusal {
    const KEY_HEADER: Option<&'static str> = Some("x-api-key");
    const KEY_PREFIX: Option<&'static str> = Some("ik_");
}

impl From<AdminRefusal> for Refusal {
    fn from(refusal: AdminRefusal) -> Self {
        match refusal {
            AdminRefusal::Off => Self::AdminOff,
            AdminRefusal::Missing => Self::NoAdminToken,
            AdminRefusal::Token => Self::AdminToken,
            AdminRefusal::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<CompleteError> for Refusal {
    fn from(error: CompleteError) -> Self {
        match error {
            CompleteError::Token(_) => Self::ResetToken,
            CompleteError::Password(rules) => Self::Password(rules),
            CompleteError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl Refusal {
    /// The same, where a code or a link was tried: one answer for whatever is wrong with it.
    pub(super) fn of_code(self) -> Self {
        if matches!(self, Self::Credentials) { Self::Code } else { self }
    }

    /// The same, where a code to sign in was tried.
    pub(super) fn of_sign_in_code(self) -> Self {
        if matches!(self, Self::Credentials) { Self::SignInCode } else { self }
    }

    /// Code, status and sentence.
    fn row(&self) -> (&'static str, StatusCode, String) {
        const BAD: StatusCode = StatusCode::BAD_REQUEST;
        match self {
            Self::Input(InputError::TooLarge) => ("PAYLOAD_TOO_LARGE", StatusCode::PAYLOAD_TOO_LARGE, self.input()),
            Self::Input(InputError::UnsupportedMediaType) => {
                ("UNSUPPORTED_MEDIA_TYPE", StatusCode::UNSUPPORTED_MEDIA_TYPE, self.input())
            }
            Self::Input(InputError::Malformed(_)) => ("INVALID_INPUT", BAD, self.input()),
            Self::Target(error) => ("INVALID_INPUT", BAD, target_sentence(*error).to_owned()),
            Self::NoTarget => ("INVALID_INPUT", BAD, "This link is not valid.".to_owned()),
            Self::Code => ("AUTH_INVALID_CREDENTIALS", StatusCode::UNAUTHORIZED, WRONG_CODE.to_owned()),
            Self::SignInCode => ("INVALID_INPUT", BAD, WRONG_CODE.to_owned()),
            Self::Credentials => {
                ("AUTH_UNAUTHORIZED", StatusCode::UNAUTHORIZED, "The email address or password is wrong.".to_owned())
            }
            Self::MustReset => (
                "AUTH_UNAUTHORIZED",
                StatusCode::UNAUTHORIZED,
                "The password must be reset before signing in.".to_owned(),
            ),
            Self::SecondFactor => {
                ("AUTH_MFA_REQUIRED", StatusCode::UNAUTHORIZED, "The second factor is missing or wrong.".to_owned())
            }
            // The only 403 of a sign-in: upon any 403 clients ask for the verification code.
            Self::NotVerified => {
                ("FORBIDDEN", StatusCode::FORBIDDEN, "The address must be verified before signing in.".to_owned())
            }
            // Not AUTH_UNAUTHORIZED, upon which the SDK would refresh.
            Self::NoBearer => {
                ("AUTH_INVALID_CREDENTIALS", StatusCode::UNAUTHORIZED, "The access token is missing.".to_owned())
            }
            Self::Unauthorized => {
                ("AUTH_UNAUTHORIZED", StatusCode::UNAUTHORIZED, "The session is over. Sign in again.".to_owned())
            }
            Self::Csrf => ("FORBIDDEN", StatusCode::FORBIDDEN, "The CSRF token is missing or wrong.".to_owned()),
            Self::SignUpOff => ("AUTH_SIGNUP_DISABLED", StatusCode::FORBIDDEN, "Sign-up is closed.".to_owned()),
            Self::AddressTaken => {
                ("AUTH_EMAIL_EXISTS", StatusCode::CONFLICT, "An account with this address already exists.".to_owned())
            }
            Self::Name => (
                "INVALID_INPUT",
                BAD,
                format!("A name has 1 to {LONGEST_OWN_NAME} characters, no invisible ones, and no link or address."),
            ),
            Self::Profile(too_long) => ("INVALID_INPUT", BAD, format!("{too_long}.")),
            Self::NoPerson => ("AUTH_USER_NOT_FOUND", StatusCode::NOT_FOUND, "No account has this id.".to_owned()),
            Self::AdminOff => (
                "FORBIDDEN",
                StatusCode::FORBIDDEN,
                "This server has no admin token, so nobody may do this.".to_owned(),
            ),
            Self::NoAdminToken => {
                ("AUTH_INVALID_CREDENTIALS", StatusCode::UNAUTHORIZED, "The admin token is missing.".to_owned())
            }
            Self::AdminToken => {
                ("AUTH_INVALID_API_KEY", StatusCode::UNAUTHORIZED, "The admin token is wrong.".to_owned())
            }
            Self::ResetToken => (
                "AUTH_INVALID_CREDENTIALS",
                StatusCode::UNAUTHORIZED,
                "The reset token is not valid, has expired, or has already been used.".to_owned(),
            ),
            Self::Password(rules) => {
                ("INVALID_INPUT", BAD, rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            }
            Self::TooSoon(_) => (
                "TOO_MANY_REQUESTS",
                StatusCode::TOO_MANY_REQUESTS,
                "An email was sent a moment ago. Wait before you ask for another.".to_owned(),
            ),
            Self::Draft(problem) => ("INVALID_INPUT", BAD, format!("{problem}.")),
            Self::NotHere => ("NOT_FOUND", StatusCode::NOT_FOUND, "This server does not have this route.".to_owned()),
            Self::Method => {
                ("INVALID_INPUT", StatusCode::METHOD_NOT_ALLOWED, "This method is not allowed here.".to_owned())
            }
            Self::Fault(fault) => (fault_code(fault), faults::status(fault), faults::sentence(fault).to_owned()),
        }
    }

    fn input(&self) -> String {
        match self {
            Self::Input(error) => error.to_string(),
            _ => String::new(),
        }
    }

    /// What the person, or the developer of the app, can do about it.
    fn next_actions(&self) -> Option<&'static str> {
        match self {
            Self::Code | Self::SignInCode => Some("Try again, or ask for a new code."),
            Self::MustReset => Some("Ask for a reset email."),
            Self::SecondFactor => Some("Send what the authenticator app shows, or a recovery code, as totp."),
            Self::NotVerified => Some("Enter the code of the verification email, or open its link."),
            Self::AddressTaken => Some("Sign in, or ask for a reset email."),
            Self::ResetToken => Some("Ask for a new reset email."),
            Self::NotHere => Some("See docs/dialects/insforge.md for what Rekey leaves out."),
            Self::AdminOff => Some("Set admin.token in the server's configuration."),
            Self::Target(TargetError::NotAllowed) => {
                Some("Add the URL to the location's allowed_redirect_urls, or use one that is there.")
            }
            _ => None,
        }
    }
}

impl ErrorResponse for Refusal {
    type Body = FailureBody;

    fn status(&self) -> StatusCode {
        self.row().1
    }

    fn body(&self) -> FailureBody {
        let (error, status, message) = self.row();
        FailureBody { error, message, status_code: status.as_u16(), next_actions: self.next_actions() }
    }

    fn summary(&self) -> String {
        let (code, _, message) = self.row();
        format!("{code}: {message}")
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    fn wait(&self) -> Option<Duration> {
        match self {
            Self::TooSoon(wait) => Some(*wait),
            _ => None,
        }
    }
}

fn target_sentence(error: TargetError) -> &'static str {
    match error {
        TargetError::Malformed => "redirectTo must be an absolute URL, written as browsers write it.",
        TargetError::Reserved => {
            "redirectTo must carry no fragment that is not allowed, and no token, redirectTo or insforge_ field."
        }
        TargetError::NotAllowed => "redirectTo is not among the allowed redirect URLs.",
    }
}

fn fault_code(fault: &Fault) -> &'static str {
    match fault {
        Fault::TooManyFromNetwork { .. } | Fault::TooManyWrongPasswords { .. } => "TOO_MANY_REQUESTS",
        Fault::Overloaded { .. } | Fault::Store(_) | Fault::Directory(_) => "SERVICE_OVERLOADED",
        Fault::MailDisabled => "EMAIL_DISABLED",
        Fault::Internal(_) => "INTERNAL_ERROR",
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.answer()
    }
}
