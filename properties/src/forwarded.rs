//! `X-Forwarded-For`, and the networks that limits count by (R13).

use std::net::IpAddr;

use axum::http::{HeaderName, HeaderValue};
use ipnet::IpNet;
use rekey_core::ClientNetwork;
use rekey_http::input::{ClientAddressHeader, client_address, forwarded_entry};

/// The first line is the peer, each other one a header. Headers from strangers are ignored; behind trusted proxies, the
/// last address that is not one of theirs counts.
pub(crate) fn holds(data: &[u8]) {
    let trusted: Vec<IpNet> = ["10.0.0.0/8", "fd00::/8"].iter().map(|net| net.parse().expect("a network")).collect();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(&address.to_canonical()));
    let Some(text) = crate::text(data) else { return };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(peer) = first.parse::<IpAddr>() else { return };
    let headers = crate::headers(&HeaderName::from_static("x-forwarded-for"), rest.as_bytes());
    let client = client_address(peer, &headers, &trusted, ClientAddressHeader::XForwardedFor);

    // From the peer outwards, as far as addresses can be read.
    let lines: Vec<&[u8]> = headers.values().map(HeaderValue::as_bytes).collect();
    let joined = String::from_utf8_lossy(&lines.join(&b","[..])).into_owned();
    let path = std::iter::once(Some(peer)).chain(joined.rsplit(',').map(|entry| forwarded_entry(entry.trim_ascii())));
    let path: Vec<IpAddr> = path.map_while(|address| address).collect();
    let expected = path.iter().find(|address| !is_trusted(address)).or(path.last());
    assert_eq!(Some(&client), expected, "{path:?}");

    let network = ClientNetwork::from(client);
    assert_eq!(network.to_string().parse(), Ok(network));
    if let IpAddr::V6(address) = client {
        let mapped = address.to_ipv4_mapped().map(|address| ClientNetwork::from(IpAddr::V4(address)));
        assert!(mapped.is_none_or(|mapped| mapped == network), "an IPv4 address has a second bucket");
    }
}
