//! What every request and response has: an id, a log line without secrets (R17), and headers that keep secrets in.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use rekey_core::ports::Rng;
use rekey_core::time::Timestamp;
use tracing::Instrument;

use crate::app::SharedApp;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest request id that is taken over from a client.
const MAX_REQUEST_ID: usize = 64;

/// The request's id, for handlers that show it.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// When the request came, for answers that show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReceivedAt(pub(crate) Timestamp);

/// Gives the request an id, logs its route template (never its query) if it went wrong, and sets the headers of every response.
pub(crate) async fn envelope(State(app): State<SharedApp>, mut request: Request, next: Next) -> Response {
    let ports = app.engine.ports();
    let id = sane_request_id(request.headers()).unwrap_or_else(|| new_request_id(&*ports.rng));
    request.extensions_mut().insert(RequestId(id.clone()));
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id, method = request.method().as_str(), route);
    let started = ports.clock.now();
    request.extensions_mut().insert(ReceivedAt(started));
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = ports.clock.now().duration_since(started);
    span.in_scope(|| log(response.status(), took.as_millis_f64()));
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What went well is counted and audited anyway: under load, writing a line for it costs as much as the answer.
fn log(status: StatusCode, milliseconds: f64) {
    let status_code = status.as_u16();
    if status.is_client_error() || status.is_server_error() {
        tracing::info!(status = status_code, milliseconds, "answered");
    } else {
        tracing::debug!(status = status_code, milliseconds, "answered");
    }
}

fn sane_request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let sane = (1..=MAX_REQUEST_ID).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    sane.then(|| id.to_owned())
}

fn new_request_id(rng: &dyn Rng) -> String {
    let mut bytes = [0; 8];
    rng.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_is_echoed_only_if_it_is_sane() {
        let echoed = |id: &str| {
            let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_bytes(id.as_bytes()).unwrap())]);
            sane_request_id(&headers)
        };
        assert_eq!(echoed("abc-1.2_3").as_deref(), Some("abc-1.2_3"));
        for id in ["", "a b", "a\"b", "é", &"a".repeat(65)] {
            assert_eq!(echoed(id), None, "{id:?}");
        }
    }
}
