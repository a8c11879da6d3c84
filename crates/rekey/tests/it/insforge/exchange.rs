use rekey_core::time::{Duration, Timestamp};
use serde_json::json;

use super::{EXCHANGE, NEW_PASSWORD, another, assert_refused, code, exchanged, reset};
use crate::support::{ANN, TestServer};

#[tokio::test]
async fn a_code_is_exchanged_for_a_token_that_resets() {
    for field in ["code", "otp"] {
        let server = TestServer::start().await;
        let code = code(&server).await;
        let answer = server.post_json(EXCHANGE, json!({ "email": ANN, field: code })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let body = answer.json();
        let token = body["token"].as_str().unwrap();
        let expires_at = body["expiresAt"].as_str().unwrap();
        assert_eq!(body, json!({ "token": token, "expiresAt": expires_at }));
        assert_eq!(token.len(), 64);
        let expires_at: Timestamp = expires_at.parse().unwrap();
        assert_eq!(expires_at.duration_since(server.now()).as_secs(), 600);
        assert_eq!(reset(&server, token, NEW_PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn wrong_expired_used_and_missing_codes_are_refused_alike() {
    let server = TestServer::start().await;
    let good = code(&server).await;
    let wrong = server.post_json(EXCHANGE, json!({ "email": ANN, "code": another(&good) })).await;
    assert_refused(&wrong, 401, "AUTH_INVALID_CREDENTIALS");
    let nobody = server.post_json(EXCHANGE, json!({ "email": "nobody@example.com", "code": good })).await;
    assert_eq!(server.post_json(EXCHANGE, json!({ "email": ANN, "code": good })).await.status, 200);
    let used = server.post_json(EXCHANGE, json!({ "email": ANN, "code": good })).await;
    server.advance(60);
    let late = code(&server).await;
    server.advance(600);
    let expired = server.post_json(EXCHANGE, json!({ "email": ANN, "code": late })).await;
    for answer in [nobody, used, expired] {
        assert_eq!(answer.fingerprint(), wrong.fingerprint());
    }
}

#[tokio::test]
async fn a_code_dies_at_the_third_wrong_try() {
    for (wrong_tries, status) in [(2, 200), (3, 401)] {
        let server = TestServer::start().await;
        let code = code(&server).await;
        let mut wrong = Vec::new();
        for _ in 0..wrong_tries {
            wrong.push(server.post_json(EXCHANGE, json!({ "email": ANN, "code": another(&code) })).await);
            assert_eq!(wrong[0].status, 401);
        }
        let right = server.post_json(EXCHANGE, json!({ "email": ANN, "code": code })).await;
        assert_eq!(right.status, status);
        assert_eq!(
            right.fingerprint() == wrong[0].fingerprint(),
            status == 401,
            "dead ones are answered like wrong ones"
        );
    }
}

#[tokio::test]
async fn what_is_no_code_or_no_address_is_malformed() {
    let server = TestServer::start().await;
    for body in [
        json!({}),
        json!({ "email": ANN }),
        json!({ "email": ANN, "code": null }),
        json!({ "email": ANN, "code": "" }),
        json!({ "email": ANN, "code": "12345" }),
        json!({ "email": ANN, "code": "1234567" }),
        json!({ "email": ANN, "code": "12345a" }),
        json!({ "email": ANN, "code": "１２３４５６" }),
        json!({ "email": ANN, "code": 123_456 }),
        json!({ "email": ANN, "code": ["123456"] }),
        json!({ "email": ANN, "otp": {} }),
        json!({ "email": ANN, "code": "123456", "otp": [] }),
        json!({ "email": ANN, "code": "1".repeat(4_000) }),
        json!({ "email": "nobody", "code": "123456" }),
        json!({ "email": null, "code": "123456" }),
        json!({ "code": "123456" }),
    ] {
        assert_refused(&server.post_json(EXCHANGE, body).await, 400, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn too_many_failures_from_one_network_are_refused() {
    let server =
        TestServer::start_with(|setup| setup.settings.limits.failures_per_network = "2/15m".parse().ok()).await;
    for _ in 0..2 {
        let answer = server.post_json(EXCHANGE, json!({ "email": ANN, "code": "000000" })).await;
        assert_refused(&answer, 401, "AUTH_INVALID_CREDENTIALS");
    }
    let refused = server.post_json(EXCHANGE, json!({ "email": ANN, "code": "000000" })).await;
    assert_refused(&refused, 429, "TOO_MANY_REQUESTS");
    assert_eq!(refused.header("retry-after"), Some("450"));
}

#[tokio::test]
async fn an_exchanged_token_expires() {
    let server = TestServer::start().await;
    let token = exchanged(&server).await;
    server.clock.advance(Duration::from_mins(10));
    assert_refused(&reset(&server, &token, NEW_PASSWORD).await, 401, "AUTH_INVALID_CREDENTIALS");
}
