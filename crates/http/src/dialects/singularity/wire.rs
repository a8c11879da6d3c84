//! What goes over the wire.

use axum::http::StatusCode;
use rekey_core::account::Account;
use rekey_core::second_factor::TotpCode;
use rekey_core::second_factors::{Challenge, SetUp};
use rekey_core::session::{ClaimedDevice, Session};
use rekey_core::sessions::Tokens;
use rekey_core::sign_in::SteppedUp;
use rekey_core::time::Timestamp;
use secrecy::ExposeSecret;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::input::{Email, Text, Whole};
use crate::response_secret::ResponseSecret;

/// A request for a reset.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::ResetRequest)]
pub(super) struct ResetRequest {
    /// The address of the account.
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
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
    #[schema(value_type = String, min_length = 1, examples("demo@example.com"))]
    pub(super) email: Email,
    #[schema(value_type = String, min_length = 1, examples("Demo-Passw0rd!"))]
    pub(super) password: Text,
    pub(super) session: Option<SessionNote>,
}

/// The client that signs in, as the person's list of sessions shows it.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::SessionNote)]
pub(super) struct SessionNote {
    #[schema(examples("Firefox"))]
    browser: Option<String>,
    #[schema(examples("Linux"))]
    os: Option<String>,
}

impl SessionNote {
    /// The device of a sign-in that may name one.
    pub(super) fn device(note: Option<Self>) -> ClaimedDevice {
        note.map_or_else(ClaimedDevice::default, |note| ClaimedDevice::new(note.browser, note.os))
    }
}

/// What is wrong with a request; [`envelope`](super::envelope) adds when and where.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) error: &'static str,
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
    /// What the failure is called; where the request is malformed, the status in words.
    error: &'static str,
    /// For a person.
    #[schema(required)]
    message: Option<String>,
    /// The path of the request.
    path: String,
}

impl ErrorBody {
    /// A problem, with when and where it was met.
    pub(super) fn new(status: StatusCode, problem: Problem, timestamp: String, path: String) -> Self {
        Self {
            timestamp,
            status: status.as_u16(),
            code: problem.code,
            error: problem.error,
            message: problem.message,
            path,
        }
    }
}

/// The answer to an accepted request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = singularity::CooldownAnswer)]
pub(super) struct CooldownAnswer {
    /// Seconds until the next email can be requested.
    pub(super) cooldown: u64,
}

/// How long the cooldown still runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = singularity::RemainingAnswer)]
pub(super) struct RemainingAnswer {
    /// Seconds; 0 if no cooldown is running.
    pub(super) remaining: u64,
}

/// The answer to a completed reset.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = singularity::SuccessAnswer)]
pub(super) struct SuccessAnswer {
    pub(super) success: bool,
}

/// How long the ids are that clients of this API parse.
const OBJECT_ID_DIGITS: usize = 24;

/// The one second factor that there is.
pub(super) const TOTP: &str = "totp";

/// What `2fa/login` takes.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::SecondFactorLogin)]
pub(super) struct SecondFactorLogin {
    /// Digits in a string count as a number.
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 999_999, examples(123_456))]
    pub(super) totp: Option<TotpNumber>,
    pub(super) session: Option<SessionNote>,
}

/// What the app shows, as a number: without its leading zeros.
pub(super) struct TotpNumber(pub(super) TotpCode);

impl<'de> Deserialize<'de> for TotpNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = TotpCode::from_number(Whole::deserialize(deserializer)?.0);
        code.map(Self).ok_or_else(|| D::Error::custom("must have six digits at most."))
    }
}

/// The answer to a sign-in. Absent fields are null.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::LoginAnswer)]
pub(super) struct LoginAnswer {
    user: User,
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
    /// Always null: Rekey doesn't look up where people are.
    #[schema(required)]
    location: Option<String>,
}

impl LoginAnswer {
    /// Signed in.
    pub(super) fn signed_in(user: User, tokens: Tokens) -> Self {
        Self {
            user,
            refresh_token: Some(ResponseSecret::from(&tokens.refresh)),
            access_token: Some(tokens.bearer.into()),
            two_factor_required: false,
            two_factor_methods: None,
            preferred_two_factor_method: None,
            two_factor_authentication_token: None,
            location: None,
        }
    }

