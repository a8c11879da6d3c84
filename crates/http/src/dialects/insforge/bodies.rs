//! What comes in. Fields are in the order in which mistakes are reported.

use rekey_core::AccountId;
use rekey_core::location::MailMethod;
use rekey_core::policy::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
use rekey_core::redirect::Pattern;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::input::{Email, Text, Totp, filled};

/// A request for a reset.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::SendResetPassword)]
pub(super) struct SendResetPassword {
    /// The address of the account.
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
    pub(super) email: Email,
    /// The app's page that a reset link leads to. Required, and must be on the allow-list, if resets go by link.
    #[schema(format = "uri", examples("https://app.example.com/reset"))]
    pub(super) redirect_to: Option<String>,
}

/// A mailed code.
#[derive(Deserialize, ToSchema)]
#[schema(as = insforge::ExchangeCode)]
pub(super) struct ExchangeCode {
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
    pub(super) email: Email,
    #[schema(pattern = "^[0-9]{6}$", examples("123456"))]
    pub(super) code: Option<String>,
    /// The same, as the SDK calls it; one of the two is required.
    #[schema(pattern = "^[0-9]{6}$")]
    pub(super) otp: Option<String>,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::ResetPassword)]
pub(super) struct ResetPassword {
    /// Must meet the location's policy.
    #[schema(value_type = String, min_length = 1, examples("an even quieter evening"))]
    pub(super) new_password: Text,
    /// The token of the link, or the one that the code was exchanged for.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub(super) otp: Text,
}

/// Somebody signs up.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::SignUp)]
pub(super) struct SignUp {
    #[schema(value_type = String, min_length = 1, examples("ann@example.com"))]
    pub(super) email: Email,
    /// Must meet the location's policy.
    #[schema(value_type = String, min_length = 1, examples("a quiet morning"))]
    pub(super) password: Text,
    /// What to call the person.
    #[schema(min_length = 1, max_length = 100, examples("Ann"))]
    pub(super) name: Option<String>,
    /// The app's page that a verification link leads to. Required, and must be on the allow-list, if addresses are
    /// verified by link.
    #[schema(format = "uri", examples("https://app.example.com/welcome"))]
    pub(super) redirect_to: Option<String>,
    /// Whether the address counts as verified, if an operator creates the account.
    pub(super) auto_confirm: Option<bool>,
}

/// Accounts to be deleted.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::DeleteUsers)]
pub(super) struct DeleteUsers {
    /// Their ids, at least one.
    #[serde(deserialize_with = "ids")]
    #[schema(value_type = Vec<String>, min_items = 1, examples(json!(["0192f0c0-7d3a-7c4e-9a51-0c2d5c1f7b11"])))]
    pub(super) user_ids: Vec<AccountId>,
}

/// A request for a verification email.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::SendVerification)]
pub(super) struct SendVerification {
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
    pub(super) email: Email,
    /// The app's page that the link leads to. Required if addresses are verified by link.
    #[schema(format = "uri", examples("https://app.example.com/welcome"))]
    pub(super) redirect_to: Option<String>,
}

/// A code or a link of a verification email.
#[derive(Deserialize, ToSchema)]
#[schema(as = insforge::VerifyEmail)]
pub(super) struct VerifyEmail {
    /// Six digits, or the token of the link.
    #[schema(value_type = String, pattern = "^([0-9]{6}|[0-9a-f]{64})$", examples("123456"))]
    pub(super) otp: Text,
    /// The second factor, where the account has one: what the app shows, or a recovery code.
    #[schema(value_type = Option<String>, examples("123456"))]
    pub(super) totp: Option<Totp>,
    /// Required with a code.
    #[schema(min_length = 1, examples("demo@example.com"))]
    pub(super) email: Option<String>,
}

/// The form of a verification link's page.
#[derive(Deserialize, ToSchema)]
#[schema(as = insforge::VerifyLink)]
pub(super) struct VerifyLink {
    /// One that is missing or broken leads to a page that says so, as an old one does.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = String, required = true, pattern = "^[0-9a-f]{64}$")]
    pub(super) token: Option<Text>,
}

/// Changes to a profile.
#[derive(Deserialize, ToSchema)]
#[schema(as = insforge::PatchProfile)]
pub(super) struct PatchProfile {
    /// Fields to set, or to remove if they are null. `name` is what emails call the person; `avatar_url` must be an
    /// http or https URL. A profile may have at most 4 KiB.
    #[schema(required, value_type = Object, example = json!({"name": "Ann", "avatar_url": null}))]
    pub(super) profile: Option<Map<String, Value>>,
}

