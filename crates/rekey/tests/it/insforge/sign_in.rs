use reqwest::Method;
use serde_json::json;

use super::{
    ANN_HERSELF, CURRENT, NEW_PASSWORD, SESSIONS, ann, assert_refused, assert_session, current, exchanged, program,
    reset, sign_in,
};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

#[tokio::test]
async fn a_program_gets_its_refresh_token_in_the_body_and_no_cookie() {
    let server = TestServer::start().await;
    for client in ["mobile", "desktop", "server"] {
        let path = format!("{SESSIONS}?client_type={client}");
        let answer = server.post_json(&path, json!({ "email": ANN, "password": PASSWORD })).await;
        assert_session(&server, &answer, &ANN_HERSELF).await;
    }
}

#[tokio::test]
async fn an_access_token_tells_who_is_signed_in_for_15_minutes() {
    let server = TestServer::start().await;
    let (access, _) = program(&server).await;
    let answer = current(&server, &access).await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body, json!({ "user": ann(&server, &body["user"]) }));
    server.advance(14 * 60);
    assert_eq!(current(&server, &access).await.status, 200);
    server.advance(60);
    assert_refused(&current(&server, &access).await, 401, "AUTH_UNAUTHORIZED");
}

#[tokio::test]
async fn nobody_is_signed_in_without_a_good_access_token() {
    let server = TestServer::start().await;
    let (_, refresh) = program(&server).await;
    assert_refused(&server.get(CURRENT).await, 401, "AUTH_INVALID_CREDENTIALS");
    for bearer in ["the anon key", &refresh, "a.b.c"] {
        assert_refused(&current(&server, bearer).await, 401, "AUTH_UNAUTHORIZED");
    }
    let basic = server.request(Method::GET, CURRENT).basic_auth(ANN, Some(PASSWORD));
    assert_refused(&Answer::of(basic).await, 401, "AUTH_INVALID_CREDENTIALS");
}

#[tokio::test]
async fn a_wrong_pair_is_refused_and_a_demanded_reset_is_told_after_the_right_one_alone() {
    let server = TestServer::start().await;
    let wrong = sign_in(&server, ANN, "wrong password").await;
    assert_refused(&wrong, 401, "AUTH_UNAUTHORIZED");
    let over_long = sign_in(&server, ANN, &"a".repeat(1_000)).await;
    assert_eq!(over_long.fingerprint(), wrong.fingerprint());
    server.engine.accounts.demand_reset(&ANN.parse().unwrap()).await.unwrap();
    assert_eq!(sign_in(&server, ANN, "wrong password").await.fingerprint(), wrong.fingerprint());
    assert_refused(&sign_in(&server, ANN, PASSWORD).await, 401, "AUTH_UNAUTHORIZED");
}

#[tokio::test]
async fn a_reset_ends_sessions_and_the_new_password_alone_signs_in() {
    let server = TestServer::start().await;
    let (access, refresh) = program(&server).await;
    let token = exchanged(&server).await;
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status, 200);
    assert_eq!(current(&server, &access).await.status, 401);
    let path = format!("{}?client_type=server", super::REFRESH);
    assert_eq!(server.post_json(&path, json!({ "refreshToken": refresh })).await.status, 401);
    assert_eq!(sign_in(&server, ANN, PASSWORD).await.status, 401);
    assert_eq!(sign_in(&server, ANN, NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_malformed_sign_in_is_refused() {
    let server = TestServer::start().await;
    for body in [
        json!({}),
        json!({ "email": ANN }),
        json!({ "email": ANN, "password": "" }),
        json!({ "email": ANN, "password": null }),
        json!({ "email": ANN, "password": ["x"] }),
        json!({ "email": "nobody", "password": "x" }),
        json!({ "email": [ANN], "password": "x" }),
        json!({ "password": "x" }),
        json!({ "method": "otp", "email": ANN }),
        json!({ "method": "otp", "email": ANN, "otp": "12345" }),
        json!({ "method": "otp", "email": ANN, "otp": 123_456 }),
        json!({ "method": "pigeon", "email": ANN, "password": PASSWORD }),
        json!({ "method": 1, "email": ANN, "password": PASSWORD }),
        json!({ "email": ANN, "password": PASSWORD, "otp": [] }),
        json!({ "method": "otp", "email": ANN, "otp": "123456", "password": [] }),
    ] {
        assert_refused(&server.post_json(SESSIONS, body).await, 400, "INVALID_INPUT");
    }
    let pair = json!({ "email": ANN, "password": PASSWORD });
    for query in ["client_type=toaster", "client_type=web&client_type=mobile"] {
        assert_refused(&server.post_json(&format!("{SESSIONS}?{query}"), pair.clone()).await, 400, "INVALID_INPUT");
    }
    let form = server.request(Method::POST, SESSIONS).form(&[("email", ANN)]);
    assert_refused(&Answer::of(form).await, 415, "UNSUPPORTED_MEDIA_TYPE");
    assert_refused(&server.get(SESSIONS).await, 405, "INVALID_INPUT");
}
