//! Who may use it.

use reqwest::Method;
use serde_json::json;

use super::{ACCOUNTS, TOKEN, ann, assert_problem, call, server};
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
