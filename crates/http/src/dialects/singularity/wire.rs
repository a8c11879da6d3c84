//! What goes over the wire.

use rekey_core::account::Account;
use rekey_core::sign_in::SignedIn;
use serde::Serialize;

/// The body of every failure.
#[derive(Debug, Serialize)]
pub(super) struct ErrorBody {
    /// RFC 3339.
    pub(super) timestamp: String,
    pub(super) status: u16,
    pub(super) code: &'static str,
    /// The status in words.
    pub(super) error: &'static str,
    pub(super) message: Option<String>,
    pub(super) path: String,
}

/// The answer to an accepted request.
#[derive(Debug, Serialize)]
pub(super) struct CooldownAnswer {
    /// Seconds until the next mail can be asked for.
    pub(super) cooldown: u64,
}

/// How long the cooldown still runs.
#[derive(Debug, Serialize)]
pub(super) struct RemainingAnswer {
    /// Seconds; 0 when none runs.
    pub(super) remaining: u64,
}

/// The answer to a completed reset.
#[derive(Debug, Serialize)]
pub(super) struct SuccessAnswer {
    pub(super) success: bool,
}

/// The answer to a sign-in. What is absent is null.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LoginAnswer {
    user: User,
    access_token: String,
    refresh_token: String,
    two_factor_required: bool,
    two_factor_methods: Option<Vec<&'static str>>,
    preferred_two_factor_method: Option<&'static str>,
    two_factor_authentication_token: Option<String>,
    location: Option<String>,
}

/// The person who signed in.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    email: String,
    email_verified: bool,
    name: Option<String>,
    locale: Option<String>,
    created_at: String,
    updated_at: String,
}

impl From<SignedIn> for LoginAnswer {
    fn from(SignedIn { account, tokens }: SignedIn) -> Self {
        Self {
            user: account.into(),
            refresh_token: tokens.refresh.expose().to_owned(),
            access_token: tokens.bearer,
            two_factor_required: false,
            two_factor_methods: None,
            preferred_two_factor_method: None,
            two_factor_authentication_token: None,
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
