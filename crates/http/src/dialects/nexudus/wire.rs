//! What goes over the wire.

use axum::Json;
use axum::response::{IntoResponse, Response};
use rekey_core::session::Tokens;
use serde::Serialize;

/// The envelope of every `/api/sys/users/*` answer but a successful `exchange`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ActionConfirmation {
    pub(super) was_successful: bool,
    pub(super) value: Option<String>,
    pub(super) status: u16,
    pub(super) message: Option<String>,
    pub(super) errors: Option<Vec<FieldError>>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FieldError {
    pub(super) property_name: &'static str,
    pub(super) message: String,
    pub(super) code: &'static str,
}

impl ActionConfirmation {
    /// A success.
    pub(super) fn success(value: Option<String>) -> Self {
        Self { was_successful: true, value, status: 200, message: None, errors: None }
    }
}

impl IntoResponse for ActionConfirmation {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// The answer of `/api/token` (RFC 6749, 5.1).
#[derive(Debug, Serialize)]
pub(super) struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    refresh_token: String,
}

impl From<Tokens> for TokenAnswer {
    fn from(tokens: Tokens) -> Self {
        Self {
            token_type: "bearer",
            expires_in: tokens.expires_in.as_secs(),
            refresh_token: tokens.refresh.expose().to_owned(),
            access_token: tokens.bearer,
        }
    }
}

/// The answer of `exchange`, which calls the bearer token `token`.
#[derive(Debug, Serialize)]
pub(super) struct ExchangeAnswer {
    token: String,
    token_type: &'static str,
    expires_in: u64,
    refresh_token: String,
}

impl From<Tokens> for ExchangeAnswer {
    fn from(tokens: Tokens) -> Self {
        let TokenAnswer { access_token, token_type, expires_in, refresh_token } = tokens.into();
        Self { token: access_token, token_type, expires_in, refresh_token }
    }
}
