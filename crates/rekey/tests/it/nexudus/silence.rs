//! No answer tells who has an account (R1).

use reqwest::Method;
use serde_json::{Value, json};

use super::{START, sign_in};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

/// An account of every kind, and none.
async fn everybody(server: &TestServer) -> [&'static str; 5] {
    let everybody =
        [ANN, "locked@example.com", "nopassword@example.com", "mustreset@example.com", "nobody@example.com"];
    server.add(everybody[1], Some(PASSWORD)).await;
    server.lock(everybody[1]).await;
    server.add(everybody[2], None).await;
    server.add(everybody[3], Some(PASSWORD)).await;
    server.engine.accounts.demand_reset(&everybody[3].parse().unwrap()).await.unwrap();
    server.advance(1);
    everybody
}

#[track_caller]
fn assert_alike(answers: &[Answer]) {
    for answer in answers {
        assert_eq!(answer.fingerprint(), answers[0].fingerprint());
    }
}

#[tokio::test]
async fn known_unknown_locked_and_password_less_accounts_are_answered_byte_for_byte_alike() {
    let server = TestServer::start().await;
    let everybody = everybody(&server).await;
    let otp = |email: &str| format!("/api/sys/users/sendOtp?email={email}&businessId=1");
    let (mut first, mut second, mut otps, mut again, mut failed) = (vec![], vec![], vec![], vec![], vec![]);
    for email in everybody {
        first.push(server.post_json(START, json!({ "email": email })).await);
        second.push(server.post_json(START, json!({ "email": email })).await);
        otps.push(server.get(&otp(email)).await);
        again.push(server.get(&otp(email)).await);
        failed.push(sign_in(&server, email, "wrong password").await);
    }
    assert_eq!(first[0].status, 200);
    assert_eq!(again[0].status, 429);
    assert_eq!(failed[0].status, 400);
    for answers in [first, second, otps, again, failed] {
        assert_alike(&answers);
    }
}

#[tokio::test]
async fn an_authorization_header_on_public_calls_is_ignored() {
    let server = TestServer::start().await;
    let plain = server.post_json(START, json!({ "email": "a@example.com" })).await;
    let request =
        server.request(Method::POST, START).bearer_auth("nonsense").json(&json!({ "email": "b@example.com" }));
    assert_eq!(Answer::of(request).await.fingerprint(), plain.fingerprint());
}

#[tokio::test]
async fn links_are_built_from_configuration_whatever_the_request_says() {
    let server = TestServer::start().await;
    let request = server
        .request(Method::POST, START)
        .header("host", "evil.example")
        .header("forwarded", "host=evil.example;proto=https")
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "https")
        .header("origin", "https://evil.example")
        .json(&json!({ "email": ANN, "redirectTo": "https://evil.example", "reset_url": "https://evil.example" }));
    assert_eq!(Answer::of(request).await.json(), super::success(&Value::Null));
    let mails = server.deliver().await;
    assert!(!mails[0].source.contains("evil"));
    assert!(mails[0].links.iter().any(|link| link.starts_with(&server.url)));
}
