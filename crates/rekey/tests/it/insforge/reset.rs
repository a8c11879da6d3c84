use rekey_core::location::LocationSettings;
use rekey_core::policy::PasswordPolicySettings;
use serde_json::json;

use super::{NEW_PASSWORD, RESET, assert_refused, exchanged, link_token, reset, server_with_links};
use crate::support::{ANN, TestServer};

#[tokio::test]
async fn either_token_sets_the_password_once() {
    let (by_code, by_link) = (TestServer::start().await, server_with_links().await);
    let tokens = [exchanged(&by_code).await, link_token(&by_link).await];
    for (server, token) in [by_code, by_link].iter().zip(tokens) {
        let answer = reset(server, &token, NEW_PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json(), json!({ "message": "The password was changed." }));
        assert_refused(&reset(server, &token, NEW_PASSWORD).await, 401, "AUTH_INVALID_CREDENTIALS");
        let notices = server.deliver().await;
        assert_eq!((notices.len(), notices[0].to.as_str()), (1, ANN));
    }
}

#[tokio::test]
async fn used_expired_and_unknown_tokens_are_refused_alike() {
    let server = server_with_links().await;
    let used = link_token(&server).await;
    assert_eq!(reset(&server, &used, NEW_PASSWORD).await.status, 200);
    server.advance(60);
    let expired = link_token(&server).await;
    server.advance(3_600);
    let unknown = reset(&server, &"0".repeat(64), NEW_PASSWORD).await;
    assert_refused(&unknown, 401, "AUTH_INVALID_CREDENTIALS");
    for token in [used, expired] {
        assert_eq!(reset(&server, &token, NEW_PASSWORD).await.fingerprint(), unknown.fingerprint());
    }
}

#[tokio::test]
async fn a_refusal_lists_every_broken_rule_and_the_token_stays_good() {
    let server = server_with_links().await;
    let token = link_token(&server).await;
    let policy = PasswordPolicySettings {
        min_length: Some(12),
        needs_digit: Some(true),
        needs_upper: Some(true),
        ..PasswordPolicySettings::default()
    };
    server.set_location(1, LocationSettings { password_policy: policy, ..LocationSettings::default() }).await;
    let refused = reset(&server, &token, "quiet").await;
    assert_refused(&refused, 400, "INVALID_INPUT");
    let message = refused.json()["message"].as_str().unwrap().to_owned();
    for word in ["12", "digit", "upper"] {
        assert!(message.contains(word), "{message}");
    }
    assert_eq!(reset(&server, &token, "A quiet evening at 8").await.status, 200);
}

#[tokio::test]
async fn what_is_no_token_or_no_password_is_malformed() {
    let server = TestServer::start().await;
    let token = "0".repeat(64);
    for body in [
        json!({}),
        json!({ "newPassword": NEW_PASSWORD }),
        json!({ "otp": token }),
        json!({ "newPassword": NEW_PASSWORD, "otp": null }),
        json!({ "newPassword": NEW_PASSWORD, "otp": "" }),
        json!({ "newPassword": NEW_PASSWORD, "otp": "123456" }),
        json!({ "newPassword": NEW_PASSWORD, "otp": [token] }),
        json!({ "newPassword": NEW_PASSWORD, "otp": 1 }),
        json!({ "newPassword": NEW_PASSWORD, "otp": format!("{token}0") }),
        json!({ "newPassword": null, "otp": token }),
        json!({ "newPassword": "", "otp": token }),
        json!({ "newPassword": {}, "otp": token }),
    ] {
        assert_refused(&server.post_json(RESET, body).await, 400, "INVALID_INPUT");
    }
}
