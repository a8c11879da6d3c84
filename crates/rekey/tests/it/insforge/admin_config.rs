use reqwest::Method;
use serde_json::{Value, json};

use super::{BOB, BOBS_PASSWORD, assert_refused, sign_up};
use crate::support::{Answer, TestServer};

const CONFIG: &str = "/api/auth/config";
const PUBLIC: &str = "/api/auth/public-config";
const ADMIN: &str = "0123456789abcdef0123456789abcdef";

async fn server() -> TestServer {
    TestServer::start_with(|setup| setup.http.admin_token = Some(ADMIN.parse().unwrap())).await
}

async fn get(server: &TestServer) -> Answer {
    Answer::of(server.request(Method::GET, CONFIG).bearer_auth(ADMIN)).await
}

async fn put(server: &TestServer, body: Value) -> Answer {
    Answer::of(server.request(Method::PUT, CONFIG).bearer_auth(ADMIN).json(&body)).await
}

#[tokio::test]
async fn the_operator_reads_and_sets_what_front_ends_learn() {
    let server = server().await;
    let mut expected = json!({
        "oAuthProviders": [], "customOAuthProviders": [], "requireEmailVerification": false, "passwordMinLength": 8,
        "requireNumber": false, "requireLowercase": false, "requireUppercase": false, "requireSpecialChar": false,
        "verifyEmailMethod": "code", "resetPasswordMethod": "code", "disableSignup": true, "allowedRedirectUrls": [],
        "id": "00000000-0000-8000-8000-000000000001",
        "createdAt": "1970-01-01T00:00:00.000Z", "updatedAt": "1970-01-01T00:00:00.000Z",
    });
    let answer = get(&server).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, expected.clone()));

    let changes = json!({
        "requireEmailVerification": true, "passwordMinLength": 12, "requireNumber": true, "requireLowercase": true,
        "requireUppercase": true, "requireSpecialChar": true, "verifyEmailMethod": "link",
        "resetPasswordMethod": "link", "disableSignup": false,
        "allowedRedirectUrls": ["https://app.example.com/*", "https://*.example.com/reset"],
    });
    let now = format!("{:.3}", server.now());
    for (name, value) in changes.as_object().unwrap() {
        expected[name] = value.clone();
        expected["createdAt"] = json!(now);
        expected["updatedAt"] = json!(now);
        // Signing up brings verification along, unless it is set.
        let answer = put(&server, json!({ name: value })).await;
        if name == "requireEmailVerification" || changes.as_object().unwrap().keys().next_back() == Some(name) {
            assert_eq!((answer.status.as_u16(), answer.json()[name].clone()), (200, value.clone()));
        }
    }
    assert_eq!(get(&server).await.json(), expected);
    let mut public = expected.clone();
    for name in ["allowedRedirectUrls", "id", "createdAt", "updatedAt"] {
        public.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(server.get(PUBLIC).await.json(), public, "this node follows at once");

    server.advance(5);
    let whole = put(&server, expected.clone()).await;
    assert_eq!(whole.status, 200, "a whole answer can be sent back");
    expected["updatedAt"] = json!(format!("{:.3}", server.now()));
    assert_eq!(whole.json(), expected);
}

#[tokio::test]
async fn what_is_set_counts_at_once() {
    let server = server().await;
    assert_refused(&sign_up(&server, BOB, BOBS_PASSWORD).await, 403, "AUTH_SIGNUP_DISABLED");
    assert_eq!(put(&server, json!({ "disableSignup": false, "requireEmailVerification": false })).await.status, 200);
    assert_eq!(sign_up(&server, BOB, BOBS_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn null_empties_the_list_of_targets() {
    let server = server().await;
    let set = json!({ "allowedRedirectUrls": ["https://app.example.com/**", "com.example.app:/reset"] });
    assert_eq!(put(&server, set.clone()).await.json()["allowedRedirectUrls"], set["allowedRedirectUrls"]);
    assert_eq!(
        put(&server, json!({ "disableSignup": true })).await.json()["allowedRedirectUrls"],
        set["allowedRedirectUrls"]
    );
    assert_eq!(put(&server, json!({ "allowedRedirectUrls": null })).await.json()["allowedRedirectUrls"], json!([]));
}

#[tokio::test]
async fn wrong_settings_are_refused_and_none_of_them_is_set() {
    let server = server().await;
    let before = get(&server).await.json();
    for (name, value) in [
        ("requireEmailVerification", json!("true")),
        ("passwordMinLength", json!(7)),
        ("passwordMinLength", json!(257)),
        ("passwordMinLength", json!(8.5)),
        ("passwordMinLength", json!("12")),
        ("requireNumber", json!(1)),
        ("verifyEmailMethod", json!("pigeon")),
        ("resetPasswordMethod", json!(["link"])),
        ("disableSignup", json!("no")),
        ("allowedRedirectUrls", json!("https://app.example.com/")),
        ("allowedRedirectUrls", json!([1])),
        ("allowedRedirectUrls", json!(["https://*.com/*"])),
        ("allowedRedirectUrls", json!(["javascript:alert(1)"])),
        ("allowedRedirectUrls", json!(["intent://app/reset"])),
        ("allowedRedirectUrls", json!(["myapp://*"])),
        ("allowedRedirectUrls", json!(["https://app.example.com/{a,b}"])),
    ] {
        let body = json!({ "requireUppercase": true, name: value });
        assert_refused(&put(&server, body).await, 400, "INVALID_INPUT");
    }
    assert_eq!(get(&server).await.json(), before);
}

#[tokio::test]
async fn the_admin_token_is_asked_for() {
    let with_token = server().await;
    for method in [Method::GET, Method::PUT] {
        let without = with_token.request(method.clone(), CONFIG).json(&json!({}));
        assert_refused(&Answer::of(without).await, 401, "AUTH_INVALID_CREDENTIALS");
        let wrong = with_token.request(method.clone(), CONFIG).bearer_auth("x".repeat(32)).json(&json!({}));
        assert_refused(&Answer::of(wrong).await, 401, "AUTH_INVALID_API_KEY");
        let by_key = with_token.request(method.clone(), CONFIG).header("x-api-key", ADMIN).bearer_auth("a session");
        assert_eq!(Answer::of(by_key.json(&json!({}))).await.status, 200);
        let wrong_key = with_token.request(method.clone(), CONFIG).header("x-api-key", "ik_wrong").bearer_auth(ADMIN);
        assert_refused(&Answer::of(wrong_key.json(&json!({}))).await, 401, "AUTH_INVALID_API_KEY");
        let none_set = TestServer::start().await;
        let request = none_set.request(method, CONFIG).bearer_auth(ADMIN).json(&json!({}));
        assert_refused(&Answer::of(request).await, 403, "FORBIDDEN");
    }
}
