//! Failures in the envelope: one table of statuses and sentences.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_core::policy::BrokenRule;
use rekey_core::recovery::CompleteError;
use rekey_core::sessions::SessionError;
use rekey_core::sign_in::SignInError;
use rekey_core::time::Duration;

use super::wire::{ActionConfirmation, FieldError};
use crate::error_response::ErrorResponse;
use crate::faults;
use crate::input::InputError;

/// Everything that an envelope can refuse.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The input is not what the route takes.
    Input(InputError),
    /// The reset token is invalid, expired, used, or for another location: all four get the same answer.
    ResetToken,
    /// The password breaks rules; the token stays usable.
    Password(Vec<BrokenRule>),
    /// The one-time token or the bearer token is not good.
    Unauthorized,
    /// The token of a sign-in link is good, but the account has a second factor, which this call can't carry.
    SecondFactor,
    /// The address has to wait for its next email.
    TooSoon(Duration),
    /// Not by this method.
    Method,
    /// The published API has it, this server does not.
    NotHere,
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

impl From<CompleteError> for Refusal {
    fn from(error: CompleteError) -> Self {
        match error {
            CompleteError::Token(_) => Self::ResetToken,
            CompleteError::Password(rules) => Self::Password(rules),
            CompleteError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SignInError> for Refusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused | SignInError::MustReset | SignInError::NotVerified => Self::Unauthorized,
            SignInError::SecondFactor { .. } => Self::SecondFactor,
            SignInError::Fault(fault) => Self::Fault(fault),
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

impl ErrorResponse for Refusal {
    type Body = ActionConfirmation;

    fn status(&self) -> StatusCode {
        match self {
            Self::Input(error) => error.status(),
            Self::ResetToken | Self::Password(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::SecondFactor => StatusCode::UNAUTHORIZED,
            Self::TooSoon(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotHere => StatusCode::NOT_FOUND,
            Self::Fault(fault) => faults::status(fault),
        }
    }

    fn body(&self) -> ActionConfirmation {
        ActionConfirmation {
            was_successful: false,
            value: None,
            status: self.status().as_u16(),
            message: Some(self.summary()),
            errors: match self {
                Self::Password(rules) => Some(rules.iter().map(field_error).collect()),
                _ => None,
            },
        }
    }

    fn summary(&self) -> String {
        match self {
            Self::Input(error) => error.to_string(),
            Self::ResetToken => "This link is no longer valid. Ask for a new one.".to_owned(),
            Self::Password(_) => "The password does not meet the requirements.".to_owned(),
            Self::Unauthorized => "The token is not valid. Sign in again.".to_owned(),
            Self::SecondFactor => "This account has a second factor. Sign in with your password and that.".to_owned(),
            Self::TooSoon(_) => "An email was sent a moment ago. Wait before you ask for another.".to_owned(),
            Self::Method => "This method is not allowed here.".to_owned(),
            Self::NotHere => "This server does not have this route.".to_owned(),
            Self::Fault(fault) => faults::sentence(fault).to_owned(),
        }
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

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.answer()
    }
}

fn field_error(rule: &BrokenRule) -> FieldError {
    FieldError { property_name: "Password", attempted_value: None, message: rule.to_string(), code: rule.code() }
}
