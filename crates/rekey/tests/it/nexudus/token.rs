use reqwest::Method;
use serde_json::{Value, json};

use super::{NEW_PASSWORD, assert_oauth, assert_tokens, sign_in};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

async fn refresh(server: &TestServer, token: &str, client: Option<&str>) -> Answer {
    let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    fields.extend(client.map(|client| ("client_id", client)));
    server.post_form("/api/token", &fields).await
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().expect("a text")
}

#[tokio::test]
async fn a_right_password_gets_tokens() {
    let server = TestServer::start().await;
    let answer = sign_in(&server, "ANN@example.com", PASSWORD).await;
    assert_tokens(&server, &answer).await;
}

#[tokio::test]
async fn fields_are_matched_without_regard_to_case() {
    let server = TestServer::start().await;
    let fields = [("Grant_Type", "password"), ("USERNAME", ANN), ("Password", PASSWORD), ("Client_Id", "portal")];
    assert_tokens(&server, &server.post_form("/api/token", &fields).await).await;
    let twice = [("grant_type", "password"), ("username", ANN), ("password", PASSWORD), ("Password", "another")];
    assert_oauth(&server.post_form("/api/token", &twice).await, 400, "invalid_request");
}

#[tokio::test]
async fn whatever_is_wrong_with_the_credentials_reads_the_same() {
    let server = TestServer::start().await;
    server.add("nopassword@example.com", None).await;
    server.add("locked@example.com", Some(PASSWORD)).await;
    server.lock("locked@example.com").await;
    let wrong = sign_in(&server, ANN, "wrong password").await;
    assert_oauth(&wrong, 400, "invalid_grant");
    let long = "x".repeat(5_000);
    for (username, password) in [
        ("nobody@example.com", PASSWORD),
        ("no address", PASSWORD),
        ("nopassword@example.com", PASSWORD),
        ("locked@example.com", PASSWORD),
        (ANN, long.as_str()),
    ] {
        assert_eq!(sign_in(&server, username, password).await.fingerprint(), wrong.fingerprint(), "{username}");
    }
}

#[tokio::test]
async fn a_missing_or_unknown_grant_and_a_json_body_are_unsupported() {
    let server = TestServer::start().await;
    for fields in [
        vec![],
        vec![("username", ANN), ("password", PASSWORD)],
        vec![("grant_type", "client_credentials")],
        vec![("grant_type", "Password"), ("username", ANN), ("password", PASSWORD)],
    ] {
        assert_oauth(&server.post_form("/api/token", &fields).await, 400, "unsupported_grant_type");
    }
    let body = json!({ "grant_type": "password", "username": ANN, "password": PASSWORD });
    assert_oauth(&server.post_json("/api/token", body).await, 400, "unsupported_grant_type");
    assert_oauth(&Answer::of(server.request(Method::POST, "/api/token")).await, 400, "unsupported_grant_type");
}

#[tokio::test]
async fn missing_and_malformed_fields_are_invalid() {
    let server = TestServer::start().await;
    let long = "x".repeat(256);
    for fields in [
        vec![("grant_type", "password"), ("password", PASSWORD)],
        vec![("grant_type", "password"), ("username", ANN)],
        vec![("grant_type", "password"), ("username", ANN), ("password", "")],
        vec![("grant_type", "password"), ("username", ANN), ("username", ANN), ("password", PASSWORD)],
        vec![("grant_type", "password"), ("username", ANN), ("password", PASSWORD), ("client_id", &long)],
        vec![("grant_type", "otp"), ("username", ANN)],
        vec![("grant_type", "otp"), ("otp", "123456")],
        vec![("grant_type", "otp"), ("username", ANN), ("otp", "12345")],
        vec![("grant_type", "otp"), ("username", "no address"), ("otp", "123456")],
        vec![("grant_type", "refresh_token")],
    ] {
        assert_oauth(&server.post_form("/api/token", &fields).await, 400, "invalid_request");
    }
    let large = server.post_form("/api/token", &[("grant_type", &"x".repeat(17 * 1024))]).await;
    assert_eq!((large.status.as_u16(), &large.json()["error"]), (413, &json!("invalid_request")));
    let get = server.get("/api/token").await;
    assert_eq!((get.status.as_u16(), &get.json()["error"]), (405, &json!("invalid_request")));
}

