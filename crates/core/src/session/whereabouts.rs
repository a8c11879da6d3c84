//! Where a session was used from, coarsely, and when its owner gets a notice (R30).

use std::fmt;
use std::str::FromStr;

use crate::network::{Area, ClientNetwork};
use crate::time::{Duration, Timestamp, after};

/// How many areas are remembered for a session. Beyond that the one that was seen first is forgotten.
const MOST_AREAS: usize = 16;

/// For how long a session causes no second notice. People move, and emails that come every day
/// are not read.
const QUIET: Duration = Duration::from_hours(7 * 24);

/// The areas that a session was used from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    areas: Vec<Area>,
    /// When the last notice was sent.
    pub told_at: Option<Timestamp>,
}

impl Whereabouts {
    /// Of a session that begins here.
    pub fn of(network: ClientNetwork) -> Self {
        Self { areas: network.area().into_iter().collect(), told_at: None }
    }

    /// As they are stored.
    pub fn stored(areas: &str, told_at: Option<Timestamp>) -> Option<Self> {
        let areas = areas.split_whitespace().map(Area::from_str).collect::<Result<_, _>>();
        Some(Self { areas: areas.ok()?, told_at })
    }

    /// Notes that the session is used from here. Whether its owner gets a notice: here is far from everywhere else it
    /// was used, and the last notice is old enough.
    #[must_use]
    pub fn note(&mut self, network: ClientNetwork, now: Timestamp) -> bool {
        let Some(area) = network.area().filter(|area| !self.areas.contains(area)) else { return false };
        let is_far = self.areas.iter().any(|known| known.is_far_from(area));
        if self.areas.len() == MOST_AREAS {
            self.areas.remove(0);
        }
        self.areas.push(area);
        let tells = is_far && self.told_at.is_none_or(|told_at| now > after(told_at, QUIET));
        if tells {
            self.told_at = Some(now);
        }
        tells
    }
}

/// The areas, as they are stored.
impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, area) in self.areas.iter().enumerate() {
            write!(f, "{}{area}", if index == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> ClientNetwork {
        address.parse().unwrap()
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_900_000_000).unwrap()
    }

    #[test]
    fn a_use_from_far_away_is_told_once_in_seven_days() {
        let mut seen = Whereabouts::of(network("192.0.2.1"));
        assert!(!seen.note(network("192.0.77.1"), now()), "near");
        assert!(seen.note(network("198.51.100.1"), now()));
        assert!(!seen.note(network("198.51.100.2"), now()), "known");
        assert!(!seen.note(network("203.0.113.1"), after(now(), QUIET)), "told lately");
        let later = after(now(), QUIET + Duration::from_secs(1));
        assert!(!seen.note(network("203.0.113.1"), later), "known by then");
        assert!(seen.note(network("100.64.0.1"), later));
    }

    #[test]
    fn the_first_use_by_the_other_family_of_addresses_is_not_far() {
        let mut seen = Whereabouts::of(network("192.0.2.1"));
        assert!(!seen.note(network("2001:db8::1"), now()));
        assert!(seen.note(network("2001:db9::1"), now()));
    }

    #[test]
    fn a_session_of_which_nothing_is_known_begins_where_it_is_used_next() {
        let mut seen = Whereabouts::default();
        assert!(!seen.note(ClientNetwork::LOCAL, now()));
        assert!(!seen.note(network("192.0.2.1"), now()));
        assert!(seen.note(network("198.51.100.1"), now()));
    }

    #[test]
    fn what_is_stored_comes_back_and_does_not_grow_without_end() {
        let mut seen = Whereabouts::default();
        for first in 1..=100 {
            let _ = seen.note(network(&format!("{first}.0.0.1")), now());
        }
        assert_eq!(seen.areas.len(), MOST_AREAS);
        assert_eq!(Whereabouts::stored(&seen.to_string(), seen.told_at), Some(seen));
        assert_eq!(Whereabouts::stored("", None), Some(Whereabouts::default()));
        assert_eq!(Whereabouts::stored("nonsense", None), None);
    }
}
