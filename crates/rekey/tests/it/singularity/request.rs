use rekey_core::location::LocationSettings;
use rekey_core::ports::EntryFilter;
use rekey_core::time::Duration;
use reqwest::Method;
use serde_json::json;

use super::{REQUEST, ask, assert_problem, assert_strict, remaining, server};
use crate::support::{ANN, Answer, TestServer, token_in};

#[tokio::test]
async fn an_accepted_request_tells_the_cooldown_and_mails_a_link() {
    let server = server().await;
    let answer = server.post_json(REQUEST, json!({ "email": ANN, "unknown": [1] })).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "cooldown": 60 })));
    let mails = server.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, ANN));
    let link = mails[0].links.iter().find(|link| link.contains("token=")).unwrap();
    assert!(link.starts_with(&format!("{}/reset?token=", server.url)), "{link}");
    assert_eq!(mails[0].code, None, "this dialect mails links");
}

#[tokio::test]
async fn the_link_is_the_locations_own_page_and_the_cooldown_its_own() {
    let server = server().await;
    let settings = LocationSettings {
        reset_url: Some("https://app.example.com/new-password?x=1".parse().unwrap()),
        cooldown: Some(Duration::from_secs(90)),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    assert_eq!(ask(&server, ANN).await.json(), json!({ "cooldown": 90 }));
    let link = format!("https://app.example.com/new-password?x=1&token={}", token_in(&server.mails()[0]));
    assert!(server.mails()[0].links.contains(&link));
}

#[tokio::test]
async fn an_address_without_an_account_is_answered_alike_and_told_by_mail() {
    let server = server().await;
    let known = ask(&server, ANN).await;
    let unknown = ask(&server, "Nobody@example.com").await;
    assert_eq!(known.fingerprint(), unknown.fingerprint());
    let mail = &server.mails()[0];
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("Nobody@example.com", "No account at Example with this address")
    );
    assert!(mail.links.iter().all(|link| !link.contains("token=")));
}

#[tokio::test]
async fn a_second_request_within_the_cooldown_is_refused_with_the_time_to_wait() {
    let server = server().await;
    for email in [ANN, "nobody@example.com"] {
        assert_eq!(ask(&server, email).await.status, 200);
    }
    server.advance_at_rest(20).await;
    for email in [ANN, "ANN@example.com", "nobody@example.com"] {
        let refused = ask(&server, email).await;
        assert_problem(&server, &refused, REQUEST, 429, "EMAIL_COOLDOWN_ACTIVE");
        assert_eq!(refused.header("retry-after"), Some("40"));
    }
    assert_eq!(server.mails().len(), 2);
    server.advance_at_rest(40).await;
    assert_eq!(ask(&server, ANN).await.status, 200);
}

#[tokio::test]
async fn an_address_that_has_used_up_its_requests_waits_longer() {
    let server = server().await;
    for _ in 0..3 {
        assert_eq!(ask(&server, ANN).await.status, 200);
        server.advance_at_rest(60).await;
    }
    let refused = ask(&server, ANN).await;
    assert_problem(&server, &refused, REQUEST, 429, "EMAIL_COOLDOWN_ACTIVE");
    assert_eq!(refused.header("retry-after"), Some("120"));
    assert_eq!(remaining(&server, ANN).await, 120);
}

#[tokio::test]
async fn a_malformed_request_is_refused_and_never_reaches_the_engine() {
    let server = server().await;
    assert_strict(&server, REQUEST, json!({ "email": ANN })).await;
    for email in ["ann", "ann@", "@example.com", "ann@example.com, bob@example.com", &"a".repeat(5_000)] {
        assert_problem(&server, &ask(&server, email).await, REQUEST, 400, "INVALID_REQUEST");
    }
    let twice = server.post_json(&format!("{REQUEST}?locale=de&locale=en"), json!({ "email": ANN })).await;
    assert_problem(&server, &twice, REQUEST, 400, "INVALID_REQUEST");
    assert!(server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().is_empty());
}

#[tokio::test]
async fn too_many_from_one_network_are_refused_with_retry_after() {
    let server =
        TestServer::start_with(|setup| setup.settings.limits.requests_per_network = "1/15m".parse().ok()).await;
    server.deliver_always();
    let from = |address: &'static str, email: &'static str| {
        let request = server.request(Method::POST, REQUEST).header("x-forwarded-for", address);
        Answer::of(request.json(&json!({ "email": email })))
    };
    assert_eq!(from("198.51.100.1", "a@example.com").await.status, 200);
    let refused = from("198.51.100.1", "b@example.com").await;
    assert_problem(&server, &refused, REQUEST, 429, "IP_RATE_LIMIT_EXCEEDED");
    assert_eq!(refused.header("retry-after"), Some("900"));
    assert_eq!(from("198.51.100.2", "b@example.com").await.status, 200);
}

#[tokio::test]
async fn with_mail_switched_off_nothing_is_accepted() {
    let server = TestServer::start_with(|setup| setup.settings.mail_enabled = false).await;
    assert_problem(&server, &ask(&server, ANN).await, REQUEST, 503, "EMAIL_DISABLED");
    assert_eq!(remaining(&server, ANN).await, 0);
}
