//! One parsing function for each kind of value, whichever source it comes from. Every message says what would be right.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use rekey_core::rate::Rate;
use rekey_core::span;
use rekey_core::time::Duration;
use url::{Host, Url};

/// Switches any limit off.
pub(super) const OFF: &str = "off";

/// A value without what surrounds it by accident: white space, line breaks, and quotes that a shell or `--env-file`
/// left there.
pub(super) fn clean(text: &str) -> &str {
    let text = text.trim();
    let unquoted = ['"', '\''].into_iter().find_map(|quote| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(quote)).then_some(inner.trim())
    });
    unquoted.unwrap_or(text)
}

/// A clean value that fits on one line.
pub(super) fn line(text: &str) -> Result<&str, String> {
    let text = clean(text);
    if text.chars().any(char::is_control) {
        return Err("expected a single line without control characters".to_owned());
    }
    Ok(text)
}

pub(super) fn from_str<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

pub(super) fn is_off(text: &str) -> bool {
    text.eq_ignore_ascii_case(OFF)
}

/// A rate such as `3/15m`; none: `off`.
pub(super) fn rate_or_off(text: &str) -> Result<Option<Rate>, String> {
    if is_off(text) {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| format!("{error}, or \"{OFF}\""))
}

/// A span from zero up; zero may be written as `off`.
pub(super) fn span_or_off(text: &str, longest: Duration) -> Result<Duration, String> {
    if is_off(text) {
        return Ok(Duration::ZERO);
    }
    let span = span::parse(text).map_err(|error| format!("{error}, or \"{OFF}\""))?;
    within(span, Duration::ZERO, longest)
}

pub(super) fn span_within(text: &str, shortest: Duration, longest: Duration) -> Result<Duration, String> {
    within(span::parse(text).map_err(|error| error.to_string())?, shortest, longest)
}

fn within(span: Duration, shortest: Duration, longest: Duration) -> Result<Duration, String> {
    if (shortest..=longest).contains(&span) {
        Ok(span)
    } else {
        Err(format!("expected a span from {} to {}", span::format(shortest), span::format(longest)))
    }
}

/// An address with a port. `localhost` is the IPv4 loopback address.
pub(super) fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    let text = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(|_| "expected an address with a port, such as \"127.0.0.1:8080\" or \"[::]:8080\"")
}

/// A network, or a single address.
pub(super) fn ip_network(text: &str) -> Result<IpNet, &'static str> {
    let network = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    network.ok_or("expected an address or a network, such as \"10.0.0.0/8\" or \"::1\"")
}

/// An http or https URL.
pub(super) fn web_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Why a URL that secrets are sent to is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UrlFault {
    NotWeb,
    /// It has a user, a query or a fragment.
    NotBare,
    /// It is http:, and its host is another machine.
    Unencrypted,
}

/// A URL that secrets may be sent to: https, or http for loopback hosts; no user, query or fragment.
pub(super) fn safe_url(text: &str) -> Result<Url, UrlFault> {
    let url = web_url(text).ok_or(UrlFault::NotWeb)?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    match (url.scheme(), url.host()) {
        _ if has_user || url.query().is_some() || url.fragment().is_some() => Err(UrlFault::NotBare),
        ("https", Some(_)) => Ok(url),
        (_, Some(host)) if is_loopback(&host) => Ok(url),
        _ => Err(UrlFault::Unencrypted),
    }
}

/// Whether a URL leads to this very machine.
pub(super) fn is_loopback_url(url: &Url) -> bool {
    // Addresses are names to the parser, unless the scheme is one of the web's.
    let address = url.host_str().and_then(|host| host.parse::<IpAddr>().ok());
    address.is_some_and(|address| address.is_loopback()) || url.host().is_some_and(|host| is_loopback(&host))
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_surrounds_a_value_is_removed() {
        for text in ["x", " x", "x\n", "x\r\n", "\"x\"", "'x'", "\t\"x \"\n"] {
            assert_eq!(clean(text), "x", "{text:?}");
        }
        for text in ["\"a\" <b@c>", "'Segoe UI', 'Inter'", "\"", "a\"", "\"a\", \"b\""] {
            assert_eq!(clean(text), text);
        }
        assert!(line("a\nb").is_err() && line("a\0").is_err());
    }
}
