//! Whom a request comes from, as proxies tell (R13).

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// In which header trusted proxies pass the client's address on. Only one is believed: a proxy that sets one of them
/// may pass on what strangers put into the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientAddressHeader {
    /// `X-Forwarded-For`: each proxy adds whom it heard from.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239): the same in `for=`.
    Forwarded,
    /// `X-Real-IP`: the proxy nearest to the client sets it.
    XRealIp,
}

impl ClientAddressHeader {
    pub(crate) const ALL: [Self; 3] = [Self::XForwardedFor, Self::Forwarded, Self::XRealIp];

    /// As proxies write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "X-Forwarded-For",
            Self::Forwarded => "Forwarded",
            Self::XRealIp => "X-Real-IP",
        }
    }
}

impl FromStr for ClientAddressHeader {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_meant = |header: &Self| header.name().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(is_meant).ok_or("expected X-Forwarded-For, Forwarded or X-Real-IP")
    }
}

/// The address of the client: the peer, unless that is a trusted proxy; then the last address in the header that is not
/// a trusted proxy's. Strangers wrote what precedes it. At an entry that is not an address the walk ends with the proxy
/// that passed it on.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet], header: ClientAddressHeader) -> IpAddr {
    let mut client = peer;
    let forwarded = headers.get_all(header.name()).iter().rev();
    // What strangers wrote may be any bytes. It doesn't hide what proxies append to the same line.
    for entry in forwarded.flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b',')) {
        if !is_trusted(client, trusted) {
            break;
        }
        match std::str::from_utf8(entry).ok().and_then(|entry| address_in(entry.trim_ascii(), header)) {
            Some(address) => client = address,
            None => break,
        }
    }
    client
}

fn address_in(entry: &str, header: ClientAddressHeader) -> Option<IpAddr> {
    match header {
        ClientAddressHeader::XForwardedFor | ClientAddressHeader::XRealIp => forwarded_entry(entry),
        ClientAddressHeader::Forwarded => {
            let mut pairs = entry.split(';').filter_map(|pair| pair.trim_ascii().split_once('='));
            let (_, node) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
            let bare = node.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(node);
            forwarded_entry(bare)
        }
    }
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
        client_address(peer.parse().unwrap(), &headers, &trusted, ClientAddressHeader::XForwardedFor).to_string()
    }

    #[test]
    fn exactly_one_header_is_believed() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.1".parse().unwrap());
        headers
            .insert("forwarded", "for=unknown, for=\"[2001:db8::2]:4711\";proto=https, For=10.0.0.9".parse().unwrap());
        headers.insert("x-real-ip", "198.51.100.3".parse().unwrap());
        for (header, address) in [
            (ClientAddressHeader::XForwardedFor, "198.51.100.1"),
            (ClientAddressHeader::Forwarded, "2001:db8::2"),
            (ClientAddressHeader::XRealIp, "198.51.100.3"),
        ] {
            assert_eq!(header.name().parse(), Ok(header));
            let client = |peer: &str| client_address(peer.parse().unwrap(), &headers, &trusted, header).to_string();
            assert_eq!(client("10.0.0.1"), address);
            assert_eq!(client("192.0.2.1"), "192.0.2.1", "a stranger names nobody");
        }
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
