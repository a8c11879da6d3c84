//! What a client calls itself to a mail server.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

/// A name for `EHLO`: a host name, or an address in brackets (RFC 5321, 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelloName(String);

/// A text can't be a name for `EHLO`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a host name; expected a name such as \"id.example.com\", or an address such as \"[192.0.2.1]\"")]
pub struct HelloNameError;

impl HelloName {
    /// The host of a URL; where it has none, this machine's loopback address.
    pub fn of_url(url: &Url) -> Self {
        let literal = |address: IpAddr| match address {
            IpAddr::V4(address) => format!("[{address}]"),
            IpAddr::V6(address) => format!("[IPv6:{address}]"),
        };
        Self(match url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => literal(address.into()),
            Some(Host::Ipv6(address)) => literal(address.into()),
            None => literal(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)),
        })
    }
}

impl FromStr for HelloName {
    type Err = HelloNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_address = match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            Some(literal) => match literal.strip_prefix("IPv6:") {
                Some(address) => address.parse().is_ok_and(|address: IpAddr| address.is_ipv6()),
                None => literal.parse().is_ok_and(|address: IpAddr| address.is_ipv4()),
            },
            None => false,
        };
        if is_address || is_host_name(text) { Ok(Self(text.to_owned())) } else { Err(HelloNameError) }
    }
}

impl fmt::Display for HelloName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names of any number of labels, but no addresses (RFC 1123, 2.1).
fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_number = text.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    text.len() <= 253 && text.split('.').all(is_label) && !last_is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_and_addresses_in_brackets_are_accepted() {
        for text in
            ["id.example.com", "localhost", "xn--bcher-kva.example", "a-1.b2", "[192.0.2.1]", "[IPv6:2001:db8::1]"]
        {
            assert_eq!(text.parse::<HelloName>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn whatever_would_break_the_command_or_names_no_host_is_refused() {
        for text in [
            "",
            " ",
            "my host",
            "id.example.com\r\nRSET",
            "id.example.com\n",
            "id..example.com",
            ".example.com",
            "example.com.",
            "-a.example.com",
            "a-.example.com",
            "bücher.example",
            "under_score.example",
            "192.0.2.1",
            "2001:db8::1",
            "[2001:db8::1]",
            "[IPv6:192.0.2.1]",
            "[id.example.com]",
            "[192.0.2.1",
            "id.example.com:25",
            &"a".repeat(64),
            &"a.".repeat(127).repeat(2),
        ] {
            assert_eq!(text.parse::<HelloName>(), Err(HelloNameError), "{text:?}");
        }
    }

    #[test]
    fn the_host_of_a_url_is_a_name_whatever_it_is() {
        for (url, name) in [
            ("https://id.example.com/x", "id.example.com"),
            ("https://bücher.example", "xn--bcher-kva.example"),
            ("http://127.0.0.1:8080", "[127.0.0.1]"),
            ("http://[::1]:8080", "[IPv6:::1]"),
        ] {
            let hello = HelloName::of_url(&url.parse().unwrap());
            assert_eq!(hello.to_string(), name);
            assert_eq!(name.parse(), Ok(hello));
        }
    }
}
