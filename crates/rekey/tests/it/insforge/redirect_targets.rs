//! Every route that takes a target holds it against the location's list.

use rekey_core::location::{LocationSettings, MailMethod, SignUpSettings};
use rekey_core::ports::EntryFilter;
use reqwest::Method;
use serde_json::json;

use super::targets::{GOOD, HOSTILE, LIST};
use super::{BY_LINK, LINK, SEND, SEND_VERIFICATION, SIGN_UP, VERIFY_LINK, assert_refused};
use crate::support::{ANN, Answer, PASSWORD, TestServer, token_in};

/// What this dialect's redirects add themselves, besides the token.
const RESERVED: [&str; 3] = [
    "https://app.example.com/reset?insforge_status=ready",
    "https://app.example.com/reset?Insforge_x=1",
    "https://app.example.com/reset?redirectTo=https://evil.example",
];

async fn server() -> TestServer {
    server_with(&LIST).await
}

async fn server_with(list: &[&str]) -> TestServer {
    let server = TestServer::start_with(|setup| setup.settings.limits.requests_per_network = None).await;
    let settings = LocationSettings {
        reset_method: Some(MailMethod::Link),
        sign_up: SignUpSettings { open: Some(true), ..BY_LINK },
        allowed_redirect_urls: Some(list.iter().map(ToString::to_string).collect()),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    server
}

#[tokio::test]
async fn hostile_ones_are_refused_and_nothing_is_mailed() {
    let server = server().await;
    let over_long = format!("{}?x={}", GOOD[0], "a".repeat(2_048));
    for path in [SEND, SEND_VERIFICATION, SIGN_UP] {
        for target in HOSTILE.iter().copied().chain(RESERVED).chain([over_long.as_str()]) {
            let body = json!({ "email": "new@example.com", "password": PASSWORD, "redirectTo": target });
            let answer = server.post_json(path, body).await;
            assert_eq!(answer.status, 400, "{path} {target:?}: {}", answer.body);
            assert_refused(&answer, 400, "INVALID_INPUT");
        }
    }
    assert!(server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().is_empty());
}

#[tokio::test]
async fn those_on_the_list_are_taken_and_links_lead_there() {
    let server = server().await;
    for (number, target) in GOOD.iter().enumerate() {
        let email = format!("new{number}@example.com");
        for (path, status) in [(SIGN_UP, 200), (SEND_VERIFICATION, 202), (SEND, 202)] {
            let body = json!({ "email": email, "password": PASSWORD, "redirectTo": target });
            let answer = server.post_json(path, body).await;
            assert_eq!(answer.status, status, "{path} {target}: {}", answer.body);
            let mails = server.deliver().await;
            assert_eq!((mails.len(), &mails[0].to), (1, &email), "{path} {target}");
            if path == SEND {
                let opened = server.get(&format!("{LINK}?token={}", token_in(&mails[0]))).await;
                assert!(opened.header("location").is_some_and(|page| page.starts_with(target)), "{target}: {opened:?}");
            }
            server.advance(60);
        }
    }
}

#[tokio::test]
async fn a_reset_leads_into_an_app_or_to_a_route_in_a_fragment_where_the_list_names_it() {
    let server =
        server_with(&["com.example.app:/reset", "myapp://auth/reset", "https://app.example.com/#/reset"]).await;
    for (target, page) in [
        ("com.example.app:/reset", "com.example.app:/reset?token="),
        ("myapp://auth/reset", "myapp://auth/reset?token="),
        ("myapp://auth/reset?tab=2", "myapp://auth/reset?tab=2&token="),
        ("https://app.example.com/#/reset", "https://app.example.com/?token="),
    ] {
        let answer = server.post_json(SEND, json!({ "email": ANN, "redirectTo": target })).await;
        assert_eq!(answer.status, 202, "{target}: {}", answer.body);
        let mails = server.deliver().await;
        let opened = server.get(&format!("{LINK}?token={}", token_in(&mails[0]))).await;
        let location = opened.header("location").expect("a target");
        assert!(location.starts_with(page), "{location}");
        assert_eq!(location.ends_with("#/reset"), target.ends_with("#/reset"), "{location}");
        server.advance(60 * 10);
    }
    for target in ["myapp://auth/other", "otherapp://auth/reset", "https://app.example.com/#/other"] {
        assert_refused(
            &server.post_json(SEND, json!({ "email": ANN, "redirectTo": target })).await,
            400,
            "INVALID_INPUT",
        );
    }
}

#[tokio::test]
async fn the_page_of_a_verification_lets_its_button_lead_into_an_app() {
    let server = server_with(&["com.example.app:/welcome"]).await;
    let body = json!({ "email": "new@example.com", "password": PASSWORD, "redirectTo": "com.example.app:/welcome" });
    assert_eq!(server.post_json(SIGN_UP, body).await.status, 200);
    let token = token_in(&server.deliver().await[0]);
    let page = server.request(Method::GET, &format!("{VERIFY_LINK}?token={token}")).header("accept", "text/html");
    let page = Answer::of(page).await;
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("form-action 'self' com.example.app:;"), "{policy}");
    let pressed = server.post_form(VERIFY_LINK, &[("token", &token)]).await;
    let expected = "com.example.app:/welcome?insforge_status=success&insforge_type=verify_email";
    assert_eq!((pressed.status.as_u16(), pressed.header("location")), (303, Some(expected)));
}
