//! The limits of the client's network, as draft-ietf-httpapi-ratelimit-headers writes them: `RateLimit-Policy` on every
//! answer of an API, `RateLimit` on those that ask to wait. Before that, what is left is not shown: a number that falls
//! with every request would make answers differ that must be identical (R1). Limits of an address are in neither
//! header.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use rekey_core::ClientNetwork;
use rekey_core::limits::NetworkQuota;
use rekey_core::time::whole_seconds;

use crate::app::SharedApp;
use crate::client_network::Client;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");

/// The header on every answer, as documents call it, and what they say of it.
pub(crate) const DOCUMENTED_POLICY: (&str, &str) = (
    "RateLimit-Policy",
    "The limits of the client's network, such as `\"requests\";q=30;w=900`; absent without limits.",
);
/// The same of the header on answers that ask to wait.
pub(crate) const DOCUMENTED_STANDING: (&str, &str) = (
    "RateLimit",
    "Which limit of the network is spent, and the seconds until it is not, such as `\"requests\";r=0;t=450`; \
                   absent if it is the address that has to wait.",
);

/// What answers tell of limits.
pub(crate) struct RateLimits {
    app: SharedApp,
    /// The same for every network; none: there are no limits.
    policy: Option<HeaderValue>,
}

impl RateLimits {
    /// The limits of this server.
    pub(crate) fn new(app: SharedApp) -> Self {
        let quotas = app.engine.network_quotas(ClientNetwork::LOCAL);
        let policy = quotas
            .iter()
            .map(|quota| format!("\"{}\";q={};w={}", quota.name, quota.rate.count(), whole_seconds(quota.rate.per())));
        Self { policy: list(policy), app }
    }

    /// Whose limits the answer to a request tells.
    pub(crate) fn network(&self, request: &Request) -> ClientNetwork {
        Client::of(request.extensions(), request.headers(), &self.app).0
    }

    /// Adds the headers.
    pub(crate) fn tell(&self, network: ClientNetwork, response: &mut Response) {
        if let Some(policy) = &self.policy {
            response.headers_mut().insert(POLICY, policy.clone());
        }
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            let quotas = self.app.engine.network_quotas(network);
            let is_spent = |quota: &&NetworkQuota| !quota.wait.is_zero();
            let spent = quotas.iter().filter(is_spent);
            let standing = spent.map(|quota| format!("\"{}\";r=0;t={}", quota.name, whole_seconds(quota.wait)));
            if let Some(standing) = list(standing) {
                response.headers_mut().insert(STANDING, standing);
            }
        }
    }
}

/// A header's value that is a list, unless it is empty.
fn list(items: impl Iterator<Item = String>) -> Option<HeaderValue> {
    let list = items.collect::<Vec<_>>().join(", ");
    HeaderValue::try_from(list).ok().filter(|value| !value.is_empty())
}
