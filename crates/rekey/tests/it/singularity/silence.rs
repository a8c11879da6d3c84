//! No answer tells who has an account (R1): the table is in `sameness.rs`; here is what this dialect has besides.

use reqwest::Method;
use serde_json::json;

use super::faults::broken_template;
use super::{REQUEST, ask, assert_problem, server};
use crate::support::{ANN, Act, Answer, ELSEWHERE, LOCKED, SmtpServer, TestServer};

#[track_caller]
fn assert_alike(answers: &[Answer]) {
    for answer in answers {
        assert_eq!(answer.fingerprint(), answers[0].fingerprint());
    }
}

#[tokio::test]
async fn everybody_but_the_locked_gets_one_mail() {
    let server = server().await;
    for email in server.add_everybody().await {
        ask(&server, email).await;
    }
    let mut told: Vec<String> = server.mails().iter().map(|mail| mail.to.clone()).collect();
    told.sort();
    assert_eq!(told, [ANN, ELSEWHERE, "mustreset@example.com", "nobody@example.com", "nopassword@example.com"]);
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
    for email in server.add_everybody().await {
        answers.push(ask(&server, email).await);
    }
    assert_eq!(answers[0].status, 200);
    assert_alike(&answers);
}

/// The published API answers 200 for a locked account where others get an error, and at once where others wait. That
/// shows who is locked, and so who has an account (R1). So everything but the sending is done for it, too.
#[tokio::test]
async fn a_locked_account_gets_no_mail_and_hears_what_everybody_hears() {
    let say = SmtpServer::transport;
    for (transport, status) in [
        (say("AUTH", Act::Say("535 5.7.8 wrong")).await, 500),
        (say("EHLO", Act::Say("550 5.7.1 not you")).await, 500),
        (say("MAIL", Act::Say("550 5.7.1 never")).await, 500),
        (say("RCPT", Act::Say("550 5.7.1 never")).await, 500),
        (say("DATA", Act::Say("550 5.7.1 never")).await, 500),
        (say(".", Act::Say("550 5.7.1 never")).await, 500),
        (say("RCPT", Act::Say("451 4.7.1 later")).await, 200),
        (say(".", Act::Say("451 4.7.1 later")).await, 200),
        (SmtpServer::transport_to_nobody().await, 500),
    ] {
        let server = TestServer::start_with(|setup| setup.transport = Some(transport)).await;
        server.deliver_always();
        let mut answers = vec![];
        for email in server.add_everybody().await {
            answers.push(ask(&server, email).await);
        }
        assert_eq!(answers[0].status, status, "{answers:?}");
        assert_alike(&answers);
    }
    let server = server().await;
    server.add_everybody().await;
    assert_eq!(ask(&server, LOCKED).await.json(), json!({ "cooldown": 60 }));
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_template_that_fails_fails_for_a_locked_account_as_well() {
    let folder = broken_template("reset_link.txt");
    let server = TestServer::start_with(|setup| setup.templates = Some(folder.path().to_owned())).await;
    server.deliver_always();
    server.add_everybody().await;
    let refused = ask(&server, LOCKED).await;
    assert_problem(&server, &refused, REQUEST, 500, "EMAIL_TEMPLATE_FAILURE");
    let again = ask(&server, LOCKED).await;
    assert_problem(&server, &again, REQUEST, 500, "EMAIL_TEMPLATE_FAILURE");
}

#[tokio::test]
async fn after_sixty_requests_in_an_hour_nobody_of_a_location_hears_of_faults() {
    let transport = SmtpServer::transport("RCPT", Act::Say("550 5.7.1 never")).await;
    let server = TestServer::start_with(|setup| {
        setup.transport = Some(transport);
        setup.settings.limits.requests_per_network = None;
        setup.settings.limits.requests_per_address = None;
        setup.settings.limits.resets_per_address = None;
    })
    .await;
    server.deliver_always();
    for number in 0..30 {
        assert_eq!(ask(&server, ANN).await.status, 500);
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
