//! Accounts that sign in with another provider: a reset request gets a mail that says so instead of a link.

use rekey_core::location::{LocationSettings, MailMethod};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Answer, ELSEWHERE, PASSWORD, TestServer};
use crate::v1::TOKEN;
use crate::{insforge, nexudus, singularity};

/// A server whose reset mails carry this, and whose app is at `https://app.example.com/`.
async fn server(method: MailMethod) -> TestServer {
    let server = TestServer::start_with(|setup| setup.http.admin_token = Some(TOKEN.parse().unwrap())).await;
    let mut settings = LocationSettings { reset_method: Some(method), ..LocationSettings::default() };
    settings.brand.home_url = Some("https://app.example.com/".parse().unwrap());
    server.set_location(1, settings).await;
    server
}

#[tokio::test]
async fn a_reset_is_answered_with_how_to_sign_in() {
    let server = server(MailMethod::Code).await;
    server.deliver_always();
    server.add_with_provider(ELSEWHERE, None, "Google").await;
    for path in [nexudus::START, insforge::SEND] {
        let before = server.mails().len();
        let answer = server.post_json(path, json!({ "email": ELSEWHERE })).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        server.advance_at_rest(900).await;
        let mails = server.mails();
        assert_eq!(mails.len(), before + 1, "{path}");
        let mail = &mails[0];
        assert_eq!(mail.subject, "Sign in to Example with Google", "{path}");
        assert!(mail.text.contains("It has none: you sign in with Google."), "{path}: {}", mail.text);
        assert_eq!((&mail.links[..], &mail.code), (&["https://app.example.com/".to_owned()][..], &None), "{path}");
    }
}

#[tokio::test]
async fn without_a_provider_or_with_a_password_it_is_answered_with_a_link() {
    let server = server(MailMethod::Link).await;
    server.add("bare@example.com", None).await;
    server.add_with_provider("both@example.com", Some(PASSWORD), "Google").await;
    for email in ["bare@example.com", "both@example.com"] {
        assert_eq!(server.reset_token(email).await.len(), 64, "{email}");
    }
}

#[tokio::test]
async fn singularity_lets_an_account_that_signs_in_elsewhere_set_a_password() {
    let server = server(MailMethod::Code).await;
    server.deliver_always();
    server.add_with_provider(ELSEWHERE, None, "Google").await;
    let answer = server.post_json(singularity::REQUEST, json!({ "email": ELSEWHERE })).await;
    assert!(answer.status.is_success(), "{}", answer.body);
    assert!(server.mails()[0].links.iter().any(|link| link.contains("token=")), "{:?}", server.mails()[0].links);
}

#[tokio::test]
async fn an_operator_who_starts_a_reset_gives_the_person_a_password() {
    let server = server(MailMethod::Link).await;
    let id = server.add_with_provider(ELSEWHERE, None, "Google").await;
    let request = server.request(Method::POST, &format!("/v1/accounts/{id}/resets")).bearer_auth(TOKEN);
    assert!(Answer::of(request).await.status.is_success());
    assert!(server.deliver().await[0].links.iter().any(|link| link.contains("token=")));
}

#[tokio::test]
async fn a_mailed_code_signs_in_as_before() {
    let server = server(MailMethod::Link).await;
    server.add_with_provider(ELSEWHERE, None, "Google").await;
    let answer = server.post_json(insforge::SEND_OTP, json!({ "email": ELSEWHERE })).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert!(server.deliver().await[0].code.is_some());
}
