//! What goes over the wire.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::recovery::Exchanged;
use rekey_core::time::Timestamp;
use serde::Serialize;

/// The body of every failure.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Failure {
    pub(super) error: &'static str,
    pub(super) message: String,
    pub(super) status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_actions: Option<&'static str>,
}

/// A mail was asked for: 202, whether or not there is an account.
#[derive(Debug, Serialize)]
pub(super) struct MailAccepted {
    success: bool,
    message: &'static str,
}

impl MailAccepted {
    pub(super) fn new(message: &'static str) -> Self {
        Self { success: true, message }
    }
}

impl IntoResponse for MailAccepted {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self)).into_response()
    }
}

/// Something was done.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) message: &'static str,
}

/// What a code was exchanged for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExchangeAnswer {
    token: String,
    expires_at: String,
}

impl From<Exchanged> for ExchangeAnswer {
    fn from(exchanged: Exchanged) -> Self {
        Self { token: exchanged.token.expose().to_owned(), expires_at: instant(exchanged.expires_at) }
    }
}

/// An instant as JavaScript writes it, with milliseconds.
pub(super) fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}
