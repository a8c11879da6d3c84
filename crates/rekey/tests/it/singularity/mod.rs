//! Every row of docs/contracts/singularity.md.

mod cooldown;
mod faults;
mod language;
mod login;
mod notices;
pub(crate) mod own_account;
mod published;
mod registration;
mod request;
mod reset;
mod second_factor;
mod sessions;
mod silence;
pub(crate) mod storage;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{ANN, Answer, TestServer, assert_bearer, token_in};

pub(crate) const REQUEST: &str = "/api/auth/password/reset-request";
pub(crate) const COOLDOWN: &str = "/api/auth/password/reset/cooldown";
pub(crate) const RESET: &str = "/api/auth/password/reset";
pub(crate) const LOGIN: &str = "/api/auth/login";
pub(crate) const REGISTER: &str = "/api/auth/register";
pub(crate) const VERIFY: &str = "/api/auth/email/verification";
pub(crate) const SEND_VERIFICATION: &str = "/api/auth/email/verification/send";
pub(crate) const ME: &str = "/api/users/me";
const SECOND: &str = "/api/auth/2fa/login";
const SESSIONS: &str = "/api/users/me/sessions";
const REFRESH: &str = "/api/auth/refresh";
/// Somebody with a password beside Ann.
const BOB: &str = "bob@example.com";
/// The front end's page that verifies addresses.
const PAGE: &str = "https://app.example.com/verify-email";
/// One that the dialect's own policy takes.
pub(crate) const NEW_PASSWORD: &str = "Quiet-evening-7";

/// A server that sends mails as they come.
async fn server() -> TestServer {
    let server = TestServer::start().await;
    server.deliver_always();
    server
}

async fn ask(server: &TestServer, email: &str) -> Answer {
    server.post_json(REQUEST, json!({ "email": email })).await
}

/// Seconds that the address has to wait.
async fn remaining(server: &TestServer, email: &str) -> Value {
    let answer = server.get(&format!("{COOLDOWN}?email={email}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["remaining"].clone()
}

async fn reset(server: &TestServer, token: &str, password: &str) -> Answer {
    server.post_json(&format!("{RESET}?token={token}"), json!({ "newPassword": password })).await
}

pub(crate) async fn login(server: &TestServer, email: &str, password: &str) -> Answer {
    server.post_json(LOGIN, json!({ "email": email, "password": password })).await
}

/// What the front end's page calls with the token of a verification mail.
async fn verify(server: &TestServer, token: &str) -> Answer {
    Answer::of(server.request(Method::POST, &format!("{VERIFY}?token={token}"))).await
}

/// Asks for a reset, and takes the token out of the mail.
async fn token(server: &TestServer, email: &str) -> String {
    let answer = ask(server, email).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mails = server.mails();
    let is_reset = |link: &String| !link.contains("/not-me");
    token_in(mails.iter().find(|mail| mail.to == email && mail.links.iter().any(is_reset)).expect("a mail"))
}

/// Ann as this API describes her, whatever is known of her now.
async fn ann(server: &TestServer) -> Value {
    let email = ANN.parse().unwrap();
    let account = server.engine.accounts.find(&email).await.unwrap().unwrap();
    let second_factor = server.engine.second_factors.is_on(&account).await.unwrap();
    let id = account.id.to_string().replace('-', "");
    json!({
        "id": id[8..],
        "name": ANN,
        "email": ANN,
        "identityProviders": ["password"],
        "roles": ["USER"],
        "emailVerified": true,
        "lastActive": server.now().to_string(),
        "twoFactorAuthEnabled": second_factor,
        "preferredTwoFactorMethod": second_factor.then_some("totp"),
        "twoFactorMethods": if second_factor { vec!["totp"] } else { vec![] },
        "avatar": null,
        "createdAt": account.created_at.to_string(),
        "groups": [],
    })
}

/// What failures are called, as the published API calls the exceptions behind them. Others are called by their status.
fn name_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "PASSWORD_RESET_TOKEN_INVALID"
        | "ACCESS_TOKEN_INVALID"
        | "REFRESH_TOKEN_INVALID"
        | "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID"
        | "EMAIL_VERIFICATION_TOKEN_INVALID"
        | "STEP_UP_TOKEN_INVALID"
        | "TOTP_SETUP_TOKEN_INVALID" => "Invalid",
        "PASSWORD_RESET_TOKEN_EXPIRED"
        | "ACCESS_TOKEN_EXPIRED"
        | "TWO_FACTOR_AUTHENTICATION_TOKEN_EXPIRED"
        | "EMAIL_VERIFICATION_TOKEN_EXPIRED"
        | "STEP_UP_TOKEN_EXPIRED"
        | "TOTP_SETUP_TOKEN_EXPIRED" => "Expired",
        "REFRESH_TOKEN_MISSING" | "TWO_FACTOR_AUTHENTICATION_TOKEN_MISSING" | "STEP_UP_TOKEN_MISSING" => "Missing",
        "EMAIL_TAKEN" => "EmailTaken",
        "NO_PASSWORD" => "NoPassword",
        "MISSING_PASSWORD_PARAMETER" => "MissingPasswordParameter",
        "NO_PASSWORD_PROVIDER" => "NoPasswordSet",
        "CANNOT_DISABLE_ONLY_TWO_FACTOR_METHOD" => "CannotDisableOnlyTwoFactorMethod",
        "2FA_DISABLED" => "TwoFactorDisabled",
        "PASSWORD_RESET_TOKEN_CREATION_FAILURE" => "Token",
        "AUTHENTICATION_REQUIRED" => "AuthenticationRequired",
        "INVALID_CREDENTIALS" => "InvalidCredentials",
        "NO_2FA_CODE_PROVIDED" => "No2faCodeProvided",
        "WRONG_TWO_FACTOR_CODE" | "WRONG_TOTP_RECOVERY_CODE" => "WrongCode",
        "EMAIL_COOLDOWN_ACTIVE" => "CooldownActive",
        "EMAIL_COOLDOWN_CACHE_FAILURE" => "CooldownCache",
        "EMAIL_VERIFICATION_TOKEN_CREATION_FAILURE" => "EmailVerificationTokenCreation",
        "EMAIL_TEMPLATE_FAILURE" => "Template",
        "EMAIL_AUTHENTICATION_FAILURE" => "EmailAuthentication",
        "EMAIL_SEND_FAILURE" => "Send",
        "EMAIL_DISABLED" => "EmailDisabled",
        "DATABASE_FAILURE" => "Database",
        "IP_RATE_LIMIT_EXCEEDED" => "Ip",
        "IP_LOGIN_RATE_LIMIT_EXCEEDED" => "Login",
        "SERVICE_OVERLOADED" => "Overloaded",
        "INTERNAL_ERROR" => "Internal",
        _ => return None,
    })
}

