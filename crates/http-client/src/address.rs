//! Which addresses may be called.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// IPv4 networks that are not part of the public internet: the special-purpose registry of RFC 6890, and multicast.
const SPECIAL_V4: [Ipv4Net; 14] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
];
/// The part of IPv6 that is routed publicly.
const GLOBAL_V6: Ipv6Net = v6(0x2000_0000, 3);
/// Networks within it that are not: Teredo and other protocol assignments, documentation.
const SPECIAL_V6: [Ipv6Net; 3] = [v6(0x2001_0000, 23), v6(0x2001_0db8, 32), v6(0x3fff_0000, 20)];
/// NAT64, whose last four bytes are an IPv4 address.
const NAT64: Ipv6Net = v6(0x0064_ff9b, 96);
/// 6to4, whose third to sixth bytes are an IPv4 address.
const SIX_TO_FOUR: Ipv6Net = v6(0x2002_0000, 16);

const fn v4(octets: [u8; 4], length: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

/// The network whose first 32 bits are these and whose others are zero.
const fn v6(high: u32, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::from_bits((high as u128) << 96), length)
}

/// The private networks that may be called, as the settings name them.
#[derive(Debug, Clone, Default)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Exactly these, besides the public internet.
    pub fn new(named: Vec<IpNet>) -> Self {
        Self(named)
    }

    /// Whether a host with this name may have this address. Names of this machine have loopback addresses only, and no
    /// other name has one: traffic that needs no `https:` must not leave the machine.
    pub(crate) fn admit(&self, host: &str, address: IpAddr) -> bool {
        let address = address.to_canonical();
        if is_local_name(host) {
            return address.is_loopback();
        }
        is_public(address) || self.0.iter().any(|network| network.contains(&address))
    }
}

/// Whether a host of a URL is this machine: `localhost` and names below it, and loopback addresses.
pub(crate) fn is_local(host: &str) -> bool {
    literal(host).map_or_else(|| is_local_name(host), |address| address.to_canonical().is_loopback())
}

/// The address, if a host of a URL is one rather than a name.
pub(crate) fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_local_name(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) => {
            let [_, second, third, .., seventh, eighth] = address.segments();
            if NAT64.contains(&address) {
                return is_public(embedded(seventh, eighth));
            }
            if SIX_TO_FOUR.contains(&address) {
                return is_public(embedded(second, third));
            }
            GLOBAL_V6.contains(&address) && !SPECIAL_V6.iter().any(|network| network.contains(&address))
        }
    }
}

fn embedded(high: u16, low: u16) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(networks: &[&str], host: &str, address: &str) -> bool {
        let networks = networks.iter().map(|network| network.parse().unwrap()).collect();
        Networks::new(networks).admit(host, address.parse().unwrap())
    }

    #[test]
    fn only_public_addresses_may_be_called_by_default() {
        for public in ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"] {
            assert!(admits(&[], "hooks.example.com", public), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.100.100.200",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.0.1",
            "192.168.1.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "fec0::1",
            "::ffff:10.1.2.3",
            "::10.1.2.3",
            "64:ff9b::a01:203",
            "64:ff9b:1::1",
            "2002:a01:203::1",
            "2001::1",
        ] {
            assert!(!admits(&[], "hooks.example.com", private), "{private}");
        }
    }

    #[test]
    fn a_private_network_that_is_named_may_be_called() {
        let named = ["10.0.0.0/8", "fd00::/8"];
        for address in ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1"] {
            assert!(admits(&named, "hooks.internal", address), "{address}");
        }
        assert!(!admits(&named, "hooks.internal", "192.168.1.1"));
    }

    #[test]
    fn names_of_this_machine_lead_to_this_machine_alone() {
        for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(admits(&[], "LOCALHOST", address), "{address}");
        }
        for address in ["93.184.215.14", "10.1.2.3"] {
            assert!(!admits(&["10.0.0.0/8"], "app.localhost", address), "{address}");
        }
    }
}
