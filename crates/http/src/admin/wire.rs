//! What goes over the wire.

use rekey_core::account::ExternalId;
use rekey_core::outbox::{MailRecord, Stopped};
use rekey_core::profile::{LONGEST_PROFILE, Profile};
use rekey_core::recovery::Redeemed;
use rekey_core::time::Timestamp;
use rekey_core::{Account, EmailAddress, Locale, LocationId};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::input::{Email, Given};

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
    /// A sentence for people, such as readers of a log.
    pub(super) detail: String,
    /// A stable code for programs.
    pub(super) code: &'static str,
    /// For a password that breaks rules: an entry per rule.
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

/// An account. It shows whether there is a password, never its hash.
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
    /// `active`; `locked`: by an operator, or because the previous address said "this wasn't me" about a change of
    /// address; `disowned`: its owner said "this wasn't me" about another change, and a reset opens it again;
    /// `unconfirmed`: a sign-up whose address is not verified.
    #[schema(examples("active"))]
    status: &'static str,
    has_password: bool,
    /// Whether sign-ins are refused until the password is reset.
    must_reset: bool,
    /// Your own system's id of the account.
    #[schema(required, examples("42"))]
    external_id: Option<String>,
    /// What an app keeps about the person, except the name.
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
            external_id: account.external_id.as_ref().map(ToString::to_string),
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
    /// The `cursor` of the next page; null on the last page.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// An assertion to be redeemed.
#[derive(Deserialize, ToSchema)]
#[schema(as = v1::RedeemAssertion)]
pub(super) struct RedeemAssertion {
    /// The parameter `assertion` that arrived at your `done_url`.
    #[schema(min_length = 1)]
    pub(super) assertion: String,
    /// The origin of your own `done_url`: an assertion for another one is refused. Required if locations have
    /// `done_url`s of several origins.
    #[schema(examples("https://app.example.com"))]
    pub(super) audience: Option<String>,
}

/// Whose reset ended in your app.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::Redeemed)]
pub(super) struct RedeemedAnswer {
    /// The account's id at Rekey.
    #[schema(format = "uuid", examples("0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e"))]
    account: String,
    /// The directory that keeps the account; null: Rekey does.
    #[schema(required, examples("app"))]
    directory: Option<String>,
    /// That directory's id of the account.
    #[schema(required, examples("42"))]
    external_key: Option<String>,
    #[schema(examples("ann@example.com"))]
    email: String,
    location: u32,
    /// The origin of the `done_url` that the assertion was made for.
    #[schema(examples("https://app.example.com"))]
    aud: String,
    /// How the person was recognized: `mail` (a mailed link or code) or `link` (one that an operator handed out), and
    /// after Rekey's own second factor also `otp` and `mfa`.
    #[schema(examples(json!(["mail"])))]
    amr: Vec<String>,
    /// The `state` that `/forgot` was opened with; null if it was opened without one, or the reset ended in another
    /// browser. Open a session only if it equals the one that you keep in this person's browser.
    #[schema(required, examples("Xk2f9"))]
    state: Option<String>,
}

impl From<&Redeemed> for RedeemedAnswer {
    fn from(redeemed: &Redeemed) -> Self {
        let Redeemed { account, location, audience, methods, state } = redeemed;
        let shadow = account.shadow.as_ref();
        Self {
            account: account.id.to_string(),
            directory: shadow.map(|shadow| shadow.directory.to_string()),
            external_key: shadow.map(|shadow| shadow.key.as_str().to_owned()),
            email: account.email.as_stored().to_owned(),
            location: location.get(),
            aud: audience.clone(),
            amr: methods.clone(),
            state: state.clone(),
        }
    }
}

/// An email, from its request to what was reported of it. No address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::Mail)]
pub(super) struct MailAnswer {
    #[schema(format = "uuid")]
    pub(super) id: String,
    pub(super) location: u32,
    /// What it is about: a purpose such as `reset_password`, or the kind of notice.
    #[schema(examples("reset_password"))]
    subject: &'static str,
    /// `pending`, `sent`, `silent` (nothing was to be sent), or `gave_up`.
    #[schema(examples("sent"))]
    state: &'static str,
    /// What went wrong last, or why nothing was sent: `bounced` and `complained` if the mailbox is stopped.
    #[schema(required)]
    reason: Option<String>,
    /// How often sending it failed.
    failures: u32,
    #[schema(format = "date-time")]
    accepted_at: String,
    /// When it was sent or given up.
    #[schema(required, format = "date-time")]
    settled_at: Option<String>,
    /// The part of its `Message-ID` before the `@`.
    #[schema(required)]
    name: Option<String>,
    /// The sender in the settings that sent it.
    #[schema(required)]
    sender: Option<String>,
    /// The provider's id of the email.
    #[schema(required)]
    provider_id: Option<String>,
    /// When its delivery was reported.
    #[schema(required, format = "date-time")]
    delivered_at: Option<String>,
    /// When the provider reported a bounce.
    #[schema(required, format = "date-time")]
    bounced_at: Option<String>,
    /// `permanent` if the mailbox accepts no email, `transient` if the next one may get through.
    #[schema(required, examples("permanent"))]
    bounce: Option<&'static str>,
    /// When the provider reported a spam complaint.
    #[schema(required, format = "date-time")]
    complained_at: Option<String>,
    /// The text of the last report.
    #[schema(required)]
    report: Option<String>,
}

