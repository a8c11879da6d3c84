use reqwest::Method;
use serde_json::Value;

use super::{assert_refused, sign_in};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

async fn refresh(server: &TestServer, authorization: &str) -> Answer {
    let request = server.request(Method::POST, "/api/sys/users/token/refresh").header("authorization", authorization);
    Answer::of(request).await
}

#[tokio::test]
async fn a_bearer_gets_an_opaque_token_that_exchange_takes_once() {
    let server = TestServer::start().await;
    let signed_in = sign_in(&server, ANN, PASSWORD).await.json();
    let bearer = signed_in["access_token"].as_str().unwrap();
    let answer = refresh(&server, &format!("Bearer {bearer}")).await;
    let value = answer.json()["Value"].clone();
    assert_eq!(answer.json(), super::success(&value));
    let token = value.as_str().unwrap();
    assert!(!token.contains('.'), "opaque");
    let exchanged = server.get(&format!("/api/sys/users/exchange?token={token}")).await;
    assert_eq!(exchanged.status, 200);
    assert_refused(&server.get(&format!("/api/sys/users/exchange?token={token}")).await, 401);
}

#[tokio::test]
async fn without_a_good_bearer_it_is_unauthorized() {
    let server = TestServer::start().await;
    let signed_in = sign_in(&server, ANN, PASSWORD).await.json();
    let bearer = signed_in["access_token"].as_str().unwrap().to_owned();
    let none = Answer::of(server.request(Method::POST, "/api/sys/users/token/refresh")).await;
    assert_refused(&none, 401);
    let jwt = super::one_time_jwt(&server).await;
    for authorization in
        ["", "Bearer", "Bearer x", &format!("Basic {bearer}"), &format!("Bearer {bearer}"), &format!("Bearer {jwt}")]
    {
        // The reset that made the one-time JWT has ended the session of the bearer.
        assert_refused(&refresh(&server, authorization).await, 401);
    }
}

#[tokio::test]
async fn the_opaque_token_is_short_lived() {
    let server = TestServer::start().await;
    let signed_in = sign_in(&server, ANN, PASSWORD).await.json();
    let bearer = signed_in["access_token"].as_str().unwrap();
    let value: Value = refresh(&server, &format!("bearer {bearer}")).await.json()["Value"].clone();
    server.advance(300);
    let late = server.get(&format!("/api/sys/users/exchange?token={}", value.as_str().unwrap())).await;
    assert_refused(&late, 401);
}