#[tokio::test]
async fn a_demanded_reset_is_said_only_after_the_right_password() {
    let server = TestServer::start().await;
    server.engine.accounts.demand_reset(&ANN.parse().unwrap()).await.unwrap().unwrap();
    assert_oauth(&sign_in(&server, ANN, "wrong password").await, 400, "invalid_grant");
    assert_oauth(&sign_in(&server, ANN, PASSWORD).await, 400, "must_reset_password");
    let jwt = super::one_time_jwt(&server).await;
    assert!(!jwt.is_empty());
    assert_eq!(sign_in(&server, ANN, NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn wrong_codes_and_unknown_addresses_read_the_same_and_the_third_try_kills_the_code() {
    let server = TestServer::start().await;
    server.get(&format!("/api/sys/users/sendOtp?email={ANN}&businessId=1")).await;
    let code = server.deliver().await[0].code.clone().unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let attempt = |username: &'static str, otp: String| {
        let server = &server;
        async move { server.post_form("/api/token", &[("grant_type", "otp"), ("username", username), ("otp", &otp)]).await }
    };
    let refused = attempt(ANN, wrong.to_owned()).await;
    assert_oauth(&refused, 400, "invalid_grant");
    assert_eq!(attempt("nobody@example.com", code.clone()).await.fingerprint(), refused.fingerprint());
    attempt(ANN, wrong.to_owned()).await;
    attempt(ANN, wrong.to_owned()).await;
    assert_eq!(attempt(ANN, code).await.fingerprint(), refused.fingerprint());
}

#[tokio::test]
async fn a_refresh_token_rotates_and_supersedes_the_others_of_account_and_client() {
    let server = TestServer::start().await;
    let older = sign_in(&server, ANN, PASSWORD).await.json();
    let newer = sign_in(&server, ANN, PASSWORD).await.json();
    let rotated = refresh(&server, text(&newer, "refresh_token"), None).await;
    let (access, refreshed) = assert_tokens(&server, &rotated).await;
    assert_oauth(&refresh(&server, text(&older, "refresh_token"), None).await, 400, "invalid_grant");
    assert_oauth(&refresh(&server, text(&newer, "refresh_token"), None).await, 400, "invalid_grant");
    for bearer in [access.as_str(), text(&older, "access_token")] {
        assert!(
            server.engine.sessions.authenticate(bearer).await.is_ok(),
            "no alarm, and other devices stay signed in"
        );
    }
    assert_eq!(refresh(&server, &refreshed, None).await.status, 200);
}

#[tokio::test]
async fn a_rotated_token_that_is_played_again_after_ten_seconds_ends_its_session() {
    let server = TestServer::start().await;
    let first = sign_in(&server, ANN, PASSWORD).await.json();
    let second = refresh(&server, text(&first, "refresh_token"), None).await.json();
    server.advance(11);
    assert_oauth(&refresh(&server, text(&first, "refresh_token"), None).await, 400, "invalid_grant");
    assert!(server.engine.sessions.authenticate(text(&second, "access_token")).await.is_err());
    assert_oauth(&refresh(&server, text(&second, "refresh_token"), None).await, 400, "invalid_grant");
}

#[tokio::test]
async fn the_client_is_the_same_as_at_issue_by_field_or_by_header() {
    let server = TestServer::start().await;
    let fields = [("grant_type", "password"), ("username", ANN), ("password", PASSWORD)];
    let request = server.request(Method::POST, "/api/token").header("client_id", "phone").form(&fields);
    let issued = Answer::of(request).await.json();
    let token = text(&issued, "refresh_token");
    assert_oauth(&refresh(&server, token, Some("desk")).await, 400, "invalid_grant");
    assert_oauth(&refresh(&server, token, None).await, 400, "invalid_grant");
    assert_eq!(refresh(&server, token, Some("phone")).await.status, 200);

    for spelled in [ANN, "ANN@Example.com", " ann@example.com "] {
        let issued = sign_in(&server, ANN, PASSWORD).await.json();
        let refreshed = refresh(&server, text(&issued, "refresh_token"), Some(spelled)).await;
        assert_eq!(refreshed.status, 200, "{spelled:?}: an address compares as one");
    }
}

#[tokio::test]
async fn a_refresh_token_lasts_fifteen_days_and_dies_with_a_reset() {
    let server = TestServer::start().await;
    let issued = sign_in(&server, ANN, PASSWORD).await.json();
    server.advance(15 * 24 * 3_600 - 1);
    let rotated = refresh(&server, text(&issued, "refresh_token"), None).await.json();
    server.advance(15 * 24 * 3_600);
    assert_oauth(&refresh(&server, text(&rotated, "refresh_token"), None).await, 400, "invalid_grant");

    let issued = sign_in(&server, ANN, PASSWORD).await.json();
    super::one_time_jwt(&server).await;
    assert_oauth(&refresh(&server, text(&issued, "refresh_token"), None).await, 400, "invalid_grant");
}

#[tokio::test]
async fn what_is_no_refresh_token_is_an_invalid_grant() {
    let server = TestServer::start().await;
    for token in ["x", &"0".repeat(64), &"a".repeat(5_000)] {
        assert_oauth(&refresh(&server, token, None).await, 400, "invalid_grant");
    }
}
