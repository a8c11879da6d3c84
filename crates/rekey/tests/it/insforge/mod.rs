//! The rows of docs/contracts/insforge.md that are served, one module each.

mod admin_config;
mod browser;
mod contested;
mod exchange;
mod link;
mod profiles;
mod public_config;
mod redirect_targets;
mod refresh;
mod reset;
mod second_factor;
mod send_otp;
mod send_reset;
mod sign_in;
mod sign_out;
mod sign_up;
mod silence;
#[path = "../../../../core/src/redirect/targets.rs"]
mod targets;
mod users;
mod verification;

use rekey_core::location::{LocationSettings, MailMethod, SignUpSettings};
use rekey_core::ports::CapturedMail;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ANN, Answer, PASSWORD, TestServer, assert_bearer, token_in};

pub(crate) const SEND: &str = "/api/auth/email/send-reset-password";
pub(crate) const EXCHANGE: &str = "/api/auth/email/exchange-reset-password-token";
pub(crate) const LINK: &str = "/api/auth/email/reset-password-link";
pub(crate) const RESET: &str = "/api/auth/email/reset-password";
pub(crate) const SIGN_UP: &str = "/api/auth/users";
pub(crate) const SEND_VERIFICATION: &str = "/api/auth/email/send-verification";
pub(crate) const VERIFY_LINK: &str = "/api/auth/email/verify-link";
pub(crate) const VERIFY: &str = "/api/auth/email/verify";
pub(crate) const SEND_OTP: &str = "/api/auth/email/send-otp";
pub(crate) const SESSIONS: &str = "/api/auth/sessions";
pub(crate) const CURRENT: &str = "/api/auth/sessions/current";
pub(crate) const REFRESH: &str = "/api/auth/refresh";
pub(crate) const LOGOUT: &str = "/api/auth/logout";
pub(crate) const NEW_PASSWORD: &str = "an even quieter evening";
/// The app's page that links lead to.
pub(crate) const PAGE: &str = "https://app.example.com/reset?tab=2";

/// What can be done about a failure, by its sentence. About others there is nothing to say.
const NEXT_ACTIONS: [(&str, &str); 9] = [
    ("This server does not have this route.", "See docs/dialects/insforge.md for what Rekey leaves out."),
    ("The code is wrong, has expired, or has already been used.", "Try again, or ask for a new code."),
    ("The password must be reset before signing in.", "Ask for a reset email."),
    ("The second factor is missing or wrong.", "Send what the authenticator app shows, or a recovery code, as totp."),
    ("The address must be verified before signing in.", "Enter the code of the verification email, or open its link."),
    ("An account with this address already exists.", "Sign in, or ask for a reset email."),
    ("The reset token is not valid, has expired, or has already been used.", "Ask for a new reset email."),
    ("This server has no admin token, so nobody may do this.", "Set admin.token in the server's configuration."),
    (
        "redirectTo is not among the allowed redirect URLs.",
        "Add the URL to the location's allowed_redirect_urls, or use one that is there.",
    ),
];

/// Asserts that this is a failure of this code, with a sentence and what can be done about it, and nothing else.
#[track_caller]
pub(crate) fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let body = answer.json();
    let message = body["message"].as_str().expect("a sentence");
    assert!(message.ends_with('.'), "{message}");
    let mut expected = json!({ "error": code, "message": message, "statusCode": status });
    if let Some((_, next)) = NEXT_ACTIONS.iter().find(|(known, _)| *known == message) {
        expected["nextActions"] = json!(next);
    }
    assert_eq!(body, expected);
}

/// Asserts that a mail is on its way, and nothing else; the sentence says what it brings.
#[track_caller]
fn assert_mailing(answer: &Answer, brings: &str) {
    let body = answer.json();
    let message = body["message"].as_str().expect("a sentence");
    assert!(message.contains(brings) && message.ends_with('.'), "{message}");
    assert_eq!((answer.status.as_u16(), &body), (202, &json!({ "success": true, "message": message })));
}

/// Asserts that a program of this person is signed in by this answer, and nothing else. Access and refresh token.
async fn assert_session(server: &TestServer, answer: &Answer, person: &Person) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("set-cookie"), None);
    let body = answer.json();
    let text = |name: &str| body[name].as_str().expect("a token").to_owned();
    let (access, refresh) = (text("accessToken"), text("refreshToken"));
    let user = person.user(server, &body["user"]);
    assert_eq!(body, json!({ "user": user, "accessToken": access, "refreshToken": refresh }));
    assert_bearer(server, &access, person.email, 900).await;
    (access, refresh)
}

/// A server whose location mails links, which may lead to the app's page.
async fn server_with_links() -> TestServer {
    let server = TestServer::start().await;
    server.set_location(1, links_to(&["https://app.example.com/reset"])).await;
    server
}

