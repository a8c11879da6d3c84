use reqwest::Method;
use serde_json::{Value, json};

use super::{LOGIN, assert_problem, assert_signed_in, assert_strict, login, server};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

#[tokio::test]
async fn a_sign_in_gives_the_user_and_tokens_also_as_cookies() {
    let server = server().await;
    let session = json!({ "browser": "Firefox", "os": "Linux" });
    let answer = server.post_json(LOGIN, json!({ "email": ANN, "password": PASSWORD, "session": session })).await;
    assert_signed_in(&server, &answer).await;
}

#[tokio::test]
async fn over_https_the_cookies_are_for_https_alone() {
    let server =
        TestServer::start_with(|setup| setup.http.public_url = "https://id.example.com".parse().unwrap()).await;
    let answer = login(&server, ANN, PASSWORD).await;
    assert!(answer.headers.get_all("set-cookie").iter().all(|value| value.to_str().unwrap().contains("; Secure;")));
}

#[tokio::test]
async fn a_session_may_be_left_out_in_whole_or_in_part() {
    let server = server().await;
    for session in [json!(null), json!({}), json!({ "browser": null, "os": "Linux", "unknown": 1 })] {
        let body = json!({ "email": ANN, "password": PASSWORD, "session": session });
        assert_eq!(server.post_json(LOGIN, body).await.status, 200, "{session}");
    }
    for session in [json!("Firefox"), json!([]), json!(1), json!({ "browser": 1 }), json!({ "os": ["Linux"] })] {
        let body = json!({ "email": ANN, "password": PASSWORD, "session": session });
        assert_problem(&server, &server.post_json(LOGIN, body).await, LOGIN, 400, "INVALID_REQUEST");
    }
}

#[tokio::test]
async fn a_wrong_pair_is_refused_without_cookies() {
    let server = server().await;
    for (email, password) in [(ANN, "wrong"), ("nobody@example.com", PASSWORD), (ANN, &"x".repeat(300))] {
        let refused = login(&server, email, password).await;
        assert_problem(&server, &refused, LOGIN, 401, "INVALID_CREDENTIALS");
        assert_eq!(refused.header("set-cookie"), None);
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_need_not_sign_in() {
    let server = server().await;
    let body = login(&server, ANN, PASSWORD).await.json();
    let access = body["accessToken"].as_str().unwrap();
    let again = async |password: &str, by_cookie: bool| {
        let request = server.request(Method::POST, LOGIN).json(&json!({ "email": ANN, "password": password }));
        let request = if by_cookie {
            request.header("cookie", format!("access_token={access}"))
        } else {
            request.bearer_auth(access)
        };
        Answer::of(request).await
    };
    for by_cookie in [false, true] {
        let answer = again("wrong", by_cookie).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (304, ""));
    }
    // A token whose time is over is no reason to refuse anybody.
    server.advance(15 * 60);
    assert_eq!(again(PASSWORD, false).await.status, 200);
}

#[tokio::test]
async fn a_malformed_sign_in_is_refused() {
    let server = server().await;
    assert_strict(&server, LOGIN, json!({ "email": ANN, "password": PASSWORD })).await;
    assert_problem(&server, &login(&server, "ann", PASSWORD).await, LOGIN, 400, "INVALID_REQUEST");
}

#[tokio::test]
async fn too_many_failures_from_one_network_are_refused_with_retry_after() {
    let server =
        TestServer::start_with(|setup| setup.settings.limits.failures_per_network = "1/15m".parse().ok()).await;
    let from = |address: &'static str, password: &'static str| {
        let request = server.request(Method::POST, LOGIN).header("x-forwarded-for", address);
        Answer::of(request.json(&json!({ "email": ANN, "password": password })))
    };
    assert_eq!(from("198.51.100.1", "wrong").await.status, 401);
    let refused = from("198.51.100.1", PASSWORD).await;
    assert_problem(&server, &refused, LOGIN, 429, "IP_LOGIN_RATE_LIMIT_EXCEEDED");
    assert_eq!(from("198.51.100.2", PASSWORD).await.json()["twoFactorRequired"], Value::Bool(false));
}
