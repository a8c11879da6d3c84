//! What every route of the three published APIs may have to refuse, whatever it is about, in its dialect's own shape:
//! a row for each route, and the documents say whether one is missing. What a route refuses besides is tested with it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rekey_core::ports::Rng;
use rekey_core::testing::SeededRng;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::singularity::storage::Broken;
use crate::support::{ANN, Answer, PASSWORD, Setup, TestServer};
use crate::{insforge, nexudus, singularity};

/// What a route reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Json,
    Form,
}

/// A route, and a request that reaches its storage.
struct Route {
    shape: Shape,
    method: Method,
    path: &'static str,
    /// The path as the documents have it, without what is filled in.
    documented: &'static str,
    takes: Takes,
    body: Value,
    /// Whether its uses count for the client's network.
    counts: bool,
    /// Whether it is of no use without mail.
    mails: bool,
    /// What it answers when storage fails; none: it needs none.
    storage_fails: Option<(u16, &'static str)>,
}

/// How failures look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Envelope,
    OAuth,
    Insforge,
    Singularity,
}

/// Well formed, and nobody's.
const TOKEN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const SECOND_FACTOR: &str = "/api/auth/2fa/login";

impl Shape {
    fn part(self) -> &'static str {
        match self {
            Self::Envelope | Self::OAuth => "nexudus",
            Self::Insforge => "insforge",
            Self::Singularity => "singularity",
        }
    }

    /// The code of a failure, where the shape has codes.
    fn code(self, status: u16) -> &'static str {
        match (self, status) {
            (Self::Envelope, _) => "",
            (Self::OAuth, 429 | 503) => "temporarily_unavailable",
            (Self::OAuth, 500) => "server_error",
            (Self::OAuth, _) => "invalid_request",
            (Self::Insforge, 413) => "PAYLOAD_TOO_LARGE",
            (Self::Insforge, 415) => "UNSUPPORTED_MEDIA_TYPE",
            (Self::Insforge | Self::Singularity, 429) => "TOO_MANY_REQUESTS",
            (Self::Insforge | Self::Singularity, 500) => "INTERNAL_ERROR",
            (Self::Insforge | Self::Singularity, 503) => "EMAIL_DISABLED",
            (Self::Insforge, _) => "INVALID_INPUT",
            (Self::Singularity, _) => "INVALID_REQUEST",
        }
    }

    fn assert_refused(self, server: &TestServer, answer: &Answer, path: &str, status: u16, code: &str) {
        match self {
            Self::Envelope => nexudus::assert_refused(answer, status),
            Self::OAuth => {
                let body = answer.json();
                let words = body["error_description"].as_str().expect("words");
                assert_eq!(body, json!({ "error": code, "error_description": words }));
                assert_eq!(answer.status, status);
            }
            Self::Insforge => insforge::assert_refused(answer, status, code),
            Self::Singularity => singularity::assert_problem(server, answer, path, status, code),
        }
    }
}

fn route(shape: Shape, method: Method, path: &'static str, body: Value) -> Route {
    let takes = match (&body, shape) {
        (Value::Null, _) => Takes::Nothing,
        (_, Shape::OAuth) => Takes::Form,
        _ => Takes::Json,
    };
    let storage_fails = match shape {
        Shape::Envelope => (503, ""),
        Shape::OAuth => (503, "temporarily_unavailable"),
        Shape::Insforge => (503, "SERVICE_OVERLOADED"),
        Shape::Singularity => (500, "DATABASE_FAILURE"),
    };
    let documented = path.split('?').next().unwrap();
    Route {
        shape,
        method,
        path,
        documented,
        takes,
        body,
        counts: true,
        mails: false,
        storage_fails: Some(storage_fails),
    }
}

impl Route {
    fn mails(self) -> Self {
        Self { mails: true, ..self }
    }

    fn uncounted(self) -> Self {
        Self { counts: false, ..self }
    }

    fn fails_with(self, code: &'static str) -> Self {
        Self { storage_fails: Some((500, code)), ..self }
    }

    fn without_storage(self) -> Self {
        Self { storage_fails: None, counts: false, ..self }
    }

    fn documented_as(self, documented: &'static str) -> Self {
        Self { documented, ..self }
    }

    fn request(&self, server: &TestServer, bearer: &str) -> RequestBuilder {
        // The second factor's bearer is no session's, but what the first factor gave.
        let bearer = if self.path == SECOND_FACTOR { TOKEN } else { bearer };
        let request = server.request(self.method.clone(), self.path).bearer_auth(bearer);
        match self.takes {
            Takes::Nothing => request,
            Takes::Json => request.json(&self.body),
            Takes::Form => request.form(&self.body),
        }
    }

