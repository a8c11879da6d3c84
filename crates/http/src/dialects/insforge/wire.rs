//! What goes over the wire.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::Account;
use rekey_core::accounts::FoundAccounts;
use rekey_core::location::{Location, LocationDates};
use rekey_core::recovery::Exchanged;
use rekey_core::time::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{Object, ObjectBuilder};

use crate::response_secret::ResponseSecret;

/// The body of every failure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::FailureBody)]
pub(super) struct FailureBody {
    pub(super) error: &'static str,
    pub(super) message: String,
    pub(super) status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_actions: Option<&'static str>,
}

/// The answer to a request for an email: 202, whether or not there is an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::MailAccepted)]
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
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::Message)]
pub(super) struct Message {
    pub(super) message: &'static str,
}

/// What a code was exchanged for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::ExchangeAnswer)]
pub(super) struct ExchangeAnswer {
    #[schema(value_type = String)]
    token: ResponseSecret,
    #[schema(format = DateTime)]
    expires_at: String,
}

impl From<Exchanged> for ExchangeAnswer {
    fn from(exchanged: Exchanged) -> Self {
        Self { token: ResponseSecret::from(&exchanged.token), expires_at: instant(exchanged.expires_at) }
    }
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::User)]
pub(super) struct User {
    #[schema(format = "uuid")]
    id: String,
    email: String,
    email_verified: bool,
    providers: [&'static str; 1],
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
    profile: Profile,
    /// Always empty.
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
}

/// What an app keeps about a person: the name, and whatever else it likes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::Profile)]
struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

impl Profile {
    fn of(account: &Account) -> Self {
        Self { name: account.name.clone(), fields: account.profile.fields().clone() }
    }
}

impl From<Account> for User {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.to_string(),
            email: account.email.canonical().to_owned(),
            email_verified: account.email_verified,
            providers: ["email"],
            created_at: instant(account.created_at),
            updated_at: instant(account.updated_at),
            profile: Profile::of(&account),
            metadata: Map::new(),
        }
    }
}

/// Somebody's profile.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::ProfileAnswer)]
pub(super) struct ProfileAnswer {
    #[schema(format = "uuid")]
    id: String,
    profile: Profile,
}

impl From<Account> for ProfileAnswer {
    fn from(account: Account) -> Self {
        Self { id: account.id.to_string(), profile: Profile::of(&account) }
    }
}

/// The person who is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::Current)]
pub(super) struct Current {
    pub(super) user: User,
}

/// A session's tokens. What refreshes it is in a cookie for browsers, which get the CSRF token to it, and in the body
/// for everybody else.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::SessionAnswer)]
pub(super) struct SessionAnswer {
    pub(super) user: User,
    #[schema(value_type = String)]
    pub(super) access_token: ResponseSecret,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(super) csrf_token: Option<ResponseSecret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(super) refresh_token: Option<ResponseSecret>,
}

/// Somebody signed up, and is in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::SignedUp)]
pub(super) struct SignedUp {
    #[serde(flatten)]
    pub(super) session: SessionAnswer,
    pub(super) require_email_verification: bool,
}

/// Somebody signed up, and has to verify the address first: the same for new and taken addresses.
#[derive(Debug, Serialize, ToSchema)]
// Its schema excludes answers with more in them.
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = insforge::Verifying)]
pub(super) struct Verifying {
    #[schema(required, schema_with = null)]
    access_token: Option<()>,
    require_email_verification: bool,
}

/// The schema of what is always null.
fn null() -> Object {
    ObjectBuilder::new().schema_type(Type::Null).build()
}

impl Verifying {
    pub(super) const ANSWER: Self = Self { access_token: None, require_email_verification: true };
}

/// What a sign-up comes to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = insforge::SignUpAnswer)]
pub(super) enum SignUpAnswer {
    /// The address has to be verified first.
    Verifying(Verifying),
    /// The person is in.
    SignedUp(Box<SignedUp>),
    /// An operator made the account.
    Created(Box<CreatedUser>),
}

