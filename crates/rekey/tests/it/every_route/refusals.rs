//! What every route may have to refuse, whatever it is about.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rekey_core::ports::Rng;
use rekey_core::testing::SeededRng;
use reqwest::Method;
use serde_json::json;

use super::{ADMIN, Route, Shape, SignedIn, Takes, routes, server_with};
use crate::singularity::storage::Broken;
use crate::support::{Answer, TestServer};
use crate::{insforge, nexudus, singularity};

#[tokio::test]
async fn too_large_a_body_and_another_type_are_refused_in_shape() {
    let (server, ann) = server_with(|_| {}).await;
    for route in routes().iter().filter(|route| route.takes != Takes::Nothing) {
        let large = route.request_with(&server, &ann, &json!({ "padding": "x".repeat(17 * 1024) }));
        route.refused(&server, &Answer::of(large).await, 413, route.code(413));
        let other = route.bare_request(&server, &ann).header("content-type", "text/plain").body("x");
        let other = Answer::of(other).await;
        if route.shape == Shape::OAuth {
            route.refused(&server, &other, 400, "unsupported_grant_type");
        } else {
            route.refused(&server, &other, 415, route.code(415));
        }
    }
}

/// Reads nothing.
const ANON_KEY: &str = "/api/auth/tokens/anon";

#[tokio::test]
async fn another_method_is_refused_in_shape() {
    let server = TestServer::start().await;
    for route in routes() {
        let request = server.request(Method::TRACE, route.path);
        let answer = Answer::of(route.credentials(request, &SignedIn::nobody())).await;
        route.refused(&server, &answer, 405, route.code(405));
    }
}

#[tokio::test]
async fn too_many_from_one_network_are_refused_in_shape_where_they_count() {
    let (server, ann) = server_with(|setup| {
        setup.settings.limits.requests_per_network = "1/15m".parse().ok();
        setup.settings.limits.failures_per_network = "1/15m".parse().ok();
    })
    .await;
    // Spends both: a request for nobody, and a wrong password.
    server.post_json(nexudus::START, json!({ "email": "nobody@example.com" })).await;
    server.post_json(singularity::LOGIN, json!({ "email": "nobody@example.com", "password": "x" })).await;
    for route in routes() {
        let answer = Answer::of(route.request(&server, &ann)).await;
        if route.counts {
            route.refused(&server, &answer, 429, route.code(429));
            assert!(answer.header("ratelimit").is_some(), "{}", route.path);
        } else {
            assert_ne!(answer.status, 429, "{}", route.path);
        }
    }
}

#[tokio::test]
async fn an_address_that_has_used_up_its_requests_waits_longer_by_every_door() {
    for route in routes().iter().filter(|route| route.mails) {
        let (server, ann) = server_with(|_| {}).await;
        server.deliver_always();
        let mut accepted = Vec::new();
        for _ in 0..3 {
            let answer = Answer::of(route.request(&server, &ann)).await;
            assert!(answer.status.is_success(), "{}: {}", route.path, answer.body);
            accepted.push(answer);
            server.advance_at_rest(60).await;
        }
        let sent = server.mails().len();
        let answer = Answer::of(route.request(&server, &ann)).await;
        if route.path == nexudus::START {
            assert_eq!(answer.fingerprint(), accepted[0].fingerprint());
        } else {
            let code = if route.path == singularity::REQUEST { "EMAIL_COOLDOWN_ACTIVE" } else { "TOO_MANY_REQUESTS" };
            route.refused(&server, &answer, 429, code);
            assert_eq!(answer.header("retry-after"), Some("120"), "{}", route.path);
        }
        server.advance_at_rest(0).await;
        assert_eq!(server.mails().len(), sent, "{}", route.path);
    }
}

#[tokio::test]
async fn with_mail_switched_off_what_needs_it_is_refused_in_shape() {
    let server = TestServer::start_with(|setup| setup.settings.mail_enabled = false).await;
    for route in routes().iter().filter(|route| route.mails) {
        let answer = Answer::of(route.request(&server, &SignedIn::nobody())).await;
        route.refused(&server, &answer, 503, route.code(503));
    }
}

#[tokio::test]
async fn storage_that_fails_is_told_in_shape() {
    let broken = Broken::start_with(|setup| setup.http.admin_token = ADMIN.parse().ok()).await;
    let server = &broken.server;
    insforge::open_sign_up(server, insforge::UNVERIFIED).await;
    let ann = SignedIn::ann(server).await;
    // Locations are known here.
    server.get("/api/auth/public-config").await;
    broken.lose_everything();
    for seconds in [0, 2] {
        server.advance(seconds);
        for route in routes().into_iter().filter(|route| (seconds > 0 || !route.remembers) && route.path != ANON_KEY) {
            let (status, code) = route.storage_fails;
            let answer = Answer::of(route.request(server, &ann)).await;
            assert_eq!(answer.status, status, "{} {}: {}", route.method, route.path, answer.body);
            route.refused(server, &answer, status, code);
        }
    }
}

/// Randomness that ends a handler, once it is armed.
struct Mine {
    good: SeededRng,
    explodes: AtomicBool,
}

impl Rng for Mine {
    fn fill(&self, bytes: &mut [u8]) {
        assert!(!self.explodes.load(Ordering::SeqCst), "a defect");
        self.good.fill(bytes);
    }
}

#[tokio::test]
async fn a_defect_is_told_in_shape_and_without_its_cause() {
    let mine = Arc::new(Mine { good: SeededRng::new(1), explodes: AtomicBool::new(false) });
    let rng = mine.clone();
    let server = TestServer::start_with(|setup| setup.rng = rng).await;
    mine.explodes.store(true, Ordering::SeqCst);
    let all = routes();
    let first = |path| all.iter().find(|route| route.path == path).unwrap();
    let paths = [nexudus::START, "/api/token", insforge::SEND, singularity::REQUEST, singularity::LOGIN];
    // On a path that dialects share, it has the shape of the one whose call it is, which need not be the first.
    let shared = |route: &&Route| route.path == insforge::REFRESH && route.shape == Shape::Singularity;
    for route in paths.into_iter().map(first).chain([all.iter().find(shared).unwrap()]) {
        let answer = Answer::of(route.request(&server, &SignedIn::nobody()).header("x-request-id", "sane")).await;
        route.refused(&server, &answer, 500, route.code(500));
        assert!(!answer.body.contains("defect"), "{}", answer.body);
    }
}
