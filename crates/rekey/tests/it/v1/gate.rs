//! Who may use it.

use reqwest::Method;
use serde_json::json;

use super::{ACCOUNTS, TOKEN, ann, assert_problem, call, create, server};
use crate::support::{Answer, TestServer};

/// Every route of the API.
async fn routes(server: &TestServer) -> Vec<(Method, String)> {
    let ann = ann(server).await;
    vec![
        (Method::GET, ACCOUNTS.to_owned()),
        (Method::POST, ACCOUNTS.to_owned()),
        (Method::GET, ann.clone()),
        (Method::PATCH, ann.clone()),
        (Method::PUT, format!("{ann}/lock")),
        (Method::DELETE, format!("{ann}/lock")),
        (Method::POST, format!("{ann}/resets")),
        (Method::DELETE, format!("{ann}/sessions")),
        (Method::POST, "/v1/assertions".to_owned()),
        (Method::DELETE, ann),
    ]
}

#[tokio::test]
async fn without_the_right_token_every_route_is_closed() {
    let server = server().await;
    for (method, path) in routes(&server).await {
        let request = || server.request(method.clone(), &path).json(&json!({}));
        for request in [
            request(),
            request().bearer_auth(""),
            request().bearer_auth("x".repeat(40)),
            request().bearer_auth(&TOKEN[1..]),
            request().basic_auth(TOKEN, Some(TOKEN)),
            request().header("authorization", TOKEN),
        ] {
            assert_problem(&Answer::of(request).await, 401, "unauthorized");
        }
    }
    assert!(!call(&server, Method::GET, &ann(&server).await, None).await.body.contains("locked"), "nothing was done");
}

#[tokio::test]
async fn without_a_token_in_the_settings_nobody_is_let_in() {
    let server = TestServer::start().await;
    for (method, path) in routes(&server).await {
        for token in [TOKEN, ""] {
            let request = server.request(method.clone(), &path).bearer_auth(token).json(&json!({}));
            assert_problem(&Answer::of(request).await, 403, "admin_api_off");
        }
    }
}

#[tokio::test]
async fn wrong_tokens_count_as_failures_of_their_network_and_the_right_one_is_never_refused() {
    let server = server().await;
    let from = |network: &str, token: &str| {
        server.request(Method::GET, ACCOUNTS).header("x-forwarded-for", network).bearer_auth(token)
    };
    for _ in 0..60 {
        assert_eq!(Answer::of(from("192.0.2.1", TOKEN)).await.status, 200);
    }
    for _ in 0..50 {
        assert_problem(&Answer::of(from("192.0.2.2", "wrong")).await, 401, "unauthorized");
    }
    assert_problem(&Answer::of(from("192.0.2.2", "wrong")).await, 429, "too_many_requests");
    assert_eq!(Answer::of(from("192.0.2.2", TOKEN)).await.status, 200);
    assert_problem(&Answer::of(from("192.0.2.2", "wrong")).await, 429, "too_many_requests");
}

#[tokio::test]
async fn what_is_no_route_is_refused_in_the_same_shape() {
    let server = server().await;
    assert_problem(&call(&server, Method::GET, "/v1/nothing", None).await, 404, "not_found");
    assert_problem(&call(&server, Method::PUT, ACCOUNTS, Some(json!({}))).await, 405, "method_not_allowed");
    let lock = format!("{}/lock", ann(&server).await);
    assert_problem(&call(&server, Method::POST, &lock, None).await, 405, "method_not_allowed");
}

/// The first bytes of the token's SHA-256, in hexadecimal digits.
const TOKEN_NAME: &str = "555ad161";

#[tokio::test]
async fn the_audit_trail_names_the_token_of_every_change() {
    let server = server().await;
    let account = create(&server, json!({ "email": "bob@example.com", "password": "an even quieter evening" })).await;
    let bob = format!("{ACCOUNTS}/{}", account.json()["id"].as_str().unwrap());
    for (method, path, body) in [
        (Method::PATCH, bob.clone(), Some(json!({ "name": "Bob" }))),
        (Method::POST, format!("{bob}/resets"), None),
        (Method::PUT, format!("{bob}/lock"), None),
        (Method::DELETE, format!("{bob}/lock"), None),
        (Method::DELETE, format!("{bob}/sessions"), None),
        (Method::DELETE, bob.clone(), None),
        (Method::PUT, "/api/auth/config".to_owned(), Some(json!({ "disableSignup": true }))),
    ] {
        let answer = call(&server, method.clone(), &path, body).await;
        assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.body);
    }
    server.engine.record_counts().await.unwrap();
    server.engine.seal_audit(1_000).await.unwrap();
    let records = server.store.audit_records(0, 1_000).await.unwrap();
    let actor = Some(format!("backend:{TOKEN_NAME}"));
    let by_backend: Vec<_> =
        records.iter().filter(|record| record.actor == actor).map(|record| record.action.code()).collect();
    assert_eq!(
        by_backend,
        [
            "account_created",
            "account_changed",
            "account_locked",
            "account_unlocked",
            "sessions_ended",
            "account_deleted",
            "location_applied",
            "reset_started"
        ]
    );
}
