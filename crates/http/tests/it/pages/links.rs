//! Mailed links: opening one changes nothing (R2), its token leaves the URL (R17), and a bad one says why.

use axum::http::StatusCode;
use rekey_core::AccountStatus;
use rekey_core::ports::AccountChange;

use crate::browser::{Browser, Page, body_of};
use crate::server::{ANN, NEW_PASSWORD, Server};

async fn ask(server: &Server, email: &str) -> String {
    let mut browser = Browser::new(server);
    let page = browser.open("/forgot").await;
    browser.submit(&page, "/forgot", &[("email", email)]).await;
    server.mailed_link().await
}

fn is_refused(page: &Page, words: &str) {
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::BAD_REQUEST, "/reset"));
    page.says(words);
    page.says("Send a new ");
}

#[tokio::test]
async fn opening_a_link_any_number_of_times_changes_nothing() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    for _ in 0..20 {
        let mut scanner = Browser::new(&server);
        assert_eq!(scanner.open(&link).await.status(), StatusCode::OK);
        assert_eq!(scanner.head(&link).await.status, StatusCode::SEE_OTHER);
    }
    let mut browser = Browser::new(&server);
    for _ in 0..20 {
        browser.open(&link).await;
        browser.head(&link).await;
    }
    assert_eq!(browser.cookie_names("rekey_reset_").len(), 1);
    let page = browser.open(&link).await;
    assert_eq!(browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.path, "/reset/done");
}

#[tokio::test]
async fn a_token_stands_in_no_url_after_the_first_redirect() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    let token = link.split_once("token=").unwrap().1;
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    page.is_silent_about(token);
    let page = browser.submit(&page, "/reset", &[("password", "short")]).await;
    page.is_silent_about(token);
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is_silent_about(token);
    assert_eq!(browser.visited, [link.as_str(), "/reset", "/reset", "/reset", "/reset/done"]);
}

#[tokio::test]
async fn head_moves_nothing_into_cookies() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    let mut browser = Browser::new(&server);
    for path in [link.as_str(), "/reset", "/forgot", "/signin"] {
        assert!(browser.head(path).await.cookies().is_empty(), "{path}");
    }
    let answer = browser.get(&link).await;
    let cookies = answer.cookies();
    assert_eq!(cookies.len(), 1);
    assert!(cookies[0].starts_with("rekey_reset_"), "{cookies:?}");
    assert!(cookies[0].ends_with("HttpOnly; SameSite=Lax; Path=/; Max-Age=600"), "{cookies:?}");
}

#[tokio::test]
async fn two_links_in_two_tabs_change_two_passwords() {
    let server = Server::new().await;
    server.add("bob@example.com", None).await;
    let (anns, bobs) = (ask(&server, ANN).await, ask(&server, "bob@example.com").await);
    let mut browser = Browser::new(&server);
    let anns = browser.open(&anns).await;
    anns.says(ANN);
    let bobs = browser.open(&bobs).await;
    bobs.says("bob@example.com");
    assert_eq!(browser.submit(&anns, "/reset", &[("password", NEW_PASSWORD)]).await.path, "/reset/done");
    browser.open("/signin").await.says(ANN);
    assert_eq!(browser.submit(&bobs, "/reset", &[("password", NEW_PASSWORD)]).await.path, "/reset/done");
    browser.open("/signin").await.says("bob@example.com");
}

