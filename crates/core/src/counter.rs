//! What is counted in memory and shared through the store, and for whom ([`crate::limits`]).

use std::fmt;
use std::str::FromStr;

use crate::ids::LocationId;
use crate::network::ClientNetwork;

/// What a count belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payer {
    /// A client network.
    Network(ClientNetwork),
    /// A location.
    Location(LocationId),
}

/// How the name of a location begins in storage. No network is written like that.
const LOCATION: &str = "location:";

impl From<ClientNetwork> for Payer {
    fn from(network: ClientNetwork) -> Self {
        Self::Network(network)
    }
}

impl From<LocationId> for Payer {
    fn from(location: LocationId) -> Self {
        Self::Location(location)
    }
}

impl fmt::Display for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(network) => network.fmt(f),
            Self::Location(location) => write!(f, "{LOCATION}{}", location.get()),
        }
    }
}

/// The text names neither a network nor a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a network or a location")]
pub struct PayerError;

impl FromStr for Payer {
    type Err = PayerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix(LOCATION) {
            Some(number) => {
                let id = number.parse().ok().and_then(LocationId::new).ok_or(PayerError)?;
                Ok(Self::Location(id))
            }
            None => text.parse().map(Self::Network).map_err(|_| PayerError),
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counter {
    /// Accepted requests.
    Requests,
    /// Wrong passwords, codes and tokens.
    Failures,
    /// Requests that hash a password, whatever comes of them (R27).
    Work,
    /// Accepted sign-ups and other requests for verification emails, which go to addresses that strangers may have
    /// typed.
    Verifications,
    /// Requests of a location that may end in a no-account notice.
    Notices,
}

impl Counter {
    pub(crate) const ALL: [Self; 5] = [Self::Requests, Self::Failures, Self::Work, Self::Verifications, Self::Notices];

    /// The stable name, used in storage and figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Failures => "failures",
            Self::Work => "work",
            Self::Verifications => "verifications",
            Self::Notices => "notices",
        }
    }

    /// The counter with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counter| counter.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn payers_are_read_as_they_are_written() {
        let v6 = ClientNetwork::from("2001:db8:1:2::3".parse::<IpAddr>().unwrap());
        for payer in [
            Payer::from(ClientNetwork::from("192.0.2.1".parse::<IpAddr>().unwrap())),
            v6.into(),
            LocationId::new(7).unwrap().into(),
        ] {
            assert_eq!(payer.to_string().parse(), Ok::<Payer, _>(payer));
        }
        for text in ["", "location:", "location:0", "location:x", "somewhere"] {
            assert!(text.parse::<Payer>().is_err(), "{text}");
        }
    }
}
