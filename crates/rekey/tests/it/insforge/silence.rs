//! No answer tells who has an account (R1): the table is in `sameness.rs`; here is what this dialect has besides.

use reqwest::Method;
use serde_json::json;

use super::SEND;
use crate::support::{Answer, TestServer};

#[tokio::test]
async fn an_anon_key_on_public_calls_is_ignored() {
    let server = TestServer::start().await;
    let plain = server.post_json(SEND, json!({ "email": "a@example.com" })).await;
    let request =
        server.request(Method::POST, SEND).bearer_auth("the anon key").json(&json!({ "email": "b@example.com" }));
    assert_eq!(Answer::of(request).await.fingerprint(), plain.fingerprint());
}
