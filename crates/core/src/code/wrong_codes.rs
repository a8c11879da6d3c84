//! How many wrong codes an address may still meet (R25).

use super::MAX_CODE_TRIES;
use crate::time::{Duration, Timestamp};

/// How many wrong codes are compared for an address in any [`WRONG_CODES_WINDOW`], all purposes together.
pub const WRONG_CODES_PER_ADDRESS: u32 = 10;
/// For how long a wrong code counts against its address.
pub const WRONG_CODES_WINDOW: Duration = Duration::from_hours(24);

/// When the last wrong codes of an address were tried: an exact sliding window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrongCodes(Vec<Timestamp>);

impl WrongCodes {
    /// None yet.
    pub const NONE: Self = Self(Vec::new());

    /// The instants, oldest first.
    pub fn instants(&self) -> &[Timestamp] {
        &self.0
    }

    /// How many more wrong codes the address may meet, if its living codes keep `reserved` tries for themselves.
    pub fn left(&self, reserved: u32, now: Timestamp) -> u32 {
        let counted = self.0.iter().filter(|at| counts(**at, now)).count();
        let counted = u32::try_from(counted).unwrap_or(u32::MAX);
        WRONG_CODES_PER_ADDRESS.saturating_sub(counted).saturating_sub(reserved)
    }

    /// How many tries a new code gets, so that no living code is ever refused a try that it was given. Zero: the email
    /// carries only its link.
    pub fn tries_of_new_code(&self, reserved: u32, now: Timestamp) -> u32 {
        self.left(reserved, now).min(MAX_CODE_TRIES)
    }

    /// With one more. Those that no longer count are forgotten.
    #[must_use]
    pub fn and_one(&self, now: Timestamp) -> Self {
        Self(self.0.iter().copied().filter(|at| counts(*at, now)).chain([now]).collect())
    }
}

impl From<Vec<Timestamp>> for WrongCodes {
    fn from(instants: Vec<Timestamp>) -> Self {
        Self(instants)
    }
}

fn counts(at: Timestamp, now: Timestamp) -> bool {
    crate::time::after(at, WRONG_CODES_WINDOW) > now
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    #[test]
    fn a_wrong_code_counts_for_a_day_to_the_microsecond() {
        let one = WrongCodes::NONE.and_one(NOW);
        let over = NOW + WRONG_CODES_WINDOW;
        assert_eq!(one.left(0, over - Duration::from_micros(1)), 9);
        assert_eq!(one.left(0, over), 10);
        assert_eq!(one.and_one(over).instants(), [over]);
    }

    #[test]
    fn a_new_code_gets_what_wrong_codes_and_living_codes_leave() {
        let wrong = |count| (0..count).fold(WrongCodes::NONE, |codes, _| codes.and_one(NOW));
        for (count, reserved, tries) in [(0, 0, 3), (0, 6, 3), (4, 3, 3), (5, 3, 2), (6, 3, 1), (7, 3, 0), (12, 0, 0)] {
            assert_eq!(wrong(count).tries_of_new_code(reserved, NOW), tries, "{count} wrong, {reserved} reserved");
        }
    }
}
