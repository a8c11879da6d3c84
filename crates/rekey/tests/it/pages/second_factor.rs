//! `/signin/second-factor`: after a password, a mailed link, a mailed code and a reset (R8).

use rekey_core::EmailAddress;

use super::browser::Browser;
use super::{NEW_PASSWORD, ask, mailed_link, with_links};
use crate::support::{ANN, PASSWORD, TestServer};

const PAGE: &str = "/signin/second-factor";
const TITLE: &str = "Confirm it’s you";

#[tokio::test]
async fn a_right_password_leads_to_the_second_step_and_a_right_code_in() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let page = browser.submit(&page, "/signin", &[("email", ANN), ("password", PASSWORD)]).await;
    page.is(PAGE, TITLE);
    browser.open("/signin").await.is("/signin", "Sign in");
    let page = browser.open(PAGE).await;
    let page = browser.submit(&page, PAGE, &[("code", "12345")]).await;
    page.is(PAGE, "Enter the six digits");
    let page = browser.submit(&page, PAGE, &[("code", &app.wrong(&server))]).await;
    page.is(PAGE, "This code is wrong");
    browser.submit(&page, PAGE, &[("code", &app.code(&server))]).await.is("/signin", "You’re signed in");
}

#[tokio::test]
async fn a_mailed_code_and_a_mailed_link_lead_to_the_second_step() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    for (by_link, recovery) in [false, true].into_iter().zip(&app.recovery) {
        let mut browser = Browser::new(&server);
        let page = browser.open("/signin").await;
        browser.post(&page, "/signin", "/signin/code-request", &[("email", ANN)]).await;
        let page = browser.open("/signin/code").await;
        let mails = server.deliver().await;
        let page = if by_link {
            let link = mails[0].links.iter().find(|link| link.contains("token=")).unwrap();
            let page = browser.open(link.strip_prefix(&server.url).unwrap()).await;
            browser.submit(&page, "/signin/link", &[]).await
        } else {
            browser.submit(&page, "/signin/code", &[("code", mails[0].code.as_deref().unwrap())]).await
        };
        page.is(PAGE, TITLE);
        browser.submit(&page, PAGE, &[("code", recovery)]).await.is("/signin", "You’re signed in");
        server.advance(60);
    }
}

#[tokio::test]
async fn a_reset_neither_passes_by_nor_removes_the_second_factor() {
    let server = with_links().await;
    let app = server.enrol().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await;
    let link = mailed_link(&server).await;
    let page = browser.open(&link).await;
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    page.is(PAGE, TITLE);
    page.is(PAGE, "Your password has been changed. One more step to sign in.");
    page.is(PAGE, "Back to sign-in");
    browser.open("/reset").await.is(PAGE, TITLE);
    browser.open("/signin").await.is("/signin", "Sign in");
    let page = browser.open(PAGE).await;
    let page = browser.submit(&page, PAGE, &[("code", &app.wrong(&server))]).await;
    let page = browser.submit(&page, PAGE, &[("code", &app.code(&server))]).await;
    page.is("/reset/done", "Your password has been changed");
    page.is("/reset/done", "You’re signed in");

    let mut other = Browser::new(&server);
    let page = other.open("/signin").await;
    let page = other.submit(&page, "/signin", &[("email", ANN), ("password", NEW_PASSWORD)]).await;
    page.is(PAGE, TITLE);
    assert!(!page.answer.body.contains("Your password has been changed"), "{}", page.answer.body);
    other.submit(&page, PAGE, &[("code", &app.recovery[0])]).await.is("/signin", "You’re signed in");
}

#[tokio::test]
async fn a_notice_of_the_second_factor_leads_to_a_page_that_is_true_of_it_and_names_support() {
    let server = with_links().await;
    server.enrol().await;
    server.engine.second_factors.replace_recovery_codes(&EmailAddress::parse(ANN).unwrap()).await.unwrap();
    let link = mailed_link(&server).await;
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    page.is("/not-me", "a change to this account");
    assert!(!page.answer.body.contains("changed the password"), "{}", page.answer.body);
    let page = browser.submit(&page, "/not-me", &[]).await;
    page.is("/not-me/done/second-factor", "Your account is locked");
    page.is("/not-me/done/second-factor", "isn’t yours, please contact support at Example");
}

#[tokio::test]
async fn after_five_wrong_codes_the_page_says_how_long_the_app_has_to_wait_and_that_a_recovery_code_need_not() {
    let server = TestServer::start().await;
    let app = server.enrol().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let mut page = browser.submit(&page, "/signin", &[("email", ANN), ("password", PASSWORD)]).await;
    for _ in 0..4 {
        page = browser.submit(&page, PAGE, &[("code", &app.wrong(&server))]).await;
        page.is(PAGE, "This code is wrong");
    }
    page = browser.submit(&page, PAGE, &[("code", &app.wrong(&server))]).await;
    page.is(PAGE, "Codes from the app work again in 15 minutes; a recovery code works now.");
    server.advance(150);
    page = browser.submit(&page, PAGE, &[("code", &app.code(&server))]).await;
    page.is(PAGE, "Codes from the app work again in 13 minutes; a recovery code works now.");
    page = browser.submit(&page, PAGE, &[("code", "01abc-defgh")]).await;
    page.is(PAGE, "This code is wrong");
    browser.submit(&page, PAGE, &[("code", &app.recovery[0])]).await.is("/signin", "You’re signed in");
}
