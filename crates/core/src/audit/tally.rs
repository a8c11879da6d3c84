//! What is counted instead of recorded each time: refusals, because a flood can cause any number of them, and
//! rotations, which happen all day.
//!
//! A record for each would let strangers make the trail as long as they like, and would cost a write for every refused
//! request. So a server counts in memory, by what a record would say, and has the counts written once a minute. The
//! number of counts is bounded. Beyond that, they say only what happened, not to whom or from where.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Action, BackendToken};
use crate::digest::AddressKey;
use crate::ids::AccountId;
use crate::network::ClientNetwork;

/// How many counts say to whom and from where.
const MOST: usize = 256;

/// What a count is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What happened.
    pub action: Action,
    /// How it ended, by a stable code.
    pub outcome: &'static str,
    /// Whose account, where that is known without a look at accounts (R1).
    pub account: Option<AccountId>,
    /// The keyed digest of the address that was typed.
    pub address: Option<AddressKey>,
    /// From where.
    pub network: Option<ClientNetwork>,
    /// The backend's token, where it did this.
    pub backend: Option<BackendToken>,
}

impl Fact {
    /// Something from this network.
    pub(crate) fn from(network: ClientNetwork, action: Action, outcome: &'static str) -> Self {
        Self { action, outcome, account: None, address: None, network: Some(network), backend: None }
    }
}

/// Something that happened so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What.
    pub fact: Fact,
    /// How often, at least once.
    pub count: u32,
}

/// What was counted since it was written down last.
#[derive(Default)]
pub(crate) struct Tally(Mutex<HashMap<Fact, u32>>);

impl Tally {
    /// Counts.
    pub(crate) fn note(&self, fact: Fact) {
        self.add(Counted { fact, count: 1 });
    }

    /// Counts what could not be written down after all.
    pub(crate) fn put_back(&self, counted: &[Counted]) {
        for counted in counted {
            self.add(*counted);
        }
    }

    /// Takes all counts, and starts again from zero.
    pub(crate) fn take(&self) -> Vec<Counted> {
        self.lock().drain().map(|(fact, count)| Counted { fact, count }).collect()
    }

    fn add(&self, Counted { fact, count }: Counted) {
        let mut counts = self.lock();
        let has_place = counts.len() < MOST || counts.contains_key(&fact);
        let fact = if has_place { fact } else { Fact { account: None, address: None, network: None, ..fact } };
        let known = counts.entry(fact).or_default();
        *known = known.saturating_add(count);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Fact, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn refusal(from: u32) -> Fact {
        let network = Some(IpAddr::from(Ipv4Addr::from_bits(from)).into());
        Fact { account: None, network, ..Fact::from(ClientNetwork::LOCAL, Action::SignInRefused, "refused") }
    }

    #[test]
    fn what_is_alike_is_one_count() {
        let tally = Tally::default();
        for from in [1, 2, 1, 1] {
            tally.note(refusal(from));
        }
        let mut counts: Vec<u32> = tally.take().iter().map(|counted| counted.count).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 3]);
        assert!(tally.take().is_empty(), "counts start again from zero");
    }

    #[test]
    fn a_flood_from_everywhere_is_counted_to_the_last_one_in_a_bounded_number_of_records() {
        let tally = Tally::default();
        for from in 0..100_000 {
            tally.note(refusal(from));
        }
        let counted = tally.take();
        assert_eq!(counted.len(), MOST + 1);
        assert_eq!(counted.iter().map(|counted| counted.count).sum::<u32>(), 100_000);
        let rest = counted.iter().find(|counted| counted.fact.network.is_none()).expect("the rest");
        assert_eq!(rest.count, 100_000 - u32::try_from(MOST).unwrap());
    }

    #[test]
    fn what_could_not_be_written_down_is_not_lost() {
        let tally = Tally::default();
        tally.note(refusal(1));
        let taken = tally.take();
        tally.note(refusal(1));
        tally.put_back(&taken);
        assert_eq!(tally.take(), [Counted { fact: refusal(1), count: 2 }]);
    }
}
