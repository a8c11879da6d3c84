//! What goes over the wire.

use axum::Json;
use axum::response::{IntoResponse, Response};
use rekey_core::sessions::{Exchanged, Tokens};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::input::{Email, Text, Whole};
use crate::response_secret::ResponseSecret;

/// Forgot password. Names of fields are matched without regard to case, here and in the other bodies.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = nexudus::StartPasswordReset)]
pub(super) struct StartPasswordReset {
    /// The address of the account.
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
    pub(super) email: Email,
    /// The location that the email is sent for; default: the default location. Digits in a string count as a number.
    #[schema(value_type = Option<i64>, examples(1))]
    pub(super) business_id: Option<Whole>,
}

/// The new password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = nexudus::CompletePasswordReset)]
pub(super) struct CompletePasswordReset {
    /// The token of the email's link.
    #[schema(value_type = String, min_length = 1, examples("6f0c…"))]
    pub(super) token: Text,
    /// Must meet the location's policy.
    #[schema(value_type = String, min_length = 1, examples("an even quieter evening"))]
    pub(super) password: Text,
    /// The location that the token was mailed for. Digits in a string count as a number.
    #[schema(value_type = i64, examples(1))]
    pub(super) business_id: Whole,
}

/// The form of `/api/token`.
#[derive(ToSchema)]
#[schema(as = nexudus::TokenRequest)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct TokenRequest {
    grant_type: GrantType,
    /// For `password` and `otp`: the address of the account.
    #[schema(examples("demo@example.com"))]
    username: Option<String>,
    /// For `password`.
    password: Option<String>,
    /// For `otp`: the code that `sendOtp` mailed.
    #[schema(pattern = "^[0-9]{6}$", examples("123456"))]
    otp: Option<String>,
    /// For `password` and `otp`, where the account has a second factor: what the app shows, or a recovery code.
    #[schema(examples("123456"))]
    totp: Option<String>,
    /// For `refresh_token`.
    refresh_token: Option<String>,
    /// The client of the session; default: the account's address.
    #[schema(min_length = 1, max_length = 255)]
    client_id: Option<String>,
}

/// The ways to a token.
#[derive(ToSchema)]
#[schema(as = nexudus::GrantType, rename_all = "snake_case")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
enum GrantType {
    Password,
    Otp,
    RefreshToken,
}

/// The envelope of every `/api/sys/users/*` answer but a successful `exchange`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = nexudus::ActionConfirmation)]
pub(super) struct ActionConfirmation {
    pub(super) was_successful: bool,
    /// The token that the route issues, if it issues one.
    #[schema(required, value_type = Option<String>)]
    pub(super) value: Option<ResponseSecret>,
    /// The HTTP status.
    pub(super) status: u16,
    /// For a person; null on success.
    #[schema(required)]
    pub(super) message: Option<String>,
    /// For a password that breaks rules, an entry per rule; otherwise null.
    #[schema(required)]
    pub(super) errors: Option<Vec<FieldError>>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = nexudus::FieldError)]
pub(super) struct FieldError {
    pub(super) property_name: &'static str,
    /// Always null: what was refused is a password.
    #[schema(required)]
    pub(super) attempted_value: Option<String>,
    pub(super) message: String,
    /// `too_short`, `too_long`, `needs_upper`, `needs_lower`, `needs_digit`, `needs_special`, `too_common`,
    /// `breached`, `contains_identity` or `reused`.
    pub(super) code: &'static str,
}

impl ActionConfirmation {
    /// A success.
    pub(super) fn success(value: Option<ResponseSecret>) -> Self {
        Self { was_successful: true, value, status: 200, message: None, errors: None }
    }

    /// A success without a value, and what to do next.
    pub(super) fn with_message(message: &str) -> Self {
        Self { message: Some(message.to_owned()), ..Self::success(None) }
    }
}

impl IntoResponse for ActionConfirmation {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// A failure of `/api/token` (RFC 6749, 5.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = nexudus::OAuthFailure)]
pub(super) struct OAuthFailure {
    /// `unsupported_grant_type`, `invalid_request`, `invalid_grant`, `two_factor_auth_check`, `must_reset_password`,
    /// `temporarily_unavailable` or `server_error`.
    pub(super) error: &'static str,
    pub(super) error_description: String,
}

/// The answer of `/api/token` (RFC 6749, 5.1).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = nexudus::TokenAnswer)]
pub(super) struct TokenAnswer {
    #[schema(value_type = String)]
    access_token: ResponseSecret,
    token_type: &'static str,
    expires_in: u64,
    #[schema(value_type = String)]
    refresh_token: ResponseSecret,
}

impl From<Tokens> for TokenAnswer {
    fn from(tokens: Tokens) -> Self {
        Self {
            token_type: "bearer",
            expires_in: tokens.expires_in.as_secs(),
            refresh_token: ResponseSecret::from(&tokens.refresh),
            access_token: tokens.bearer.into(),
        }
    }
}

/// The answer of `exchange`, which calls the bearer token `token`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = nexudus::ExchangeAnswer)]
pub(super) struct ExchangeAnswer {
    #[schema(value_type = String)]
    token: ResponseSecret,
    token_type: &'static str,
    expires_in: u64,
    /// Absent if the exchanged token came from `token/refresh`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    refresh_token: Option<ResponseSecret>,
}

impl From<Exchanged> for ExchangeAnswer {
    fn from(exchanged: Exchanged) -> Self {
        Self {
            token: exchanged.bearer.into(),
            token_type: "bearer",
            expires_in: exchanged.expires_in.as_secs(),
            refresh_token: exchanged.refresh.as_ref().map(ResponseSecret::from),
        }
    }
}
