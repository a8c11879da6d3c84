use reqwest::Method;
use serde_json::json;

use super::{assert_refused, one_time_jwt};
use crate::support::{ANN, Answer, PASSWORD, TestServer, assert_bearer, claims};

async fn exchange(server: &TestServer, method: Method, query: &str) -> Answer {
    Answer::of(server.request(method, &format!("/api/sys/users/exchange?{query}"))).await
}

#[tokio::test]
async fn a_one_time_jwt_is_exchanged_once_for_a_bearer_that_works() {
    let server = TestServer::start().await;
    for (index, method) in [Method::POST, Method::GET].into_iter().enumerate() {
        server.advance(600 * index as u64);
        let jwt = one_time_jwt(&server).await;
        let answer = exchange(&server, method.clone(), &format!("token={jwt}&validForInMinutes=30")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let body = answer.json();
        assert_eq!(
            body,
            json!({
                "token": body["token"].as_str().unwrap(),
                "token_type": "bearer",
                "expires_in": 1_800,
                "refresh_token": body["refresh_token"].as_str().unwrap(),
            })
        );
        let bearer = body["token"].as_str().unwrap();
        assert_bearer(&server, bearer, ANN, 1_800).await;
        assert_refused(&exchange(&server, method, &format!("token={jwt}")).await, 401);
    }
}

#[tokio::test]
async fn basic_credentials_as_the_published_page_shows_them_change_nothing() {
    let server = TestServer::start().await;
    let jwt = one_time_jwt(&server).await;
    let request = server.request(Method::POST, &format!("/api/sys/users/exchange?token={jwt}"));
    let answer = Answer::of(request.basic_auth("portal@example.com", Some("secret"))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn the_bearer_lives_as_long_as_was_asked_for() {
    let server = TestServer::start().await;
    let jwt = one_time_jwt(&server).await;
    let body = exchange(&server, Method::POST, &format!("token={jwt}&VALIDFORINMINUTES=1")).await.json();
    let bearer = body["token"].as_str().unwrap();
    server.advance(59);
    assert!(server.engine.sessions.authenticate(bearer).await.is_ok());
    server.advance(1);
    assert!(server.engine.sessions.authenticate(bearer).await.is_err());
}

#[tokio::test]
async fn without_a_validity_the_bearer_lives_for_a_day() {
    let server = TestServer::start().await;
    let jwt = one_time_jwt(&server).await;
    let body = exchange(&server, Method::POST, &format!("token={jwt}")).await.json();
    assert_eq!(body["expires_in"], 86_400);
}

#[tokio::test]
async fn a_missing_token_and_a_validity_out_of_range_are_malformed() {
    let server = TestServer::start().await;
    let jwt = one_time_jwt(&server).await;
    for query in [
        String::new(),
        "token=".to_owned(),
        "validForInMinutes=5".to_owned(),
        format!("token={jwt}&validForInMinutes="),
        format!("token={jwt}&validForInMinutes=0"),
        format!("token={jwt}&validForInMinutes=1441"),
        format!("token={jwt}&validForInMinutes=-1"),
        format!("token={jwt}&validForInMinutes=1.5"),
        format!("token={jwt}&validForInMinutes=ten"),
        format!("token={jwt}&Token={jwt}"),
        format!("token={}", "a".repeat(5_000)),
    ] {
        assert_refused(&exchange(&server, Method::POST, &query).await, 400);
    }
    let all_of_it = exchange(&server, Method::POST, &format!("token={jwt}&validForInMinutes=1440")).await;
    assert_eq!(all_of_it.status, 200, "and none of them used it up");
}

#[tokio::test]
async fn every_other_token_is_unauthorized() {
    let server = TestServer::start().await;
    let expired = one_time_jwt(&server).await;
    server.advance(300);
    let reset = server.reset_token(ANN).await;
    let signed_in = super::sign_in(&server, ANN, super::NEW_PASSWORD).await.json();
    let bearer = signed_in["access_token"].as_str().unwrap();
    let refresh = signed_in["refresh_token"].as_str().unwrap();
    let mut forged = expired.clone();
    forged.pop();
    for token in [expired.as_str(), &forged, &reset, bearer, refresh, "x", &"0".repeat(64), "a.b.c"] {
        assert_refused(&exchange(&server, Method::POST, &format!("token={token}")).await, 401);
    }
}

#[tokio::test]
async fn a_jwt_of_an_older_epoch_is_dead() {
    let server = TestServer::start().await;
    let jwt = one_time_jwt(&server).await;
    server.lock(ANN).await;
    assert_refused(&exchange(&server, Method::POST, &format!("token={jwt}")).await, 401);
}

#[tokio::test]
async fn get_acts_and_so_head_is_refused() {
    let server = TestServer::start().await;
    let jwt = one_time_jwt(&server).await;
    let head = exchange(&server, Method::HEAD, &format!("token={jwt}")).await;
    assert_eq!(head.status, 405);
    assert_eq!(exchange(&server, Method::GET, &format!("token={jwt}")).await.status, 200);
    assert_refused(&exchange(&server, Method::PUT, "").await, 405);
}

#[tokio::test]
async fn the_jwt_can_be_verified_with_the_published_keys_and_says_what_it_is_for() {
    let server = TestServer::start().await;
    let jwt = one_time_jwt(&server).await;
    let claims = claims(&server, &jwt).await;
    assert!(claims["jti"].is_string() && claims["purpose"].is_string());
    assert_eq!(
        claims["sub"],
        server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap().id.to_string()
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
}

#[tokio::test]
async fn too_many_failures_of_one_network_are_refused_in_the_envelope() {
    let server =
        TestServer::start_with(|setup| setup.settings.limits.failures_per_network = "2/15m".parse().ok()).await;
    for _ in 0..2 {
        assert_refused(&exchange(&server, Method::POST, "token=x").await, 401);
    }
    let refused = exchange(&server, Method::POST, "token=x").await;
    assert_refused(&refused, 429);
    assert!(refused.header("retry-after").is_some());
    let token = super::sign_in(&server, ANN, PASSWORD).await;
    assert_eq!((token.status.as_u16(), &token.json()["error"]), (429, &json!("temporarily_unavailable")));
    assert!(token.header("retry-after").is_some());
}
