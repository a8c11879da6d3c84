//! "This wasn't me" (R9).

use axum::http::StatusCode;

use rekey_core::AccountStatus;
use rekey_core::account::AccountEdit;
use rekey_core::location::{Brand, LocationSettings};

use crate::browser::Browser;
use crate::server::{ANN, LINK, NEW_PASSWORD, Server, address};

const THIEF: &str = "thief@example.com";

/// Resets Ann's password; gives the "this wasn't me" link of the notice.
async fn notice_link(server: &Server, browser: &mut Browser<'_>) -> String {
    let page = browser.open("/forgot").await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let page = browser.open(&server.mailed_link().await).await;
    server.pass(1);
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    server.pass(1);
    server.mailed_link().await
}

#[tokio::test]
async fn the_button_and_not_the_link_shuts_the_account() {
    let server = Server::new().await;
    let mut thief = Browser::new(&server);
    let link = notice_link(&server, &mut thief).await;
    assert!(link.starts_with("/not-me?token="), "{link}");

    let mut ann = Browser::new(&server);
    for _ in 0..20 {
        ann.head(&link).await;
        let page = ann.open(&link).await;
        assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/not-me"));
        page.says(ANN);
    }
    thief.open("/signin").await.says("You’re signed in");

    let page = ann.open(&link).await;
    let page = ann.submit(&page, "/not-me", &[]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/not-me/done"));
    page.says("Your account is locked");
    page.says("/forgot?location=1");

    let page = thief.open("/signin").await;
    page.says("Your session has ended");
    let page = thief.submit(&page, "/signin", &[("email", ANN), ("password", NEW_PASSWORD)]).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);

    let page = Browser::new(&server).open(&link).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("This link has already been used");

    // A fresh reset opens the account again (R9).
    server.pass(60);
    let page = ann.open("/forgot").await;
    ann.submit(&page, "/forgot", &[("email", ANN)]).await;
    let page = ann.open(&server.mailed_link().await).await;
    assert_eq!(ann.submit(&page, "/reset", &[("password", "a third password")]).await.path, "/reset/done");
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_says_that_it_was() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let link = notice_link(&server, &mut browser).await;
    let (mut one, mut other) = (Browser::new(&server), Browser::new(&server));
    let (page, other_page) = (one.open(&link).await, other.open(&link).await);
    assert_eq!(one.submit(&page, "/not-me", &[]).await.path, "/not-me/done");
    let page = other.submit(&other_page, "/not-me", &[]).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("This link has already been used");
    // Going back says so, too.
    let page = one.open("/not-me").await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("This link has already been used");
}

#[tokio::test]
async fn who_says_that_a_change_of_address_was_not_theirs_is_not_told_the_new_one_and_no_reset_opens_the_account() {
    let server = Server::new().await;
    let brand = Brand { support_email: Some("help@example.com".to_owned()), ..Brand::default() };
    server.set_location(1, LocationSettings { brand, reset_method: Some(LINK), ..LocationSettings::default() }).await;
    server.edit(ANN, AccountEdit { email: Some(address(THIEF)), ..AccountEdit::default() }).await;
    let link = server.mailed_link().await;

    let mut ann = Browser::new(&server);
    let page = ann.open(&link).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/not-me"));
    page.says("The email address of your account was changed");
    page.says("until support unlocks the account");
    page.is_silent_about(THIEF);
    let page = ann.submit(&page, "/not-me", &[]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/not-me/locked"));
    page.says("contact support at Example");
    page.says("class=\"button primary\" href=\"mailto:help@example.com\"");
    page.is_silent_about(THIEF);
    page.is_silent_about("/forgot");

    assert!(server.deliver().await.is_empty(), "the new address gets no notice");
    let mut thief = Browser::new(&server);
    let page = thief.open("/forgot").await;
    thief.submit(&page, "/forgot", &[("email", THIEF)]).await;
    assert!(server.deliver().await.is_empty(), "and gets no way back in");
    let account = server.engine.accounts.find(&address(THIEF)).await.unwrap().unwrap();
    assert_eq!(account.status, AccountStatus::Locked);
}
