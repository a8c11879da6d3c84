use serde_json::json;

use super::{
    ANN_HERSELF, NEW_PASSWORD, RESET, SEND_OTP, SESSIONS, another, assert_mailing, assert_refused, assert_session,
};
use crate::support::{ANN, TestServer, token_in};

#[tokio::test]
async fn a_mailed_code_signs_in_once() {
    let server = TestServer::start().await;
    let answer = server.post_json(SEND_OTP, json!({ "email": ANN })).await;
    assert_mailing(&answer, "code");
    let code = server.deliver().await[0].code.clone().expect("a code");

    let path = format!("{SESSIONS}?client_type=mobile");
    let by = |otp: &str| json!({ "method": "otp", "email": ANN, "otp": otp });
    let wrong = server.post_json(&path, by(&another(&code))).await;
    assert_refused(&wrong, 400, "INVALID_INPUT");
    let right = server.post_json(&path, by(&code)).await;
    assert_session(&server, &right, &ANN_HERSELF).await;
    let again = server.post_json(&path, by(&code)).await;
    assert_eq!(again.fingerprint(), wrong.fingerprint());
}

#[tokio::test]
async fn asking_again_too_soon_and_malformed_requests_are_refused() {
    let server = TestServer::start().await;
    server.post_json(SEND_OTP, json!({ "email": ANN })).await;
    let refused = server.post_json(SEND_OTP, json!({ "email": ANN })).await;
    assert_refused(&refused, 429, "TOO_MANY_REQUESTS");
    assert_eq!(refused.header("retry-after"), Some("60"));
    for body in [json!({}), json!({ "email": "x" }), json!({ "email": [ANN] }), json!([])] {
        assert_refused(&server.post_json(SEND_OTP, body).await, 400, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn who_must_reset_is_mailed_the_link_of_a_reset_and_no_code_that_would_be_refused() {
    let server = TestServer::start().await;
    server.engine.accounts.demand_reset(&ANN.parse().unwrap()).await.unwrap();
    assert_mailing(&server.post_json(SEND_OTP, json!({ "email": ANN })).await, "code");
    let mails = server.deliver().await;
    let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
    assert_eq!(mail.code, None);
    let body = json!({ "newPassword": NEW_PASSWORD, "otp": token_in(mail) });
    assert_eq!(server.post_json(RESET, body).await.status, 200);
}
