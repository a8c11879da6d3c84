use rekey_core::location::LocationSettings;
use rekey_core::ports::EntryFilter;
use reqwest::Method;
use serde_json::{Value, json};

use super::{COMPLETE, START, assert_refused, success};
use crate::support::{ANN, Answer, TestServer, token_in};

#[tokio::test]
async fn an_accepted_request_mails_a_link() {
    let server = TestServer::start().await;
    for (body, email) in [
        (json!({ "email": ANN }), ANN),
        (json!({ "EMAIL": "bob@example.com", "BusinessId": 1 }), "bob@example.com"),
        (json!({ "Email": "carl@example.com", "businessId": null, "unknown": {} }), "carl@example.com"),
    ] {
        if email != ANN {
            server.add(email, None).await;
        }
        let answer = server.post_json(START, body).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), success(&Value::Null));
        let mails = server.deliver().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, email);
        let link = mails[0].links.iter().find(|link| link.contains("token=")).unwrap();
        assert!(link.starts_with(&format!("{}/reset?token=", server.url)), "{link}");
    }
}

#[tokio::test]
async fn the_mail_is_the_locations_own_and_its_link_leads_to_the_portals_page() {
    let server = TestServer::start().await;
    let settings = LocationSettings {
        name: Some("Harbour Desks".to_owned()),
        reset_url: Some("https://portal.example.com/reset".parse().unwrap()),
        from: Some("Harbour <hi@harbour.example>".parse().unwrap()),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    server.post_json(START, json!({ "email": ANN, "businessId": 1 })).await;
    let mails = server.deliver().await;
    assert_eq!(mails[0].from, "Harbour <hi@harbour.example>");
    assert!(mails[0].text.contains("Harbour Desks"));
    assert!(mails[0].links.iter().any(|link| link.starts_with("https://portal.example.com/reset?token=")));
}

#[tokio::test]
async fn a_suppressed_request_is_answered_like_an_accepted_one() {
    let server = TestServer::start().await;
    let accepted = server.post_json(START, json!({ "email": ANN })).await;
    let suppressed = server.post_json(START, json!({ "email": ANN })).await;
    assert_eq!(accepted.fingerprint(), suppressed.fingerprint());
    assert_eq!(server.deliver().await.len(), 1);
}

#[tokio::test]
async fn a_location_that_does_not_exist_is_answered_alike_and_changes_nothing() {
    let server = TestServer::start().await;
    let known = server.post_json(START, json!({ "email": "x@example.com" })).await;
    for business in [json!(99), json!(0), json!(-1), json!(i64::MAX)] {
        let unknown = server.post_json(START, json!({ "email": ANN, "businessId": business })).await;
        assert_eq!(known.fingerprint(), unknown.fingerprint(), "{business}");
    }
    let entries = server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap();
    assert_eq!(entries.len(), 1, "the known one alone");
}

#[tokio::test]
async fn a_location_that_is_not_the_accounts_gets_the_mail_of_the_accounts_own() {
    let server = TestServer::start_with(|setup| setup.settings.limits.requests_per_address = None).await;
    for id in 1..=4 {
        let settings = LocationSettings {
            name: Some(format!("Desks {id}")),
            from: Some(format!("Desks <desks{id}@example.com>").parse().unwrap()),
            reset_url: Some(format!("https://desks{id}.example.com/reset").parse().unwrap()),
            ..LocationSettings::default()
        };
        server.set_location(id, settings).await;
    }
    server.add_at("bob@example.com", &[3, 2]).await;
    for (business, named) in [(Some(1), 3), (Some(2), 2), (Some(3), 3), (Some(4), 3), (None, 3)] {
        server.advance(60);
        let answer = server.post_json(START, json!({ "email": "bob@example.com", "businessId": business })).await;
        assert_eq!(answer.json(), success(&Value::Null));
        let mails = server.deliver().await;
        assert_eq!((mails.len(), &*mails[0].from), (1, &*format!("Desks <desks{named}@example.com>")), "{business:?}");
        assert!(mails[0].text.contains(&format!("Desks {named}")), "{business:?}");
        // Whichever is named, the link leads to the page of the first one.
        let page = "https://desks3.example.com/reset?token=";
        assert!(mails[0].links.iter().any(|link| link.starts_with(page)), "{business:?}");
        let token = token_in(&mails[0]);
        for other in [1, 2, 4] {
            let body = json!({ "Token": token, "Password": "an even quieter evening", "BusinessId": other });
            assert_refused(&server.post_json(COMPLETE, body).await, 400);
        }
    }
    server.advance(60);
    let token = server.reset_token("bob@example.com").await;
    let body = json!({ "Token": token, "Password": "an even quieter evening", "BusinessId": 3 });
    assert_eq!(server.post_json(COMPLETE, body).await.status, 200);
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
        json!({ "email": ANN, "businessId": "one" }),
        json!({ "email": ANN, "businessId": 1.5 }),
        json!({ "email": ANN, "businessId": [1] }),
        json!([ANN]),
        json!(null),
    ] {
        assert_refused(&server.post_json(START, body).await, 400);
    }
    let raw =
        |text: &'static str| server.request(Method::POST, START).header("content-type", "application/json").body(text);
    for text in [
        "",
        "{",
        r#"{"email":"ann@example.com","email":"ann@example.com"}"#,
        r#"{"email":"ann@example.com","Email":"ann@example.com"}"#,
        r#"{"email":"ann@example.com"} {}"#,
    ] {
        assert_refused(&Answer::of(raw(text)).await, 400);
    }
    assert_refused(&Answer::of(server.request(Method::POST, START)).await, 400);
    assert!(server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().is_empty());
}

#[tokio::test]
async fn another_content_type_or_method_or_too_large_a_body_is_refused_in_the_envelope() {
    let server = TestServer::start().await;
    let form = server.request(Method::POST, START).form(&[("email", ANN)]);
    assert_refused(&Answer::of(form).await, 415);
    let untyped = server.request(Method::POST, START).body(r#"{"email":"ann@example.com"}"#);
    assert_refused(&Answer::of(untyped).await, 415);
    let large = json!({ "email": ANN, "padding": "x".repeat(16 * 1024) });
    assert_refused(&server.post_json(START, large).await, 413);
    assert_refused(&server.get(START).await, 405);
}

#[tokio::test]
async fn too_many_from_one_network_are_refused_with_retry_after() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.requests_per_network = "1/15m".parse().ok();
    })
    .await;
    let from = |address: &'static str, email: &'static str| {
        let request = server.request(Method::POST, START).header("x-forwarded-for", address);
        Answer::of(request.json(&json!({ "email": email })))
    };
    assert_eq!(from("198.51.100.1", "a@example.com").await.status, 200);
    let refused = from("198.51.100.1", "b@example.com").await;
    assert_refused(&refused, 429);
    assert_eq!(refused.header("retry-after"), Some("900"));
    assert_eq!(from("198.51.100.2", "b@example.com").await.status, 200);
}

#[tokio::test]
async fn with_mail_switched_off_nothing_is_accepted() {
    let server = TestServer::start_with(|setup| setup.settings.mail_enabled = false).await;
    for business in [1, 99, 0, -1] {
        let body = json!({ "email": ANN, "businessId": business });
        assert_refused(&server.post_json(START, body).await, 503);
        let otp = server.get(&format!("/api/sys/users/sendOtp?email={ANN}&businessId={business}")).await;
        assert_refused(&otp, 503);
    }
}
