//! From `/forgot` to a new password.

use axum::http::StatusCode;
use rekey_core::location::{Brand, LocationSettings};
use rekey_core::policy::PasswordPolicySettings;

use crate::browser::Browser;
use crate::server::{ANN, CODE, NEW_PASSWORD, OLD_PASSWORD, Server};

#[tokio::test]
async fn a_forgotten_password_is_reset_by_link() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/forgot/sent"));
    page.says("an email with a link is on its way");
    page.says(ANN);

    let link = server.mailed_link().await;
    let page = browser.open(&link).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/reset"));
    page.says(ANN);
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/reset/done"));
    page.says("You’re signed in");

    browser.open("/signin").await.says(ANN);
    let mut other = Browser::new(&server);
    let page = other.open("/signin").await;
    let fields = |password| [("email", ANN), ("password", password)];
    assert_eq!(other.submit(&page, "/signin", &fields(OLD_PASSWORD)).await.status(), StatusCode::BAD_REQUEST);
    other.submit(&page, "/signin", &fields(NEW_PASSWORD)).await.says("You’re signed in");

    let page = browser.open(&link).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("This link has already been used");
    page.says("Send a new link");
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_code() {
    let server = Server::new().await;
    server.set_location(1, LocationSettings { reset_method: Some(CODE), ..LocationSettings::default() }).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    page.says("an email with a code is on its way");
    assert_eq!(page.hidden("/code", "email"), ANN);
    let letters = server.deliver().await;
    let code = letters[0].code.as_ref().unwrap().expose();

    let typed = format!("{} {}", &code[..3], &code[3..]);
    let page = browser.submit(&page, "/code", &[("code", &typed)]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/reset"));
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_eq!(page.path, "/reset/done");
    page.says("You’re signed in");
}

#[tokio::test]
async fn a_wrong_code_is_answered_alike_whatever_is_wrong_with_it() {
    let server = Server::new().await;
    server.set_location(1, LocationSettings { reset_method: Some(CODE), ..LocationSettings::default() }).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let letters = server.deliver().await;
    let code = letters[0].code.as_ref().unwrap().expose();
    let wrong = if code == "000000" { "000001" } else { "000000" };

    let mut bodies = Vec::new();
    for tried in [wrong, wrong, wrong, code] {
        let answer = browser.post(&page, "/code", "/code", &[("code", tried)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.body.contains("This code is wrong or has expired"), "{}", answer.body);
        bodies.push(answer.body);
    }
    let nobodys = browser.post(&page, "/code", "/code", &[("email", "eve@example.com"), ("code", wrong)]).await;
    bodies.push(nobodys.body.replace("eve@example.com", ANN));
    bodies.dedup();
    assert_eq!(bodies.len(), 1);

    let answer = browser.post(&page, "/code", "/code", &[("code", "12345")]).await;
    assert!(answer.body.contains("Enter the six digits"), "{}", answer.body);
}

#[tokio::test]
async fn a_refused_password_is_told_every_rule_in_the_persons_language_and_the_link_stays_good() {
    let server = Server::new().await;
    let strict = PasswordPolicySettings { needs_digit: Some(true), min_length: Some(12), ..Default::default() };
    server.set_location(1, LocationSettings { password_policy: strict, ..LocationSettings::default() }).await;
    let mut browser = Browser::speaking(&server, "de-AT,de;q=0.9");
    let page = browser.open("/forgot").await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let page = browser.open(&server.mailed_link().await).await;

    let page = browser.submit(&page, "/reset", &[("password", "password")]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::BAD_REQUEST, "/reset"));
    page.says("lang=\"de\"");
    for rule in ["data-rule=\"too_short\" data-count=\"12\" class=\"broken\"", "data-rule=\"needs_digit\""] {
        page.says(rule);
    }
    page.says("id=\"problem-too_common\"");
    page.is_silent_about("value=\"password\"");

    // Choosing a password may take longer than a flow lasts: what was refused gives it its time again.
    server.pass(9 * 60);
    let page = browser.submit(&page, "/reset", &[("password", "short")]).await;
    server.pass(9 * 60);
    let page = browser.submit(&page, "/reset", &[("password", "long enough, with a 7")]).await;
    assert_eq!(page.path, "/reset/done");
}

#[tokio::test]
async fn an_address_that_is_none_is_shown_again_with_what_is_wrong() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let page = browser.submit(&page, "/forgot", &[("email", "ann@<b>")]).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    page.says("This email address is incomplete");
    page.is_silent_about("<b>");
    let page = browser.submit(&page, "/forgot", &[("email", "")]).await;
    page.says("Enter your email address.");
    assert!(server.deliver().await.is_empty());
}

