//! Paths that several dialects have. The request decides which one gets the call: first its cookies, then its query and
//! body fields, then the dialect that opened its bearer token's session. If several are left, the first in the setting
//! `dialects` gets the call.

use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::routing::{MethodRouter, any};
use rekey_core::Token;
use rekey_core::session::ClientId;
use serde_json::Value;

use super::registration::{CookieSign, Signs};
use crate::app::SharedApp;
use crate::guard::{Guard, Shape};
use crate::input::{BodyError, Fields, KeyCase, MAX_BODY_BYTES, bearer, read_body};

/// The paths of all spoken dialects, in the order of the setting.
#[derive(Default)]
pub(super) struct Paths(Vec<(String, Endpoints)>);

/// The dialects that have a path, in the order of the setting.
struct Endpoints {
    first: Endpoint,
    others: Vec<Endpoint>,
}

/// A dialect that has a path.
pub(super) struct Endpoint {
    /// How its calls look.
    pub(super) signs: &'static Signs,
    /// The methods that it has here.
    pub(super) methods: Vec<Method>,
    /// The shape of its answers.
    pub(super) shape: Shape,
    /// What serves it, before the guard.
    pub(super) route: MethodRouter<SharedApp>,
}

impl Paths {
    /// Adds a dialect's path. Two paths are one if they differ only in the names of their parameters.
    pub(super) fn add(&mut self, path: String, endpoint: Endpoint) {
        match self.0.iter_mut().find(|(known, _)| pattern(known) == pattern(&path)) {
            Some((_, endpoints)) => endpoints.others.push(endpoint),
            None => self.0.push((path, Endpoints { first: endpoint, others: Vec::new() })),
        }
    }

    /// What serves each path, behind the guard.
    pub(super) fn into_routes(
        self,
        app: &SharedApp,
        guard: &Guard,
    ) -> impl Iterator<Item = (String, MethodRouter<SharedApp>)> {
        self.0.into_iter().map(move |(path, endpoints)| {
            let route = match endpoints {
                Endpoints { first, others } if others.is_empty() => guard.around_dialect(first.route, first.shape),
                endpoints => shared(app, guard, endpoints),
            };
            (path, route)
        })
    }
}

/// A path without the names of its parameters.
fn pattern(path: &str) -> Vec<&str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}

/// Which dialect gets the call is decided inside the guard. The guard's own answers have that dialect's shape; until it
/// is known, that of the likeliest one.
fn shared(app: &SharedApp, guard: &Guard, endpoints: Endpoints) -> MethodRouter<SharedApp> {
    let mut allowed: Vec<&str> = endpoints.iter().flat_map(|endpoint| &endpoint.methods).map(Method::as_str).collect();
    allowed.sort_unstable();
    allowed.dedup();
    let allowed = HeaderValue::try_from(allowed.join(",")).ok();
    let endpoints = Arc::new(endpoints);
    let (app, guard) = (app.clone(), guard.clone());
    any(move |request: Request| {
        let (app, guard, endpoints, allowed) = (app.clone(), guard.clone(), endpoints.clone(), allowed.clone());
        async move {
            let likeliest = endpoints.first_of(&endpoints.by_method_and_cookies(&app, &request)).shape;
            let chosen = OnceLock::new();
            let (endpoints, chosen) = (&endpoints, &chosen);
            let answer = |request: Request| async move {
                let (endpoint, request) = endpoints.choose(&app, request).await;
                chosen.get_or_init(|| endpoint.shape);
                let mut response = endpoint.route.clone().call(request, app).await;
                if let (StatusCode::METHOD_NOT_ALLOWED, Some(allowed)) = (response.status(), allowed) {
                    response.headers_mut().insert(header::ALLOW, allowed);
                }
                response
            };
            guard.answer(request, || chosen.get().copied().unwrap_or(likeliest), answer).await
        }
    })
}

impl Endpoints {
    fn iter(&self) -> impl Iterator<Item = &Endpoint> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn first_of<'a>(&'a self, left: &[&'a Endpoint]) -> &'a Endpoint {
        left.first().copied().unwrap_or(&self.first)
    }

    /// Whose call a request is.
    async fn choose(&self, app: &SharedApp, mut request: Request) -> (&Endpoint, Request) {
        let mut left = self.by_method_and_cookies(app, &request);
        if left.len() > 1 {
            let given;
            (given, request) = Given::of(request).await;
            narrow(&mut left, |endpoint| endpoint.signs.fields.iter().any(|own| given.has(own)));
        }
        if left.len() > 1
            && let Some(bearer) = bearer(request.headers()).map(str::to_owned)
        {
            let owner = Owner::of(app, &bearer).await;
            narrow(&mut left, |endpoint| owner.is(endpoint.signs));
        }
        (self.first_of(&left), request)
    }

    fn by_method_and_cookies(&self, app: &SharedApp, request: &Request) -> Vec<&Endpoint> {
        let mut left: Vec<&Endpoint> = self.iter().collect();
        narrow(&mut left, |endpoint| endpoint.methods.contains(request.method()));
        let cookies = |endpoint: &Endpoint| (endpoint.signs.cookies)(request.headers(), app.is_https());
        let plainest = left.iter().map(|endpoint| cookies(endpoint)).max().filter(|sign| *sign > CookieSign::Absent);
        narrow(&mut left, |endpoint| Some(cookies(endpoint)) == plainest);
        left
    }
}

/// Keeps those that fit, if any does.
fn narrow(left: &mut Vec<&Endpoint>, fits: impl Fn(&Endpoint) -> bool) {
    if left.iter().any(|endpoint| fits(endpoint)) {
        left.retain(|endpoint| fits(endpoint));
    }
}

/// What a bearer token says of the dialect that gave it.
enum Owner {
    /// It is opaque: not a JWT.
    Opaque,
    /// It is an access token of a session of this client.
    Client(Option<ClientId>),
    /// Nothing.
    Unknown,
}

impl Owner {
    async fn of(app: &SharedApp, bearer: &str) -> Self {
        if Token::parse(bearer).is_some() {
            return Self::Opaque;
        }
        match app.engine.sessions.authenticate(bearer).await {
            Ok(known) => Self::Client(known.session.client),
            // The dialect that gets the call meets the same refusal or fault, and answers it.
            Err(_) => Self::Unknown,
        }
    }

    fn is(&self, signs: &Signs) -> bool {
        match self {
            Self::Opaque => signs.opaque_bearer,
            Self::Client(client) => signs.client.is_some() && client.as_ref().map(ClientId::as_str) == signs.client,
            Self::Unknown => false,
        }
    }
}

/// What a request's query and JSON body hold.
struct Given {
    query: Option<Fields>,
    body: serde_json::Map<String, Value>,
}

impl Given {
    /// With the request as it came.
    async fn of(request: Request) -> (Self, Request) {
        let query = request.uri().query().unwrap_or_default();
        let query = Fields::parse(query.as_bytes(), KeyCase::Sensitive).ok();
        let (parts, body) = request.into_parts();
        let body = match read_body(body).await {
            Ok(body) => body,
            // The body was consumed here, so the dialect gets another one of that size, which it refuses in its own
            // shape.
            Err(BodyError::TooLarge) => vec![0; MAX_BODY_BYTES + 1].into(),
            Err(BodyError::Broken) => Bytes::new(),
        };
        let given = Self { query, body: serde_json::from_slice(&body).unwrap_or_default() };
        (given, Request::from_parts(parts, Body::from(body)))
    }

    fn has(&self, field: &str) -> bool {
        self.query.as_ref().is_some_and(|query| query.has(field)) || self.body.contains_key(field)
    }
}
