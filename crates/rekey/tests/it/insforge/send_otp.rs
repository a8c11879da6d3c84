use rekey_core::location::SignUpSettings;
use reqwest::Method;
use serde_json::json;

use super::{
    ANN_HERSELF, NEW_PASSWORD, RESET, SEND, SEND_OTP, SESSIONS, another, assert_mailing, assert_refused,
    assert_session, open_sign_up,
};
use crate::support::{ANN, Answer, TestServer, token_in};

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

#[tokio::test]
async fn where_sign_up_is_open_a_code_signs_up_a_new_address() {
    let server = TestServer::start().await;
    open_sign_up(&server, SignUpSettings { verify_email: Some(true), ..SignUpSettings::default() }).await;
    let asked = server.post_json(SEND_OTP, json!({ "email": "new@example.com" })).await;
    let known = server.post_json(SEND_OTP, json!({ "email": ANN })).await;
    assert_eq!(asked.fingerprint(), known.fingerprint());
    let mails = server.deliver().await;
    let mail = mails.iter().find(|mail| mail.to == "new@example.com").expect("a mail for the new address");
    let path = format!("{SESSIONS}?client_type=mobile");
    let by = |name: &str| json!({ "method": "otp", "email": "new@example.com", "otp": mail.code, "name": name });
    for name in ["", "win at https://evil.example"] {
        assert_refused(&server.post_json(&path, by(name)).await, 400, "INVALID_INPUT");
    }
    let answer = server.post_json(&path, by("New")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let user = &answer.json()["user"];
    assert_eq!((&user["email"], &user["emailVerified"]), (&json!("new@example.com"), &json!(true)));
    assert_eq!(user["profile"], json!({ "name": "New" }));
}

/// The mail may go to a mailbox whose owner never heard of the location, so nothing of the request is in it (R11).
#[tokio::test]
async fn a_code_that_signs_up_does_not_say_where_it_was_requested_and_one_for_an_account_does() {
    let server = TestServer::start().await;
    open_sign_up(&server, SignUpSettings { verify_email: Some(true), ..SignUpSettings::default() }).await;
    let browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    for email in ["new@example.com", ANN] {
        let request = server.request(Method::POST, SEND_OTP).header("user-agent", browser);
        assert_mailing(&Answer::of(request.json(&json!({ "email": email }))).await, "code");
    }
    for mail in server.deliver().await {
        assert_eq!(mail.text.contains("Chrome on Windows"), mail.to == ANN, "{}", mail.text);
    }
}

#[tokio::test]
async fn where_sign_up_is_closed_a_new_address_gets_no_code() {
    let server = TestServer::start().await;
    assert_mailing(&server.post_json(SEND_OTP, json!({ "email": "new@example.com" })).await, "code");
    assert!(server.deliver().await.is_empty());
    let body = json!({ "method": "otp", "email": "new@example.com", "otp": "123456", "name": "New" });
    assert_refused(&server.post_json(SESSIONS, body).await, 400, "INVALID_INPUT");
}

#[tokio::test]
async fn codes_that_sign_up_count_as_verification_mails_of_their_network() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.verifications_per_network = "3/1h".parse().ok();
    })
    .await;
    let ask =
        async |number: u32| server.post_json(SEND_OTP, json!({ "email": format!("person{number}@example.com") })).await;
    for number in 0..5 {
        assert_mailing(&ask(number).await, "code");
    }
    open_sign_up(&server, SignUpSettings::default()).await;
    for number in 10..13 {
        assert_mailing(&ask(number).await, "code");
    }
    for email in ["person13@example.com", ANN] {
        let refused = server.post_json(SEND_OTP, json!({ "email": email })).await;
        assert_refused(&refused, 429, "TOO_MANY_REQUESTS");
        let limit = refused.header("ratelimit").expect("which limit");
        assert!(limit.starts_with("\"verifications\""), "{limit}");
    }
    assert_mailing(&server.post_json(SEND, json!({ "email": ANN })).await, "code");
}
