//! `totp` in bodies that sign in, and that a reset does not lead past it (R8).

use serde_json::json;

use super::{NEW_PASSWORD, SEND_OTP, SESSIONS, assert_refused, exchanged, reset, sign_in};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

async fn with_totp(server: &TestServer, mut body: serde_json::Value, totp: &str) -> Answer {
    body["totp"] = totp.into();
    server.post_json(&format!("{SESSIONS}?client_type=server"), body).await
}

#[tokio::test]
async fn password_and_mailed_code_open_with_the_second_factor_alone() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    assert!(server.post_json(SEND_OTP, json!({ "email": ANN })).await.status.is_success());
    let otp = server.deliver().await[0].code.clone().expect("a code");
    let path = format!("{SESSIONS}?client_type=server");
    let bodies = [json!({ "email": ANN, "password": PASSWORD }), json!({ "method": "otp", "email": ANN, "otp": otp })];
    for (body, recovery) in bodies.iter().zip(&app.recovery) {
        assert_refused(&server.post_json(&path, body.clone()).await, 403, "AUTH_MFA_REQUIRED");
        assert_refused(&with_totp(&server, body.clone(), &app.wrong(&server)).await, 403, "AUTH_MFA_REQUIRED");
        assert_eq!(with_totp(&server, body.clone(), "12345").await.status, 400);
        assert_eq!(with_totp(&server, body.clone(), recovery).await.status, 200, "{body}");
    }
    let code = app.code(&server);
    assert_eq!(with_totp(&server, bodies[0].clone(), &code).await.status, 200);
    assert_refused(&with_totp(&server, bodies[0].clone(), &code).await, 403, "AUTH_MFA_REQUIRED");
}

#[tokio::test]
async fn a_wrong_password_tells_nothing_of_a_second_factor() {
    let server = TestServer::start().await;
    let without = sign_in(&server, ANN, "wrong password").await;
    let app = server.enrol().await;
    let body = json!({ "email": ANN, "password": "wrong password" });
    assert_eq!(sign_in(&server, ANN, "wrong password").await.fingerprint(), without.fingerprint());
    let shown = with_totp(&server, body, &app.code(&server)).await;
    assert_eq!(shown.fingerprint(), without.fingerprint());
}

#[tokio::test]
async fn a_reset_leaves_the_second_factor_in_place() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    let token = exchanged(&server).await;
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status, 200);
    server.advance(30);
    assert_refused(&sign_in(&server, ANN, NEW_PASSWORD).await, 403, "AUTH_MFA_REQUIRED");
    let body = json!({ "email": ANN, "password": NEW_PASSWORD });
    assert_eq!(with_totp(&server, body, &app.code(&server)).await.status, 200);
}
