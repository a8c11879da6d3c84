//! The setting `default_location` speaks where a request names no location.

use rekey_core::LocationId;
use rekey_core::location::{LocationSettings, MailMethod};
use serde_json::json;

use crate::support::{ANN, TestServer};
use crate::{insforge, nexudus, singularity};

/// A server whose requests belong to the location 2, unless they name another.
async fn server() -> TestServer {
    let second = LocationId::new(2).unwrap();
    let server = TestServer::start_with(|setup| setup.settings.location_defaults.default_location = second).await;
    let settings = LocationSettings {
        name: Some("Harbour Desks".to_owned()),
        cooldown: Some(rekey_core::time::Duration::from_secs(90)),
        reset_method: Some(MailMethod::Link),
        allowed_redirect_urls: Some(vec!["https://desks.example.com/reset".to_owned()]),
        ..LocationSettings::default()
    };
    server.set_location(2, settings).await;
    server
}

/// The mail to Ann is in the name of the default location.
async fn assert_mail_of_second(server: &TestServer) {
    let mails = server.deliver().await;
    assert_eq!((mails.len(), &*mails[0].to), (1, ANN));
    assert!(mails[0].text.contains("Harbour Desks"), "{}", mails[0].text);
}

#[tokio::test]
async fn in_nexudus() {
    let server = server().await;
    assert_eq!(server.post_json(nexudus::START, json!({ "email": ANN })).await.status, 200);
    assert_mail_of_second(&server).await;
}

#[tokio::test]
async fn in_singularity() {
    let server = server().await;
    server.deliver_always();
    let answer = server.post_json(singularity::REQUEST, json!({ "email": ANN })).await;
    assert_eq!(answer.body, r#"{"cooldown":90}"#);
    assert!(server.mails()[0].text.contains("Harbour Desks"));
    let answer = server.get(&format!("{}?email={ANN}", singularity::COOLDOWN)).await;
    assert_eq!(answer.body, r#"{"remaining":90}"#);
}

#[tokio::test]
async fn in_insforge() {
    let server = server().await;
    assert_eq!(server.get("/api/auth/public-config").await.json()["resetPasswordMethod"], "link");
    insforge::assert_refused(&server.post_json(insforge::SEND, json!({ "email": ANN })).await, 400, "INVALID_INPUT");
    let body = json!({ "email": ANN, "redirectTo": "https://desks.example.com/reset" });
    assert_eq!(server.post_json(insforge::SEND, body).await.status, 202);
    assert_mail_of_second(&server).await;
}
