//! The operating system's clock and randomness.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use rekey_core::ports::{Clock, Rng};
use rekey_core::time::Timestamp;
use zeroize::{Zeroize, Zeroizing};

#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// How many bytes are requested from the system at once: under load, the request costs more than the bytes.
const SUPPLY: usize = 512;

/// The system's generator of secrets (R4). Keeps a small supply, of which each byte is given once and then forgotten.
#[derive(Default)]
pub struct OsRng(Mutex<Supply>);

struct Supply {
    bytes: Zeroizing<[u8; SUPPLY]>,
    /// How many of them, the first ones, are left.
    left: usize,
}

impl Default for Supply {
    fn default() -> Self {
        Self { bytes: Zeroizing::new([0; SUPPLY]), left: 0 }
    }
}

impl Rng for OsRng {
    /// # Panics
    /// If the system has no randomness to give: then no secret may be made at all.
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() > SUPPLY / 8 {
            return ask_system(bytes);
        }
        let mut supply = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if supply.left < bytes.len() {
            ask_system(&mut *supply.bytes);
            supply.left = SUPPLY;
        }
        let rest = supply.left - bytes.len();
        let taken = &mut supply.bytes[rest..rest + bytes.len()];
        bytes.copy_from_slice(taken);
        taken.zeroize();
        supply.left = rest;
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for randomness")]
#[expect(clippy::expect_used, reason = "there is no way on without randomness, and none back")]
fn ask_system(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives randomness");
}

impl fmt::Debug for OsRng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OsRng")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_bytes_are_given_twice() {
        let rng = OsRng::default();
        let mut given = HashSet::new();
        for _ in 0..1_000 {
            let mut bytes = [0; 16];
            rng.fill(&mut bytes);
            assert!(bytes != [0; 16] && given.insert(bytes));
        }
    }
}
