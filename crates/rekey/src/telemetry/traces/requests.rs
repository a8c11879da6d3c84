//! The span of a request, by route template, because clients may put anything into a path (R17).

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use ipnet::IpNet;
use tracing::{Instrument, Span, field};

use super::parent::follow;
use crate::telemetry::requests::name;

/// The same routes, with a span for each request. Only the `traceparent` of `trusted` proxies counts.
pub(crate) fn traced(routes: Router, trusted: Arc<[IpNet]>) -> Router {
    routes.layer(from_fn_with_state(trusted, trace))
}

async fn trace(State(trusted): State<Arc<[IpNet]>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str);
    let span = span(name(request.method()), route);
    follow(&span, &request, &trusted);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    response
}

/// `rekey.entry` is the outbox entry that the request made, which its email's delivery names too.
fn span(method: &'static str, route: &str) -> Span {
    tracing::debug_span!(
        target: "rekey::trace",
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = field::Empty,
        rekey.entry = field::Empty,
    )
}
