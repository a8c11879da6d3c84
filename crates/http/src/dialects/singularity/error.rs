//! Failures: one table of statuses, codes and sentences.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_core::policy::BrokenRule;
use rekey_core::ports::Undelivered;
use rekey_core::recovery::{CompleteError, DeliveredRequestError, RequestError, TokenProblem};
use rekey_core::sign_in::SignInError;
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
    /// The reset token's time is over.
    TokenExpired,
    /// Wrong pair, unknown address, locked account, reset demanded: one answer (R1).
    Credentials,
    /// The second factor is wrong, used or late, or its token is not good: one answer.
    SecondFactor,
    /// The address has to wait for its next mail.
    Cooldown(Duration),
    /// Storage failed while the cooldown was read or the request accepted.
    CooldownStorage(Fault),
    /// The first attempt to deliver the mail failed, and the request is withdrawn.
    Undelivered(Undelivered),
    /// It has nothing to do with what was asked.
    Fault(Fault),
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
            CompleteError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused | SignInError::MustReset | SignInError::NotVerified => Self::Credentials,
            SignInError::SecondFactor { .. } => Self::SecondFactor,
            SignInError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<DeliveredRequestError> for Refusal {
    fn from(error: DeliveredRequestError) -> Self {
        match error {
            DeliveredRequestError::Undelivered(why) => Self::Undelivered(why),
            DeliveredRequestError::Request(RequestError::Fault(fault)) => Self::of_cooldown(fault),
            // This dialect names no location, and the default one always exists.
            DeliveredRequestError::Request(unknown @ RequestError::UnknownLocation) => {
                Self::Fault(Fault::Internal(Box::new(unknown)))
            }
        }
    }
}

impl Refusal {
    /// A fault met while a cooldown was read, or a request accepted.
    pub(super) fn of_cooldown(fault: Fault) -> Self {
        match fault {
            Fault::Store(_) => Self::CooldownStorage(fault),
            fault => Self::Fault(fault),
        }
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::Input(error) => (error.status(), "INVALID_REQUEST"),
            Self::Password(_) => (S::BAD_REQUEST, "INVALID_REQUEST"),
            Self::Method => (S::METHOD_NOT_ALLOWED, "INVALID_REQUEST"),
            Self::Token => (S::UNAUTHORIZED, "PASSWORD_RESET_TOKEN_INVALID"),
            Self::TokenExpired => (S::UNAUTHORIZED, "PASSWORD_RESET_TOKEN_EXPIRED"),
            Self::Credentials => (S::UNAUTHORIZED, "INVALID_CREDENTIALS"),
            Self::SecondFactor => (S::UNAUTHORIZED, "TWO_FACTOR_INVALID"),
            Self::Cooldown(_) => (S::TOO_MANY_REQUESTS, "EMAIL_COOLDOWN_ACTIVE"),
            Self::CooldownStorage(_) => (S::INTERNAL_SERVER_ERROR, "EMAIL_COOLDOWN_CACHE_FAILURE"),
            Self::Undelivered(why) => (S::INTERNAL_SERVER_ERROR, undelivered_code(*why)),
            Self::Fault(fault) => match fault {
                Fault::TooManyFromNetwork { .. } | Fault::TooManyWrongPasswords { .. } => {
                    (S::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS")
                }
                Fault::Overloaded { .. } => (S::SERVICE_UNAVAILABLE, "SERVICE_OVERLOADED"),
                Fault::MailDisabled => (S::SERVICE_UNAVAILABLE, "EMAIL_DISABLED"),
                Fault::Store(_) => (S::INTERNAL_SERVER_ERROR, "DATABASE_FAILURE"),
                // A defect of ours: the contract has no code for it.
                Fault::Internal(_) => (S::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR"),
            },
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Input(error) => error.to_string(),
            Self::Method => "This method is not allowed here.".to_owned(),
            Self::Password(rules) => rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            Self::Token => "The link is not valid. Ask for a new one.".to_owned(),
            Self::TokenExpired => "The link has expired. Ask for a new one.".to_owned(),
            Self::Credentials => "E-mail address or password is wrong.".to_owned(),
            Self::SecondFactor => "The code is wrong, late, or was used already.".to_owned(),
            Self::Cooldown(_) => "A mail was sent a short while ago. Wait before you ask for another.".to_owned(),
            Self::Undelivered(_) => "The mail could not be sent. Try again in a moment.".to_owned(),
            Self::CooldownStorage(fault) | Self::Fault(fault) => faults::sentence(fault).to_owned(),
        }
    }
}

impl ErrorResponse for Refusal {
    type Body = ErrorBody;

    fn status(&self) -> StatusCode {
        self.status_and_code().0
    }

    /// As an example; what is sent says where and when, which [`envelope`](super::envelope) knows.
    fn body(&self) -> ErrorBody {
        let problem = Problem { code: self.status_and_code().1, message: Some(self.message()) };
        ErrorBody::new(self.status(), problem, "2026-11-22T20:15:58Z".to_owned(), "/api/auth/…".to_owned())
    }

    fn summary(&self) -> String {
        format!("{}: {}", self.status_and_code().1, self.message())
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::CooldownStorage(fault) | Self::Fault(fault) => Some(fault),
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

fn undelivered_code(why: Undelivered) -> &'static str {
    match why {
        Undelivered::NoToken => "PASSWORD_RESET_TOKEN_CREATION_FAILURE",
        Undelivered::NotRendered => "EMAIL_TEMPLATE_FAILURE",
        Undelivered::LoginRefused => "EMAIL_AUTHENTICATION_FAILURE",
        Undelivered::NotSent => "EMAIL_SEND_FAILURE",
        Undelivered::NotWithdrawn => "DATABASE_FAILURE",
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let mut response = status.into_response();
        self.head(&mut response);
        response.extensions_mut().insert(Problem { code, message: Some(self.message()) });
        response
    }
}
