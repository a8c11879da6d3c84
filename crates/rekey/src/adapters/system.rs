//! The operating system's clock and randomness.

use rekey_core::ports::{Clock, Rng};
use rekey_core::time::Timestamp;

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The system's generator of secrets (R4).
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRng;

impl Rng for OsRng {
    /// # Panics
    /// If the system has no randomness to give: then no secret may be made at all.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for randomness")]
    #[expect(clippy::expect_used, reason = "there is no way on without randomness, and none back")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}
