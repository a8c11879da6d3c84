//! The notices that the published API sends by default, and what a session says of its device.

use rekey_core::location::{LocationSettings, NoticeSettings};
use reqwest::Method;
use serde_json::{Value, json};

use super::published::stepped_up;
use super::{LOGIN, NEW_PASSWORD, REFRESH, REGISTER, SESSIONS};
use crate::insforge;
use crate::support::{ANN, Answer, PASSWORD, TestServer};

async fn set_notices(server: &TestServer, notices: NoticeSettings) {
    server.set_location(1, LocationSettings { notices, ..LocationSettings::default() }).await;
}

/// Signs Ann in by a browser; gives the answer.
async fn sign_in(server: &TestServer, browser: &str) -> Value {
    let session = json!({ "browser": browser, "os": "Linux" });
    let answer = server.post_json(LOGIN, json!({ "email": ANN, "password": PASSWORD, "session": session })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    server.advance_at_rest(0).await;
    answer.json()
}

#[tokio::test]
async fn a_sign_in_by_a_new_device_is_told_unless_the_location_says_no() {
    let server = super::server().await;
    for (browser, mails) in [("Firefox", 0), ("Firefox", 0), ("Chromium", 1), ("Chromium", 1)] {
        sign_in(&server, browser).await;
        assert_eq!(server.mails().len(), mails, "{browser}");
    }
    let mail = server.mails()[0].clone();
    assert_eq!(mail.to, ANN);
    assert!(mail.subject.contains("New sign-in") && mail.text.contains("127.0.0.x"), "{}", mail.text);
    assert!(mail.links.iter().any(|link| link.contains("/not-me")), "{:?}", mail.links);

    set_notices(&server, NoticeSettings { new_sign_in: Some(false), ..NoticeSettings::default() }).await;
    sign_in(&server, "Safari").await;
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn the_holder_of_an_address_hears_of_a_registration_unless_the_location_says_no() {
    for sign_up in [insforge::BY_CODE, insforge::UNVERIFIED] {
        let server = super::server().await;
        insforge::open_sign_up(&server, sign_up).await;
        set_notices(&server, NoticeSettings { address_taken: Some(false), ..NoticeSettings::default() }).await;
        for (email, mails) in [(ANN, 0), ("new@example.com", 1)] {
            let body = json!({ "email": email, "password": NEW_PASSWORD, "name": "Ann" });
            assert_eq!(server.post_json(REGISTER, body).await.status, 200);
            server.advance_at_rest(0).await;
            assert_eq!(server.mails().iter().filter(|mail| mail.to == email).count(), mails, "{email}");
        }
    }
}

#[tokio::test]
async fn sessions_say_by_what_they_were_opened_and_when_they_were_refreshed() {
    let server = super::server().await;
    let signed_in = sign_in(&server, "Firefox").await;
    let access = signed_in["accessToken"].as_str().unwrap();
    let list = || Answer::of(server.request(Method::GET, SESSIONS).bearer_auth(access));
    let listed = list().await.json();
    let expected = json!([{ "id": listed[0]["id"], "browser": "Firefox", "os": "Linux", "ipAddress": null, "location": null,
                            "lastActive": server.now().to_string() }]);
    assert_eq!(listed, expected);
    server.advance(60);
    let refresh = server.request(Method::POST, REFRESH).bearer_auth(signed_in["refreshToken"].as_str().unwrap());
    let named = json!({ "browser": "Safari", "os": "iOS" });
    assert_eq!(Answer::of(refresh.json(&named)).await.status, 200);
    let refreshed_at = server.now().to_string();
    server.advance(60);
    let listed = list().await.json()[0].clone();
    assert_eq!(
        [&listed["lastActive"], &listed["browser"], &listed["os"]],
        [&json!(refreshed_at), &json!("Safari"), &json!("iOS")]
    );
}

#[tokio::test]
async fn the_notice_of_a_second_factor_says_from_where_it_was_turned_on() {
    let world = stepped_up().await;
    let request = world.server.request(Method::POST, "/api/auth/2fa/totp/setup");
    let cookies = format!("access_token={}; step_up_token={}", world.values["ann"], world.values["step_up"]);
    let code: u32 = world.values["code"].parse().unwrap();
    let body = json!({ "token": world.values["set_up"], "code": code });
    let answer = Answer::of(request.header("cookie", cookies).json(&body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    world.server.advance_at_rest(0).await;
    let mail = world.server.mails()[0].clone();
    assert!(mail.subject.contains("Two-step sign-in is on") && mail.text.contains("127.0.0.x"), "{}", mail.text);
}
