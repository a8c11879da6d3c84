use reqwest::Method;
use serde_json::Value;

use super::{assert_oauth, assert_refused, assert_tokens, success};
use crate::support::{ANN, Answer, TestServer, token_in};

async fn send(server: &TestServer, query: &str) -> Answer {
    server.get(&format!("/api/sys/users/sendOtp?{query}")).await
}

#[tokio::test]
async fn a_code_and_a_link_are_mailed_and_the_code_signs_in_once() {
    let server = TestServer::start().await;
    let answer = send(&server, &format!("Email={ANN}&BUSINESSID=1")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), success(&Value::Null));
    let mails = server.deliver().await;
    let code = mails[0].code.clone().expect("a code");
    assert_eq!(token_in(&mails[0]).len(), 64);
    let fields = [("grant_type", "otp"), ("username", ANN), ("otp", code.as_str())];
    assert_tokens(&server, &server.post_form("/api/token", &fields).await).await;
    assert_oauth(&server.post_form("/api/token", &fields).await, 400, "invalid_grant");
}

#[tokio::test]
async fn asked_again_too_soon_is_refused_for_unknown_addresses_as_well() {
    let server = TestServer::start().await;
    let mut answers = Vec::new();
    for email in [ANN, "nobody@example.com"] {
        let query = format!("email={email}&businessId=1");
        assert_eq!(send(&server, &query).await.status, 200);
        let again = send(&server, &query).await;
        assert_refused(&again, 429);
        assert_eq!(again.header("retry-after"), Some("60"));
        answers.push(again);
    }
    assert_eq!(answers[0].fingerprint(), answers[1].fingerprint());
}

#[tokio::test]
async fn missing_and_malformed_parameters_are_refused() {
    let server = TestServer::start().await;
    for query in [
        "",
        "email=ann@example.com",
        "businessId=1",
        "email=&businessId=1",
        "email=not%20an%20address&businessId=1",
        "email=ann@example.com&businessId=",
        "email=ann@example.com&businessId=one",
        "email=ann@example.com&Email=ann@example.com&businessId=1",
    ] {
        assert_refused(&send(&server, query).await, 400);
    }
    assert!(server.deliver().await.is_empty());
}

#[tokio::test]
async fn get_acts_and_so_head_is_refused_and_sends_nothing() {
    let server = TestServer::start().await;
    let path = format!("/api/sys/users/sendOtp?email={ANN}&businessId=1");
    assert_eq!(Answer::of(server.request(Method::HEAD, &path)).await.status, 405);
    assert!(server.deliver().await.is_empty());
    assert_refused(&Answer::of(server.request(Method::POST, &path)).await, 405);
}

#[tokio::test]
async fn a_location_that_does_not_exist_is_answered_alike() {
    let server = TestServer::start().await;
    let known = send(&server, "email=x@example.com&businessId=1").await;
    let unknown = send(&server, &format!("email={ANN}&businessId=99")).await;
    assert_eq!(known.fingerprint(), unknown.fingerprint());
    assert!(
        server.deliver().await.is_empty(),
        "there is no mail for an unknown address, and none was requested for the other"
    );
    // While somebody has to wait, too.
    for location in [1, 99, 99] {
        let answer = send(&server, &format!("email=x@example.com&businessId={location}")).await;
        assert_refused(&answer, 429);
        assert_eq!(answer.header("retry-after"), Some("60"));
    }
    for _ in 0..2 {
        assert_eq!(send(&server, &format!("email={ANN}&businessId=99")).await.status, 200, "it begins no wait");
    }
}