    fn refused(&self, server: &TestServer, answer: &Answer, status: u16, code: &str) {
        let bare = self.path.split('?').next().unwrap();
        self.shape.assert_refused(server, answer, bare, status, code);
        assert!(status != 429 || answer.header("retry-after").is_some(), "{}", self.path);
    }
}

fn routes() -> Vec<Route> {
    use Shape::{Envelope, Insforge, OAuth, Singularity};
    let (get, post, put, patch) = (|| Method::GET, || Method::POST, || Method::PUT, || Method::PATCH);
    let pair = || json!({ "email": ANN, "password": PASSWORD });
    let email = || json!({ "email": ANN });
    vec![
        route(Envelope, post(), nexudus::START, json!({ "email": ANN })).mails(),
        route(Envelope, get(), "/api/sys/users/sendOtp?email=ann@example.com&businessId=1", Value::Null).mails(),
        route(
            Envelope,
            post(),
            nexudus::COMPLETE,
            json!({ "Token": TOKEN, "Password": "an even quieter evening", "BusinessId": 1 }),
        ),
        route(
            Envelope,
            post(),
            "/api/sys/users/exchange?token=0000000000000000000000000000000000000000000000000000000000000000",
            Value::Null,
        ),
        route(
            Envelope,
            get(),
            "/api/sys/users/exchange?token=0000000000000000000000000000000000000000000000000000000000000000",
            Value::Null,
        ),
        route(Envelope, post(), "/api/sys/users/token/refresh", Value::Null).uncounted(),
        route(
            OAuth,
            post(),
            "/api/token",
            json!({ "grant_type": "password", "username": ANN, "password": PASSWORD }),
        ),
        route(Singularity, post(), singularity::REQUEST, email()).mails().fails_with("EMAIL_COOLDOWN_CACHE_FAILURE"),
        route(Singularity, get(), "/api/auth/password/reset/cooldown?email=ann@example.com", Value::Null)
            .uncounted()
            .fails_with("EMAIL_COOLDOWN_CACHE_FAILURE"),
        route(
            Singularity,
            post(),
            "/api/auth/password/reset?token=0000000000000000000000000000000000000000000000000000000000000000",
            json!({ "newPassword": singularity::NEW_PASSWORD }),
        ),
        route(Singularity, post(), singularity::LOGIN, pair()),
        route(Singularity, post(), SECOND_FACTOR, json!({ "totp": 123_456 })),
        route(Insforge, post(), insforge::SEND, email()).mails(),
        route(Insforge, post(), insforge::SEND_OTP, email()).mails(),
        route(Insforge, post(), insforge::SEND_VERIFICATION, email()).mails(),
        route(Insforge, post(), insforge::EXCHANGE, json!({ "email": ANN, "code": "123456" })),
        route(Insforge, post(), insforge::RESET, json!({ "newPassword": "an even quieter evening", "otp": TOKEN })),
        route(
            Insforge,
            get(),
            "/api/auth/email/reset-password-link?token=0000000000000000000000000000000000000000000000000000000000000000",
            Value::Null,
        )
        .uncounted(),
        route(Insforge, post(), insforge::SESSIONS, pair()),
        route(Insforge, get(), insforge::CURRENT, Value::Null).uncounted(),
        route(
            Insforge,
            post(),
            "/api/auth/refresh?client_type=mobile",
            json!({ "refreshToken": TOKEN }),
        ),
        route(Insforge, post(), "/api/auth/logout?client_type=mobile", Value::Null).uncounted(),
        route(Insforge, post(), insforge::SIGN_UP, pair()),
        route(Insforge, post(), insforge::VERIFY, json!({ "email": ANN, "otp": "123456" })),
        route(
            Insforge,
            get(),
            "/api/auth/email/verify-link?token=0000000000000000000000000000000000000000000000000000000000000000",
            Value::Null,
        )
        .uncounted(),
        Route {
            takes: Takes::Form,
            ..route(Insforge, post(), insforge::VERIFY_LINK, json!({ "token": TOKEN })).uncounted()
        },
        route(Insforge, get(), "/api/auth/profiles/01a204e6-b1f0-772b-ab85-2e0cd1d39a7a", Value::Null)
            .uncounted()
            .documented_as("/api/auth/profiles/{userId}"),
        route(Insforge, patch(), "/api/auth/profiles/current", json!({ "profile": { "name": "A" } })).uncounted(),
        route(Insforge, get(), "/api/auth/public-config", Value::Null).without_storage(),
        route(Insforge, get(), "/api/auth/config", Value::Null).without_storage(),
        route(Insforge, put(), "/api/auth/config", json!({})).without_storage(),
    ]
}

