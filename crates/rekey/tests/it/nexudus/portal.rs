//! What the portal's own client needs: links that its pages read, numbers as strings, paths in any spelling.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::location::LocationSettings;
use reqwest::Method;
use serde_json::{Value, json};

use super::{COMPLETE, NEW_PASSWORD, START, complete, success};
use crate::support::{ANN, Answer, TestServer, assert_bearer};

/// A server whose location has a portal.
async fn server() -> TestServer {
    let server = TestServer::start().await;
    let settings = LocationSettings {
        reset_url: Some("https://portal.example.com/reset?tab=2".parse().unwrap()),
        sign_in_url: Some("https://portal.example.com/en/user/login?server=true".parse().unwrap()),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    server
}

/// Sends what is due; gives the JWT of the link that starts so.
async fn jwt(server: &TestServer, page: &str) -> String {
    let mails = server.deliver().await;
    let mut links = mails.iter().flat_map(|mail| &mail.links);
    links.find_map(|link| link.strip_prefix(page)).expect("a link to the portal").to_owned()
}

/// What a page reads in a JWT.
fn payload(jwt: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn the_portals_page_reads_the_address_in_its_link_whose_token_resets_once() {
    let server = server().await;
    server.post_json(START, json!({ "email": "ANN@example.com", "businessId": "1" })).await;
    let jwt = jwt(&server, "https://portal.example.com/reset?tab=2&token=").await;
    let claims = payload(&jwt);
    assert_eq!((&claims["email"], &claims["unique_name"]), (&json!(ANN), &json!(ANN)));
    assert_eq!(claims["exp"].as_i64(), Some(server.now().as_second() + 3_600));
    assert!(claims.get("sub").is_none(), "nobody takes it for an access token (R29)");
    assert!(server.engine.sessions.authenticate(&jwt).await.is_err());

    let tampered = format!("{}x", &jwt[..jwt.len() - 80]);
    assert_eq!(complete(&server, &tampered, NEW_PASSWORD).await.status, 400);
    let body = json!({ "Token": jwt, "Password": NEW_PASSWORD, "BusinessId": "1" });
    let done = server.post_json(COMPLETE, body.clone()).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(server.post_json(COMPLETE, body).await.status, 400, "it works once");
    let exchange = format!("/api/sys/users/exchange?token={}", done.json()["Value"].as_str().unwrap());
    assert_eq!(Answer::of(server.request(Method::POST, &exchange)).await.status, 200);
}

#[tokio::test]
async fn the_magic_link_leads_to_the_portal_whose_token_is_exchanged_once_and_resets_nothing() {
    let server = server().await;
    assert_eq!(server.get(&format!("/api/sys/users/sendOtp?email={ANN}&businessId=1")).await.status, 200);
    let jwt = jwt(&server, "https://portal.example.com/en/user/login?server=true&t=").await;
    assert_eq!(payload(&jwt)["email"], ANN);
    assert_eq!(complete(&server, &jwt, NEW_PASSWORD).await.status, 400, "a token of another purpose (R14)");
    let exchange = format!("/api/sys/users/exchange?token={jwt}&validForInMinutes=1440");
    let exchanged = Answer::of(server.request(Method::POST, &exchange)).await;
    assert_eq!(exchanged.status, 200, "{}", exchanged.body);
    assert_eq!(exchanged.json()["expires_in"], 86_400);
    assert_bearer(&server, exchanged.json()["token"].as_str().unwrap(), ANN, 86_400).await;
    assert_eq!(Answer::of(server.request(Method::POST, &exchange)).await.status, 401, "it works once");
}

#[tokio::test]
async fn the_magic_link_of_an_account_with_a_second_factor_says_so_and_opens_nothing() {
    let server = server().await;
    server.enrol().await;
    server.get(&format!("/api/sys/users/sendOtp?email={ANN}&businessId=1")).await;
    let jwt = jwt(&server, "https://portal.example.com/en/user/login?server=true&t=").await;
    for _ in 0..2 {
        let exchange = format!("/api/sys/users/exchange?token={jwt}");
        let answer = Answer::of(server.request(Method::POST, &exchange)).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
        assert!(answer.json()["Message"].as_str().unwrap().contains("second factor"), "{}", answer.body);
    }
}

#[tokio::test]
async fn the_token_of_a_reset_link_is_no_way_in() {
    let server = server().await;
    server.post_json(START, json!({ "email": ANN })).await;
    let jwt = jwt(&server, "https://portal.example.com/reset?tab=2&token=").await;
    let exchange = format!("/api/sys/users/exchange?token={jwt}");
    assert_eq!(Answer::of(server.request(Method::POST, &exchange)).await.status, 401);
    assert_eq!(complete(&server, &jwt, NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn paths_are_recognised_in_any_case_and_with_a_slash_at_the_end() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.requests_per_address = None;
        setup.http.cors_origins = vec!["https://portal.example.com".to_owned()];
    })
    .await;
    for path in ["/api/sys/users/startpasswordreset", "/API/Sys/Users/StartPasswordReset/", &format!("{START}/")] {
        let request = server.request(Method::POST, path).header("origin", "https://portal.example.com");
        let answer = Answer::of(request.json(&json!({ "email": ANN }))).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, success(&Value::Null)), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("https://portal.example.com"));
        let preflight = server
            .request(Method::OPTIONS, path)
            .header("origin", "https://portal.example.com")
            .header("access-control-request-method", "POST");
        let allowed = Answer::of(preflight).await;
        assert!(allowed.header("access-control-allow-headers").unwrap().contains("x-use-timezone"), "{path}");
    }
    for path in ["/api/sys/users/startPasswordReset//", "/api/sys/users/start", "/api/AUTH/login"] {
        assert_eq!(server.post_json(path, json!({ "email": ANN })).await.status, 404, "{path}");
    }
}
