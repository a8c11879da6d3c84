//! No answer tells who has an account (R1): the table is in `sameness.rs`; here is what this dialect has besides.

use reqwest::Method;
use serde_json::json;

use super::START;
use crate::support::{Answer, TestServer};

#[tokio::test]
async fn an_authorization_header_on_public_calls_is_ignored() {
    let server = TestServer::start().await;
    let plain = server.post_json(START, json!({ "email": "a@example.com" })).await;
    let request =
        server.request(Method::POST, START).bearer_auth("nonsense").json(&json!({ "email": "b@example.com" }));
    assert_eq!(Answer::of(request).await.fingerprint(), plain.fingerprint());
}
