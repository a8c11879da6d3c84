//! What goes over the wire.

use axum::Json;
use axum::response::{IntoResponse, Response};
use rekey_core::sessions::{Exchanged, Tokens};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::input::{Email, Text, Whole, filled};
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
#[derive(Deserialize, ToSchema)]
#[schema(as = nexudus::TokenRequest)]
pub(super) struct TokenRequest {
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = GrantType, required = true)]
    pub(super) grant_type: Option<String>,
    /// For `password` and `otp`: the address of the account.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>, examples("demo@example.com"))]
    pub(super) username: Option<Text>,
    /// For `password`.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    pub(super) password: Option<Text>,
    /// For `otp`: the code that `sendOtp` mailed.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>, pattern = "^[0-9]{6}$", examples("123456"))]
    pub(super) otp: Option<Text>,
    /// For `password` and `otp`, where the account has a second factor: what the app shows, or a recovery code.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>, examples("123456"))]
    pub(super) totp: Option<Text>,
    /// For `refresh_token`.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    pub(super) refresh_token: Option<Text>,
    /// The client of the session; default: the account's address.
    #[serde(default, deserialize_with = "filled")]
    #[schema(min_length = 1, max_length = 255)]
    pub(super) client_id: Option<String>,
}

/// The ways to a token.
#[derive(Clone, Copy, ToSchema)]
#[schema(as = nexudus::GrantType, rename_all = "snake_case")]
pub(super) enum GrantType {
    Password,
    Otp,
    RefreshToken,
}

impl GrantType {
    /// The way of this name, if there is one.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "password" => Some(Self::Password),
            "otp" => Some(Self::Otp),
            "refresh_token" => Some(Self::RefreshToken),
            _ => None,
        }
    }
}

/// The query of `sendOtp`. Names are matched without regard to case, here and in the other query.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendOtp {
    #[param(value_type = String, min_length = 1, example = "demo@example.com")]
    pub(super) email: Email,
    /// The location that sends the email.
    #[param(value_type = i64, example = 1)]
    pub(super) business_id: Whole,
}

/// The query of `exchange`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExchangeQuery {
    #[param(value_type = String, min_length = 1)]
    pub(super) token: Text,
    /// How long the bearer token is valid. Default: 1440.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1440)]
    pub(super) valid_for_in_minutes: Option<Minutes>,
}

/// How long an exchanged bearer token may live, in minutes; also the default.
const LONGEST_VALIDITY: u32 = 1_440;

/// How long an exchanged bearer token lives.
pub(super) struct Minutes(pub(super) u32);

impl Default for Minutes {
    fn default() -> Self {
        Self(LONGEST_VALIDITY)
    }
}

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let minutes = String::deserialize(deserializer)?.parse().ok();
        let minutes = minutes.filter(|minutes| (1..=LONGEST_VALIDITY).contains(minutes));
        minutes.map(Self).ok_or_else(|| D::Error::custom(format!("must be from 1 to {LONGEST_VALIDITY}.")))
    }
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
    /// `breached`, `contains_identity` or `reused`; for accounts in a directory also `used_before`,
    /// `changed_too_recently` and `refused`, a rule in the directory's own words.
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
