//! Whom a request comes from, as proxies tell (R13).

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The address of the client: the peer, unless that is a trusted proxy; then the last address in `X-Forwarded-For`
/// that is no trusted proxy. What stands to its left was written by strangers. At an entry that is no address the
/// walk ends with the proxy that passed it on.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut client = peer;
    let forwarded = headers.get_all("x-forwarded-for").iter().rev();
    // A stranger's part may be any bytes, and hides nothing of what proxies put behind it on the same line.
    for entry in forwarded.flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b',')) {
        if !is_trusted(client, trusted) {
            break;
        }
        match std::str::from_utf8(entry).ok().and_then(|entry| forwarded_entry(entry.trim_ascii())) {
            Some(address) => client = address,
            None => break,
        }
    }
    client
}

/// Whether this is one of the proxies that are believed.
pub(crate) fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&peer.to_canonical()))
}

/// An address, as proxies write it: bare, with a port, or in brackets.
pub fn forwarded_entry(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.as_bytes().try_into().unwrap());
        }
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_can_not_name_another_address() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
    }

    #[test]
    fn behind_trusted_proxies_the_last_stranger_counts() {
        assert_eq!(client("10.0.0.1", &["203.0.113.9, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.2.3.4"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9", "198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("::ffff:10.0.0.1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(client("fd00::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
    }

    #[test]
    fn a_strangers_bytes_do_not_hide_what_a_proxy_puts_behind_them() {
        for bytes in ["\u{e9}", "203.0.113.9, \u{e9}", "\u{a0}203.0.113.9"] {
            assert_eq!(client("10.0.0.1", &[&format!("{bytes}, 198.51.100.7")]), "198.51.100.7");
        }
    }

    #[test]
    fn what_is_no_address_ends_the_walk() {
        assert_eq!(client("10.0.0.1", &["198.51.100.7, unknown"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.7, , 10.0.0.2"]), "10.0.0.2");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }
}
