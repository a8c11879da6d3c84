//! `totp` at `/api/token`, and that a reset leads past it no more than a code does (R8).

use reqwest::Method;
use serde_json::json;

use super::{NEW_PASSWORD, assert_oauth, assert_tokens, complete, sign_in};
use crate::support::{ANN, Answer, PASSWORD, TestServer, assert_bearer};

/// A grant, with `totp` if there is one.
async fn grant(server: &TestServer, first: &[(&str, &str)], totp: Option<&str>) -> Answer {
    let mut fields = vec![("username", ANN)];
    fields.extend(first);
    fields.extend(totp.map(|totp| ("totp", totp)));
    server.post_form("/api/token", &fields).await
}

#[tokio::test]
async fn password_and_mailed_code_open_with_the_second_factor_alone() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    let asked = server.get(&format!("/api/sys/users/sendOtp?email={ANN}&businessId=1")).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let otp = server.deliver().await[0].code.clone().expect("a code");
    let grants: [&[(&str, &str)]; 2] =
        [&[("grant_type", "password"), ("password", PASSWORD)], &[("grant_type", "otp"), ("otp", &otp)]];
    for (first, recovery) in grants.into_iter().zip(&app.recovery) {
        assert_oauth(&grant(&server, first, None).await, 400, "two_factor_auth_check");
        assert_oauth(&grant(&server, first, Some(&app.wrong(&server))).await, 400, "two_factor_auth_check");
        for malformed in ["", "12345", "one two three"] {
            assert_eq!(grant(&server, first, Some(malformed)).await.status, 400, "{malformed:?}");
        }
        assert_tokens(&server, &grant(&server, first, Some(recovery)).await).await;
    }
    let first = grants[0];
    let code = app.code(&server);
    assert_tokens(&server, &grant(&server, first, Some(&code)).await).await;
    assert_oauth(&grant(&server, first, Some(&code)).await, 400, "two_factor_auth_check");
    assert_oauth(&grant(&server, first, Some(&app.recovery[0])).await, 400, "two_factor_auth_check");
}

#[tokio::test]
async fn that_there_is_a_second_factor_is_told_after_a_right_password_alone() {
    let server = TestServer::start().await;
    let without = sign_in(&server, ANN, "wrong password").await;
    let app = server.enrol().await;
    let first = [("grant_type", "password"), ("password", "wrong password")];
    for totp in [None, Some(app.code(&server)), Some(app.wrong(&server))] {
        let answer = grant(&server, &first, totp.as_deref()).await;
        assert_eq!(answer.fingerprint(), without.fingerprint());
    }
}

#[tokio::test]
async fn a_reset_changes_the_password_and_gives_no_way_in() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    let token = server.reset_token(ANN).await;
    let answer = complete(&server, &token, NEW_PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = "The password was changed. Sign in with it.";
    let envelope = json!({ "WasSuccessful": true, "Value": null, "Status": 200, "Message": told, "Errors": null });
    assert_eq!(answer.json(), envelope);
    server.advance(30);
    let first = [("grant_type", "password"), ("password", NEW_PASSWORD)];
    assert_oauth(&grant(&server, &first, None).await, 400, "two_factor_auth_check");
    assert_eq!(grant(&server, &first, Some(&app.code(&server))).await.status, 200);
}

/// What passes a session on opens no more than that session, which has passed the second factor.
#[tokio::test]
async fn a_session_with_a_second_factor_is_passed_on() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    let first = [("grant_type", "password"), ("password", PASSWORD)];
    let (access, _) = assert_tokens(&server, &grant(&server, &first, Some(&app.code(&server))).await).await;
    let request = server.request(Method::POST, "/api/sys/users/token/refresh").bearer_auth(access);
    let value = Answer::of(request).await.json()["Value"].as_str().expect("a token").to_owned();
    let exchanged = server.get(&format!("/api/sys/users/exchange?token={value}")).await;
    assert_eq!(exchanged.status, 200, "{}", exchanged.body);
    assert_bearer(&server, exchanged.json()["token"].as_str().unwrap(), ANN, 900).await;
}
