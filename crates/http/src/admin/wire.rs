//! What goes over the wire.

use rekey_core::Account;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A failure (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::Problem)]
pub(super) struct Problem {
    /// `urn:rekey:problem:` and the code.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// The same for every problem of this type.
    pub(super) title: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// A sentence for whoever reads the log.
    pub(super) detail: String,
    /// What programs decide by; stable.
    pub(super) code: &'static str,
    /// For a password that breaks rules: one entry for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) errors: Option<Vec<RuleProblem>>,
}

/// A rule that a password breaks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::RuleProblem)]
pub(super) struct RuleProblem {
    pub(super) code: &'static str,
    pub(super) detail: String,
}

/// An account. Whether there is a password is told, its hash never.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::Account)]
pub(super) struct AccountAnswer {
    #[schema(format = "uuid", examples("0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e"))]
    id: String,
    #[schema(examples("ann@example.com"))]
    email: String,
    email_verified: bool,
    #[schema(required)]
    name: Option<String>,
    #[schema(required, examples("de-AT"))]
    locale: Option<String>,
    /// What the person signs in with instead of a password.
    #[schema(required, examples("Google"))]
    provider: Option<String>,
    /// The first one is the account's own.
    locations: Vec<u32>,
    /// `active`; `locked`: by an operator, or by whoever had the address before and says that its change wasn't theirs;
    /// `disowned`: its owner said "this wasn't me" of another change, a reset opens it again;
    /// `unconfirmed`: a sign-up whose address nobody has proved.
    #[schema(examples("active"))]
    status: &'static str,
    has_password: bool,
    /// Whether sign-ins are refused until the password was reset.
    must_reset: bool,
    /// What an app keeps about the person, the name apart.
    #[schema(value_type = Object)]
    profile: Map<String, Value>,
    #[schema(format = "date-time")]
    created_at: String,
    #[schema(format = "date-time")]
    updated_at: String,
}

impl From<&Account> for AccountAnswer {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            email: account.email.as_stored().to_owned(),
            email_verified: account.email_verified,
            name: account.name.clone(),
            locale: account.locale.as_ref().map(ToString::to_string),
            provider: account.provider.clone(),
            locations: account.locations.iter().map(|id| id.get()).collect(),
            status: account.status.code(),
            has_password: account.password.is_some(),
            must_reset: account.must_reset,
            profile: account.profile.fields().clone(),
            created_at: account.created_at.to_string(),
            updated_at: account.updated_at.to_string(),
        }
    }
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::Accounts)]
pub(super) struct AccountsAnswer {
    pub(super) accounts: Vec<AccountAnswer>,
    /// What to give as `cursor` for the next page; null: this was the last.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// What a started reset answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::ResetStarted)]
pub(super) struct ResetAnswer {
    pub(super) account: String,
}

/// A new account. Neither `password` nor `password_hash`: the person sets one by a reset.
#[derive(ToSchema)]
#[schema(as = v1::CreateAccount)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct CreateAccount {
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: String,
    /// Whether the address is known to be the person's. Absent: no.
    email_verified: Option<bool>,
    #[schema(max_length = 200)]
    name: Option<String>,
    /// The language of its mails.
    #[schema(examples("de-AT"))]
    locale: Option<String>,
    /// What the person signs in with instead of a password, by the name that they know it by. While there is no password,
    /// who asks for a reset is told so by mail.
    #[schema(max_length = 200, examples("Google"))]
    provider: Option<String>,
    /// Its own location first. Absent: the default one.
    #[schema(min_items = 1)]
    locations: Option<Vec<u32>>,
    /// Has to meet the location's policy.
    password: Option<String>,
    /// From another system, as a PHC string.
    password_hash: Option<String>,
}

/// Changes to an account; what is absent stays. A password is not among them: start a reset.
#[derive(ToSchema)]
#[schema(as = v1::UpdateAccount)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct UpdateAccount {
    /// Another address ends all sessions, voids links and codes, and is unverified unless `email_verified` comes along.
    #[schema(examples("ann@example.org"))]
    email: Option<String>,
    email_verified: Option<bool>,
    /// Null takes it away.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// Null takes it away.
    locale: Option<String>,
    /// Null takes it away.
    #[schema(max_length = 200)]
    provider: Option<String>,
    #[schema(min_items = 1)]
    locations: Option<Vec<u32>>,
    status: Option<NewStatus>,
    /// Takes the place of the old one; at most 4 KiB of JSON.
    #[schema(value_type = Option<Object>)]
    profile: Option<Map<String, Value>>,
    must_reset: Option<bool>,
}

/// What a status can be set to.
#[derive(ToSchema)]
#[schema(as = v1::NewStatus, rename_all = "snake_case")]
#[expect(dead_code, reason = "this describes what is read by name")]
enum NewStatus {
    Active,
    Locked,
}
