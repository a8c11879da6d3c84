//! Access to the development inbox: only this machine, by one of its own names, and not through a proxy. Where the
//! server listens for others, as in a container, those who show its key.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::key::{self, Shown};
use crate::app::SharedApp;
use crate::loopback::is_loopback_host;
use crate::pages::{self, Visit};

/// Proof that the request comes from this machine, or shows the key. Other requests get the answer for unknown paths.
pub(super) struct Neighbour;

impl FromRequestParts<SharedApp> for Neighbour {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, Response> {
        let is_forwarded = parts.headers.keys().any(|name| is_forwarding(name.as_str()));
        if let Some(key) = app.inbox_key.as_ref().filter(|_| !is_forwarded) {
            match key::shown(app, key, parts) {
                Shown::Right => return Ok(Self),
                Shown::InAddress(response) => return Err(response),
                Shown::Nothing => {}
            }
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| *address);
        if app.inbox_key.is_none() && peer.is_some_and(|peer| is_from_here(peer, &parts.headers)) {
            return Ok(Self);
        }
        Err(match Visit::from_request_parts(parts, app).await {
            Ok(visit) => pages::not_found(visit, parts.headers.clone()).await,
            Err(refusal) => axum::response::IntoResponse::into_response(refusal),
        })
    }
}

/// Whether peer and host name are this machine's. The host name matters because a foreign site's name can be pointed at
/// this machine (DNS rebinding); a forwarding header, because a proxy's peer is not the client.
fn is_from_here(peer: SocketAddr, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    peer.ip().to_canonical().is_loopback()
        && host.is_some_and(is_loopback_host)
        && hosts.next().is_none()
        && !headers.keys().any(|name| is_forwarding(name.as_str()))
}

fn is_forwarding(name: &str) -> bool {
    name == "forwarded" || name == "x-real-ip" || name.starts_with("x-forwarded-")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn from_here(peer: &str, headers: &[(&'static str, &str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        is_from_here(peer.parse().unwrap(), &headers)
    }

    #[test]
    fn this_machine_sees_the_inbox_by_its_own_names() {
        for (peer, host) in [
            ("127.0.0.1:5000", "localhost:8080"),
            ("127.0.0.2:5000", "127.0.0.1:8080"),
            ("[::1]:5000", "[::1]"),
            ("[::ffff:127.0.0.1]:5000", "localhost"),
        ] {
            assert!(from_here(peer, &[("host", host)]), "{peer} {host}");
        }
    }

    #[test]
    fn nobody_else_does() {
        assert!(!from_here("192.0.2.1:5000", &[("host", "localhost")]));
        assert!(!from_here("127.0.0.1:5000", &[("host", "rebound.example:8080")]));
        assert!(!from_here("127.0.0.1:5000", &[]));
    }

    #[test]
    fn nobody_does_by_way_of_a_proxy() {
        for forwarding in ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"] {
            assert!(!from_here("127.0.0.1:5000", &[("host", "localhost"), (forwarding, "")]), "{forwarding}");
        }
    }
}
