use reqwest::Method;
use serde_json::{Value, json};

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
async fn a_password_in_the_header_is_no_bearer_token_and_other_calls_ignore_it() {
    let server = TestServer::start().await;
    let with_password = |path: &str| server.request(Method::POST, path).basic_auth(ANN, Some(PASSWORD));
    assert_refused(&Answer::of(with_password("/api/sys/users/token/refresh")).await, 401);
    for (password, status) in [(PASSWORD, 200), ("wrong password", 400)] {
        let form = [("grant_type", "password"), ("username", ANN), ("password", password)];
        assert_eq!(Answer::of(with_password("/api/token").form(&form)).await.status, status, "{password}");
    }
}

/// What this bearer token's session gives another front end.
async fn pass_on(server: &TestServer, bearer: &str, query: &str) -> Answer {
    let value = refresh(server, &format!("Bearer {bearer}")).await.json()["Value"].clone();
    server.get(&format!("/api/sys/users/exchange?token={}{query}", value.as_str().unwrap())).await
}

#[tokio::test]
async fn what_a_session_passes_on_ends_with_the_bearer_that_asked_whichever_door_opened_it() {
    let server = TestServer::start().await;
    let doors = [
        ("/api/auth/sessions?client_type=server", json!({ "email": ANN, "password": PASSWORD }), "accessToken"),
        ("/api/auth/login", json!({ "email": ANN, "password": PASSWORD, "session": {} }), "accessToken"),
    ];
    let mut bearers = vec![sign_in(&server, ANN, PASSWORD).await.json()["access_token"].as_str().unwrap().to_owned()];
    for (path, body, field) in doors {
        let answer = server.post_json(path, body).await;
        bearers.push(answer.json()[field].as_str().unwrap_or_else(|| panic!("{path}: {}", answer.body)).to_owned());
    }
    server.advance(300);
    let mut derived = Vec::new();
    for bearer in &bearers {
        let exchanged = pass_on(&server, bearer, "").await.json();
        let own = &exchanged["token"];
        assert_eq!(exchanged, json!({ "token": own, "token_type": "bearer", "expires_in": 600 }));
        derived.push(own.as_str().unwrap().to_owned());
        let short = pass_on(&server, bearer, "&validForInMinutes=5").await.json();
        assert_eq!(short["expires_in"], 300);
    }
    server.advance(300);
    for bearer in &derived {
        let again = pass_on(&server, bearer, "").await.json();
        assert_eq!(again["expires_in"], 300, "no number of exchanges gains time");
        assert_eq!(again.get("refresh_token"), None);
    }
    server.advance(300);
    for bearer in bearers.iter().chain(&derived) {
        assert_refused(&refresh(&server, &format!("Bearer {bearer}")).await, 401);
    }
}

#[tokio::test]
async fn what_a_session_passes_on_ends_with_its_sign_out() {
    let server = TestServer::start().await;
    let credentials = json!({ "email": ANN, "password": PASSWORD });
    let signed_in = server.post_json("/api/auth/sessions?client_type=server", credentials).await.json();
    let bearer = signed_in["accessToken"].as_str().unwrap();
    let derived = pass_on(&server, bearer, "").await.json()["token"].as_str().unwrap().to_owned();
    let again = pass_on(&server, &derived, "").await.json()["token"].as_str().unwrap().to_owned();
    let unused = refresh(&server, &format!("Bearer {derived}")).await.json()["Value"].clone();

    let logout = server.request(Method::POST, "/api/auth/logout?client_type=server").bearer_auth(bearer);
    assert_eq!(Answer::of(logout).await.status, 200);
    for bearer in [bearer, &derived, &again] {
        assert_refused(&refresh(&server, &format!("Bearer {bearer}")).await, 401);
    }
    let late = server.get(&format!("/api/sys/users/exchange?token={}", unused.as_str().unwrap())).await;
    assert_refused(&late, 401);
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
