//! Delays after wrong passwords, by the typed address, whether or not it has an account.
//!
//! A stranger must neither guess an account's password nor keep its owner out (R10). The two conflict: every refusal of
//! the stranger may hit the owner. So nobody waits because of others, with one exception:
//!
//! - Each client network has its own wait for an address. It doubles with each wrong password, after [`FREE_TRIES`], up
//!   to the longest that the settings allow. An early attempt is refused unread and changes nothing, so that a flood of
//!   them can't prolong the wait.
//! - Wrong passwords from all networks together make the address *contested*. A network that is new to a contested
//!   address waits once before its first attempt. The wait is its own: others can't prolong it, nor use its end. So a
//!   person who knows the password is in after the longest delay, however many strangers keep trying all day, and each
//!   of their networks has one guess in that time.
//! - A network from which somebody signed in to the account within [`FAMILIAR_FOR`] does not wait because of strangers,
//!   and neither does anybody with a mailed link or code: resets are never delayed.
//!
//! The price: many networks get more guesses than few. One guess each, and limits per network, restrain them.

use crate::time::{Duration, Timestamp, after, until};

/// Wrong passwords from one network without a wait. As many may be verified in parallel, right ones included.
pub const FREE_TRIES: u32 = 10;
/// The same for a familiar network, from which many may sign in at once; limits per network restrain it, too.
pub const FREE_FAMILIAR_TRIES: u32 = 50;
/// Wrong passwords from all strange networks together before newcomers wait.
pub const FREE_STRANGE_TRIES: u32 = 30;
/// How many more double the newcomers' wait.
const STRANGE_TRIES_PER_STEP: u32 = 10;
/// The first wait.
const FIRST_DELAY: Duration = Duration::from_secs(1);
/// How long wrong passwords are remembered after the last one.
const REMEMBERED_FOR: Duration = Duration::from_hours(24);
/// How long a network is familiar after a sign-in.
pub const FAMILIAR_FOR: Duration = Duration::from_hours(30 * 24);

/// The recorded attempts at an address: from one network, or from all strange ones together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// Wrong passwords, including those being verified.
    pub wrong: u32,
    /// From when the next attempt is verified.
    pub next_at: Timestamp,
    /// Until when the network is familiar.
    pub familiar_until: Timestamp,
    /// When the record expires.
    pub over_at: Timestamp,
}

/// The outcome of an attempt, and the records after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// It is verified. It counts as wrong until it turns out right.
    Admitted {
        /// The network's attempts.
        own: Tries,
        /// The strange networks' attempts. None if the network is not strange, and theirs stay unchanged.
        strange: Option<Tries>,
    },
    /// It waits, and nothing changes.
    Waits(Duration),
    /// It waits as a newcomer to a contested address, and is recorded from now on.
    Queued(Duration, Tries),
}

impl Tries {
    /// The empty record.
    pub const NONE: Self = Self {
        wrong: 0,
        next_at: Timestamp::UNIX_EPOCH,
        familiar_until: Timestamp::UNIX_EPOCH,
        over_at: Timestamp::UNIX_EPOCH,
    };

    /// The part that still counts at `now`.
    fn at(self, now: Timestamp) -> Self {
        if self.over_at > now { self } else { Self::NONE }
    }

    fn is_familiar(&self, now: Timestamp) -> bool {
        self.familiar_until > now
    }

    fn one_more(self, now: Timestamp, wait: Duration) -> Self {
        let next_at = after(now, wait);
        let over_at = after(next_at, REMEMBERED_FOR).max(self.familiar_until);
        Self { wrong: self.wrong.saturating_add(1), next_at, over_at, ..self }
    }

    /// These attempts without one that was counted and turned out right.
    #[must_use]
    pub fn without_one(self) -> Self {
        Self { wrong: self.wrong.saturating_sub(1), next_at: Timestamp::UNIX_EPOCH, ..self }
    }

    /// The attempts of a network from which somebody signed in at `now`.
    pub fn familiar(now: Timestamp) -> Self {
        let familiar_until = after(now, FAMILIAR_FOR);
        Self { familiar_until, over_at: familiar_until, ..Self::NONE }
    }
}

/// The outcome of an attempt from a network with these attempts of its `own`, at an address with these attempts from
/// all `strange` networks.
pub fn admit(own: Tries, strange: Tries, longest: Duration, now: Timestamp) -> Trial {
    let (own, strange) = (own.at(now), strange.at(now));
    let wait = until(own.next_at, now);
    if !wait.is_zero() {
        return Trial::Waits(wait);
    }
    if own.is_familiar(now) {
        let wait = doubled(own.wrong.saturating_add(1).checked_sub(FREE_FAMILIAR_TRIES), longest);
        return Trial::Admitted { own: own.one_more(now, wait), strange: None };
    }
    let contested = strange_delay(strange.wrong, longest);
    if own == Tries::NONE && !contested.is_zero() {
        let next_at = after(now, contested);
        return Trial::Queued(contested, Tries { next_at, over_at: after(next_at, REMEMBERED_FOR), ..own });
    }
    let strange = strange.one_more(now, Duration::ZERO);
    let wait = doubled(own.wrong.saturating_add(1).checked_sub(FREE_TRIES), longest);
    let wait = wait.max(strange_delay(strange.wrong, longest));
    Trial::Admitted { own: own.one_more(now, wait), strange: Some(strange) }
}

