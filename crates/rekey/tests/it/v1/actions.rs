//! Locks, sessions, and resets.

use reqwest::Method;
use serde_json::json;

use super::{ann, assert_problem, call, read, server};
use crate::support::{ANN, Answer, PASSWORD, TestServer, token_in};

async fn bearer(server: &TestServer) -> Answer {
    let fields = [("grant_type", "password"), ("username", ANN), ("password", PASSWORD)];
    server.post_form("/api/token", &fields).await
}

/// Whether a session's refresh token still works. It is used up by that.
async fn lives(server: &TestServer, signed_in: &Answer) -> bool {
    let tokens = signed_in.json();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    server.post_form("/api/token", &fields).await.status == 200
}

#[tokio::test]
async fn a_lock_holds_until_it_is_taken_off_and_both_can_be_repeated() {
    let server = server().await;
    let path = ann(&server).await;
    let signed_in = bearer(&server).await;
    let mut locked = Vec::new();
    for _ in 0..2 {
        server.advance(1);
        let answer = call(&server, Method::PUT, &format!("{path}/lock"), None).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["status"]), (200, &json!("locked")));
        locked.push(answer.json());
    }
    assert_eq!(locked[0], locked[1]);
    assert_eq!(bearer(&server).await.status, 400);
    for _ in 0..2 {
        let answer = call(&server, Method::DELETE, &format!("{path}/lock"), None).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["status"]), (200, &json!("active")));
    }
    assert_eq!(bearer(&server).await.status, 200);
    assert!(!lives(&server, &signed_in).await, "what a lock ended stays ended");
}

#[tokio::test]
async fn one_call_ends_every_session() {
    let server = server().await;
    let sessions = [bearer(&server).await, bearer(&server).await];
    let path = format!("{}/sessions", ann(&server).await);
    for _ in 0..2 {
        assert_eq!(call(&server, Method::DELETE, &path, None).await.status, 204);
    }
    for session in &sessions {
        assert!(!lives(&server, session).await);
    }
    assert_eq!(bearer(&server).await.status, 200, "the password is the same");
}

#[tokio::test]
async fn a_started_reset_is_mailed_and_shown_to_nobody_else() {
    let server = server().await;
    let path = format!("{}/resets", ann(&server).await);
    let started = call(&server, Method::POST, &path, None).await;
    assert_eq!(started.status, 202);
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(started.json(), json!({ "account": account.id.to_string() }));
    let mails = server.deliver().await;
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, ANN));
    assert_problem(&call(&server, Method::POST, &path, None).await, 429, "too_soon");
    let reset = json!({ "Token": token_in(&mails[0]), "Password": "an even quieter evening", "BusinessId": 1 });
    assert_eq!(server.post_json("/api/sys/users/completePasswordReset", reset).await.status, 200);
    let body = call(&server, Method::POST, &path, Some(json!({ "password": "chosen by an operator" }))).await;
    assert_problem(&body, 400, "invalid_request");
}

#[tokio::test]
async fn a_locked_account_gets_no_reset_and_without_mail_nobody_does() {
    let server = server().await;
    let path = ann(&server).await;
    server.lock(ANN).await;
    assert_problem(&call(&server, Method::POST, &format!("{path}/resets"), None).await, 409, "account_locked");
    let server = TestServer::start_with(|setup| {
        setup.http.admin_token = Some(super::TOKEN.parse().unwrap());
        setup.settings.mail_enabled = false;
    })
    .await;
    let path = ann(&server).await;
    assert_problem(&call(&server, Method::POST, &format!("{path}/resets"), None).await, 503, "mail_disabled");
    assert_eq!(read(&server, &path).await.status, 200);
}

#[tokio::test]
async fn a_backend_starts_as_many_resets_as_it_has_people() {
    let server = server().await;
    for number in 0..40 {
        let id = server.add(&format!("person{number}@example.com"), None).await;
        let answer = call(&server, Method::POST, &format!("/v1/accounts/{id}/resets"), None).await;
        assert_eq!(answer.status, 202, "{number}: {}", answer.body);
    }
}
