//! Which language people are spoken to in: what the request names, then the account's (in mails alone), the location's,
//! the browser's.

use rekey_core::ClientNetwork;
use rekey_core::account::AccountEdit;
use rekey_core::location::LocationSettings;
use reqwest::Method;
use serde_json::json;

use crate::nexudus::START;
use crate::support::{ANN, Answer, TestServer};

const INSFORGE: &str = "/api/auth/email/send-reset-password";

/// A server whose first location speaks this language; nothing: none.
async fn speaking(locale: &str) -> TestServer {
    let server = TestServer::start().await;
    if !locale.is_empty() {
        let settings = LocationSettings { locale: Some(locale.parse().unwrap()), ..LocationSettings::default() };
        server.set_location(1, settings).await;
    }
    server
}

#[tokio::test]
async fn a_page_speaks_the_language_of_the_request_then_of_the_location_then_of_the_browser() {
    for (query, location, browser, expected) in [
        ("de", "it", "fr", "de"),
        ("de-AT", "", "fr", "de"),
        ("", "it", "fr", "it"),
        ("tlh", "it", "fr", "it"),
        ("!!", "it", "fr", "it"),
        ("", "tlh", "fr", "fr"),
        ("", "", "tlh, fr;q=0.5, it;q=0.4", "fr"),
        ("", "", "", "en"),
    ] {
        let server = speaking(location).await;
        let request = server.request(Method::GET, &format!("/forgot?locale={query}"));
        let answer = Answer::of(request.header("accept-language", browser)).await;
        let row = format!("query {query:?}, location {location:?}, browser {browser:?}");
        assert_eq!(answer.header("content-language"), Some(expected), "{row}");
        assert!(answer.body.contains(&format!("<html lang=\"{expected}\"")), "{row}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_mail_speaks_the_language_of_the_account_then_of_the_location_then_of_the_browser() {
    for (account, location, browser, expected) in
        [("de", "it", "fr", "de"), ("", "it", "fr", "it"), ("", "", "tlh, fr;q=0.5", "fr"), ("", "", "", "en")]
    {
        let server = speaking(location).await;
        if !account.is_empty() {
            let locale = Some(Some(account.parse().unwrap()));
            let ann = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().expect("an account").id;
            let edit = AccountEdit { locale, ..AccountEdit::default() };
            server.engine.accounts.edit(ann, edit, ClientNetwork::LOCAL).await.unwrap();
            server.advance(1);
        }
        for path in [START, INSFORGE] {
            let request = server.request(Method::POST, path).json(&json!({ "email": ANN }));
            let answer = Answer::of(request.header("accept-language", browser)).await;
            assert!(answer.status.is_success(), "{}", answer.body);
            assert_eq!(answer.header("content-language"), None);
            let html = &server.deliver().await[0].html;
            let row = format!("{path}: account {account:?}, location {location:?}, browser {browser:?}");
            assert!(html.contains(&format!("lang=\"{expected}\"")), "{row}: {html}");
            server.advance(900);
        }
    }
}
