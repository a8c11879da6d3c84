//! Known and unknown addresses are answered alike, byte for byte (R1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::AccountStatus;
use rekey_core::ports::AccountChange;

use crate::browser::Browser;
use crate::server::{ANN, Answer, OLD_PASSWORD, Server};

const REQUEST_ID: &str = "x-request-id";

/// All of an answer, with the address that was typed taken out.
fn told(answer: &Answer, email: &str) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != REQUEST_ID)
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let encoded = URL_SAFE_NO_PAD.encode(email);
    format!("{} {headers:?}\n{}", answer.status, answer.body).replace(&encoded, "ENCODED").replace(email, "WHO")
}

async fn ask(browser: &mut Browser<'_>, start: &str, action: &str, next: &str, email: &str) -> String {
    let page = browser.open(start).await;
    let posted = browser.post(&page, start, action, &[("email", email)]).await;
    let shown = browser.get(next).await;
    format!("{}\n{}", told(&posted, email), told(&shown, email))
}

async fn all_alike(start: &str, action: &str, next: &str) {
    let server = Server::new().await;
    server.add("bob@example.com", Some(OLD_PASSWORD)).await;
    server.change("bob@example.com", AccountChange::Status(AccountStatus::Locked)).await;
    server.add("cat@example.com", None).await;
    server.add("dan@example.com", Some(OLD_PASSWORD)).await;
    server.change("dan@example.com", AccountChange::Status(AccountStatus::Disowned)).await;
    let mut browser = Browser::new(&server);
    browser.open(start).await;
    // The second round is within the cooldown.
    for round in ["accepted", "suppressed"] {
        let mut answers = Vec::new();
        for email in [ANN, "eve@example.com", "bob@example.com", "cat@example.com", "dan@example.com"] {
            answers.push(ask(&mut browser, start, action, next, email).await);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{round}: {answers:#?}");
        server.deliver().await;
        server.pass(10);
    }
}

#[tokio::test]
async fn a_request_for_a_reset_tells_nothing_of_the_account() {
    all_alike("/forgot", "/forgot", "/forgot/sent").await;
}

#[tokio::test]
async fn a_request_for_a_sign_in_mail_tells_nothing_of_the_account() {
    all_alike("/signin", "/signin/code-request", "/signin/code").await;
}