impl From<MailRecord> for MailAnswer {
    fn from(mail: MailRecord) -> Self {
        let at = |at: Option<Timestamp>| at.map(|at| at.to_string());
        Self {
            id: mail.entry.to_string(),
            location: mail.location.get(),
            subject: mail.subject,
            state: mail.state.code(),
            reason: mail.reason,
            failures: mail.failures,
            accepted_at: mail.accepted_at.to_string(),
            settled_at: at(mail.settled_at),
            name: mail.name.map(|name| name.to_string()),
            sender: mail.sender,
            provider_id: mail.provider_id,
            delivered_at: at(mail.delivered_at),
            bounced_at: at(mail.bounced.map(|(at, _)| at)),
            bounce: mail.bounced.map(|(_, bounce)| bounce.code()),
            complained_at: at(mail.complained_at),
            report: mail.report,
        }
    }
}

/// What Rekey currently holds back from the account's mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::MailStop)]
pub(super) struct StopAnswer {
    /// After a hard bounce: no email is sent until then.
    #[schema(required, format = "date-time")]
    bounced_until: Option<String>,
    /// After a complaint: no notices or sign-in codes are sent until then.
    #[schema(required, format = "date-time")]
    complained_until: Option<String>,
}

impl From<Stopped> for StopAnswer {
    fn from(stopped: Stopped) -> Self {
        let at = |at: Option<Timestamp>| at.map(|at| at.to_string());
        Self { bounced_until: at(stopped.bounced_until), complained_until: at(stopped.complained_until) }
    }
}

/// A page of emails.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::Mails)]
pub(super) struct MailsAnswer {
    pub(super) mails: Vec<MailAnswer>,
    pub(super) stopped: StopAnswer,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// The answer to a started reset.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = v1::ResetStarted)]
pub(super) struct ResetAnswer {
    pub(super) account: String,
}

/// A new account. Without `password` and `password_hash`, the person sets a password by a reset.
#[derive(Deserialize, ToSchema)]
#[schema(as = v1::CreateAccount)]
pub(super) struct CreateAccount {
    /// Must meet the location's policy.
    pub(super) password: Option<String>,
    /// From another system, as a PHC string.
    pub(super) password_hash: Option<String>,
    #[schema(value_type = String, format = "email", min_length = 1, examples("ann@example.com"))]
    pub(super) email: Email,
    #[schema(max_length = 200)]
    pub(super) name: Option<String>,
    /// Its own location first. Absent: the default one.
    #[serde(default, deserialize_with = "locations")]
    #[schema(value_type = Option<Vec<u32>>, min_items = 1)]
    pub(super) locations: Option<Vec<LocationId>>,
    /// The language of its emails.
    #[serde(default, deserialize_with = "language")]
    #[schema(value_type = Option<String>, examples("de-AT"))]
    pub(super) locale: Option<Locale>,
    /// What the person signs in with instead of a password, by the name that they know. While there is no password, a
    /// reset request is answered by an email that names it.
    #[schema(max_length = 200, examples("Google"))]
    pub(super) provider: Option<String>,
    /// Whether the address counts as verified. Default: no.
    pub(super) email_verified: Option<bool>,
    /// Default: `active`.
    pub(super) status: Option<NewStatus>,
    /// What an app keeps about the person, except the name; at most 4 KiB of JSON.
    #[serde(default, deserialize_with = "profile")]
    #[schema(value_type = Option<Object>)]
    pub(super) profile: Option<Profile>,
    /// Your own system's id of the account. No two accounts share one.
    #[serde(default, deserialize_with = "external_id")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, examples("42"))]
    pub(super) external_id: Option<ExternalId>,
}

/// Changes to an account; absent fields keep their value. Passwords can't be set here: start a reset.
#[derive(Deserialize, ToSchema)]
#[schema(as = v1::UpdateAccount)]
pub(super) struct UpdateAccount {
    pub(super) status: Option<NewStatus>,
    /// Null removes it.
    #[serde(default, deserialize_with = "nullable_language")]
    #[schema(value_type = Option<String>)]
    pub(super) locale: Given<Option<Locale>>,
    /// A new address ends all sessions, voids links and codes, and is unverified unless `email_verified` is given.
    #[serde(default, deserialize_with = "address")]
    #[schema(value_type = Option<String>, examples("ann@example.org"))]
    pub(super) email: Option<EmailAddress>,
    pub(super) email_verified: Option<bool>,
    /// Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub(super) name: Given<Option<String>>,
    /// Null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub(super) provider: Given<Option<String>>,
    /// Your own system's id of the account. Null removes it.
    #[serde(default, deserialize_with = "nullable_external_id")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255)]
    pub(super) external_id: Given<Option<ExternalId>>,
    /// Replaces the old one; at most 4 KiB of JSON.
    #[serde(default, deserialize_with = "profile")]
    #[schema(value_type = Option<Object>)]
    pub(super) profile: Option<Profile>,
    #[serde(default, deserialize_with = "locations")]
    #[schema(value_type = Option<Vec<u32>>, min_items = 1)]
    pub(super) locations: Option<Vec<LocationId>>,
    pub(super) must_reset: Option<bool>,
}

/// What a status can be set to.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = v1::NewStatus)]
pub(super) enum NewStatus {
    Active,
    Locked,
}

impl NewStatus {
    pub(super) fn is_locked(self) -> bool {
        matches!(self, Self::Locked)
    }
}

fn external_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ExternalId>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| D::Error::custom("must have 1 to 255 characters."))
}

