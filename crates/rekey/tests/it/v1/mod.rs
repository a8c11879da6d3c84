//! `/v1`, the API of the product's own backend.

mod accounts;
mod actions;
mod gate;
mod repeat;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{ANN, Answer, TestServer};

pub(crate) const TOKEN: &str = "a-token-that-nobody-guesses-4711";
const ACCOUNTS: &str = "/v1/accounts";

async fn server() -> TestServer {
    TestServer::start_with(|setup| setup.http.admin_token = Some(TOKEN.parse().unwrap())).await
}

async fn call(server: &TestServer, method: Method, path: &str, body: Option<Value>) -> Answer {
    let request = server.request(method, path).bearer_auth(TOKEN);
    Answer::of(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}

async fn read(server: &TestServer, path: &str) -> Answer {
    call(server, Method::GET, path, None).await
}

async fn create(server: &TestServer, body: Value) -> Answer {
    call(server, Method::POST, ACCOUNTS, Some(body)).await
}

/// Ann's path.
async fn ann(server: &TestServer) -> String {
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    format!("{ACCOUNTS}/{}", account.id)
}

/// Asserts that this is a problem of this status and code, and nothing else.
#[track_caller]
fn assert_problem(answer: &Answer, status: u16, code: &str) {
    let body = answer.json();
    let mut expected = json!({
        "type": format!("urn:rekey:problem:{code}"),
        "title": body["title"],
        "status": status,
        "detail": body["detail"],
        "code": code,
    });
    if code == "password_refused" {
        expected["errors"] = body["errors"].clone();
        assert!(body["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{body}");
    }
    assert_eq!(body, expected);
    assert_eq!(answer.status, StatusCode::from_u16(status).unwrap());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert!(body["title"].is_string() && body["detail"].as_str().is_some_and(|text| text.ends_with('.')), "{body}");
    assert!(status != 429 || answer.header("retry-after").is_some());
    assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
}