/// Asserts that Ann is signed in by this answer, which gives her tokens as cookies too, and nothing else.
async fn assert_signed_in(server: &TestServer, answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    let (access, refresh) = (body["accessToken"].as_str().unwrap(), body["refreshToken"].as_str().unwrap());
    let expected = json!({
        "user": ann(server).await,
        "accessToken": access,
        "refreshToken": refresh,
        "twoFactorRequired": false,
        "twoFactorMethods": null,
        "preferredTwoFactorMethod": null,
        "twoFactorAuthenticationToken": null,
        "location": null,
    });
    assert_eq!(body, expected);
    let cookies: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(
        cookies[..2],
        [
            format!("access_token={access}; HttpOnly; SameSite=Lax; Path=/; Max-Age=900"),
            format!("refresh_token={refresh}; HttpOnly; SameSite=Lax; Path=/; Max-Age=1296000"),
        ]
    );
    // The token of a second factor that was shown goes.
    let used_up = "two_factor_authentication_token=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
    assert!(cookies[2..].iter().all(|cookie| *cookie == used_up), "{cookies:?}");
    assert_bearer(server, access, ANN, 900).await;
}

/// Asserts that this is a failure of this status and code, at this path and now, with a sentence, and nothing else.
#[track_caller]
pub(crate) fn assert_problem(server: &TestServer, answer: &Answer, path: &str, status: u16, code: &str) {
    let body = answer.json();
    let message = body["message"].as_str().expect("a sentence");
    assert!(message.ends_with('.'), "{message}");
    let expected = json!({
        "timestamp": server.now().to_string(),
        "status": status,
        "code": code,
        "error": name_of(code).or(StatusCode::from_u16(status).unwrap().canonical_reason()),
        "message": message,
        "path": path,
    });
    assert_eq!(body, expected);
    assert_eq!(answer.status, status);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert!(status != 429 || answer.header("retry-after").is_some());
}

/// Malformed bodies are refused at a route that takes JSON with these good fields.
async fn assert_strict(server: &TestServer, path: &str, good: Value) {
    let bare = path.split('?').next().unwrap();
    let raw = |body: String| server.request(Method::POST, path).header("content-type", "application/json").body(body);
    for field in good.as_object().unwrap().keys() {
        for wrong in [json!(null), json!(""), json!([good[field]]), json!({ "$ne": "" }), json!(1), json!(true)] {
            let mut body = good.clone();
            body[field] = wrong;
            assert_problem(server, &server.post_json(path, body).await, bare, 400, "INVALID_REQUEST");
        }
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(field);
        assert_problem(server, &server.post_json(path, body).await, bare, 400, "INVALID_REQUEST");
        let text = good.to_string();
        let twice = format!("{},\"{field}\":{}}}", text.trim_end_matches('}'), good[field]);
        assert_problem(server, &Answer::of(raw(twice)).await, bare, 400, "INVALID_REQUEST");
    }
    for text in ["", "{", "null", "[]", "\"a\"", "{} {}"] {
        assert_problem(server, &Answer::of(raw(text.to_owned())).await, bare, 400, "INVALID_REQUEST");
    }
    let untyped = Answer::of(server.request(Method::POST, path)).await;
    assert_problem(server, &untyped, bare, 400, "INVALID_REQUEST");
    let form = Answer::of(server.request(Method::POST, path).form(&[("email", "a@example.com")])).await;
    assert_problem(server, &form, bare, 415, "INVALID_REQUEST");
    let mut large = good;
    large["padding"] = "x".repeat(16 * 1024).into();
    assert_problem(server, &server.post_json(path, large).await, bare, 413, "INVALID_REQUEST");
    assert_problem(server, &server.get(path).await, bare, 405, "INVALID_REQUEST");
}