pub(crate) fn links_to(allowed: &[&str]) -> LocationSettings {
    LocationSettings {
        reset_method: Some(MailMethod::Link),
        allowed_redirect_urls: Some(allowed.iter().map(ToString::to_string).collect()),
        ..LocationSettings::default()
    }
}

/// A server where sign-up is open.
async fn server_with_sign_up(sign_up: SignUpSettings) -> TestServer {
    let server = TestServer::start().await;
    open_sign_up(&server, sign_up).await;
    server
}

pub(crate) async fn open_sign_up(server: &TestServer, sign_up: SignUpSettings) {
    let settings = LocationSettings {
        sign_up: SignUpSettings { open: Some(true), ..sign_up },
        allowed_redirect_urls: Some(vec!["https://app.example.com/reset".to_owned()]),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
}

/// Where addresses are verified by link.
pub(crate) const BY_LINK: SignUpSettings =
    SignUpSettings { open: None, verify_email: None, verify_method: Some(MailMethod::Link) };
/// Where they are verified by code.
pub(crate) const BY_CODE: SignUpSettings =
    SignUpSettings { open: None, verify_email: None, verify_method: Some(MailMethod::Code) };
/// Where they need not be.
pub(crate) const UNVERIFIED: SignUpSettings =
    SignUpSettings { open: None, verify_email: Some(false), verify_method: None };

pub(crate) const BOB: &str = "bob@example.com";
pub(crate) const BOBS_PASSWORD: &str = "a lantern in the fog";

async fn sign_up(server: &TestServer, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password, "redirectTo": PAGE });
    server.post_json(&format!("{SIGN_UP}?client_type=server"), body).await
}

/// The mail that Bob gets for signing up.
async fn verification_mail(server: &TestServer) -> std::sync::Arc<CapturedMail> {
    let answer = sign_up(server, BOB, BOBS_PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    server.deliver().await.into_iter().next_back().expect("a mail")
}

/// The mail that Ann gets when she asks for a reset.
async fn reset_mail(server: &TestServer, body: Value) -> std::sync::Arc<CapturedMail> {
    let answer = server.post_json(SEND, body).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    server.deliver().await.into_iter().next_back().expect("a mail")
}

/// The token of a link that Ann asked for.
async fn link_token(server: &TestServer) -> String {
    token_in(&*reset_mail(server, json!({ "email": ANN, "redirectTo": PAGE })).await)
}

/// The code that Ann asked for.
async fn code(server: &TestServer) -> String {
    reset_mail(server, json!({ "email": ANN })).await.code.clone().expect("a code")
}

/// What Ann's code was exchanged for.
async fn exchanged(server: &TestServer) -> String {
    let code = code(server).await;
    let answer = server.post_json(EXCHANGE, json!({ "email": ANN, "code": code })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["token"].as_str().expect("a token").to_owned()
}

async fn reset(server: &TestServer, token: &str, password: &str) -> Answer {
    server.post_json(RESET, json!({ "newPassword": password, "otp": token })).await
}

/// Ann signs in with a program that is not a browser.
async fn sign_in(server: &TestServer, email: &str, password: &str) -> Answer {
    server.post_json(&format!("{SESSIONS}?client_type=server"), json!({ "email": email, "password": password })).await
}

/// Access and refresh token of Ann's program.
async fn program(server: &TestServer) -> (String, String) {
    assert_session(server, &sign_in(server, ANN, PASSWORD).await, &ANN_HERSELF).await
}

/// Who the bearer of this access token is.
async fn current(server: &TestServer, access: &str) -> Answer {
    Answer::of(server.request(Method::GET, CURRENT).bearer_auth(access)).await
}

/// Somebody without a profile.
struct Person {
    email: &'static str,
    verified: bool,
}

const ANN_HERSELF: Person = Person { email: ANN, verified: true };

impl Person {
    /// As every answer shows them.
    fn user(&self, server: &TestServer, user: &Value) -> Value {
        let at = |name: &str| {
            let text = user[name].as_str().expect("an instant");
            assert!(text.parse::<rekey_core::time::Timestamp>().unwrap() <= server.now() && text.ends_with('Z'));
            text
        };
        assert_eq!(user["id"].as_str().expect("an id").len(), 36);
        json!({
            "id": user["id"], "email": self.email, "emailVerified": self.verified, "providers": ["email"],
            "createdAt": at("createdAt"), "updatedAt": at("updatedAt"), "profile": {}, "metadata": {},
        })
    }
}

/// Ann, as every answer shows her.
fn ann(server: &TestServer, user: &Value) -> Value {
    ANN_HERSELF.user(server, user)
}

/// Six digits that are not these.
fn another(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}
