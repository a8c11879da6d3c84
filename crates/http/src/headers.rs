//! What every request and response has: an id, a line in the log if something went wrong, without secrets (R17), a
//! place in the figures, and headers that keep secrets in.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use rekey_core::ports::Rng;
use rekey_core::time::{Timestamp, until};
use tokio::task::JoinError;
use tracing::{Level, Span};

use crate::app::SharedApp;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// A year, in seconds.
const HSTS: &str = "max-age=31536000";
/// The longest request id that is taken over from a client.
const MAX_REQUEST_ID: usize = 64;

/// The request that is being answered, for answers and log lines that name it.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) id: Arc<str>,
    pub(crate) at: Timestamp,
    method: Method,
    route: Option<MatchedPath>,
}

tokio::task_local! {
    static RECEIVED: Received;
}

impl Received {
    /// The request that this task answers. None where no [`envelope`] is around.
    pub(crate) fn now() -> Option<Self> {
        RECEIVED.try_with(Self::clone).ok()
    }

    fn route(&self) -> &str {
        self.route.as_ref().map_or("(none)", MatchedPath::as_str)
    }

    fn span(&self) -> Span {
        tracing::info_span!("request", id = &*self.id, method = self.method.as_str(), route = self.route())
    }
}

/// Runs `work` to its end even if its request ends early: the client may hang up, or the request may time out.
pub(crate) async fn outlive<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, JoinError> {
    match Received::now() {
        Some(received) => tokio::spawn(RECEIVED.scope(received, work)).await,
        None => tokio::spawn(work).await,
    }
}

/// Writes log lines that name the request. Its span is made only for them: under load, one for each request costs as
/// much as reading it.
pub(crate) fn log_with_request(log: impl FnOnce()) {
    RECEIVED.try_with(Received::span).unwrap_or_else(|_| Span::none()).in_scope(log);
}

/// Gives the request an id, logs its route template (never its query) if it went wrong, has it counted, and sets the
/// headers of every response.
pub(crate) async fn envelope(app: SharedApp, request: Request, next: Next) -> Response {
    let ports = app.engine.ports();
    let received = Received {
        id: sane_request_id(request.headers()).unwrap_or_else(|| new_request_id(&*ports.rng)),
        at: ports.clock.now(),
        method: request.method().clone(),
        route: matched(request.extensions()),
    };
    let mut response = RECEIVED.scope(received.clone(), next.run(request)).await;
    let took = until(ports.clock.now(), received.at);
    app.answers.answered(&received.method, received.route(), response.status(), took);
    log(&received, response.status(), took);
    let headers = response.headers_mut();
    headers.reserve(4);
    if let Ok(value) = HeaderValue::from_str(&received.id) {
        headers.insert(REQUEST_ID, value);
    }
    protect(headers, app.is_https());
    response
}

/// Headers of every answer, unless it sets them itself: no caching, sniffing, framing or scripts, and HSTS where https
/// is used.
fn protect(headers: &mut HeaderMap, https: bool) {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
}

fn matched(extensions: &Extensions) -> Option<MatchedPath> {
    extensions.get().cloned()
}

/// Successful requests are counted and audited anyway, and under load, a log line for each would cost as much as the
/// answer.
fn log(received: &Received, status: StatusCode, took: Duration) {
    let (code, milliseconds) = (status.as_u16(), took.as_secs_f64() * 1000.0);
    // What makes the service unavailable is logged once, where it is detected, and not for each request.
    let is_news = status.is_client_error() || status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE;
    if is_news {
        received.span().in_scope(|| tracing::info!(status = code, milliseconds, "answered"));
    } else if tracing::enabled!(Level::DEBUG) {
        received.span().in_scope(|| tracing::debug!(status = code, milliseconds, "answered"));
    }
}

fn sane_request_id(headers: &HeaderMap) -> Option<Arc<str>> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let sane = (1..=MAX_REQUEST_ID).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    sane.then(|| id.into())
}

fn new_request_id(rng: &dyn Rng) -> Arc<str> {
    let mut bytes = [0; 8];
    rng.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_for_good_only_where_it_is_spoken() {
        let with = |https| {
            let mut headers = HeaderMap::new();
            protect(&mut headers, https);
            headers.contains_key(header::STRICT_TRANSPORT_SECURITY)
        };
        assert!(with(true) && !with(false));
    }

    #[test]
    fn a_page_keeps_its_own_policy() {
        let own = HeaderValue::from_static("default-src 'self'");
        let mut headers = HeaderMap::from_iter([(header::CONTENT_SECURITY_POLICY, own.clone())]);
        protect(&mut headers, false);
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], own);
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY");
    }

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