fn nullable_external_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Given<Option<ExternalId>>, D::Error> {
    external_id(deserializer).map(|id| Given(Some(id)))
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<EmailAddress>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    EmailAddress::parse(&text).map(Some).map_err(|_| D::Error::custom("must be an email address."))
}

fn language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Locale>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| D::Error::custom("must be a language tag such as de-AT."))
}

fn nullable_language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Given<Option<Locale>>, D::Error> {
    language(deserializer).map(|language| Given(Some(language)))
}

fn profile<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Profile>, D::Error> {
    let Some(fields) = Option::<Map<String, Value>>::deserialize(deserializer)? else { return Ok(None) };
    let profile = Profile::default().patched_by(&fields);
    profile.map(Some).map_err(|_| D::Error::custom(format!("must be {LONGEST_PROFILE} bytes of JSON at most.")))
}

fn locations<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<LocationId>>, D::Error> {
    let items = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::Array(items) => items,
        _ => return Err(D::Error::custom("must be a list of whole numbers.")),
    };
    let numbers: Option<Vec<i64>> = items.iter().map(Value::as_i64).collect();
    let numbers = numbers.ok_or_else(|| D::Error::custom("must be a list of whole numbers."))?;
    let wrong = || D::Error::custom("must be a list of location numbers, each once, the account's own first.");
    let mut locations = Vec::with_capacity(numbers.len());
    for number in numbers {
        let id = LocationId::new(number).filter(|id| !locations.contains(id)).ok_or_else(wrong)?;
        locations.push(id);
    }
    if locations.is_empty() { Err(wrong()) } else { Ok(Some(locations)) }
}

/// The query of the list of accounts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AccountsQuery {
    /// The address of the account.
    #[param(example = "ann@example.com")]
    pub(super) email: Option<String>,
    /// Your own system's id of the account.
    #[param(example = "42")]
    pub(super) external_id: Option<String>,
    /// The `next` of the previous page.
    pub(super) cursor: Option<String>,
    /// How many accounts, from 1 to 200. Default: 50.
    #[serde(default)]
    #[param(value_type = Option<u32>)]
    pub(super) limit: PageSize,
}

/// The query of the list of emails.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MailsQuery {
    /// The account's id.
    pub(super) account: String,
    /// The `next` of the previous page.
    pub(super) cursor: Option<String>,
    /// How many emails, from 1 to 200. Default: 50.
    #[serde(default)]
    #[param(value_type = Option<u32>)]
    pub(super) limit: PageSize,
}

/// How many entries a page of a list holds.
pub(super) struct PageSize(pub(super) usize);

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for PageSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let size = String::deserialize(deserializer)?.parse().ok().filter(|size| (1..=200).contains(size));
        size.map(Self).ok_or_else(|| D::Error::custom("must be a number from 1 to 200."))
    }
}
