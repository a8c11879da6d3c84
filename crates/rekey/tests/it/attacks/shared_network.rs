//! What strangers on somebody's own network can do: an office, a campus, a carrier's NAT. Whatever they get wrong, a
//! right secret that can't be guessed opens its door (R10).

use reqwest::Method;
use serde_json::{Value, json};

use super::to;
use crate::insforge::{BY_CODE, EXCHANGE, RESET, SEND, SEND_OTP, SESSIONS, open_sign_up};
use crate::pages::browser::Browser;
use crate::pages::{ask_to_move, register};
use crate::support::{ANN, Answer, Backend, PASSWORD, TestServer, token_in};

const NEW_PASSWORD: &str = "An even quieter evening 7";

/// A server whose only network, once `flood` was called, has spent its failures.
async fn server(backend: Backend) -> TestServer {
    TestServer::start_with(|setup| {
        setup.backend = backend;
        setup.settings.limits.failures_per_network = "3/15m".parse().ok();
    })
    .await
}

async fn flood(server: &TestServer) {
    for _ in 0..3 {
        assert_ne!(wrong_token(server).await.status, 429);
    }
    assert_eq!(wrong_token(server).await.status, 429);
}

async fn wrong_token(server: &TestServer) -> Answer {
    server.post_json(RESET, json!({ "otp": "0".repeat(64), "newPassword": NEW_PASSWORD })).await
}

/// The token of the mail that a request causes.
async fn mailed(server: &TestServer, path: &str) -> String {
    server.advance(60);
    let asked = server.post_json(path, json!({ "email": ANN })).await;
    assert!(asked.status.is_success(), "{}", asked.body);
    token_in(to(&server.deliver().await, ANN)[0])
}

async fn sign_in(server: &TestServer, path: &str) -> Value {
    let answer = server.post_json(path, json!({ "email": ANN, "password": PASSWORD })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().expect("a text")
}

#[tokio::test]
async fn links_of_resets_work_on_a_network_that_has_spent_its_failures() {
    for backend in Backend::BOTH {
        let server = server(backend).await;
        let [first, second, third] =
            [mailed(&server, SEND).await, mailed(&server, SEND).await, mailed(&server, SEND).await];
        flood(&server).await;
        let reset = server.post_json(RESET, json!({ "otp": first, "newPassword": NEW_PASSWORD })).await;
        assert_eq!(reset.status, 200, "{backend:?} {}", reset.body);
        // Void by now, so that they are wrong.
        let complete = json!({ "Token": second, "Password": NEW_PASSWORD, "BusinessId": 1 });
        let void = server.post_json("/api/sys/users/completePasswordReset", complete).await;
        assert_eq!(void.status, 429, "{backend:?} {}", void.body);
        assert_eq!(server.post_json(RESET, json!({ "otp": third, "newPassword": NEW_PASSWORD })).await.status, 429);
        server.deliver().await;

        server.advance(900);
        let token = mailed(&server, SEND).await;
        flood(&server).await;
        let complete = json!({ "Token": token, "Password": PASSWORD, "BusinessId": 1 });
        let done = server.post_json("/api/sys/users/completePasswordReset", complete).await;
        assert_eq!(done.status, 200, "{backend:?} {}", done.body);
        let jwt = done.json()["Value"].as_str().expect("a JWT").to_owned();
        let exchange = async || {
            let path = format!("/api/sys/users/exchange?token={jwt}");
            Answer::of(server.request(Method::POST, &path)).await
        };
        let exchanged = exchange().await;
        assert_eq!(exchanged.status, 200, "{backend:?} {}", exchanged.body);
        assert_eq!(exchange().await.status, 429, "used");
    }
}

#[tokio::test]
async fn refresh_tokens_and_buttons_work_on_a_network_that_has_spent_its_failures() {
    for backend in Backend::BOTH {
        let server = server(backend).await;
        let link = mailed(&server, SEND_OTP).await;
        let page_link = mailed(&server, SEND).await;
        let singularity = sign_in(&server, "/api/auth/login").await;
        let insforge = sign_in(&server, &format!("{SESSIONS}?client_type=server")).await;
        let form = [("grant_type", "password"), ("username", ANN), ("password", PASSWORD)];
        let nexudus = server.post_form("/api/token", &form).await.json();
        server.deliver().await;
        flood(&server).await;

        let by_bearer =
            server.request(Method::POST, "/api/auth/refresh").bearer_auth(text(&singularity, "refreshToken"));
        assert_eq!(Answer::of(by_bearer).await.status, 200, "{backend:?}");
        let body = json!({ "refreshToken": text(&insforge, "refreshToken") });
        let refreshed = server.post_json("/api/auth/refresh?client_type=server", body).await;
        assert_eq!(refreshed.status, 200, "{backend:?} {}", refreshed.body);
        let form =
            [("grant_type", "refresh_token"), ("refresh_token", text(&nexudus, "refresh_token")), ("client_id", ANN)];
        let refreshed = server.post_form("/api/token", &form).await;
        assert_eq!(refreshed.status, 200, "{backend:?} {}", refreshed.body);
        let form = [("grant_type", "refresh_token"), ("refresh_token", &"0".repeat(64)), ("client_id", ANN)];
        assert_eq!(server.post_form("/api/token", &form).await.status, 429);

        let mut browser = Browser::new(&server);
        let page = browser.open(&format!("/signin?token={link}")).await;
        browser.submit(&page, "/signin/link", &[]).await.is("/signin", "You’re signed in");
        let page = browser.open(&format!("/reset?token={page_link}")).await;
        let reset = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
        assert_eq!(reset.path, "/reset/done", "{backend:?} {}", reset.answer.body);
        let told = server.deliver().await;
        let mut links = told.iter().flat_map(|mail| &mail.links);
        let not_me = links.find(|link| link.contains("/not-me")).expect("a link");
        let page = browser.open(not_me.strip_prefix(&server.url).unwrap()).await;
        assert_eq!(browser.submit(&page, "/not-me", &[]).await.path, "/not-me/done", "{backend:?}");
    }
}

#[tokio::test]
async fn links_that_confirm_an_address_work_on_a_network_that_has_spent_its_failures() {
    for backend in Backend::BOTH {
        let server = server(backend).await;
        open_sign_up(&server, BY_CODE).await;
        let registered = register(&server, "Quiet-evening-7").await;
        let moved = ask_to_move(&server, "moved@example.com").await;
        flood(&server).await;
        let mut browser = Browser::new(&server);
        for (link, path) in [(registered, "/verify-email"), (moved, "/new-address")] {
            let page = browser.open(&link).await;
            let done = browser.submit(&page, path, &[]).await;
            assert_eq!(done.path, format!("{path}/done"), "{backend:?} {}", done.answer.body);
        }
    }
}

/// What can be guessed waits all the same: no flood of guesses finds out which one is right.
#[tokio::test]
async fn codes_and_passwords_wait_on_a_network_that_has_spent_its_failures() {
    for backend in Backend::BOTH {
        let server = server(backend).await;
        assert!(server.post_json(SEND, json!({ "email": ANN })).await.status.is_success());
        let code = server.deliver().await[0].code.clone().expect("a code");
        flood(&server).await;
        let exchange = server.post_json(EXCHANGE, json!({ "email": ANN, "code": code })).await;
        assert_eq!(exchange.status, 429, "{backend:?} {}", exchange.body);
        let pair = json!({ "email": ANN, "password": PASSWORD });
        assert_eq!(server.post_json("/api/auth/login", pair).await.status, 429, "{backend:?}");
    }
}
