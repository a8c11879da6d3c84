//! Every row of docs/contracts/nexudus.md.

mod complete;
mod exchange;
mod overload;
mod portal;
mod second_factor;
mod send_otp;
mod silence;
mod start;
mod token;
mod token_refresh;

use serde_json::{Value, json};

use crate::support::{ANN, Answer, PASSWORD, TestServer, assert_bearer};

pub(crate) const START: &str = "/api/sys/users/startPasswordReset";
pub(crate) const COMPLETE: &str = "/api/sys/users/completePasswordReset";
pub(crate) const NEW_PASSWORD: &str = "an even quieter evening";

/// The envelope of a success, exactly.
fn success(value: &Value) -> Value {
    json!({ "WasSuccessful": true, "Value": value, "Status": 200, "Message": null, "Errors": null })
}

/// Asserts that this is the envelope of a failure with a sentence and without details, and nothing else.
#[track_caller]
pub(crate) fn assert_refused(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let body = answer.json();
    let message = body["Message"].as_str().expect("a sentence");
    assert!(message.ends_with('.'), "{message}");
    let expected =
        json!({ "WasSuccessful": false, "Value": null, "Status": status, "Message": message, "Errors": null });
    assert_eq!(body, expected);
}

/// Asserts that this is a failure as OAuth shapes them, with a description, and nothing else.
#[track_caller]
pub(crate) fn assert_oauth(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let body = answer.json();
    let words = body["error_description"].as_str().expect("words");
    assert_eq!(body, json!({ "error": error, "error_description": words }));
}

/// Asserts that these are tokens of Ann's, and nothing else. The bearer and the refresh token.
async fn assert_tokens(server: &TestServer, answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    let text = |name: &str| body[name].as_str().expect("a token").to_owned();
    let (access, refresh) = (text("access_token"), text("refresh_token"));
    let expected =
        json!({ "access_token": access, "token_type": "bearer", "expires_in": 900, "refresh_token": refresh });
    assert_eq!(body, expected);
    assert_bearer(server, &access, ANN, 900).await;
    (access, refresh)
}

async fn complete(server: &TestServer, token: &str, password: &str) -> Answer {
    server.post_json(COMPLETE, json!({ "Token": token, "Password": password, "BusinessId": 1 })).await
}

/// The one-time JWT of a completed reset.
async fn one_time_jwt(server: &TestServer) -> String {
    let token = server.reset_token(ANN).await;
    let answer = complete(server, &token, NEW_PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    server.advance(1);
    answer.json()["Value"].as_str().expect("a JWT").to_owned()
}

/// Ann's bearer token.
pub(crate) async fn bearer(server: &TestServer) -> String {
    sign_in(server, ANN, PASSWORD).await.json()["access_token"].as_str().expect("a token").to_owned()
}

pub(crate) async fn sign_in(server: &TestServer, username: &str, password: &str) -> Answer {
    let fields = [("grant_type", "password"), ("username", username), ("password", password)];
    server.post_form("/api/token", &fields).await
}
