//! `POST /oauth2/introspect` (RFC 7662).

use rekey_http::IntrospectionClient;
use reqwest::Method;
use serde_json::json;

use crate::support::{ANN, Answer, PASSWORD, TestServer};

const PATH: &str = "/oauth2/introspect";

async fn server() -> (TestServer, String) {
    let server = TestServer::start_with(|setup| {
        setup.http.introspection_clients =
            vec![IntrospectionClient { id: "portal".to_owned(), secret: "a long secret".to_owned().into() }];
    })
    .await;
    let fields = [("grant_type", "password"), ("username", ANN), ("password", PASSWORD)];
    let signed_in = server.post_form("/api/token", &fields).await.json();
    let bearer = signed_in["access_token"].as_str().unwrap().to_owned();
    (server, bearer)
}

async fn ask(server: &TestServer, token: &str) -> Answer {
    let request = server.request(Method::POST, PATH).basic_auth("portal", Some("a long secret"));
    Answer::of(request.form(&[("token", token)])).await
}

#[tokio::test]
async fn a_good_bearer_is_active_until_its_session_ends() {
    let (server, bearer) = server().await;
    let answer = ask(&server, &bearer).await;
    assert_eq!(answer.status, 200);
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let now = server.now().as_second();
    assert_eq!(
        answer.json(),
        json!({
            "active": true, "token_type": "bearer", "sub": account.id.to_string(), "username": ANN, "client_id": ANN,
            "iat": now, "exp": now + 900,
        })
    );
    server.lock(ANN).await;
    assert_eq!(ask(&server, &bearer).await.json(), json!({ "active": false }));
}

#[tokio::test]
async fn anything_else_is_inactive() {
    let (server, bearer) = server().await;
    for token in ["x", "a.b.c", &"0".repeat(64)] {
        assert_eq!(ask(&server, token).await.json(), json!({ "active": false }));
    }
    server.advance(900);
    assert_eq!(ask(&server, &bearer).await.json(), json!({ "active": false }));
}

#[tokio::test]
async fn only_a_client_from_the_settings_may_ask() {
    let (server, bearer) = server().await;
    let fields = [("token", bearer.as_str())];
    let by_fields = [("token", bearer.as_str()), ("client_id", "portal"), ("client_secret", "a long secret")];
    assert_eq!(server.post_form(PATH, &by_fields).await.status, 200);
    for request in [
        server.request(Method::POST, PATH),
        server.request(Method::POST, PATH).basic_auth("portal", Some("wrong")),
        server.request(Method::POST, PATH).basic_auth("other", Some("a long secret")),
        server.request(Method::POST, PATH).bearer_auth(&bearer),
    ] {
        let answer = Answer::of(request.form(&fields)).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (401, &json!("invalid_client")));
        assert!(answer.header("www-authenticate").is_some());
    }
    let missing = server.request(Method::POST, PATH).basic_auth("portal", Some("a long secret")).form(&[("x", "y")]);
    assert_eq!(Answer::of(missing).await.status, 400);
}

#[tokio::test]
async fn wrong_client_secrets_are_limited_by_network_and_the_right_one_is_never_refused() {
    let (server, bearer) = server().await;
    let from = |network: &str, name: &str, secret: &str| {
        let request = server.request(Method::POST, PATH).header("x-forwarded-for", network);
        Answer::of(request.basic_auth(name, Some(secret)).form(&[("token", bearer.as_str())]))
    };
    for number in 0..50 {
        let name = if number % 2 == 0 { "portal" } else { "nobody" };
        assert_eq!(from("192.0.2.1", name, "wrong").await.status, 401);
    }
    let refused = from("192.0.2.1", "portal", "wrong").await;
    assert_eq!((refused.status.as_u16(), &refused.json()["error"]), (429, &json!("temporarily_unavailable")));
    assert!(refused.header("retry-after").is_some());
    assert_eq!(from("192.0.2.1", "portal", "a long secret").await.json()["active"], json!(true));
    assert_eq!(from("192.0.2.2", "portal", "wrong").await.status, 401, "another network has its own limit");
}
