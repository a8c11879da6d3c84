//! What comes in, for the documentation: routes read it field by field, so that a wrong field is named.

use utoipa::{IntoParams, ToSchema};

/// A reset is asked for.
#[derive(ToSchema)]
#[schema(as = insforge::SendResetPassword, rename_all = "camelCase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct SendResetPassword {
    /// The address of the account.
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: String,
    /// The app's page that a reset link leads to. Required where resets go by link; has to be on the allow-list then.
    #[schema(format = "uri", examples("https://app.example.com/reset"))]
    redirect_to: Option<String>,
}

/// A mailed code.
#[derive(ToSchema)]
#[schema(as = insforge::ExchangeCode)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct ExchangeCode {
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: String,
    #[schema(pattern = "^[0-9]{6}$", examples("123456"))]
    code: Option<String>,
    /// The same, as the SDK calls it; one of the two is required.
    #[schema(pattern = "^[0-9]{6}$")]
    otp: Option<String>,
}

/// A new password.
#[derive(ToSchema)]
#[schema(as = insforge::ResetPassword, rename_all = "camelCase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct ResetPassword {
    /// Has to meet the location's policy.
    #[schema(min_length = 1, examples("an even quieter evening"))]
    new_password: String,
    /// The token of the link, or the one that the code was exchanged for.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    otp: String,
}

/// Somebody signs up.
#[derive(ToSchema)]
#[schema(as = insforge::SignUp, rename_all = "camelCase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct SignUp {
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: String,
    /// Has to meet the location's policy.
    #[schema(min_length = 1, examples("a quiet morning"))]
    password: String,
    /// What to call the person.
    #[schema(max_length = 200, examples("Ann"))]
    name: Option<String>,
    /// The app's page that a verification link leads to. Required where addresses are verified by link; has to be on
    /// the allow-list then.
    #[schema(format = "uri", examples("https://app.example.com/welcome"))]
    redirect_to: Option<String>,
}

/// A verification mail is asked for.
#[derive(ToSchema)]
#[schema(as = insforge::SendVerification, rename_all = "camelCase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct SendVerification {
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: String,
    /// The app's page that the link leads to. Required where addresses are verified by link.
    #[schema(format = "uri", examples("https://app.example.com/welcome"))]
    redirect_to: Option<String>,
}

/// A code or a link of a verification mail.
#[derive(ToSchema)]
#[schema(as = insforge::VerifyEmail)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct VerifyEmail {
    /// Required with a code.
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: Option<String>,
    /// Six digits, or the token of the link.
    #[schema(pattern = "^([0-9]{6}|[0-9a-f]{64})$", examples("123456"))]
    otp: String,
    /// The second factor, where the account has one: what the app shows, or a recovery code.
    #[schema(examples("123456"))]
    totp: Option<String>,
}

/// The form of a verification link's page.
#[derive(ToSchema)]
#[schema(as = insforge::VerifyLink)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct VerifyLink {
    #[schema(pattern = "^[0-9a-f]{64}$")]
    token: String,
}

/// Changes to a profile.
#[derive(ToSchema)]
#[schema(as = insforge::PatchProfile)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct PatchProfile {
    /// Fields to be set, or taken out where they are null. `name` is what mails call the person; `avatar_url` has to
    /// be an http or https URL. All together take 4 KiB at most.
    #[schema(value_type = Object, example = json!({"name": "Ann", "avatar_url": null}))]
    profile: (),
}

/// Settings of the default location, any of them.
#[derive(ToSchema)]
#[schema(as = insforge::PutConfig, rename_all = "camelCase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct PutConfig {
    require_email_verification: Option<bool>,
    #[schema(minimum = 8, maximum = 256)]
    password_min_length: Option<u32>,
    require_number: Option<bool>,
    require_lowercase: Option<bool>,
    require_uppercase: Option<bool>,
    require_special_char: Option<bool>,
    verify_email_method: Option<Method>,
    reset_password_method: Option<Method>,
    disable_signup: Option<bool>,
    /// URLs, or patterns in which `*` stands for a part of the host or path.
    #[schema(examples("https://app.example.com/*"))]
    allowed_redirect_urls: Option<Vec<String>>,
}

/// What a mail carries.
#[derive(ToSchema)]
#[schema(as = insforge::Method, rename_all = "lowercase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
enum Method {
    Code,
    Link,
}

/// An address.
#[derive(ToSchema)]
#[schema(as = insforge::Address)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct Address {
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: String,
}

/// A way in: by password, or by a mailed code.
#[derive(ToSchema)]
#[schema(as = insforge::SignIn)]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct SignIn {
    #[schema(min_length = 1, examples("ann@example.com"))]
    email: String,
    /// Absent: `password`.
    method: Option<SignInMethod>,
    /// Required, unless the method is `otp`.
    #[schema(min_length = 1, examples("a quiet morning"))]
    password: Option<String>,
    /// Six digits; required, if the method is `otp`, and not looked at otherwise.
    #[schema(examples("123456"))]
    otp: Option<String>,
    /// The second factor, where the account has one: what the app shows, or a recovery code.
    #[schema(examples("123456"))]
    totp: Option<String>,
}

/// How somebody signs in.
#[derive(ToSchema)]
#[schema(as = insforge::SignInMethod, rename_all = "lowercase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
enum SignInMethod {
    Password,
    Otp,
}

/// What a program refreshes its session with. Browsers send their cookie and no body.
#[derive(ToSchema)]
#[schema(as = insforge::Refresh, rename_all = "camelCase")]
#[expect(dead_code, reason = "routes read bodies field by field; this describes them")]
pub(super) struct Refresh {
    #[schema(min_length = 1, max_length = 64)]
    refresh_token: Option<String>,
    /// The same, as the SDK's server mode calls it.
    #[schema(rename = "refresh_token", min_length = 1, max_length = 64)]
    refresh_token_of_sdk: Option<String>,
}

/// The query of routes that open, refresh or end sessions.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "routes read queries field by field; this describes them")]
pub(super) struct HolderQuery {
    /// What kind of client asks; absent: `web`. Browsers keep the refresh token in a cookie, all others in the body.
    #[param(inline)]
    client_type: Option<ClientType>,
}

#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "routes read queries field by field; this describes them")]
enum ClientType {
    Web,
    Mobile,
    Desktop,
    Server,
}
