//! Posted forms: only our own are accepted.

use axum::http::StatusCode;

use crate::browser::{Browser, body_of};
use crate::server::{ANN, NEW_PASSWORD, Server};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_form_without_its_own_token_does_nothing() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let foreign = Browser::new(&server).open("/forgot").await.hidden("/forgot", "form_token");
    for token in ["", "abc", &foreign] {
        let page = browser.submit(&page, "/forgot", &[("email", ANN), ("form_token", token)]).await;
        assert_eq!(page.status(), StatusCode::FORBIDDEN, "{token}");
        page.says("This form has expired");
        page.says("/signin?location=1");
    }
    let body = body_of(&page, "/forgot", &[("email", ANN)]);
    let mut without_cookie = Browser::new(&server);
    assert_eq!(without_cookie.post_raw("/forgot", &[], body).await.status, StatusCode::FORBIDDEN);
    assert!(server.deliver().await.is_empty());
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    assert_eq!(server.deliver().await.len(), 1);
}

#[tokio::test]
async fn a_form_from_another_site_does_nothing_even_with_its_token() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let body = body_of(&page, "/forgot", &[("email", ANN)]);
    for header in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let answer = browser.post_raw("/forgot", &[header], body.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header:?}");
    }
    assert!(server.deliver().await.is_empty());
    // A browser that says nothing of the origin is believed, for the token's sake.
    assert_eq!(browser.post_raw("/forgot", &[], body).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_of_one_flow_does_nothing_for_another() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let plain = page.hidden("/forgot", "form_token");
    let page = browser.open(&server.mailed_link().await).await;
    let fields = [("password", NEW_PASSWORD), ("form_token", plain.as_str())];
    assert_eq!(browser.submit(&page, "/reset", &fields).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_form_is_checked() {
    let server = Server::new().await;
    for path in [
        "/forgot",
        "/code",
        "/reset",
        "/signin",
        "/signin/code-request",
        "/signin/code",
        "/signin/link",
        "/signout",
        "/not-me",
        "/new-address",
        "/verify-email",
        "/_dev/inbox/clear",
        "/_dev/inbox/delete",
        "/reset/again",
        "/signin/again",
    ] {
        let answer = Browser::new(&server).post_raw(path, &[], String::new()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_of_another_type_or_malformed_is_refused() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let body = body_of(&page, "/forgot", &[("email", ANN)]);
    let huge = format!("{body}&padding={}", "x".repeat(16 * 1024));
    assert_eq!(browser.post_raw("/forgot", &[], huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let twice = format!("{body}&email={ANN}");
    assert_eq!(browser.post_raw("/forgot", &[], twice).await.status, StatusCode::BAD_REQUEST);

    let request = |content_type: &str| {
        axum::http::Request::post("/forgot")
            .header("content-type", content_type)
            .body(axum::body::Body::from(body.clone()))
            .unwrap()
    };
    assert_eq!(server.send(request("application/json")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(server.send(request(FORM)).await.status, StatusCode::FORBIDDEN);
    assert!(server.deliver().await.is_empty());
}
