//! What is true for every route of the three published APIs, in its dialect's own shape: a row for each route, and the
//! documents say whether one is missing. What a route does besides is tested with its dialect; `outcomes.txt` says where.

mod bodies;
mod links;
mod outcomes;
mod refusals;

use std::collections::BTreeSet;

use rekey_core::location::LocationSettings;
use rekey_http::Dialect;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::singularity::own_account::{CHANGE_ADDRESS, CHANGE_PASSWORD};
use crate::singularity::{ME, REGISTER, SEND_VERIFICATION};
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
    /// What it answers when storage fails.
    storage_fails: (u16, &'static str),
    /// Whether it needs storage once a second at most.
    remembers: bool,
}

/// How failures look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Envelope,
    OAuth,
    Insforge,
    Singularity,
}

/// Nobody has this id.
const NOBODY: &str = "01a204e6-b1f0-772b-ab85-2e0cd1d39a7a";
/// Well formed, and nobody's.
const TOKEN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const ADMIN: &str = "0123456789abcdef0123456789abcdef";

const SECOND_FACTOR: &str = "/api/auth/2fa/login";
const RECOVER: &str = "/api/auth/2fa/totp/recover";
const STEP_UP: &str = "/api/auth/step-up";
const COMPLETE_STEP_UP: &str = "/api/auth/2fa/step-up";

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
            (Self::Insforge, 429) => "TOO_MANY_REQUESTS",
            (Self::Singularity, 429) => "IP_RATE_LIMIT_EXCEEDED",
            (Self::Insforge | Self::Singularity, 500) => "INTERNAL_ERROR",
            (Self::Insforge | Self::Singularity, 503) => "EMAIL_DISABLED",
            (Self::Insforge, _) => "INVALID_INPUT",
            (Self::Singularity, _) => "INVALID_REQUEST",
        }
    }

    fn assert_refused(self, server: &TestServer, answer: &Answer, path: &str, status: u16, code: &str) {
        match self {
            Self::Envelope => nexudus::assert_refused(answer, status),
            Self::OAuth => nexudus::assert_oauth(answer, status, code),
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
    Route { shape, method, path, documented, takes, body, counts: true, mails: false, storage_fails, remembers: false }
}

impl Route {
    fn mails(self) -> Self {
        Self { mails: true, ..self }
    }

    fn signs_up(&self) -> bool {
        [insforge::SIGN_UP, REGISTER].contains(&self.path) && self.method == Method::POST
    }

    /// Of those that mail nothing to Ann, whose address is verified.
    fn sends_verification_again(&self) -> bool {
        self.path == SEND_VERIFICATION
    }

    fn is_for_administrators(&self) -> bool {
        let always = ["/api/auth/config", "/api/auth/users/{userId}", "/api/auth/tokens/anon"];
        always.contains(&self.documented) || self.path == insforge::SIGN_UP && self.method != Method::POST
    }

    fn uncounted(self) -> Self {
        Self { counts: false, ..self }
    }

    fn fails_with(self, code: &'static str) -> Self {
        Self { storage_fails: (500, code), ..self }
    }

    fn remembers(self) -> Self {
        Self { remembers: true, ..self }
    }

    fn documented_as(self, documented: &'static str) -> Self {
        Self { documented, ..self }
    }

    fn request(&self, server: &TestServer, ann: &SignedIn) -> RequestBuilder {
        self.request_with(server, ann, &self.body)
    }

    fn request_with(&self, server: &TestServer, ann: &SignedIn, body: &Value) -> RequestBuilder {
        let request = self.bare_request(server, ann);
        match self.takes {
            Takes::Nothing => request,
            Takes::Json => request.json(body),
            Takes::Form => request.form(body),
        }
    }

    /// Without a body.
    fn bare_request(&self, server: &TestServer, ann: &SignedIn) -> RequestBuilder {
        self.credentials(server.request(self.method.clone(), self.path), ann)
    }

    /// What says whose call it is.
    fn credentials(&self, request: RequestBuilder, ann: &SignedIn) -> RequestBuilder {
        match self.documented {
            insforge::LOGOUT if self.shape == Shape::Singularity => {
                request.header("cookie", format!("access_token={}", ann.bearer))
            }
            // A refresh token is not a JWT here, and neither is what the first factor gave.
            SECOND_FACTOR => request.bearer_auth(TOKEN),
            insforge::REFRESH if self.shape == Shape::Singularity => request.bearer_auth(TOKEN),
            // Somebody who is signed in need not sign in.
            singularity::LOGIN | REGISTER => request,
            COMPLETE_STEP_UP => request.bearer_auth(&ann.bearer).header("x-two-factor-authentication-token", TOKEN),
            RECOVER => request.header("x-two-factor-authentication-token", TOKEN),
            CHANGE_PASSWORD | CHANGE_ADDRESS => {
                request.bearer_auth(&ann.bearer).header("x-step-up-token", &ann.step_up)
            }
            // Programs say what they are.
            _ if [insforge::REFRESH, insforge::LOGOUT].contains(&self.path) => {
                request.header("cookie", &ann.cookie).header("x-csrf-token", &ann.csrf)
            }
            _ if self.is_for_administrators() => request.bearer_auth(ADMIN),
            _ => request.bearer_auth(&ann.bearer),
        }
    }

    /// The code of a failure, where the route has codes.
    fn code(&self, status: u16) -> &'static str {
        const OF_SIGN_IN: [&str; 7] = [
            singularity::LOGIN,
            SECOND_FACTOR,
            singularity::RESET,
            STEP_UP,
            COMPLETE_STEP_UP,
            RECOVER,
            CHANGE_PASSWORD,
        ];
        if self.shape == Shape::Singularity && status == 429 && OF_SIGN_IN.contains(&self.documented) {
            return "IP_LOGIN_RATE_LIMIT_EXCEEDED";
        }
        self.shape.code(status)
    }

    fn refused(&self, server: &TestServer, answer: &Answer, status: u16, code: &str) {
        let bare = self.path.split('?').next().unwrap();
        self.shape.assert_refused(server, answer, bare, status, code);
    }
}

