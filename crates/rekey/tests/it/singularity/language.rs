use rekey_core::location::LocationSettings;
use serde_json::json;

use super::{NEW_PASSWORD, REQUEST, RESET, server};
use crate::support::{ANN, TestServer};

const ENGLISH: [&str; 2] = ["Set a new password for Example", "No account at Example with this address"];
const GERMAN: [&str; 2] = ["Neues Passwort für Example", "Kein Konto bei Example mit dieser Adresse"];

/// The subjects of the mails to Ann and to nobody.
async fn subjects(server: &TestServer, query: &str) -> [String; 2] {
    let mut subjects = [ANN, "nobody@example.com"].map(str::to_owned);
    for subject in &mut subjects {
        let answer = server.post_json(&format!("{REQUEST}{query}"), json!({ "email": subject })).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        server.mails()[0].subject.clone_into(subject);
    }
    server.advance(900);
    subjects
}

#[tokio::test]
async fn the_mail_is_in_the_language_that_was_asked_for_and_unknown_ones_fall_back() {
    let server = server().await;
    let (odd, long) = ("?locale=%21%21", format!("?locale={}", "x".repeat(500)));
    for (query, expected) in [
        ("", ENGLISH),
        ("?locale=", ENGLISH),
        ("?locale=en", ENGLISH),
        ("?locale=de", GERMAN),
        ("?locale=de-AT", GERMAN),
        ("?locale=de_DE", GERMAN),
        ("?locale=DE-de", GERMAN),
        ("?locale=tlh", ENGLISH),
        ("?locale=xx-YY", ENGLISH),
        (odd, ENGLISH),
        (&long, ENGLISH),
    ] {
        assert_eq!(subjects(&server, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn without_one_the_mail_is_in_the_locations_language() {
    let server = server().await;
    let settings = LocationSettings { locale: Some("de".parse().unwrap()), ..LocationSettings::default() };
    server.set_location(1, settings).await;
    assert_eq!(subjects(&server, "").await, GERMAN);
    assert_eq!(subjects(&server, "?locale=tlh").await, GERMAN);
    assert_eq!(subjects(&server, "?locale=en-GB").await, ENGLISH);
}

#[tokio::test]
async fn an_accounts_own_language_does_not_count_here() {
    let server = server().await;
    server.add_speaking("eva@example.com", "de").await;
    server.post_json(REQUEST, json!({ "email": "eva@example.com" })).await;
    assert_eq!(server.mails()[0].subject, ENGLISH[0]);
}

#[tokio::test]
async fn the_notice_of_a_reset_is_in_the_language_that_is_asked_for_there_else_in_the_locations() {
    let server = TestServer::start().await;
    server.add_speaking("eva@example.com", "fr").await;
    let english = "Your password for Example was changed";
    let german = "Ihr Passwort für Example wurde geändert";
    let (odd, long) = ("&locale=%21%21", format!("&locale={}", "x".repeat(500)));
    for (location, query, expected) in [
        ("en", "", english),
        ("en", "&locale=", english),
        ("en", "&locale=de", german),
        ("en", "&locale=de-AT", german),
        ("en", "&locale=de_DE", german),
        ("en", "&locale=tlh", english),
        ("en", odd, english),
        ("en", &long, english),
        ("de", "", german),
        ("de", "&locale=tlh", german),
        ("de", "&locale=en-GB", english),
    ] {
        let settings = LocationSettings { locale: Some(location.parse().unwrap()), ..LocationSettings::default() };
        server.set_location(1, settings).await;
        let token = server.reset_token("eva@example.com").await;
        let path = format!("{RESET}?token={token}{query}");
        let answer = server.post_json(&path, json!({ "newPassword": NEW_PASSWORD })).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        assert_eq!(server.deliver().await[0].subject, expected, "location {location}, {query}");
        server.advance(900);
    }
}
