//! No answer tells who has an account (R1): the table is in `sameness.rs`; here is what this dialect has besides.

use reqwest::Method;
use serde_json::{Value, json};

use super::START;
use crate::support::{ANN, Answer, TestServer};

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
