//! Signing in and out.

use axum::http::StatusCode;
use rekey_core::AccountStatus;
use rekey_core::ports::AccountChange;

use crate::browser::{Browser, Page};
use crate::server::{ANN, OLD_PASSWORD, Server};

async fn sign_in(browser: &mut Browser<'_>, email: &str, password: &str) -> Page {
    let page = browser.open("/signin").await;
    browser.submit(&page, "/signin", &[("email", email), ("password", password)]).await
}

/// Asks for a sign-in mail; gives the page that follows.
async fn ask_for_code(browser: &mut Browser<'_>) -> Page {
    let page = browser.open("/signin").await;
    browser.submit_to(&page, "/signin", "/signin/code-request", &[("email", ANN)]).await
}

#[tokio::test]
async fn a_password_signs_in_and_the_button_signs_out() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = sign_in(&mut browser, ANN, OLD_PASSWORD).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/signin"));
    page.says("You’re signed in");
    page.says(ANN);
    assert_eq!(browser.open("/signout").await.path, "/signin");

    let mut copy = browser.clone();
    let page = browser.submit(&page, "/signout", &[]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/signout"));
    page.says("You’re signed out");
    browser.open("/signin").await.is_silent_about("Your session has ended");
    // The session is over, not merely forgotten by this browser.
    copy.open("/signin").await.says("Your session has ended");
    copy.open("/signin").await.is_silent_about("Your session has ended");
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    sign_in(&mut browser, ANN, OLD_PASSWORD).await;
    server.pass(12 * 3_600 - 1);
    browser.open("/signin").await.says("You’re signed in");
    server.pass(2);
    browser.open("/signin").await.says("Your session has ended");
}

#[tokio::test]
async fn every_refusal_reads_the_same_but_for_the_address() {
    let server = Server::new().await;
    server.add("bob@example.com", Some(OLD_PASSWORD)).await;
    server.change("bob@example.com", AccountChange::Status(AccountStatus::Locked)).await;
    server.add("cat@example.com", None).await;
    let mut browser = Browser::new(&server);
    browser.open("/signin").await;
    let mut bodies = Vec::new();
    for (email, password) in [
        (ANN, "wrong"),
        ("eve@example.com", "wrong"),
        ("bob@example.com", OLD_PASSWORD),
        ("cat@example.com", "wrong"),
        ("no address", "wrong"),
    ] {
        let page = sign_in(&mut browser, email, password).await;
        assert_eq!(page.status(), StatusCode::BAD_REQUEST);
        page.says("The address or password is wrong");
        bodies.push(page.answer.body.replace(email, "WHO"));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn what_is_missing_is_asked_for() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    sign_in(&mut browser, "", OLD_PASSWORD).await.says("Enter your email address.");
    sign_in(&mut browser, ANN, "").await.says("Enter your password.");
    let page = browser.open("/signin").await;
    let page = browser.submit_to(&page, "/signin", "/signin/code-request", &[("email", "x")]).await;
    page.says("This email address is incomplete");
}

#[tokio::test]
async fn a_demanded_reset_is_told_after_the_right_password_alone() {
    let server = Server::new().await;
    server.change(ANN, AccountChange::DemandReset).await;
    let mut browser = Browser::new(&server);
    sign_in(&mut browser, ANN, "wrong").await.says("The address or password is wrong");
    let page = sign_in(&mut browser, ANN, OLD_PASSWORD).await;
    page.says("Set a new password before you sign in");
    page.says("/forgot?location=1");
}

#[tokio::test]
async fn a_mailed_code_signs_in() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = ask_for_code(&mut browser).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/signin/code"));
    page.says("data-cooldown=\"60\"");
    let letters = server.deliver().await;
    let code = letters[0].code.as_ref().unwrap().expose();
    let wrong = if code == "000000" { "000001" } else { "000000" };

    let refused = browser.submit(&page, "/signin/code", &[("code", wrong)]).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    refused.says("This code is wrong or has expired");
    let page = browser.submit(&refused, "/signin/code", &[("code", code)]).await;
    assert_eq!(page.path, "/signin");
    page.says("You’re signed in");
}

#[tokio::test]
async fn a_mailed_link_signs_in_once_by_its_button() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    ask_for_code(&mut browser).await;
    let link = server.mailed_link().await;
    assert!(link.starts_with("/signin?token="), "{link}");
    for _ in 0..20 {
        Browser::new(&server).open(&link).await;
        browser.head(&link).await;
    }
    let page = browser.open(&link).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/signin"));
    page.says(ANN);
    let page = browser.submit(&page, "/signin/link", &[]).await;
    assert_eq!(page.path, "/signin");
    page.says("You’re signed in");

    let mut other = Browser::new(&server);
    let page = other.open(&link).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("This link has already been used");
    page.hidden("/signin/again", "form_token");
    // It is reported once; then there is the page to sign in by password again.
    other.open("/signin").await.hidden("/signin", "form_token");
}

#[tokio::test]
async fn a_link_that_is_used_up_meanwhile_says_so() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    ask_for_code(&mut browser).await;
    let link = server.mailed_link().await;
    let mut other = Browser::new(&server);
    let (page, other_page) = (browser.open(&link).await, other.open(&link).await);
    browser.submit(&page, "/signin/link", &[]).await.says("You’re signed in");
    let page = other.submit(&other_page, "/signin/link", &[]).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("This link has already been used");
    server.pass(60);
    other.submit(&page, "/signin/again", &[]).await.says("A new link is on its way");
}

#[tokio::test]
async fn pages_that_forms_alone_lead_to_lead_back_to_the_start() {
    let server = Server::new().await;
    for path in ["/signin/link", "/signin/code-request"] {
        assert_eq!(Browser::new(&server).open(path).await.path, "/signin");
    }
}