/// An account that an operator made. Nobody is signed in by that.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::CreatedUser)]
pub(super) struct CreatedUser {
    user: User,
    #[schema(required, schema_with = null)]
    access_token: Option<()>,
    require_email_verification: bool,
}

impl CreatedUser {
    pub(super) fn new(account: Account, require_email_verification: bool) -> Self {
        Self { user: account.into(), access_token: None, require_email_verification }
    }
}

/// Some of the accounts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::UserList)]
pub(super) struct UserList {
    data: Vec<User>,
    pagination: Pagination,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::Pagination)]
struct Pagination {
    offset: usize,
    limit: usize,
    /// How many accounts match the search.
    total: usize,
}

impl UserList {
    pub(super) fn new(found: FoundAccounts, offset: usize, limit: usize) -> Self {
        let data = found.accounts.into_iter().map(User::from).collect();
        Self { data, pagination: Pagination { offset, limit, total: found.total } }
    }
}

/// Accounts were deleted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::DeletedUsers)]
pub(super) struct DeletedUsers {
    message: &'static str,
    deleted_count: u32,
}

impl DeletedUsers {
    pub(super) fn new(deleted_count: u32) -> Self {
        Self { message: "The accounts were deleted.", deleted_count }
    }
}

/// The anon key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::AnonKey)]
pub(super) struct AnonKey {
    access_token: &'static str,
    message: &'static str,
}

impl AnonKey {
    pub(super) const ANY: Self = Self { access_token: "anon_rekey", message: "Any anon key works." };
}

/// Somebody is signed out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = insforge::SignedOut)]
pub(super) struct SignedOut {
    success: bool,
    message: &'static str,
}

impl SignedOut {
    pub(super) const DONE: Self = Self { success: true, message: "Signed out." };
}

/// What a front end needs to know before anybody signs in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::PublicConfig)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the contract")]
pub(super) struct PublicConfig {
    o_auth_providers: [&'static str; 0],
    custom_o_auth_providers: [&'static str; 0],
    require_email_verification: bool,
    password_min_length: u32,
    require_number: bool,
    require_lowercase: bool,
    require_uppercase: bool,
    require_special_char: bool,
    verify_email_method: &'static str,
    reset_password_method: &'static str,
    disable_signup: bool,
}

impl From<&Location> for PublicConfig {
    fn from(location: &Location) -> Self {
        let policy = &location.password_policy;
        Self {
            o_auth_providers: [],
            custom_o_auth_providers: [],
            require_email_verification: location.sign_up.verify_email,
            password_min_length: policy.min_length,
            require_number: policy.needs_digit,
            require_lowercase: policy.needs_lower,
            require_uppercase: policy.needs_upper,
            require_special_char: policy.needs_special,
            verify_email_method: location.sign_up.verify_method.code(),
            reset_password_method: location.reset_method.code(),
            disable_signup: !location.sign_up.open,
        }
    }
}

/// The settings of a location, for its operator.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::AdminConfig)]
pub(super) struct AdminConfig {
    #[serde(flatten)]
    public: PublicConfig,
    allowed_redirect_urls: Vec<String>,
    /// An id of the location, which never changes.
    #[schema(format = "uuid")]
    id: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

impl AdminConfig {
    /// A location that nobody has ever set anything for is as old as time.
    pub(super) fn new(location: &Location, dates: Option<LocationDates>) -> Self {
        let dates =
            dates.unwrap_or(LocationDates { created_at: Timestamp::UNIX_EPOCH, updated_at: Timestamp::UNIX_EPOCH });
        Self {
            public: location.into(),
            allowed_redirect_urls: location.allowed_redirect_urls.clone(),
            id: format!("00000000-0000-8000-8000-{:012x}", location.id.get()),
            created_at: instant(dates.created_at),
            updated_at: instant(dates.updated_at),
        }
    }
}

/// An instant as JavaScript writes it, with milliseconds.
pub(super) fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}