#[tokio::test]
async fn a_bad_link_says_why_and_offers_a_new_mail() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    server.change(ANN, AccountChange::Status(AccountStatus::Locked)).await;
    is_refused(&Browser::new(&server).open(&link).await, "It’s out of date");
    server.change(ANN, AccountChange::Status(AccountStatus::Active)).await;

    server.pass(60);
    let link = ask(&server, ANN).await;
    let mut late = Browser::new(&server);
    server.pass(3_601);
    is_refused(&late.open(&link).await, "This link has expired");

    let unknown = format!("/reset?token={}", "a".repeat(64));
    for link in [unknown.as_str(), "/reset?token=abc"] {
        is_refused(&Browser::new(&server).open(link).await, "It’s incomplete");
    }
    is_refused(&Browser::new(&server).open("/reset").await, "Allow cookies for this site");
    let page = late.open(&link).await;
    let page = late.submit(&page, "/reset/again", &[]).await;
    assert_eq!(page.path, "/reset/again");
    page.is_silent_about(ANN);
    assert_eq!(late.open(&server.mailed_link().await).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_form_whose_flow_is_over_changes_nothing_and_the_link_can_be_opened_again() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    server.pass(601);
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    is_refused(&page, "This page was open for too long");
    page.is_silent_about("It’s incomplete");
    let page = browser.open(&link).await;
    assert_eq!(browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.path, "/reset/done");
}

#[tokio::test]
async fn a_link_works_on_its_own_page_alone() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    let token = link.split_once("token=").unwrap().1;
    let page = Browser::new(&server).open(&format!("/signin?token={token}")).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("It’s incomplete");
    let page = Browser::new(&server).open(&format!("/not-me?token={token}")).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn going_back_after_a_reset_leads_to_its_end_and_its_link_is_used() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    assert_eq!(browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.path, "/reset/done");
    let back = browser.open("/reset").await;
    assert_eq!((back.status(), back.path.as_str()), (StatusCode::OK, "/reset/done"));
    is_refused(
        &browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await,
        "This link has already been used",
    );
    is_refused(&browser.open(&link).await, "This link has already been used");
    is_refused(&Browser::new(&server).open("/reset").await, "Allow cookies for this site");
}

#[tokio::test]
async fn a_spent_link_sends_another_to_its_mailbox_and_tells_nobody_which_that_is() {
    let server = Server::new().await;
    for (path, again, link_of) in [("/forgot", "/reset/again", "/reset?"), ("/signin", "/signin/again", "/signin?")] {
        let mut owner = Browser::new(&server);
        let page = owner.open(path).await;
        let action = if path == "/signin" { "/signin/code-request" } else { path };
        owner.submit_to(&page, path, action, &[("email", ANN)]).await;
        let link = server.mailed_link().await;
        server.pass(3_601);
        let mut holder = Browser::new(&server);
        let page = holder.open(&link).await;
        page.says("Send a new link");
        page.is_silent_about(ANN);
        let page = holder.submit(&page, again, &[]).await;
        assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, again));
        page.says("A new link is on its way");
        page.is_silent_about(ANN);
        let fresh = server.mailed_link().await;
        assert!(fresh.starts_with(link_of) && fresh != link, "{fresh}");
        assert_eq!(Browser::new(&server).open(&fresh).await.status(), StatusCode::OK);
        let page = holder.submit(&page, again, &[]).await;
        page.says("already sent a newer email");
        assert!(server.deliver().await.is_empty());
    }
}

#[tokio::test]
async fn a_link_that_was_never_ours_sends_nothing() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    let mut browser = Browser::new(&server);
    let good = browser.open(&link).await;
    let answer = browser.post_raw("/reset/again", &[], body_of(&good, "/reset", &[])).await;
    assert_eq!(answer.target(), "/reset", "a good link leads to its own page");
    let page = browser.open(&format!("/reset?token={}", "a".repeat(64))).await;
    page.hidden("/forgot", "form_token");
    server.pass(61);
    assert!(server.deliver().await.is_empty());
}

#[tokio::test]
async fn links_that_mail_programs_broke_are_read() {
    let server = Server::new().await;
    let link = ask(&server, ANN).await;
    for broken in [
        format!("{link}."),
        format!("{link})"),
        format!("{link}%20"),
        link.replace("token=", "token=3D"),
        format!("{link}%3E."),
    ] {
        Browser::new(&server).open(&broken).await.says(ANN);
    }
}
