//! Client networks: what limits count strangers by (R13).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An IPv4 address, or an IPv6 /64: what one subscriber has. IPv4-mapped addresses count as IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientNetwork(IpAddr);

impl From<IpAddr> for ClientNetwork {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            v4 @ IpAddr::V4(_) => v4,
        })
    }
}

impl ClientNetwork {
    /// Stands for steps that come from no network of a person's: the command line, the product's own backend. No client
    /// has this address.
    pub const LOCAL: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    /// The network with its last part hidden, as notices show it: `192.0.2.x`. None where there is nothing to show.
    pub fn coarse(&self) -> Option<String> {
        (*self != Self::LOCAL).then(|| match self.0 {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.x")
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::x")
            }
        })
    }
}

impl fmt::Display for ClientNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(v4) => v4.fmt(f),
            IpAddr::V6(v6) => write!(f, "{v6}/64"),
        }
    }
}

impl FromStr for ClientNetwork {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_suffix("/64").unwrap_or(text).parse::<IpAddr>().map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> ClientNetwork {
        ClientNetwork::from(address.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn an_ipv6_client_is_its_64_and_a_mapped_address_its_ipv4() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }

    #[test]
    fn networks_are_read_as_they_are_written() {
        for text in ["192.0.2.7", "2001:db8:1:2::/64"] {
            assert_eq!(text.parse::<ClientNetwork>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_notice_shows_the_network_coarsely() {
        assert_eq!(network("192.0.2.7").coarse().as_deref(), Some("192.0.2.x"));
        assert_eq!(network("2001:db8:1:2::1").coarse().as_deref(), Some("2001:db8:1::x"));
        assert_eq!(ClientNetwork::LOCAL.coarse(), None);
    }
}
