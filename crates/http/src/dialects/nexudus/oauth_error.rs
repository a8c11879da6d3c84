//! Failures of `/api/token`, as OAuth shapes them (RFC 6749, 5.2).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_core::sessions::SessionError;
use rekey_core::sign_in::SignInError;

use super::wire::OAuthFailure;
use crate::error_response::ErrorResponse;
use crate::faults;
use crate::input::InputError;

/// Everything that `/api/token` can refuse.
#[derive(Debug)]
pub(super) enum OAuthRefusal {
    /// No grant type, one that we don't have, or no form at all.
    Grant,
    /// A field is missing or malformed.
    Request(InputError),
    /// Wrong credentials, unknown address, suspended account: one text for all.
    Credentials,
    /// The password was right, but has to be reset first.
    MustReset,
    /// Password or code was right, but the second factor is missing or wrong.
    SecondFactor,
    /// Not by this method.
    Method,
    /// It has nothing to do with what was asked.
    Fault(Fault),
}

impl From<InputError> for OAuthRefusal {
    fn from(error: InputError) -> Self {
        Self::Request(error)
    }
}

impl From<Fault> for OAuthRefusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<SignInError> for OAuthRefusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => Self::Credentials,
            SignInError::SecondFactor { .. } => Self::SecondFactor,
            // A reset proves the address as well.
            SignInError::MustReset | SignInError::NotVerified => Self::MustReset,
            SignInError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SessionError> for OAuthRefusal {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Refused => Self::Credentials,
            SessionError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl OAuthRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Grant => "unsupported_grant_type",
            Self::Request(_) | Self::Method => "invalid_request",
            Self::Credentials => "invalid_grant",
            Self::MustReset => "must_reset_password",
            Self::SecondFactor => "two_factor_auth_check",
            Self::Fault(Fault::Internal(_)) => "server_error",
            Self::Fault(_) => "temporarily_unavailable",
        }
    }
}

impl ErrorResponse for OAuthRefusal {
    type Body = OAuthFailure;

    fn status(&self) -> StatusCode {
        match self {
            Self::Request(error) => error.status(),
            Self::Grant | Self::Credentials | Self::MustReset | Self::SecondFactor => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Fault(fault) => faults::status(fault),
        }
    }

    fn body(&self) -> OAuthFailure {
        OAuthFailure { error: self.code(), error_description: self.summary() }
    }

    fn summary(&self) -> String {
        match self {
            Self::Grant => "grant_type must be password, otp or refresh_token, in a form-encoded body.".to_owned(),
            Self::Request(error) => error.to_string(),
            Self::Credentials => "The credentials are not valid.".to_owned(),
            Self::MustReset => "The password must be reset before signing in.".to_owned(),
            Self::SecondFactor => "The second factor is missing or wrong.".to_owned(),
            Self::Method => "Use POST.".to_owned(),
            Self::Fault(fault) => faults::sentence(fault).to_owned(),
        }
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

impl IntoResponse for OAuthRefusal {
    fn into_response(self) -> Response {
        self.answer()
    }
}