fn routes() -> Vec<Route> {
    use Shape::{Envelope, Insforge, OAuth};
    let (get, post, put, patch) = (|| Method::GET, || Method::POST, || Method::PUT, || Method::PATCH);
    let pair = || json!({ "email": ANN, "password": PASSWORD });
    let email = || json!({ "email": ANN });
    let mut routes = singularity_routes();
    routes.extend([
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
        route(Insforge, post(), insforge::REFRESH, Value::Null),
        route(Insforge, post(), "/api/auth/logout?client_type=mobile", Value::Null).uncounted(),
        route(Insforge, post(), insforge::LOGOUT, Value::Null).uncounted(),
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
        route(Insforge, get(), "/api/auth/public-config", Value::Null).uncounted().remembers(),
        route(Insforge, get(), "/api/auth/config", Value::Null).uncounted(),
        route(Insforge, put(), "/api/auth/config", json!({ "requireNumber": true })).uncounted(),
        route(Insforge, get(), insforge::SIGN_UP, Value::Null).uncounted(),
        route(Insforge, Method::DELETE, insforge::SIGN_UP, json!({ "userIds": [NOBODY] })).uncounted(),
        route(Insforge, get(), "/api/auth/users/01a204e6-b1f0-772b-ab85-2e0cd1d39a7a", Value::Null)
            .uncounted()
            .documented_as("/api/auth/users/{userId}"),
        route(Insforge, post(), "/api/auth/tokens/anon", Value::Null).uncounted(),
    ]);
    routes
}

