//! Paths that several dialects have. The credential that a request presents decides whose call it is: first its
//! cookies, then what its query and body are made of, then whose session its bearer token belongs to. Where that leaves
//! several dialects, the first of the setting `dialects` gets the call.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, any};
use rekey_core::Token;
use rekey_core::session::ClientId;
use serde_json::Value;

use super::registration::{CookieSign, Signs};
use crate::app::SharedApp;
use crate::guard::TIMEOUT;
use crate::input::{BodyError, Fields, KeyCase, MAX_BODY_BYTES, bearer, read_body};

/// The paths of all spoken dialects, in the order of the setting.
#[derive(Default)]
pub(super) struct Paths(Vec<(String, Vec<Door>)>);

/// A dialect that has a path.
pub(super) struct Door {
    /// How its calls look.
    pub(super) signs: &'static Signs,
    /// The methods that it has here.
    pub(super) methods: Vec<Method>,
    /// What serves it.
    pub(super) route: MethodRouter<SharedApp>,
}

impl Paths {
    /// Adds a dialect's path. Two paths are one if they differ in the names of their parameters alone.
    pub(super) fn add(&mut self, path: String, door: Door) {
        match self.0.iter_mut().find(|(known, _)| shape(known) == shape(&path)) {
            Some((_, doors)) => doors.push(door),
            None => self.0.push((path, vec![door])),
        }
    }

    /// The router of all paths.
    pub(super) fn into_router(self, app: &SharedApp) -> Router<SharedApp> {
        self.0.into_iter().fold(Router::new(), |router, (path, mut doors)| match doors.pop() {
            Some(only) if doors.is_empty() => router.route(&path, only.route),
            last => {
                doors.extend(last);
                router.route(&path, shared(app, doors))
            }
        })
    }
}

/// A path without the names of its parameters.
fn shape(path: &str) -> Vec<&str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}

fn shared(app: &SharedApp, doors: Vec<Door>) -> MethodRouter<SharedApp> {
    let mut allowed: Vec<&str> = doors.iter().flat_map(|door| &door.methods).map(Method::as_str).collect();
    allowed.sort_unstable();
    allowed.dedup();
    let allowed = HeaderValue::try_from(allowed.join(",")).ok();
    let doors: Arc<[Door]> = doors.into();
    let app = app.clone();
    any(move |request: Request| {
        let (app, doors, allowed) = (app.clone(), doors.clone(), allowed.clone());
        async move {
            let (door, request) = choose(&app, &doors, request).await;
            let Some(door) = door else { return StatusCode::NOT_FOUND.into_response() };
            let mut response = door.route.clone().call(request, app).await;
            if let (StatusCode::METHOD_NOT_ALLOWED, Some(allowed)) = (response.status(), allowed) {
                response.headers_mut().insert(header::ALLOW, allowed);
            }
            response
        }
    })
}

/// Whose call a request is.
async fn choose<'a>(app: &SharedApp, doors: &'a [Door], mut request: Request) -> (Option<&'a Door>, Request) {
    let mut left = by_method_and_cookies(app, doors, &request);
    if left.len() > 1 {
        let given;
        (given, request) = Given::of(request).await;
        narrow(&mut left, |door| door.signs.fields.iter().any(|own| given.has(own)));
    }
    if left.len() > 1
        && let Some(bearer) = bearer(request.headers()).map(str::to_owned)
    {
        let owner = Owner::of(app, &bearer).await;
        narrow(&mut left, |door| owner.is(door.signs));
    }
    (left.first().copied(), request)
}

fn by_method_and_cookies<'a>(app: &SharedApp, doors: &'a [Door], request: &Request) -> Vec<&'a Door> {
    let mut left: Vec<&Door> = doors.iter().collect();
    narrow(&mut left, |door| door.methods.contains(request.method()));
    let cookies = |door: &Door| (door.signs.cookies)(request.headers(), app.is_https());
    let plainest = left.iter().map(|door| cookies(door)).max().filter(|sign| *sign > CookieSign::Absent);
    narrow(&mut left, |door| Some(cookies(door)) == plainest);
    left
}

/// Keeps those that fit, if any does.
fn narrow(left: &mut Vec<&Door>, fits: impl Fn(&Door) -> bool) {
    if left.iter().any(|door| fits(door)) {
        left.retain(|door| fits(door));
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
        // The guard's time begins only with the dialect's own route.
        let body = match tokio::time::timeout(TIMEOUT, read_body(body)).await {
            Ok(Ok(body)) => body,
            // What has been read is gone; the dialect refuses any other body of that size in its own shape.
            Ok(Err(BodyError::TooLarge)) => vec![0; MAX_BODY_BYTES + 1].into(),
            Ok(Err(BodyError::Broken)) | Err(_) => Bytes::new(),
        };
        let given = Self { query, body: serde_json::from_slice(&body).unwrap_or_default() };
        (given, Request::from_parts(parts, Body::from(body)))
    }

    fn has(&self, field: &str) -> bool {
        self.query.as_ref().is_some_and(|query| query.has(field)) || self.body.contains_key(field)
    }
}
