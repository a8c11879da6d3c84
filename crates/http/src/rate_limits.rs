//! The limits of the client's network, as draft-ietf-httpapi-ratelimit-headers writes them: `RateLimit-Policy` on every
//! answer of an API, `RateLimit` on those that ask to wait. How much is left is not told before: a figure that falls
//! with every request would make answers differ that must read the same (R1). Limits of an address are in neither.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use rekey_core::limits::NetworkQuota;
use rekey_core::time::whole_seconds;

use crate::app::SharedApp;
use crate::client_network::Client;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");

/// Adds the headers.
pub(crate) async fn tell(
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let quotas = app.engine.network_quotas(network);
    let policy = quotas
        .iter()
        .map(|quota| format!("\"{}\";q={};w={}", quota.name, quota.rate.count(), whole_seconds(quota.rate.per())));
    set(&mut response, POLICY, policy);
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        let is_spent = |quota: &&NetworkQuota| !quota.wait.is_zero();
        let spent = quotas.iter().filter(is_spent);
        let standing = spent.map(|quota| format!("\"{}\";r=0;t={}", quota.name, whole_seconds(quota.wait)));
        set(&mut response, STANDING, standing);
    }
    response
}

/// Sets a header to a list, unless it is empty.
fn set(response: &mut Response, name: HeaderName, items: impl Iterator<Item = String>) {
    let list = items.collect::<Vec<_>>().join(", ");
    if let Ok(value) = HeaderValue::from_str(&list)
        && !list.is_empty()
    {
        response.headers_mut().insert(name, value);
    }
}
