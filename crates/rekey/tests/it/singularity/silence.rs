//! No answer tells who has an account (R1).

use reqwest::Method;
use serde_json::json;

use super::{COOLDOWN, REQUEST, ask, assert_problem, login, server};
use crate::support::{ANN, Act, Answer, PASSWORD, SmtpServer, TestServer};

const LOCKED: &str = "locked@example.com";
const NOBODY: &str = "nobody@example.com";

/// An account of every kind, and none.
async fn everybody(server: &TestServer) -> [&'static str; 5] {
    let everybody = [ANN, LOCKED, "nopassword@example.com", "mustreset@example.com", NOBODY];
    server.add(LOCKED, Some(PASSWORD)).await;
    server.lock(LOCKED).await;
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
    let server = server().await;
    let (mut first, mut second, mut cooldowns, mut failed) = (vec![], vec![], vec![], vec![]);
    for email in everybody(&server).await {
        first.push(ask(&server, email).await);
        second.push(ask(&server, email).await);
        cooldowns.push(server.get(&format!("{COOLDOWN}?email={email}")).await);
        failed.push(login(&server, email, "wrong password").await);
    }
    // With the right password, too, where the account may not sign in.
    failed.push(login(&server, LOCKED, PASSWORD).await);
    failed.push(login(&server, "mustreset@example.com", PASSWORD).await);
    let statuses = [&first, &second, &cooldowns, &failed].map(|answers| answers[0].status.as_u16());
    assert_eq!(statuses, [200, 429, 200, 401]);
    for answers in [first, second, cooldowns, failed] {
        assert_alike(&answers);
    }
    assert_eq!(server.mails().len(), 4, "one each, but for the locked");
}

#[tokio::test]
async fn where_strangers_get_no_mail_nobody_hears_of_faults() {
    let transport = SmtpServer::transport_to_nobody().await;
    let server = TestServer::start_with(|setup| {
        setup.settings.no_account_notice = false;
        setup.transport = Some(transport);
    })
    .await;
    server.deliver_always();
    let mut answers = vec![];
    for email in everybody(&server).await {
        answers.push(ask(&server, email).await);
    }
    assert_eq!(answers[0].status, 200);
    assert_alike(&answers);
}

#[tokio::test]
async fn a_locked_account_gets_no_mail_and_hears_of_no_fault() {
    let server = TestServer::start_with(|setup| setup.transport = None).await;
    let transport = SmtpServer::transport("RCPT", Act::Say("550 5.7.1 never")).await;
    let broken = TestServer::start_with(|setup| setup.transport = Some(transport)).await;
    for server in [server, broken] {
        server.deliver_always();
        everybody(&server).await;
        assert_eq!(ask(&server, LOCKED).await.json(), json!({ "cooldown": 60 }));
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn once_a_location_has_sent_sixty_notices_in_an_hour_nobody_hears_of_faults() {
    let transport = SmtpServer::transport("RCPT", Act::Say("550 5.7.1 never")).await;
    let server = TestServer::start_with(|setup| {
        setup.transport = Some(transport);
        setup.settings.limits.requests_per_network = None;
        setup.settings.limits.requests_per_address = None;
        setup.settings.limits.mails_per_address = None;
    })
    .await;
    server.deliver_always();
    for number in 0..60 {
        assert_eq!(ask(&server, ANN).await.status, 500, "whoever has an account spends nothing");
        let refused = ask(&server, &format!("stranger{number}@example.com")).await;
        assert_problem(&server, &refused, REQUEST, 500, "EMAIL_SEND_FAILURE");
    }
    let unknown = ask(&server, "carl@example.com").await;
    let known = ask(&server, ANN).await;
    assert_eq!(known.json(), json!({ "cooldown": 60 }));
    assert_alike(&[known, unknown]);
    server.advance_at_rest(60).await;
    assert_eq!(ask(&server, "dora@example.com").await.status, 500, "one more a minute");
}

#[tokio::test]
async fn an_authorization_header_on_public_calls_is_ignored() {
    let server = server().await;
    let plain = ask(&server, "a@example.com").await;
    let body = json!({ "email": "b@example.com" });
    let request = server.request(Method::POST, REQUEST).bearer_auth("nonsense").json(&body);
    assert_eq!(Answer::of(request).await.fingerprint(), plain.fingerprint());
}

#[tokio::test]
async fn links_are_built_from_configuration_whatever_the_request_says() {
    let server = server().await;
    let request = server
        .request(Method::POST, REQUEST)
        .header("host", "evil.example")
        .header("forwarded", "host=evil.example;proto=https")
        .header("x-forwarded-host", "evil.example")
        .header("origin", "https://evil.example")
        .json(&json!({ "email": ANN, "redirectTo": "https://evil.example" }));
    assert_eq!(Answer::of(request).await.status, 200);
    assert!(!server.mails()[0].source.contains("evil"));
    assert!(server.mails()[0].links.iter().any(|link| link.starts_with(&server.url)));
}
