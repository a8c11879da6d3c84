use rekey_core::ports::EntryFilter;
use reqwest::Method;
use serde_json::json;

use super::{LINK, PAGE, SEND, assert_mailing, assert_refused, code, links_to, reset_mail, server_with_links};
use crate::support::{ANN, Answer, TestServer};

#[tokio::test]
async fn by_code_a_mail_brings_six_digits_and_a_link_to_our_own_page() {
    let server = TestServer::start().await;
    let answer = server.post_json(SEND, json!({ "email": ANN })).await;
    assert_eq!(answer.status, 202);
    let body = answer.json();
    assert_eq!(body, json!({ "success": true, "message": body["message"] }));
    assert!(body["message"].as_str().unwrap().contains("code"));
    let mails = server.deliver().await;
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, ANN));
    assert_eq!(mails[0].code.as_ref().unwrap().len(), 6);
    let link = mails[0].links.iter().find(|link| link.contains("token=")).unwrap();
    assert!(link.starts_with(&format!("{}/reset?token=", server.url)), "{link}");
}

#[tokio::test]
async fn by_code_a_well_formed_target_is_ignored_and_a_malformed_one_refused() {
    let server = TestServer::start().await;
    server.set_location(1, rekey_core::location::LocationSettings::default()).await;
    let mail = reset_mail(&server, json!({ "email": ANN, "redirectTo": "https://evil.example/" })).await;
    assert!(!mail.source.contains("evil"));
    assert!(mail.code.is_some());
    for target in ["", "not a URL", "/reset", "https://", "//evil.example"] {
        let answer = server.post_json(SEND, json!({ "email": "a@example.com", "redirectTo": target })).await;
        assert_refused(&answer, 400, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn by_link_a_mail_brings_a_link_that_passes_by_here() {
    let server = server_with_links().await;
    let answer = server.post_json(SEND, json!({ "email": ANN, "redirectTo": PAGE })).await;
    assert_mailing(&answer, "link");
    let mails = server.deliver().await;
    assert_eq!((mails.len(), mails[0].code.as_deref()), (1, None));
    let link = mails[0].links.iter().find(|link| link.contains("token=")).unwrap();
    assert!(link.starts_with(&format!("{}{LINK}?token=", server.url)), "{link}");
    assert!(!mails[0].source.contains("app.example.com"), "the target is not in the mail");
}

#[tokio::test]
async fn by_link_a_target_is_required() {
    let server = server_with_links().await;
    for redirect in [json!(null), json!(["https://app.example.com/reset"]), json!(1)] {
        let answer = server.post_json(SEND, json!({ "email": ANN, "redirectTo": redirect })).await;
        assert_refused(&answer, 400, "INVALID_INPUT");
    }
    assert_refused(&server.post_json(SEND, json!({ "email": ANN })).await, 400, "INVALID_INPUT");
    assert!(server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_empty_list_allows_any_target_in_development_alone() {
    for (development, status) in [(true, 202), (false, 400)] {
        let server = TestServer::start_with(|setup| setup.development = development).await;
        server.set_location(1, links_to(&[])).await;
        let body = json!({ "email": ANN, "redirectTo": "http://localhost:3000/reset" });
        assert_eq!(server.post_json(SEND, body).await.status, status);
    }
}

#[tokio::test]
async fn a_malformed_request_is_refused_and_never_reaches_the_engine() {
    let server = TestServer::start().await;
    let long = format!("{}@example.com", "a".repeat(300));
    for body in [
        json!({}),
        json!({ "email": null }),
        json!({ "email": "" }),
        json!({ "email": [ANN] }),
        json!({ "email": { "$ne": "" } }),
        json!({ "email": 1 }),
        json!({ "email": "not an address" }),
        json!({ "email": long }),
        json!({ "Email": ANN }),
        json!({ "email": ANN, "redirectTo": {} }),
        json!([ANN]),
        json!(null),
    ] {
        assert_refused(&server.post_json(SEND, body).await, 400, "INVALID_INPUT");
    }
    for text in ["", "{", r#"{"email":"ann@example.com","email":"ann@example.com"}"#] {
        let request = server.request(Method::POST, SEND).header("content-type", "application/json").body(text);
        assert_refused(&Answer::of(request).await, 400, "INVALID_INPUT");
    }
    assert_refused(&Answer::of(server.request(Method::POST, SEND)).await, 400, "INVALID_INPUT");
    assert!(server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().is_empty());
}

#[tokio::test]
async fn another_type_or_method_or_too_large_a_body_is_refused_in_shape() {
    let server = TestServer::start().await;
    let form = server.request(Method::POST, SEND).form(&[("email", ANN)]);
    assert_refused(&Answer::of(form).await, 415, "UNSUPPORTED_MEDIA_TYPE");
    let large = json!({ "email": ANN, "padding": "x".repeat(16 * 1024) });
    assert_refused(&server.post_json(SEND, large).await, 413, "PAYLOAD_TOO_LARGE");
    for (method, path) in [
        (Method::GET, SEND),
        (Method::GET, super::EXCHANGE),
        (Method::GET, super::RESET),
        (Method::POST, LINK),
        (Method::PUT, super::RESET),
    ] {
        assert_refused(&Answer::of(server.request(method, path)).await, 405, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn asking_again_too_soon_is_refused_for_as_long_as_the_cooldown_lasts() {
    let server = TestServer::start().await;
    code(&server).await;
    server.advance(20);
    let refused = server.post_json(SEND, json!({ "email": ANN })).await;
    assert_refused(&refused, 429, "TOO_MANY_REQUESTS");
    assert_eq!(refused.header("retry-after"), Some("40"));
    server.advance(40);
    code(&server).await;
}

#[tokio::test]
async fn too_many_from_one_network_are_refused() {
    let server =
        TestServer::start_with(|setup| setup.settings.limits.requests_per_network = "1/15m".parse().ok()).await;
    assert_eq!(server.post_json(SEND, json!({ "email": "a@example.com" })).await.status, 202);
    let refused = server.post_json(SEND, json!({ "email": "b@example.com" })).await;
    assert_refused(&refused, 429, "TOO_MANY_REQUESTS");
    assert_eq!(refused.header("retry-after"), Some("900"));
}

#[tokio::test]
async fn with_mail_switched_off_nothing_is_accepted() {
    let server = TestServer::start_with(|setup| setup.settings.mail_enabled = false).await;
    assert_refused(&server.post_json(SEND, json!({ "email": ANN })).await, 503, "EMAIL_DISABLED");
}
