//! Counting HTTP requests: by route template, never by path, because paths are what clients make them (R17).

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use metrics::SharedString;
use rekey_core::ports::Clock;
use rekey_core::time::until;

use super::catalogue::HTTP_REQUEST;
use super::meter::Meter;

/// The same routes, with requests counted and timed.
pub(crate) fn counted(routes: Router, meter: Arc<Meter>, clock: Arc<dyn Clock>) -> Router {
    routes.layer(from_fn_with_state((meter, clock), count))
}

async fn count(State((meter, clock)): State<(Arc<Meter>, Arc<dyn Clock>)>, request: Request, next: Next) -> Response {
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let started = clock.now();
    let response = next.run(request).await;
    let labels: [SharedString; 3] = [method.into(), route.into(), class(response.status()).into()];
    meter.histogram(&HTTP_REQUEST, labels).record(until(clock.now(), started).as_secs_f64());
    response
}

/// Methods that somebody made up share a name.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