    /// The password was right; the second factor is still required.
    pub(super) fn second_factor(user: User, challenge: &Challenge) -> Self {
        Self {
            user,
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

/// The answer to a refresh.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::RefreshAnswer)]
pub(super) struct RefreshAnswer {
    pub(super) principal: User,
    #[schema(value_type = String)]
    pub(super) access_token: ResponseSecret,
    #[schema(value_type = String)]
    pub(super) refresh_token: ResponseSecret,
}

/// How somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::StatusAnswer)]
pub(super) struct StatusAnswer {
    /// Whether the request has a valid access token.
    pub(super) authenticated: bool,
    /// Whether the request has a valid step-up token of this session.
    pub(super) step_up: bool,
    /// Null without an access token or two-factor token.
    #[schema(required)]
    pub(super) email_verified: Option<bool>,
    /// Whether a second factor is still required.
    pub(super) two_factor_required: bool,
    #[schema(required)]
    pub(super) preferred_two_factor_method: Option<&'static str>,
    #[schema(required)]
    pub(super) two_factor_methods: Option<Vec<&'static str>>,
    #[schema(required, format = "uuid")]
    pub(super) session_id: Option<String>,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::User)]
pub(super) struct User {
    /// The last 24 digits of the account's id.
    #[schema(pattern = "^[0-9a-f]{24}$")]
    id: String,
    /// The person's name, or the address if there is no name.
    name: String,
    email: String,
    /// `password`, and the provider that the account names.
    identity_providers: Vec<String>,
    roles: [&'static str; 1],
    email_verified: bool,
    #[schema(format = DateTime)]
    last_active: String,
    two_factor_auth_enabled: bool,
    #[schema(required)]
    preferred_two_factor_method: Option<&'static str>,
    two_factor_methods: Vec<&'static str>,
    /// Always null.
    #[schema(required)]
    avatar: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    /// Always empty.
    groups: [String; 0],
}

impl User {
    /// An account, whether it has a second factor, and when the person was active last.
    pub(super) fn new(account: Account, second_factor: bool, last_active: Timestamp) -> Self {
        let address = account.email.as_stored();
        let id = account.id.as_uuid().simple().to_string();
        let password = account.password.is_some().then(|| "password".to_owned());
        Self {
            id: id.chars().skip(id.len() - OBJECT_ID_DIGITS).collect(),
            email: address.to_owned(),
            identity_providers: account.provider.map(|name| name.to_lowercase()).into_iter().chain(password).collect(),
            roles: ["USER"],
            email_verified: account.email_verified,
            last_active: last_active.to_string(),
            two_factor_auth_enabled: second_factor,
            preferred_two_factor_method: second_factor.then_some(TOTP),
            two_factor_methods: second_factor.then_some(TOTP).into_iter().collect(),
            avatar: None,
            created_at: account.created_at.to_string(),
            groups: [],
            name: account.name.unwrap_or_else(|| address.to_owned()),
        }
    }
}

/// A new person.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::Register)]
pub(super) struct Register {
    #[schema(value_type = String, min_length = 1, examples("ann@example.com"))]
    pub(super) email: Email,
    /// Unless the location's policy says otherwise: 8 characters, with an upper-case and a lower-case letter, a digit
    /// and a special character.
    #[schema(value_type = String, min_length = 1, examples("Quiet-evening-7"))]
    pub(super) password: Text,
    /// At most 100 characters.
    #[schema(value_type = String, min_length = 1, max_length = 100, examples("Ann"))]
    pub(super) name: Text,
}

/// What to call the person from now on.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::Rename)]
pub(super) struct Rename {
    /// At most 100 characters.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, examples("Ann"))]
    pub(super) name: Option<Text>,
}

/// The new address.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::ChangeAddress)]
pub(super) struct ChangeAddress {
    #[schema(value_type = String, min_length = 1, examples("ann.new@example.com"))]
    pub(super) new_email: Email,
}

/// What becomes of a new address.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::ChangeAddressAnswer)]
pub(super) struct ChangeAddressAnswer {
    /// Always true: the account gets the address once it is confirmed.
    pub(super) verification_required: bool,
    /// Seconds until this address can get another email.
    pub(super) cooldown: u64,
}

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::ChangePassword)]
pub(super) struct ChangePassword {
    #[schema(value_type = String, min_length = 1, examples("Quiet-evening-7"))]
    pub(super) old_password: Text,
    /// Unless the location's policy says otherwise: 8 characters, with an upper-case and a lower-case letter, a digit
    /// and a special character.
    #[schema(value_type = String, min_length = 1, examples("Quiet-morning-8"))]
    pub(super) new_password: Text,
}

/// The password once more.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::StepUp)]
pub(super) struct StepUp {
    #[schema(value_type = String, min_length = 1, examples("Demo-Passw0rd!"))]
    pub(super) password: Text,
}

/// What `2fa/step-up` takes.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::CompleteStepUp)]
pub(super) struct CompleteStepUp {
    /// Digits in a string count as a number.
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 999_999, examples(123_456))]
    pub(super) totp: Option<TotpNumber>,
}

