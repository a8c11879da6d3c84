//! Notices a proxy that nobody told us to trust (R13): without `trusted_proxies`, all people behind it share the limits
//! of one network, and after some 30 requests nobody gets in.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicI64, Ordering};

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;

use crate::app::SharedApp;
use crate::input::{ClientAddressHeader, is_trusted};

/// How often it is noted again, in seconds: `rekey doctor` looks at what is new.
const AGAIN_AFTER: i64 = 60 * 60;

/// Looks at every request.
pub(crate) struct ProxyWatch {
    app: SharedApp,
    /// When it was noted last, in seconds; 0: never.
    noted_at: AtomicI64,
}

impl ProxyWatch {
    pub(crate) fn new(app: SharedApp) -> Self {
        Self { app, noted_at: AtomicI64::new(0) }
    }

    /// Warns once, and has the store keep a note.
    pub(crate) fn look_at(&self, request: &Request) {
        let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else { return };
        let peer = address.ip().to_canonical();
        let is_forgotten =
            forwards(request.headers()) && is_near(peer) && !is_trusted(peer, &self.app.settings.trusted_proxies);
        if !is_forgotten {
            return;
        }
        let now = self.app.engine.ports().clock.now().as_second();
        let noted_at = self.noted_at.load(Ordering::Relaxed);
        let is_due = noted_at == 0 || now.saturating_sub(noted_at) >= AGAIN_AFTER;
        let is_ours = || self.noted_at.compare_exchange(noted_at, now, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_due && is_ours() {
            self.note(peer, noted_at == 0);
        }
    }

    fn note(&self, peer: IpAddr, is_first: bool) {
        if is_first {
            tracing::warn!(
                %peer,
                "a proxy forwards requests and is not named in trusted_proxies: the limits take all people behind it for \
                 one network"
            );
        }
        let engine = self.app.engine.clone();
        // Nobody waits for it. If it can't be written, it is in the log.
        tokio::spawn(async move { drop(engine.note_untrusted_proxy(peer).await) });
    }
}

fn forwards(headers: &HeaderMap) -> bool {
    ClientAddressHeader::ALL.iter().any(|header| headers.contains_key(header.name()))
}

/// Whether the peer may be a proxy of ours. Headers from elsewhere were written by strangers.
fn is_near(peer: IpAddr) -> bool {
    match peer {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local() || is_shared(v4),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// 100.64.0.0/10 (RFC 6598), where overlay networks put their proxies.
fn is_shared(v4: Ipv4Addr) -> bool {
    let [first, second, ..] = v4.octets();
    first == 100 && second & 0xc0 == 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_of_ours_is_on_this_machine_or_in_a_private_network() {
        for near in [
            "127.0.0.1",
            "10.1.2.3",
            "172.17.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
        ] {
            assert!(is_near(near.parse().unwrap()), "{near}");
        }
        for far in ["192.0.2.1", "8.8.8.8", "2001:db8::1", "172.32.0.1", "100.63.0.1", "100.128.0.1"] {
            assert!(!is_near(far.parse().unwrap()), "{far}");
        }
    }
}
