//! `totp` in bodies that sign in, and that a reset does not lead past it (R8).

use rekey_core::account::AccountEdit;
use serde_json::json;

use super::{
    BOB, BY_CODE, BY_LINK, NEW_PASSWORD, PAGE, SEND_OTP, SEND_VERIFICATION, SESSIONS, VERIFY, assert_refused,
    exchanged, open_sign_up, reset, sign_in,
};
use crate::support::{ANN, Answer, PASSWORD, TestServer, token_in};

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
        assert_refused(&server.post_json(&path, body.clone()).await, 401, "AUTH_MFA_REQUIRED");
        assert_refused(&with_totp(&server, body.clone(), &app.wrong(&server)).await, 401, "AUTH_MFA_REQUIRED");
        assert_eq!(with_totp(&server, body.clone(), "12345").await.status, 400);
        assert_eq!(with_totp(&server, body.clone(), recovery).await.status, 200, "{body}");
    }
    let code = app.code(&server);
    assert_eq!(with_totp(&server, bodies[0].clone(), &code).await.status, 200);
    assert_refused(&with_totp(&server, bodies[0].clone(), &code).await, 401, "AUTH_MFA_REQUIRED");
}

/// Whose address was changed by the product's backend has a second factor, and an address to verify.
#[tokio::test]
async fn verifying_an_address_opens_with_the_second_factor_alone() {
    for how in [BY_CODE, BY_LINK] {
        let server = TestServer::start().await;
        open_sign_up(&server, how).await;
        let app = server.enrol().await;
        let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
        let edit = AccountEdit { email: BOB.parse().ok(), ..AccountEdit::default() };
        let network = "192.0.2.1".parse::<std::net::IpAddr>().unwrap().into();
        server.engine.accounts.edit(account.id, edit, network).await.unwrap();
        server.advance(1);
        server.deliver().await;
        let asked = server.post_json(SEND_VERIFICATION, json!({ "email": BOB, "redirectTo": PAGE })).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        let mail = server.deliver().await.pop().expect("a mail");
        let otp = mail.code.clone().unwrap_or_else(|| token_in(&mail));
        let verify = async |totp: Option<&str>| {
            let body = json!({ "email": BOB, "otp": otp, "totp": totp });
            server.post_json(&format!("{VERIFY}?client_type=server"), body).await
        };
        assert_refused(&verify(None).await, 401, "AUTH_MFA_REQUIRED");
        assert_refused(&verify(Some(&app.wrong(&server))).await, 401, "AUTH_MFA_REQUIRED");
        let found = server.engine.accounts.find(&BOB.parse().unwrap()).await.unwrap().unwrap();
        assert!(!found.email_verified);
        let verified = verify(Some(&app.code(&server))).await;
        assert_eq!((verified.status.as_u16(), &verified.json()["user"]["emailVerified"]), (200, &json!(true)));
        assert_refused(&verify(Some(&app.recovery[0])).await, 401, "AUTH_INVALID_CREDENTIALS");
    }
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
    assert_refused(&sign_in(&server, ANN, NEW_PASSWORD).await, 401, "AUTH_MFA_REQUIRED");
    let body = json!({ "email": ANN, "password": NEW_PASSWORD });
    assert_eq!(with_totp(&server, body, &app.code(&server)).await.status, 200);
}
