//! What callers learn about an email that could not be sent, each by its real fault.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rekey_core::outbox::EntryState;
use rekey_core::ports::EntryFilter;
use rekey_mail::Transport;
use tempfile::TempDir;

use super::{REQUEST, ask, assert_problem, remaining};
use crate::faults::program::Program;
use crate::support::{ANN, Act, Answer, SmtpServer, TestServer};

const NOBODY: &str = "nobody@example.com";

async fn server_with(transport: Arc<dyn Transport>) -> TestServer {
    let server = TestServer::start_with(|setup| {
        setup.transport = Some(transport);
        setup.longest_wait = Duration::from_secs(2);
    })
    .await;
    server.deliver_always();
    server
}

async fn states(server: &TestServer) -> Vec<EntryState> {
    let entries = server.store.entries(EntryFilter { state: None, limit: 100 }).await.unwrap();
    entries.iter().map(|entry| entry.state).collect()
}

/// Known and unknown addresses get this answer, and may ask again at once, as often as their longer counts allow.
async fn assert_withdrawn(server: &TestServer, code: &str) {
    for email in [ANN, NOBODY] {
        for _ in 0..3 {
            assert_problem(server, &ask(server, email).await, REQUEST, 500, code);
        }
        assert!(states(server).await.iter().all(|state| *state == EntryState::GaveUp));
        let refused = ask(server, email).await;
        assert_problem(server, &refused, REQUEST, 429, "EMAIL_COOLDOWN_ACTIVE");
        assert_eq!(refused.header("retry-after"), Some("300"), "the longer counts stay");
        assert_eq!(remaining(server, email).await, 300);
    }
    server.advance(300);
    assert_eq!(remaining(server, ANN).await, 0);
}

/// Known and unknown addresses hear that all is well, and delivery continues.
async fn assert_goes_on(server: &TestServer) {
    for email in [ANN, NOBODY] {
        let answer = ask(server, email).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, r#"{"cooldown":60}"#));
        assert_eq!(remaining(server, email).await, 60);
    }
    assert_eq!(states(server).await, [EntryState::Pending; 2]);
}

#[tokio::test]
async fn a_mail_server_that_refuses_the_login() {
    for answer in ["535 5.7.8 wrong", "534 5.7.9 too weak"] {
        let server = server_with(SmtpServer::transport("AUTH", Act::Say(answer)).await).await;
        assert_withdrawn(&server, "EMAIL_AUTHENTICATION_FAILURE").await;
    }
    let server = server_with(SmtpServer::transport("MAIL", Act::Say("530 5.7.0 log in first")).await).await;
    assert_withdrawn(&server, "EMAIL_AUTHENTICATION_FAILURE").await;
}

#[tokio::test]
async fn a_mail_server_that_refuses_the_mail() {
    for command in ["MAIL", "RCPT", "DATA", "."] {
        let server = server_with(SmtpServer::transport(command, Act::Say("550 5.7.1 never")).await).await;
        assert_withdrawn(&server, "EMAIL_SEND_FAILURE").await;
    }
}

#[tokio::test]
async fn a_mail_server_that_is_gone_or_turns_us_away() {
    let server = server_with(SmtpServer::transport_to_nobody().await).await;
    assert_withdrawn(&server, "EMAIL_SEND_FAILURE").await;
    for command in ["greeting", "EHLO"] {
        let server = server_with(SmtpServer::transport(command, Act::Say("550 5.7.1 not you")).await).await;
        assert_withdrawn(&server, "EMAIL_SEND_FAILURE").await;
    }
}

#[tokio::test]
async fn e_mail_that_is_switched_off_or_was_never_set_up() {
    for mail in ["enabled = false\nsmtp_url = \"smtp://127.0.0.1:1\"", ""] {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("rekey.db").display());
        let server = Program::with_mail(&database, mail).serve().await;
        let client = reqwest::Client::new();
        for email in [ANN, NOBODY] {
            let body = serde_json::json!({ "email": email });
            let answer = Answer::of(client.post(format!("{}{REQUEST}", server.url)).json(&body)).await;
            let expected = serde_json::json!({
                "timestamp": answer.json()["timestamp"].as_str().expect("an instant"),
                "status": 503,
                "code": "EMAIL_DISABLED",
                "error": "EmailDisabled",
                "message": answer.json()["message"].as_str().expect("a sentence"),
                "path": REQUEST,
            });
            assert_eq!((answer.status.as_u16(), answer.json()), (503, expected), "{mail}");
        }
    }
}

#[tokio::test]
async fn a_4xx_is_retried_without_anybody_waiting() {
    for command in ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."] {
        let server = server_with(SmtpServer::transport(command, Act::Say("451 4.7.1 later")).await).await;
        assert_goes_on(&server).await;
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the wait is one of real time")]
async fn a_mail_server_that_hangs_is_waited_for_no_longer_than_the_setting_says() {
    let longest_wait = Duration::from_millis(50);
    for step in ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."] {
        let transport = SmtpServer::transport(step, Act::Hang).await;
        let server = TestServer::start_with(|setup| {
            setup.transport = Some(transport);
            setup.longest_wait = longest_wait;
        })
        .await;
        server.deliver_always();
        let asked = Instant::now();
        assert_goes_on(&server).await;
        assert!(asked.elapsed() >= 2 * longest_wait, "{step}: two people, and nobody waited for the mail server");
    }
}

#[tokio::test]
async fn without_a_worker_in_this_process_the_wait_runs_out() {
    let server = TestServer::start_with(|setup| setup.longest_wait = Duration::from_millis(50)).await;
    assert_goes_on(&server).await;
    assert_eq!(server.deliver().await.len(), 2);
}

#[tokio::test]
async fn a_template_that_fails_fails_for_known_and_unknown_alike() {
    for name in ["reset_link.txt", "no_account.txt", "other_provider.txt"] {
        let folder = broken_template(name);
        let server = TestServer::start_with(|setup| setup.templates = Some(folder.path().to_owned())).await;
        server.deliver_always();
        assert_withdrawn(&server, "EMAIL_TEMPLATE_FAILURE").await;
    }
}

/// A folder with a template that renders with the samples that are tried at the start, and not in earnest.
pub(super) fn broken_template(name: &str) -> TempDir {
    let text = "{% if frame.name == 'Example' %}{{ missing }}{% endif %}Subject: x\n\nx";
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("mails")).unwrap();
    std::fs::write(folder.path().join("mails").join(name), text).unwrap();
    folder
}