fn strange_delay(wrong: u32, longest: Duration) -> Duration {
    doubled(wrong.checked_sub(FREE_STRANGE_TRIES).map(|more| more / STRANGE_TRIES_PER_STEP), longest)
}

/// The first delay, doubled this often. None if there is nothing to double.
fn doubled(times: Option<u32>, longest: Duration) -> Duration {
    times.map_or(Duration::ZERO, |times| FIRST_DELAY.saturating_mul(1 << times.min(30)).min(longest))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    const LONGEST: Duration = Duration::from_mins(15);
    const DAY: u64 = 24 * 60 * 60;

    fn at(seconds: u64) -> Timestamp {
        after(Timestamp::constant(1_800_000_000, 0), Duration::from_secs(seconds))
    }

    /// An address, and the attempts at it by network.
    #[derive(Default)]
    struct Address {
        networks: HashMap<u32, Tries>,
        strange: Option<Tries>,
    }

    impl Address {
        /// A wrong password. Returns the wait if it was not verified.
        fn try_wrong(&mut self, network: u32, second: u64) -> Option<Duration> {
            let own = self.networks.get(&network).copied().unwrap_or(Tries::NONE);
            match admit(own, self.strange.unwrap_or(Tries::NONE), LONGEST, at(second)) {
                Trial::Admitted { own, strange } => {
                    self.networks.insert(network, own);
                    self.strange = strange.or(self.strange);
                    None
                }
                Trial::Waits(wait) => Some(wait),
                Trial::Queued(wait, own) => {
                    self.networks.insert(network, own);
                    Some(wait)
                }
            }
        }
    }

    #[test]
    fn waits_double_after_the_free_tries_and_end_at_the_longest() {
        let mut address = Address::default();
        let (mut now, mut waits) = (0, Vec::new());
        for _ in 0..FREE_TRIES + 14 {
            assert_eq!(address.try_wrong(1, now), None);
            let wait = until(address.networks[&1].next_at, at(now)).as_secs();
            waits.push(wait);
            now += wait;
        }
        let (free, delayed) = waits.split_at(FREE_TRIES as usize - 1);
        assert!(free.iter().all(|wait| *wait == 0), "{free:?}");
        assert_eq!(delayed, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]);
    }

    #[test]
    fn tries_that_come_too_early_change_nothing() {
        let mut address = Address::default();
        for _ in 0..FREE_TRIES {
            assert_eq!(address.try_wrong(1, 0), None);
        }
        let before = address.networks[&1];
        for _ in 0..1000 {
            assert_eq!(address.try_wrong(1, 0), Some(Duration::from_secs(1)));
        }
        assert_eq!(address.networks[&1], before);
        assert_eq!(address.try_wrong(1, 1), None);
    }

    #[test]
    fn a_person_gets_a_try_within_the_longest_delay_whatever_a_thousand_strangers_do() {
        let mut address = Address::default();
        let mut guesses = 0;
        for second in 0..DAY / 4 {
            for stranger in 0..100 {
                if (second + stranger) % 10 == 0 {
                    guesses += u64::from(address.try_wrong(u32::try_from(stranger).unwrap(), second).is_none());
                }
            }
        }
        let noon = DAY / 4;
        let wait = address.try_wrong(1000, noon).expect("the address is contested");
        assert!(wait <= LONGEST);
        for second in noon..noon + wait.as_secs() {
            for stranger in 0..100 {
                address.try_wrong(stranger, second);
            }
        }
        assert_eq!(address.try_wrong(1000, noon + wait.as_secs()), None, "the person's try is verified");
        let windows = DAY / 4 / LONGEST.as_secs() + 1;
        assert!(guesses <= 100 * (windows + u64::from(FREE_TRIES) + 10), "{guesses}");
    }

    #[test]
    fn a_familiar_network_waits_for_its_own_wrong_passwords_alone() {
        let mut address = Address::default();
        address.networks.insert(7, Tries::familiar(at(0)));
        for second in 0..10_000 {
            for stranger in 100..110 {
                address.try_wrong(stranger, second);
            }
        }
        let strange = address.strange;
        for _ in 0..FREE_FAMILIAR_TRIES {
            assert_eq!(address.try_wrong(7, 10_000), None);
        }
        assert_eq!(address.try_wrong(7, 10_000), Some(Duration::from_secs(1)));
        assert_eq!(address.strange, strange, "a familiar network does not make the address contested");
        let later = FAMILIAR_FOR.as_secs() + 1;
        assert!(!address.networks[&7].is_familiar(at(later)));
    }

    #[test]
    fn wrong_passwords_are_forgotten_a_day_after_the_last_one() {
        let mut address = Address::default();
        for _ in 0..FREE_TRIES {
            assert_eq!(address.try_wrong(1, 0), None);
        }
        assert_eq!(address.try_wrong(1, 2 + DAY), None);
        assert_eq!(address.networks[&1].wrong, 1);
    }

    #[test]
    fn a_try_that_turned_out_right_is_taken_back() {
        let Trial::Admitted { own, .. } = admit(Tries::NONE, Tries::NONE, LONGEST, at(0)) else { panic!("admitted") };
        assert_eq!(own.without_one().wrong, 0);
        assert_eq!(
            admit(Tries::familiar(at(0)), Tries::NONE, LONGEST, at(0)),
            admit(Tries::familiar(at(0)), own, LONGEST, at(0))
        );
    }
}
