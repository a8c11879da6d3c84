//! What goes over the wire.

use axum::http::StatusCode;
use rekey_core::account::Account;
use rekey_core::second_factor::TotpCode;
use rekey_core::second_factors::Challenge;
use rekey_core::sign_in::SignedIn;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::input::{Email, Text};
use crate::response_secret::ResponseSecret;

/// A reset is asked for.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::ResetRequest)]
pub(super) struct ResetRequest {
    /// The address of the account.
    #[schema(value_type = String, min_length = 1, examples("ann@example.com"))]
    pub(super) email: Email,
}

/// The new password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::Reset)]
pub(super) struct Reset {
    /// Unless the location's policy says otherwise: 8 characters, with an upper-case and a lower-case letter, a digit
    /// and a special character.
    #[schema(value_type = String, min_length = 1, examples("Quiet-evening-7"))]
    pub(super) new_password: Text,
}

/// Address and password.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::Login)]
pub(super) struct Login {
    #[schema(value_type = String, min_length = 1, examples("ann@example.com"))]
    pub(super) email: Email,
    #[schema(value_type = String, min_length = 1, examples("Quiet-evening-7"))]
    pub(super) password: Text,
    #[expect(dead_code, reason = "not kept, but has to be of the right form")]
    session: Option<SessionNote>,
}

/// What signs in.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::SessionNote)]
#[expect(dead_code, reason = "not kept, but has to be of the right form")]
struct SessionNote {
    browser: Option<String>,
    os: Option<String>,
}

/// What is wrong with a request; [`envelope`](super::envelope) adds when and where.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) message: Option<String>,
}

/// The body of every failure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = singularity::ErrorBody)]
pub(super) struct ErrorBody {
    /// When the request came.
    #[schema(format = DateTime)]
    timestamp: String,
    /// The HTTP status.
    status: u16,
    /// What to act on.
    #[schema(pattern = "^[A-Z_]+$")]
    code: &'static str,
    /// The status in words.
    error: &'static str,
    /// For a person.
    #[schema(required)]
    message: Option<String>,
    /// The path that was asked for.
    path: String,
}

impl ErrorBody {
    /// A problem, with when and where it was met.
    pub(super) fn new(status: StatusCode, problem: Problem, timestamp: String, path: String) -> Self {
        Self {
            timestamp,
            status: status.as_u16(),
            code: problem.code,
            error: status.canonical_reason().unwrap_or("Error"),
            message: problem.message,
            path,
        }
    }
}

/// The answer to an accepted request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = singularity::CooldownAnswer)]
pub(super) struct CooldownAnswer {
    /// Seconds until the next mail can be asked for.
    pub(super) cooldown: u64,
}

/// How long the cooldown still runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = singularity::RemainingAnswer)]
pub(super) struct RemainingAnswer {
    /// Seconds; 0 when none runs.
    pub(super) remaining: u64,
}

/// The answer to a completed reset.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = singularity::SuccessAnswer)]
pub(super) struct SuccessAnswer {
    pub(super) success: bool,
}

/// The one second factor that there is.
const TOTP: &str = "totp";

/// What `2fa/login` takes.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::SecondFactorLogin)]
pub(super) struct SecondFactorLogin {
    #[schema(value_type = u32, minimum = 0, maximum = 999_999, examples(123_456))]
    pub(super) totp: TotpNumber,
    #[expect(dead_code, reason = "not kept, but has to be of the right form")]
    session: Option<SessionNote>,
}

/// What the app shows, as a number: without its leading zeros.
pub(super) struct TotpNumber(pub(super) TotpCode);

impl<'de> Deserialize<'de> for TotpNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = TotpCode::from_number(i64::deserialize(deserializer)?);
        code.map(Self).ok_or_else(|| D::Error::custom("must have six digits at most."))
    }
}

/// The answer to a sign-in. What is absent is null.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::LoginAnswer)]
pub(super) struct LoginAnswer {
    #[schema(required)]
    user: Option<User>,
    #[schema(required, value_type = Option<String>)]
    access_token: Option<ResponseSecret>,
    #[schema(required, value_type = Option<String>)]
    refresh_token: Option<ResponseSecret>,
    two_factor_required: bool,
    #[schema(required)]
    two_factor_methods: Option<Vec<&'static str>>,
    #[schema(required)]
    preferred_two_factor_method: Option<&'static str>,
    #[schema(required, value_type = Option<String>)]
    two_factor_authentication_token: Option<ResponseSecret>,
    #[schema(required)]
    location: Option<String>,
}

/// The person who signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::User)]
struct User {
    #[schema(format = "uuid")]
    id: String,
    email: String,
    email_verified: bool,
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    locale: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<SignedIn> for LoginAnswer {
    fn from(SignedIn { account, tokens }: SignedIn) -> Self {
        Self {
            user: Some(account.into()),
            refresh_token: Some(ResponseSecret::from(&tokens.refresh)),
            access_token: Some(tokens.bearer.into()),
            two_factor_required: false,
            two_factor_methods: None,
            preferred_two_factor_method: None,
            two_factor_authentication_token: None,
            location: None,
        }
    }
}

impl LoginAnswer {
    /// The password was right; the second factor is still to be shown.
    pub(super) fn second_factor(challenge: &Challenge) -> Self {
        Self {
            user: None,
            access_token: None,
            refresh_token: None,
            two_factor_required: true,
            two_factor_methods: Some(vec![TOTP]),
            preferred_two_factor_method: Some(TOTP),
            two_factor_authentication_token: Some(ResponseSecret::from(&challenge.token)),
            location: None,
        }
    }
}

impl From<Account> for User {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.to_string(),
            email: account.email.as_stored().to_owned(),
            email_verified: account.email_verified,
            name: account.name,
            locale: account.locale.map(|locale| locale.to_string()),
            created_at: account.created_at.to_string(),
            updated_at: account.updated_at.to_string(),
        }
    }
}