async fn bearer(server: &TestServer) -> String {
    let body = json!({ "email": ANN, "password": PASSWORD });
    let answer = server.post_json(&format!("{}?client_type=server", insforge::SESSIONS), body).await;
    answer.json()["accessToken"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn the_table_has_every_route_that_is_documented() {
    let server = TestServer::start().await;
    for part in ["nexudus", "insforge", "singularity"] {
        let document = server.get(&format!("/openapi/{part}.json")).await.json();
        let documented: BTreeSet<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone()))
            })
            .collect();
        let listed = routes().into_iter().filter(|route| route.shape.part() == part);
        let listed: BTreeSet<_> = listed.map(|route| (route.method.to_string(), route.documented.to_owned())).collect();
        assert_eq!(listed, documented);
    }
}

#[tokio::test]
async fn too_large_a_body_and_another_type_are_refused_in_shape() {
    let server = TestServer::start_with(|setup| setup.http.admin_token = "x".repeat(32).parse().ok()).await;
    insforge::open_sign_up(&server, insforge::UNVERIFIED).await;
    let bearer = bearer(&server).await;
    for route in routes().iter().filter(|route| route.takes != Takes::Nothing) {
        let bearer = if route.documented.ends_with("/config") { "x".repeat(32) } else { bearer.clone() };
        let request = || server.request(route.method.clone(), route.path).bearer_auth(&bearer);
        let padding = "x".repeat(17 * 1024);
        let large = match route.takes {
            Takes::Form => request().form(&[("padding", &padding)]),
            _ => request().json(&json!({ "padding": padding })),
        };
        let large = Answer::of(large).await;
        route.refused(&server, &large, 413, route.shape.code(413));
        let other = Answer::of(request().header("content-type", "text/plain").body("x")).await;
        if route.shape == Shape::OAuth {
            route.refused(&server, &other, 400, "unsupported_grant_type");
        } else {
            route.refused(&server, &other, 415, route.shape.code(415));
        }
    }
}

#[tokio::test]
async fn another_method_is_refused_in_shape() {
    let server = TestServer::start().await;
    for route in routes() {
        let answer = Answer::of(server.request(Method::DELETE, route.path)).await;
        route.refused(&server, &answer, 405, route.shape.code(405));
    }
}

#[tokio::test]
async fn too_many_from_one_network_are_refused_in_shape() {
    let spent = |setup: &mut Setup| {
        setup.settings.limits.requests_per_network = "1/15m".parse().ok();
        setup.settings.limits.failures_per_network = "1/15m".parse().ok();
    };
    for route in routes().iter().filter(|route| route.counts) {
        let server = TestServer::start_with(spent).await;
        insforge::open_sign_up(&server, insforge::UNVERIFIED).await;
        let bearer = bearer(&server).await;
        // Spends both: a request for nobody, and a wrong password.
        server.post_json(nexudus::START, json!({ "email": "nobody@example.com" })).await;
        server.post_json(singularity::LOGIN, json!({ "email": "nobody@example.com", "password": "x" })).await;
        let answer = Answer::of(route.request(&server, &bearer)).await;
        route.refused(&server, &answer, 429, route.shape.code(429));
        assert!(answer.header("ratelimit").is_some(), "{}", route.path);
    }
}

#[tokio::test]
async fn with_mail_switched_off_what_needs_it_is_refused_in_shape() {
    let server = TestServer::start_with(|setup| setup.settings.mail_enabled = false).await;
    for route in routes().iter().filter(|route| route.mails) {
        let answer = Answer::of(route.request(&server, "none")).await;
        route.refused(&server, &answer, 503, route.shape.code(503));
    }
}

#[tokio::test]
async fn storage_that_fails_is_told_in_shape() {
    let broken = Broken::start().await;
    insforge::open_sign_up(&broken.server, insforge::UNVERIFIED).await;
    let bearer = bearer(&broken.server).await;
    broken.lose_everything();
    for route in routes() {
        let Some((status, code)) = route.storage_fails else { continue };
        let answer = Answer::of(route.request(&broken.server, &bearer)).await;
        assert_eq!(answer.status, status, "{} {}: {}", route.method, route.path, answer.body);
        route.refused(&broken.server, &answer, status, code);
    }
}

/// Randomness that ends a handler, once it is told to.
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
    for path in [nexudus::START, "/api/token", insforge::SEND, singularity::REQUEST, singularity::LOGIN] {
        let all = routes();
        let route = all.iter().find(|route| route.path == path).unwrap();
        let answer = Answer::of(route.request(&server, "none").header("x-request-id", "sane")).await;
        route.refused(&server, &answer, 500, route.shape.code(500));
        assert!(!answer.body.contains("defect"), "{}", answer.body);
    }
}
