//! Requests that come twice.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rekey_core::Password;
use rekey_core::ports::{Breaches, BreachesUnavailable};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::{ACCOUNTS, TOKEN, ann, assert_problem, server};
use crate::support::{Answer, TestServer};

async fn post(server: &TestServer, path: &str, key: &str, body: Option<&Value>) -> Answer {
    let request = server.request(Method::POST, path).bearer_auth(TOKEN).header("idempotency-key", key);
    Answer::of(match body {
        Some(body) => request.json(body),
        None => request,
    })
    .await
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_for_a_day() {
    let server = server().await;
    let body = json!({ "email": "bob@example.com" });
    let first = post(&server, ACCOUNTS, "order-1", Some(&body)).await;
    let again = post(&server, ACCOUNTS, "order-1", Some(&body)).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), (None, Some("true")));
    assert_problem(&post(&server, ACCOUNTS, "order-2", Some(&body)).await, 409, "address_taken");
    assert_problem(&post(&server, ACCOUNTS, "order-2", Some(&body)).await, 409, "address_taken");
    server.advance(24 * 60 * 60);
    assert_problem(&post(&server, ACCOUNTS, "order-1", Some(&body)).await, 409, "address_taken");
}

#[tokio::test]
async fn a_key_is_good_for_one_request_alone() {
    let server = server().await;
    let body = json!({ "email": "bob@example.com" });
    assert_eq!(post(&server, ACCOUNTS, "order-1", Some(&body)).await.status, 201);
    let other = json!({ "email": "eve@example.com" });
    assert_problem(&post(&server, ACCOUNTS, "order-1", Some(&other)).await, 422, "idempotency_key_reused");
    let resets = format!("{}/resets", ann(&server).await);
    assert_problem(&post(&server, &resets, "order-1", None).await, 422, "idempotency_key_reused");
    for key in ["", "a b", &"x".repeat(256)] {
        assert_problem(&post(&server, ACCOUNTS, key, Some(&other)).await, 400, "invalid_request");
    }
}

#[tokio::test]
async fn of_a_request_that_is_sent_twenty_times_at_once_one_is_done() {
    let server = server().await;
    let body = json!({ "email": "bob@example.com", "password": "an even quieter evening" });
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let request = server.request(Method::POST, ACCOUNTS).bearer_auth(TOKEN).header("idempotency-key", "order-1");
        tasks.spawn(Answer::of(request.json(&body)));
    }
    let mut made = Vec::new();
    for answer in tasks.join_all().await {
        match answer.status.as_u16() {
            201 => made.push(answer.body),
            _ => assert_problem(&answer, 409, "request_under_way"),
        }
    }
    assert!(!made.is_empty() && made.iter().all(|body| *body == made[0]), "{made:?}");
}

/// A list of breached passwords that takes its time.
#[derive(Default)]
struct Slow {
    asked: Notify,
    answers: Notify,
}

#[async_trait]
impl Breaches for Slow {
    async fn contains(&self, _: &Password) -> Result<bool, BreachesUnavailable> {
        self.asked.notify_one();
        self.answers.notified().await;
        Ok(false)
    }
}

#[tokio::test]
async fn a_request_whose_client_hangs_up_is_done_and_its_answer_kept() {
    let list = Arc::new(Slow::default());
    // For Ann's own password.
    list.answers.notify_one();
    let breaches = list.clone();
    let server = TestServer::start_with(|setup| {
        setup.http.admin_token = Some(TOKEN.parse().unwrap());
        setup.breaches = Some(breaches);
    });
    let server = server.await;
    list.asked.notified().await;

    let body = json!({ "email": "bob@example.com", "password": "an even quieter evening" });
    let request = server.request(Method::POST, ACCOUNTS).bearer_auth(TOKEN).header("idempotency-key", "order-1");
    let asking = tokio::spawn(Answer::of(request.json(&body)));
    list.asked.notified().await;
    asking.abort();
    for _ in 0..20 {
        // Meanwhile the server hears that nobody waits any more.
        assert_eq!(server.get("/healthz").await.status, 200);
    }
    list.answers.notify_one();
    let answer = async {
        loop {
            let answer = post(&server, ACCOUNTS, "order-1", Some(&body)).await;
            if answer.status != 409 {
                return answer;
            }
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(20), answer).await.expect("it is done");
    assert_eq!((answer.status.as_u16(), answer.header("idempotent-replayed")), (201, Some("true")), "{}", answer.body);
}

#[tokio::test]
async fn what_passes_with_time_is_not_kept() {
    let server = server().await;
    let resets = format!("{}/resets", ann(&server).await);
    assert_eq!(post(&server, &resets, "reset-1", None).await.status, 202);
    assert_eq!(post(&server, &resets, "reset-1", None).await.status, 202, "the mail was requested once");
    assert_eq!(server.deliver().await.len(), 1);
    assert_problem(&post(&server, &resets, "reset-2", None).await, 429, "too_soon");
    server.advance(60);
    assert_eq!(post(&server, &resets, "reset-2", None).await.status, 202);
}