fn singularity_routes() -> Vec<Route> {
    use Shape::Singularity;
    let (get, post) = (|| Method::GET, || Method::POST);
    vec![
        route(Singularity, post(), singularity::REQUEST, json!({ "email": ANN }))
            .mails()
            .fails_with("EMAIL_COOLDOWN_CACHE_FAILURE"),
        route(Singularity, get(), "/api/auth/password/reset/cooldown?email=ann@example.com", Value::Null)
            .uncounted()
            .fails_with("EMAIL_COOLDOWN_CACHE_FAILURE"),
        route(
            Singularity,
            post(),
            "/api/auth/password/reset?token=0000000000000000000000000000000000000000000000000000000000000000",
            json!({ "newPassword": singularity::NEW_PASSWORD }),
        ),
        route(Singularity, post(), singularity::LOGIN, json!({ "email": ANN, "password": PASSWORD })),
        route(Singularity, post(), SECOND_FACTOR, json!({ "totp": 123_456 })),
        route(
            Singularity,
            post(),
            REGISTER,
            json!({ "email": ANN, "password": singularity::NEW_PASSWORD, "name": "Ann" }),
        ),
        route(
            Singularity,
            post(),
            "/api/auth/email/verification?token=0000000000000000000000000000000000000000000000000000000000000000",
            Value::Null,
        ),
        route(Singularity, post(), SEND_VERIFICATION, Value::Null).uncounted(),
        route(Singularity, get(), "/api/auth/email/verification/cooldown", Value::Null).uncounted(),
        route(Singularity, post(), STEP_UP, json!({ "password": PASSWORD })),
        route(Singularity, post(), COMPLETE_STEP_UP, json!({ "totp": 123_456 })),
        route(Singularity, get(), "/api/auth/2fa/totp/setup", Value::Null).uncounted(),
        route(Singularity, post(), "/api/auth/2fa/totp/setup", json!({ "token": "x", "code": 123_456 })).uncounted(),
        route(Singularity, Method::DELETE, "/api/auth/2fa/totp", Value::Null).uncounted(),
        route(Singularity, post(), RECOVER, json!({ "code": "00000-00000" })),
        route(Singularity, post(), "/api/auth/2fa/preferred-method", json!({ "method": "totp" })).uncounted(),
        route(Singularity, get(), "/api/users/me/sessions", Value::Null).uncounted(),
        route(Singularity, Method::DELETE, "/api/users/me/sessions/01a204e6-b1f0-772b-ab85-2e0cd1d39a7a", Value::Null)
            .uncounted()
            .documented_as("/api/users/me/sessions/{sessionId}"),
        route(Singularity, post(), insforge::REFRESH, Value::Null),
        route(Singularity, get(), "/api/auth/status", Value::Null).uncounted(),
        route(Singularity, get(), "/api/users/me", Value::Null).uncounted(),
        route(Singularity, Method::PUT, ME, json!({ "name": "Ann" })).uncounted(),
        route(
            Singularity,
            Method::PUT,
            CHANGE_PASSWORD,
            json!({ "oldPassword": PASSWORD, "newPassword": singularity::NEW_PASSWORD }),
        ),
        route(Singularity, Method::PUT, CHANGE_ADDRESS, json!({ "newEmail": "new@example.com" })),
        // These end Ann's sessions.
        route(Singularity, Method::DELETE, "/api/users/me/sessions", Value::Null).uncounted(),
        route(Singularity, post(), insforge::LOGOUT, Value::Null).uncounted(),
    ]
}

/// What Ann's programs and browser have.
struct SignedIn {
    bearer: String,
    cookie: String,
    csrf: String,
    step_up: String,
}

impl SignedIn {
    fn nobody() -> Self {
        Self { bearer: "none".to_owned(), cookie: String::new(), csrf: String::new(), step_up: String::new() }
    }

    async fn ann(server: &TestServer) -> Self {
        let answer = server.post_json(insforge::SESSIONS, json!({ "email": ANN, "password": PASSWORD })).await;
        let (body, cookie) = (answer.json(), answer.header("set-cookie").expect("a cookie"));
        let text = |name: &str| body[name].as_str().expect("a token").to_owned();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let bearer = text("accessToken");
        let session = server.engine.sessions.authenticate(&bearer).await.unwrap().session.id;
        let step_up = server.engine.sign_in.step_up_of(session).token.expose().to_owned();
        Self { bearer, cookie, csrf: text("csrfToken"), step_up }
    }
}

/// A server where every route has something to do, and Ann signed in.
async fn server_with(change: impl FnOnce(&mut Setup)) -> (TestServer, SignedIn) {
    let server = TestServer::start_with(|setup| {
        setup.http.admin_token = ADMIN.parse().ok();
        change(setup);
    })
    .await;
    insforge::open_sign_up(&server, insforge::UNVERIFIED).await;
    let page = Some("https://app.example.com/verify-email".parse().unwrap());
    server.set_location(1, LocationSettings { verification_url: page, ..LocationSettings::default() }).await;
    let ann = SignedIn::ann(&server).await;
    (server, ann)
}

#[tokio::test]
async fn a_dialect_can_be_left_out() {
    for left_out in Dialect::all() {
        let server = TestServer::start_with(|setup| setup.http.dialects.retain(|dialect| *dialect != left_out)).await;
        for route in routes() {
            let answer = Answer::of(server.request(Method::TRACE, route.path)).await;
            let is_left_out = |other: &Route| other.shape.part() == left_out.code();
            let is_served = routes().iter().any(|other| other.documented == route.documented && !is_left_out(other));
            let status = if is_served { 405 } else { 404 };
            assert_eq!(answer.status, status, "{} without {}", route.path, left_out.code());
        }
    }
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