/// Settings of the default location, any of them.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = insforge::PutConfig)]
pub(super) struct PutConfig {
    #[serde(default, deserialize_with = "password_length")]
    #[schema(minimum = 8, maximum = 256)]
    pub(super) password_min_length: Option<u32>,
    #[serde(default, deserialize_with = "method")]
    #[schema(value_type = Option<Method>)]
    pub(super) reset_password_method: Option<MailMethod>,
    pub(super) disable_signup: Option<bool>,
    pub(super) require_email_verification: Option<bool>,
    #[serde(default, deserialize_with = "method")]
    #[schema(value_type = Option<Method>)]
    pub(super) verify_email_method: Option<MailMethod>,
    /// URLs, or patterns in which `*` matches a part of the host or path. Null empties the list.
    #[serde(default, deserialize_with = "patterns")]
    #[schema(examples("https://app.example.com/*"))]
    pub(super) allowed_redirect_urls: Option<Vec<String>>,
    pub(super) require_uppercase: Option<bool>,
    pub(super) require_lowercase: Option<bool>,
    pub(super) require_number: Option<bool>,
    pub(super) require_special_char: Option<bool>,
}

/// An address.
#[derive(Deserialize, ToSchema)]
#[schema(as = insforge::Address)]
pub(super) struct Address {
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
    pub(super) email: Email,
}

/// A way in: by password, or by a mailed code.
#[derive(Deserialize, ToSchema)]
#[schema(as = insforge::SignIn)]
pub(super) struct SignIn {
    /// Required, unless the method is `otp`.
    #[schema(min_length = 1, examples("Demo-Passw0rd!"))]
    pub(super) password: Option<String>,
    /// Six digits. Required if the method is `otp`, otherwise ignored.
    #[schema(examples("123456"))]
    pub(super) otp: Option<String>,
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
    pub(super) email: Email,
    /// The second factor, where the account has one: what the app shows, or a recovery code.
    #[schema(value_type = Option<String>, examples("123456"))]
    pub(super) totp: Option<Totp>,
    /// What to call a person whom the code signs up: 1 to 100 characters. Otherwise ignored.
    #[schema(examples("Ann"))]
    pub(super) name: Option<String>,
    /// Absent: `password`.
    pub(super) method: Option<SignInMethod>,
}

/// How somebody signs in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = insforge::SignInMethod)]
pub(super) enum SignInMethod {
    Password,
    Otp,
}

/// What a program refreshes its session with. Browsers send their cookie and no body.
#[derive(Deserialize, ToSchema)]
#[schema(as = insforge::Refresh)]
pub(super) struct Refresh {
    #[serde(rename = "refreshToken")]
    #[schema(min_length = 1)]
    pub(super) refresh_token: Option<String>,
    /// The same, as the SDK's server mode calls it.
    #[serde(rename = "refresh_token")]
    #[schema(min_length = 1)]
    pub(super) refresh_token_of_sdk: Option<String>,
}

/// The query of routes that open, refresh or end sessions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HolderQuery {
    /// What kind of client asks; absent: `web`. Browsers keep the refresh token in a cookie, all others in the body.
    #[param(inline)]
    pub(super) client_type: Option<ClientType>,
}

/// The kinds of clients.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ClientType {
    Web,
    Mobile,
    Desktop,
    Server,
}

/// The query of the list of accounts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UsersQuery {
    /// A number, 1000 at most. Anything else counts as 10.
    pub(super) limit: Option<String>,
    /// How many to skip. Anything but a number counts as 0.
    pub(super) offset: Option<String>,
    /// A part of the address or name.
    pub(super) search: Option<String>,
}

/// The query of a reset email's link.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LinkQuery {
    #[param(value_type = String)]
    pub(super) token: Text,
}

/// What an email carries.
#[derive(ToSchema)]
#[schema(as = insforge::Method, rename_all = "lowercase")]
#[expect(dead_code, reason = "core has the type, and no schema")]
enum Method {
    Code,
    Link,
}

fn method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<MailMethod>, D::Error> {
    let Some(code) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let method = MailMethod::from_code(&code);
    method.map(Some).ok_or_else(|| D::Error::custom("must be \"code\" or \"link\"."))
}

fn password_length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let Some(length) = Option::<i64>::deserialize(deserializer)? else { return Ok(None) };
    let length = u32::try_from(length).ok().filter(|length| (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(length));
    length.map(Some).ok_or_else(|| {
        D::Error::custom(format!("must be a whole number from {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}."))
    })
}

fn patterns<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    let items = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(Some(Vec::new())),
        Value::Array(items) => items,
        _ => return Err(D::Error::custom("must be a list of strings.")),
    };
    let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    let texts = texts.ok_or_else(|| D::Error::custom("must be a list of strings."))?;
    let read = |(index, text): (usize, &str)| {
        let wrong = |error| D::Error::custom(format!("[{index}]: {error}."));
        text.parse::<Pattern>().map(|pattern| pattern.to_string()).map_err(wrong)
    };
    texts.into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
}

fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<AccountId>, D::Error> {
    let wrong = || D::Error::custom("must be a list of UUIDs that is not empty.");
    let Value::Array(items) = Value::deserialize(deserializer)? else { return Err(wrong()) };
    let ids: Option<Vec<AccountId>> = items.iter().map(|item| item.as_str()?.parse().ok()).collect();
    ids.filter(|ids| !ids.is_empty()).ok_or_else(wrong)
}
