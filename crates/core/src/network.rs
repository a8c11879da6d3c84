//! Client networks: what limits count strangers by (R13).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An IPv4 address, or an IPv6 /64: what one subscriber has. IPv4-mapped addresses count as IPv4. Limits count the
/// wider networks around a /64, too: see [`ClientNetwork::tiers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientNetwork {
    address: IpAddr,
    /// 32 for IPv4; 64, 56 or 48 for IPv6.
    prefix: u8,
}

/// The wider IPv6 networks that limits count, and how many times the limit of a /64 each has (R27).
const WIDER: [(u8, u32); 2] = [(56, 4), (48, 16)];

impl From<IpAddr> for ClientNetwork {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => Self::v6(v6, 64),
            v4 @ IpAddr::V4(_) => Self { address: v4, prefix: 32 },
        }
    }
}

impl ClientNetwork {
    /// The network of steps that no person's network causes: the command line, the product's own backend. No client
    /// has this address.
    pub const LOCAL: Self = Self { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), prefix: 32 };

    /// This network, and the wider ones that it counts towards. Each comes with how many times the limit of one network
    /// it has. One subscriber may have a whole /56 or /48, so limiting only the /64 would limit nobody.
    pub fn tiers(self) -> impl Iterator<Item = (Self, u32)> {
        let wider = move |(prefix, factor)| match self.address {
            IpAddr::V6(v6) if prefix < self.prefix => Some((Self::v6(v6, prefix), factor)),
            IpAddr::V6(_) | IpAddr::V4(_) => None,
        };
        std::iter::once((self, 1)).chain(WIDER.into_iter().filter_map(wider))
    }

    /// How many times the limit of one network this one has, as [`tiers`](Self::tiers) says.
    pub fn factor(self) -> u32 {
        let of_prefix = WIDER.into_iter().find(|(prefix, _)| *prefix == self.prefix);
        of_prefix.map_or(1, |(_, factor)| factor)
    }

    /// The area that the network is in; none for [`LOCAL`](Self::LOCAL).
    pub fn area(&self) -> Option<Area> {
        (*self != Self::LOCAL).then(|| match self.address {
            IpAddr::V4(v4) => {
                let [a, b, ..] = v4.octets();
                Area::V4(u16::from_be_bytes([a, b]))
            }
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.octets();
                Area::V6(u32::from_be_bytes([a, b, c, d]))
            }
        })
    }

    fn v6(address: Ipv6Addr, prefix: u8) -> Self {
        let mask = u128::MAX << (128 - u32::from(prefix));
        Self { address: IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask)), prefix }
    }

    /// An address in the network; none for [`LOCAL`](Self::LOCAL).
    pub fn address(&self) -> Option<IpAddr> {
        (*self != Self::LOCAL).then_some(self.address)
    }

    /// The network with its last part hidden, as notices show it: `192.0.2.x`. None where there is nothing to show.
    pub fn coarse(&self) -> Option<String> {
        (*self != Self::LOCAL).then(|| match self.address {
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

/// A wide part of the internet: an IPv4 /16 or an IPv6 /32. Networks of one area are near each other. Only areas of one
/// family can be compared, because a subscriber may have an address of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// The first 16 bits.
    V4(u16),
    /// The first 32 bits.
    V6(u32),
}

impl Area {
    /// Whether the other one is far from this one.
    pub fn is_far_from(self, other: Self) -> bool {
        self != other && std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(bits) => write!(f, "{bits:04x}"),
            Self::V6(bits) => write!(f, "{bits:08x}"),
        }
    }
}

impl FromStr for Area {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 4 {
            u16::from_str_radix(text, 16).map(Self::V4)
        } else {
            u32::from_str_radix(text, 16).map(Self::V6)
        }
    }
}

impl fmt::Display for ClientNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            IpAddr::V4(v4) => v4.fmt(f),
            IpAddr::V6(v6) => write!(f, "{v6}/{}", self.prefix),
        }
    }
}

impl FromStr for ClientNetwork {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        for (prefix, suffix) in [(48, "/48"), (56, "/56")] {
            if let Some(address) = text.strip_suffix(suffix) {
                return address.parse().map(|v6| Self::v6(v6, prefix));
            }
        }
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
        for text in ["192.0.2.7", "2001:db8:1:2::/64", "2001:db8:1:200::/56", "2001:db8:1::/48"] {
            assert_eq!(text.parse::<ClientNetwork>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn an_ipv6_network_counts_towards_the_wider_ones_around_it() {
        let tiers =
            |address| network(address).tiers().map(|(net, factor)| format!("{net} {factor}")).collect::<Vec<_>>();
        assert_eq!(tiers("192.0.2.7"), ["192.0.2.7 1"]);
        assert_eq!(
            tiers("2001:db8:1:2ff::1"),
            ["2001:db8:1:2ff::/64 1", "2001:db8:1:200::/56 4", "2001:db8:1::/48 16"]
        );
    }

    #[test]
    fn networks_of_one_family_whose_first_bits_differ_are_far_apart() {
        let area = |address| network(address).area().unwrap();
        for (one, other, far) in [
            ("192.0.2.7", "192.0.200.7", false),
            ("192.0.2.7", "192.1.2.7", true),
            ("2001:db8:1::1", "2001:db8:ffff::1", false),
            ("2001:db8::1", "2001:db9::1", true),
            ("192.0.2.7", "2001:db8::1", false),
        ] {
            assert_eq!(area(one).is_far_from(area(other)), far, "{one} {other}");
            assert_eq!(area(one).to_string().parse(), Ok(area(one)));
        }
        assert_eq!(ClientNetwork::LOCAL.area(), None);
    }

    #[test]
    fn a_notice_shows_the_network_coarsely() {
        assert_eq!(network("192.0.2.7").coarse().as_deref(), Some("192.0.2.x"));
        assert_eq!(network("2001:db8:1:2::1").coarse().as_deref(), Some("2001:db8:1::x"));
        assert_eq!(ClientNetwork::LOCAL.coarse(), None);
    }
}
