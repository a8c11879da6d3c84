//! Refresh tokens of programs. docs/contracts/insforge.md says how they live.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::token::Token;
use rekey_http::RefreshTokens;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{ANN_HERSELF, NEW_PASSWORD, REFRESH, assert_refused, assert_session, current, link_token, program, reset};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

const DAY: u64 = 24 * 60 * 60;

async fn refresh(server: &TestServer, token: &str) -> Answer {
    server.post_json(&format!("{REFRESH}?client_type=mobile"), json!({ "refreshToken": token })).await
}

async fn refreshed(server: &TestServer, token: &str) -> String {
    let answer = refresh(server, token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["refreshToken"].as_str().unwrap().to_owned()
}

async fn strict() -> TestServer {
    TestServer::start_with(|setup| setup.http.insforge_refresh_tokens = RefreshTokens::Strict).await
}

fn claims(jwt: &str) -> Value {
    let payload = jwt.split('.').nth(1).expect("a JWT");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn a_refresh_token_stays_good_after_a_newer_one_was_given() {
    let server = TestServer::start().await;
    let (_, first) = program(&server).await;
    server.advance(20 * 60);
    let answer = refresh(&server, &first).await;
    let (access, second) = assert_session(&server, &answer, &ANN_HERSELF).await;
    for token in [&first, &second, &first] {
        server.advance(60);
        refreshed(&server, token).await;
    }
    server.advance(15 * 60);
    assert_eq!(current(&server, &access).await.status, 401, "its 15 minutes are over");
}

#[tokio::test]
async fn clients_read_from_a_refresh_token_when_it_ends_and_no_account() {
    let server = TestServer::start().await;
    let (_, token) = program(&server).await;
    let claims = claims(&token);
    let now = server.now().as_second();
    assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(now), Some(now + 7 * 24 * 60 * 60)));
    assert_eq!(claims["sub"], Value::Null);
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
    assert_eq!(header["typ"], claims["aud"]);
}

#[tokio::test]
async fn each_refresh_token_ends_after_seven_days_and_the_session_after_ninety() {
    let server = TestServer::start().await;
    let (_, first) = program(&server).await;
    let mut newest = first.clone();
    for _ in 0..14 {
        server.advance(6 * DAY);
        newest = refreshed(&server, &newest).await;
    }
    assert_refused(&refresh(&server, &first).await, 401, "AUTH_UNAUTHORIZED");
    server.advance(5 * DAY);
    let last = refreshed(&server, &newest).await;
    assert_eq!(claims(&last)["exp"].as_i64(), Some(server.now().as_second() + 24 * 60 * 60), "not beyond day 90");
    server.advance(DAY);
    assert_refused(&refresh(&server, &last).await, 401, "AUTH_UNAUTHORIZED");
}

#[tokio::test]
async fn every_refresh_token_of_a_session_ends_with_it() {
    let server = TestServer::start().await;
    let (_, first) = program(&server).await;
    let second = refreshed(&server, &first).await;
    let (_, other) = program(&server).await;
    assert_eq!(reset(&server, &link_token(&server).await, NEW_PASSWORD).await.status, 200);
    for token in [first, second, other] {
        assert_refused(&refresh(&server, &token).await, 401, "AUTH_UNAUTHORIZED");
    }
}

#[tokio::test]
async fn of_many_refreshes_at_once_all_succeed() {
    let server = std::sync::Arc::new(TestServer::start().await);
    let (_, token) = program(&server).await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (server, token) = (server.clone(), token.clone());
        tasks.spawn(async move { refresh(&server, &token).await.status.as_u16() });
    }
    assert_eq!(tasks.join_all().await, [200; 20]);
}

#[tokio::test]
async fn the_owner_is_told_of_a_use_from_far_away_once() {
    let server = TestServer::start().await;
    let (_, token) = program(&server).await;
    let from = async |address: &str| {
        let path = format!("{REFRESH}?client_type=mobile");
        let request = server.request(Method::POST, &path).header("x-forwarded-for", address);
        assert_eq!(Answer::of(request.json(&json!({ "refreshToken": token }))).await.status, 200);
    };
    from("127.0.5.1").await;
    assert_eq!(server.deliver().await.len(), 0, "near");
    for _ in 0..3 {
        from("203.0.113.7").await;
    }
    from("198.51.100.7").await;
    let mails = server.deliver().await;
    let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
    assert_eq!(mail.to, ANN);
    assert!(mail.text.contains("203.0.113.x"), "{}", mail.text);
    assert!(mail.links.iter().any(|link| link.contains("/not-me?token=")), "{:?}", mail.links);
}