#[tokio::test]
async fn the_page_after_a_request_says_how_long_the_next_mail_takes() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    page.says("data-cooldown=\"60\"");
    server.pass(20);
    let page = browser.submit(&page, "/forgot", &[]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/forgot/sent"));
    page.says("data-cooldown=\"40\"");
    page.says("we’ve already sent emails to it");
    page.is_silent_about("on its way");
    server.pass(15);
    browser.open("/forgot/sent").await.says("data-cooldown=\"25\"");
    assert_eq!(server.deliver().await.len(), 1);

    server.pass(25);
    let page = browser.submit(&page, "/forgot", &[]).await;
    page.says("data-cooldown=\"60\"");
    page.says("an email with a link is on its way");
    assert_eq!(server.deliver().await.len(), 1);
}

#[tokio::test]
async fn nobody_is_invited_to_ask_for_a_mail_that_the_limits_of_the_address_would_suppress() {
    let server = Server::new().await;
    for email in [ANN, "nobody@example.com"] {
        for (start, again) in [("/forgot", "/forgot"), ("/signin", "/signin/code-request")] {
            let mut browser = Browser::new(&server);
            let page = browser.open(start).await;
            let mut page = browser.submit_to(&page, start, again, &[("email", email)]).await;
            for _ in 0..2 {
                page.says("data-cooldown=\"60\"");
                server.pass(60);
                page = browser.submit(&page, again, &[]).await;
            }
            // The third of three in 15 minutes, a minute after the second: one refills every five.
            page.says("data-cooldown=\"180\"");
            page.says("is on its way");
            server.pass(60);
            let page = browser.submit(&page, again, &[]).await;
            page.says("data-cooldown=\"120\"");
            page.says("we’ve already sent emails to it");
            page.is_silent_about("on its way");
            server.pass(120);
            browser.submit(&page, again, &[]).await.says("is on its way");
            server.deliver().await;
        }
    }
}

#[tokio::test]
async fn without_a_request_there_is_no_page_about_one() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    assert_eq!(browser.open("/forgot/sent").await.path, "/forgot");
    assert_eq!(browser.open("/signin/code").await.path, "/signin");
    assert_eq!(browser.open("/reset/done").await.path, "/signin");
}

#[tokio::test]
async fn the_whole_way_is_in_the_name_of_the_location_that_was_asked_for() {
    let server = Server::new().await;
    let brand = Brand {
        accent_color: Some("#aa3300".into()),
        logo_url: Some("https://cdn.example.com/logo.svg".parse().unwrap()),
        home_url: Some("https://north.example.com/".parse().unwrap()),
        ..Brand::default()
    };
    let north = LocationSettings { name: Some("North".into()), reset_method: Some(CODE), brand, ..Default::default() };
    server.set_location(2, north).await;
    server.add_at("bob@example.com", 2).await;

    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot?location=2").await;
    page.says("North");
    page.says("/assets/location-2.css");
    assert!(page.answer.header("content-security-policy").contains("https://cdn.example.com;"));
    let page = browser.submit(&page, "/forgot", &[("email", "bob@example.com")]).await;
    assert_eq!(page.path, "/forgot/sent?location=2");
    page.says("an email with a code");
    let page = browser.open(&server.mailed_link().await).await;
    page.says("North");
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_eq!(page.path, "/reset/done?location=2");
    page.says("https://north.example.com/");

    for unknown in ["99", "x", "-1", "0"] {
        browser.open(&format!("/forgot?location={unknown}")).await.is_silent_about("North");
    }
}