/// The answer to a step-up. Fields that do not apply are null.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::StepUpAnswer)]
pub(super) struct StepUpAnswer {
    #[schema(required, value_type = Option<String>)]
    step_up_token: Option<ResponseSecret>,
    two_factor_required: bool,
    #[schema(required)]
    two_factor_methods: Option<Vec<&'static str>>,
    #[schema(required)]
    preferred_two_factor_method: Option<&'static str>,
    #[schema(required, value_type = Option<String>)]
    two_factor_authentication_token: Option<ResponseSecret>,
}

impl StepUpAnswer {
    /// Stepped up.
    pub(super) fn stepped_up(stepped_up: SteppedUp) -> Self {
        Self {
            step_up_token: Some(stepped_up.token.into()),
            two_factor_required: false,
            two_factor_methods: None,
            preferred_two_factor_method: None,
            two_factor_authentication_token: None,
        }
    }

    /// The password was right; the second factor is still required.
    pub(super) fn second_factor(challenge: &Challenge) -> Self {
        Self {
            step_up_token: None,
            two_factor_required: true,
            two_factor_methods: Some(vec![TOTP]),
            preferred_two_factor_method: Some(TOTP),
            two_factor_authentication_token: Some(ResponseSecret::from(&challenge.token)),
        }
    }
}

/// What a person puts into an authenticator app, and what they write down.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::TotpSetUpAnswer)]
pub(super) struct TotpSetUpAnswer {
    /// In Base32.
    #[schema(value_type = String)]
    secret: ResponseSecret,
    /// An `otpauth:` URI, for a QR code.
    #[schema(value_type = String)]
    totp_auth_url: ResponseSecret,
    #[schema(value_type = Vec<String>)]
    recovery_codes: Vec<ResponseSecret>,
    /// Completes the setup.
    #[schema(value_type = String)]
    token: ResponseSecret,
}

impl TotpSetUpAnswer {
    pub(super) fn new(set_up: &SetUp) -> Self {
        let codes = set_up.recovery_codes.iter();
        Self {
            secret: set_up.secret.expose_base32().into(),
            totp_auth_url: set_up.uri.expose_secret().to_owned().into(),
            recovery_codes: codes.map(|code| code.expose().into()).collect(),
            token: set_up.token.expose_secret().to_owned().into(),
        }
    }
}

/// Completes a setup.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::TotpSetUp)]
pub(super) struct TotpSetUp {
    /// The token from the beginning of the setup.
    #[schema(value_type = String, min_length = 1)]
    pub(super) token: Text,
    /// What the app shows. Digits in a string count as a number.
    #[schema(value_type = u32, minimum = 0, maximum = 999_999, examples(123_456))]
    pub(super) code: TotpNumber,
}

/// What `2fa/totp/recover` takes.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::RecoverySignIn)]
pub(super) struct RecoverySignIn {
    /// One of the recovery codes.
    #[schema(value_type = String, min_length = 1, examples("01abc-defgh"))]
    pub(super) code: Text,
    pub(super) session: Option<SessionNote>,
}

/// The answer to a recovery code.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::RecoverySignInAnswer)]
pub(super) struct RecoverySignInAnswer {
    user: User,
    #[schema(value_type = String)]
    access_token: ResponseSecret,
    #[schema(value_type = String)]
    refresh_token: ResponseSecret,
    #[schema(value_type = String)]
    step_up_token: ResponseSecret,
}

impl RecoverySignInAnswer {
    pub(super) fn new(user: User, tokens: Tokens, stepped_up: SteppedUp) -> Self {
        Self {
            user,
            refresh_token: ResponseSecret::from(&tokens.refresh),
            access_token: tokens.bearer.into(),
            step_up_token: stepped_up.token.into(),
        }
    }
}

/// The method to be preferred.
#[derive(Deserialize, ToSchema)]
#[schema(as = singularity::PreferredMethod)]
pub(super) struct PreferredMethod {
    pub(super) method: TwoFactorMethod,
}

/// A second factor.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = singularity::TwoFactorMethod, rename_all = "lowercase")]
pub(super) enum TwoFactorMethod {
    Totp,
    /// Not offered here.
    Email,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = singularity::SessionInfo)]
pub(super) struct SessionInfo {
    #[schema(format = "uuid")]
    id: String,
    /// As the sign-in named it.
    #[schema(required)]
    browser: Option<String>,
    /// As the sign-in named it.
    #[schema(required)]
    os: Option<String>,
    /// Always null: Rekey doesn't store it.
    #[schema(required)]
    ip_address: Option<String>,
    #[schema(required)]
    location: Option<String>,
    /// When it was opened or refreshed.
    #[schema(format = DateTime)]
    last_active: String,
}

impl From<Session> for SessionInfo {
    fn from(session: Session) -> Self {
        Self {
            id: session.id.to_string(),
            browser: session.device.browser().map(str::to_owned),
            os: session.device.os().map(str::to_owned),
            ip_address: None,
            location: None,
            last_active: session.refreshed_at.to_string(),
        }
    }
}