/// An app that moves here has tokens of 0.1, or of the server before, in its cookies.
#[tokio::test]
async fn a_refresh_token_of_0_1_is_taken_and_gives_one_that_clients_can_read() {
    let server = TestServer::start().await;
    let (_, token) = program(&server).await;
    let secret = claims(&token)["jti"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let newer = refreshed(&server, &secret).await;
        assert!(claims(&newer)["exp"].is_i64());
    }
}

#[tokio::test]
async fn a_token_that_we_did_not_sign_is_bad_and_not_malformed() {
    let server = TestServer::start().await;
    let (access, token) = program(&server).await;
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let foreign = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwidHlwZSI6InJlZnJlc2gifQ.c2lnbmF0dXJl";
    let unsigned = format!("{signed}.");
    let changed = format!("{signed}A.{signature}");
    let long = "a".repeat(4096);
    for token in ["x", foreign, &access, &unsigned, &changed, &long, &"0".repeat(64), &"a".repeat(65)] {
        assert_refused(&refresh(&server, token).await, 401, "AUTH_UNAUTHORIZED");
    }
}

#[tokio::test]
async fn an_access_token_is_no_refresh_token_and_the_other_way_round() {
    let server = TestServer::start().await;
    let (access, token) = program(&server).await;
    assert_refused(&refresh(&server, &access).await, 401, "AUTH_UNAUTHORIZED");
    assert_eq!(current(&server, &token).await.status, 401);
}

#[tokio::test]
async fn only_the_digest_of_a_refresh_token_is_stored() {
    let server = TestServer::start().await;
    let (_, token) = program(&server).await;
    let secret = Token::parse(claims(&token)["jti"].as_str().unwrap()).unwrap();
    let network = rekey_core::ClientNetwork::LOCAL;
    assert!(server.store.end_session_of(secret.digest(), network).await.unwrap(), "the digest is what is known");
    assert_refused(&refresh(&server, &token).await, 401, "AUTH_UNAUTHORIZED");
}

#[tokio::test]
async fn where_the_operator_is_strict_a_refresh_token_is_used_up() {
    let server = strict().await;
    let (_, first) = program(&server).await;
    let second = refreshed(&server, &first).await;
    assert_refused(&refresh(&server, &first).await, 401, "AUTH_UNAUTHORIZED");
    let third = refreshed(&server, &second).await;
    assert_eq!(claims(&third)["exp"].as_i64(), Some(server.now().as_second() + 7 * 24 * 60 * 60));
}

#[tokio::test]
async fn where_the_operator_is_strict_a_used_token_that_comes_back_later_ends_the_session() {
    let server = strict().await;
    let (_, first) = program(&server).await;
    let second = refreshed(&server, &first).await;
    server.advance(11);
    assert_eq!(refresh(&server, &first).await.status, 401);
    assert_eq!(refresh(&server, &second).await.status, 401);
}

#[tokio::test]
async fn sessions_of_several_devices_live_beside_each_other() {
    let server = TestServer::start().await;
    let (phone, phone_refresh) = program(&server).await;
    let (desk, desk_refresh) = program(&server).await;
    assert_eq!(refresh(&server, &phone_refresh).await.status, 200);
    assert_eq!(current(&server, &desk).await.status, 200);
    assert_eq!(refresh(&server, &desk_refresh).await.status, 200);
    assert_eq!(current(&server, &phone).await.status, 200);
}

#[tokio::test]
async fn the_name_that_the_sdk_gives_the_field_is_taken_too() {
    let server = TestServer::start().await;
    let (_, token) = program(&server).await;
    let path = format!("{REFRESH}?client_type=mobile");
    assert_eq!(server.post_json(&path, json!({ "refresh_token": token })).await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_of_another_dialect_is_refused() {
    let server = TestServer::start().await;
    let fields = [("grant_type", "password"), ("username", ANN), ("password", PASSWORD)];
    let theirs = server.post_form("/api/token", &fields).await.json()["refresh_token"].as_str().unwrap().to_owned();
    assert_refused(&refresh(&server, &theirs).await, 401, "AUTH_UNAUTHORIZED");
}

#[tokio::test]
async fn what_is_no_refresh_token_is_refused() {
    let server = TestServer::start().await;
    let path = format!("{REFRESH}?client_type=server");
    for body in [
        json!({}),
        json!({ "refreshToken": null }),
        json!({ "refreshToken": "" }),
        json!({ "refreshToken": 1 }),
        json!({ "refreshToken": ["x"] }),
        json!({ "refreshToken": "0".repeat(64), "refresh_token": [] }),
    ] {
        assert_refused(&server.post_json(&path, body).await, 400, "INVALID_INPUT");
    }
}
