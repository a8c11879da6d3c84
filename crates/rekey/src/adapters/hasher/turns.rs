//! Whose turn it is: networks that wait for a hash are served one after the other (R27).
//!
//! In each round a network has one turn, and an IPv6 /56 and /48 have 4 and 16 turns among all their networks. So a
//! newcomer waits for one turn of each other network at most, however many of it wait. Where the queue is full, the
//! network with the most in it loses its last place to a newcomer that has fewer.

use std::collections::{BTreeMap, HashMap};

use rekey_core::ClientNetwork;

/// A place in the queue, by order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64);

/// What became of a newcomer.
pub(super) enum Entered<T> {
    /// Waits; perhaps another one had to leave for that.
    Waits(Place, Option<T>),
    /// The queue is full, and no network has more in it.
    Full,
}

/// The queue.
pub(super) struct Turns<T> {
    waiting: BTreeMap<Place, (ClientNetwork, T)>,
    most: usize,
    arrivals: u64,
    /// How many wait.
    places: Counts,
    /// Who was served in this round.
    served: Counts,
    served_in_all: usize,
}

impl<T> Turns<T> {
    pub(super) fn new(most: usize) -> Self {
        let (places, served) = (Counts::default(), Counts::default());
        Self { waiting: BTreeMap::new(), most, arrivals: 0, places, served, served_in_all: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn enter(&mut self, network: ClientNetwork, waiter: T) -> Entered<T> {
        let displaced = if self.waiting.len() < self.most {
            None
        } else {
            let Some(place) = self.place_taken_by_more_than(network) else { return Entered::Full };
            self.leave(place)
        };
        let place = Place(self.arrivals);
        self.arrivals += 1;
        self.waiting.insert(place, (network, waiter));
        self.places.add(network);
        Entered::Waits(place, displaced)
    }

    /// The next one, who leaves the queue.
    pub(super) fn next(&mut self) -> Option<T> {
        let place = self.next_of_round().or_else(|| {
            self.begin_round();
            self.next_of_round()
        })?;
        let (network, _) = self.waiting.get(&place)?;
        self.served.add(*network);
        self.served_in_all += 1;
        // Newcomers without end don't make a round last for ever.
        if self.served_in_all > self.most {
            self.begin_round();
        }
        self.leave(place)
    }

    /// Gives a place up. `None`: it was given up before.
    pub(super) fn leave(&mut self, place: Place) -> Option<T> {
        let (network, waiter) = self.waiting.remove(&place)?;
        self.places.remove(network);
        Some(waiter)
    }

    fn begin_round(&mut self) {
        self.served = Counts::default();
        self.served_in_all = 0;
    }

    /// The first who came of the networks whose turns in this round are not over.
    fn next_of_round(&self) -> Option<Place> {
        let has_turn = |(_, (network, _)): &(&Place, &(ClientNetwork, T))| self.served.share(*network) < ONE;
        self.waiting.iter().find(has_turn).map(|(place, _)| *place)
    }

    /// The last place of the network with the most, if it has still no fewer than this one when it gave it up.
    fn place_taken_by_more_than(&self, network: ClientNetwork) -> Option<Place> {
        let share_and_place =
            |(place, (network, _)): (&Place, &(ClientNetwork, T))| (self.places.share(*network), *place);
        let (share, place) = self.waiting.iter().map(share_and_place).max()?;
        (share >= self.places.share(network) + 2 * ONE).then_some(place)
    }
}

/// One turn, or one place, of a network that is not part of a wider one.
const ONE: usize = 16;

/// Something counted for each network and those around it.
#[derive(Default)]
struct Counts(HashMap<ClientNetwork, usize>);

impl Counts {
    fn add(&mut self, network: ClientNetwork) {
        for (network, _) in network.tiers() {
            *self.0.entry(network).or_default() += 1;
        }
    }

    fn remove(&mut self, network: ClientNetwork) {
        for (network, _) in network.tiers() {
            if let Some(count) = self.0.get_mut(&network) {
                *count -= 1;
                if *count == 0 {
                    self.0.remove(&network);
                }
            }
        }
    }

    /// How much the network has, in parts of [`ONE`]. What the networks around it have counts by how much each may have.
    fn share(&self, network: ClientNetwork) -> usize {
        let share = |(network, factor): (ClientNetwork, u32)| {
            self.0.get(&network).map_or(0, |count| count * ONE / factor.max(1) as usize)
        };
        network.tiers().map(share).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use proptest::prelude::*;

    use super::*;

    fn network(address: &str) -> ClientNetwork {
        address.parse::<IpAddr>().unwrap().into()
    }

    fn numbered(number: usize) -> ClientNetwork {
        network(&format!("192.0.2.{number}"))
    }

    fn waits<T>(entered: &Entered<T>) -> bool {
        matches!(entered, Entered::Waits(..))
    }

    fn served<T>(turns: &mut Turns<T>) -> Vec<T> {
        std::iter::from_fn(|| turns.next()).collect()
    }

    #[test]
    fn networks_take_turns_however_many_of_one_wait() {
        let mut turns = Turns::new(10);
        for name in ["a1", "a2", "a3"] {
            turns.enter(numbered(1), name);
        }
        turns.enter(numbered(2), "b1");
        turns.enter(numbered(2), "b2");
        turns.enter(numbered(3), "c1");
        assert_eq!(served(&mut turns), ["a1", "b1", "c1", "a2", "b2", "a3"]);
        assert!(turns.places.0.is_empty());
    }

    #[test]
    fn the_last_of_the_longest_queue_gives_way_to_a_newcomer() {
        let mut turns = Turns::new(4);
        for name in ["a1", "a2", "a3"] {
            turns.enter(numbered(1), name);
        }
        turns.enter(numbered(2), "b1");
        assert!(matches!(turns.enter(numbered(3), "c1"), Entered::Waits(_, Some("a3"))));
        assert!(matches!(turns.enter(numbered(1), "a4"), Entered::Full));
        assert!(matches!(turns.enter(numbered(4), "d1"), Entered::Waits(_, Some("a2"))));
        assert!(matches!(turns.enter(numbered(5), "e1"), Entered::Full), "no network has more than one");
        assert_eq!(served(&mut turns), ["a1", "b1", "c1", "d1"]);
    }

    #[test]
    fn a_whole_48_has_as_many_turns_as_sixteen_networks() {
        let mut turns = Turns::new(1_000);
        for number in 0..200 {
            turns.enter(network(&format!("2001:db8:1:{:x}::1", number * 256)), "a stranger");
        }
        turns.enter(numbered(1), "a person");
        let before = served(&mut turns).iter().position(|name| *name == "a person");
        assert_eq!(before, Some(16));
    }

    proptest! {
        /// Whatever strangers do in whatever order, a network with nobody waiting is served after one turn of each other
        /// network at most, and is never turned away while one of them has two waiting.
        #[test]
        fn nobody_waits_for_more_than_a_turn_of_each_network(
            steps in prop::collection::vec((1..6usize, 0..4u8), 0..200),
            most in 6..40usize,
        ) {
            let mut turns = Turns::new(most);
            let mut places = Vec::new();
            for (number, action) in steps {
                match action {
                    0 => drop(turns.next()),
                    1 => drop(places.pop().and_then(|place| turns.leave(place))),
                    _ => if let Entered::Waits(place, _) = turns.enter(numbered(number), number) {
                        places.push(place);
                    },
                }
                prop_assert!(turns.len() <= most);
            }
            prop_assert!(waits(&turns.enter(numbered(100), 100)), "five others leave a place");
            let order = served(&mut turns);
            let ahead = order.iter().position(|number| *number == 100).unwrap();
            for stranger in 1..6 {
                let turns_of = order[..ahead].iter().filter(|number| **number == stranger).count();
                prop_assert!(turns_of <= 1, "{order:?}");
            }
            prop_assert!(turns.places.0.is_empty());
        }
    }
}
