//! Random numbers that can be had again.

use std::time::Duration;

use rekey::adapters::OsRng;
use rekey_core::ports::Rng;
use rekey_core::testing::SeededRng;

/// A seed, which is printed; `REKEY_TEST_SEED` sets it.
#[expect(clippy::print_stdout, reason = "repeating a failure needs the seed")]
pub(super) fn seed() -> u64 {
    let seed = std::env::var("REKEY_TEST_SEED").map_or_else(
        |_| {
            let mut bytes = [0; 8];
            OsRng::default().fill(&mut bytes);
            u64::from_le_bytes(bytes)
        },
        |seed| seed.parse().expect("a number"),
    );
    println!("REKEY_TEST_SEED={seed} repeats this");
    seed
}

/// Random numbers of a seed.
pub(super) struct Random(SeededRng);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    pub(super) fn below(&self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::from_le_bytes(bytes) % bound
    }

    /// Whether something happens that happens in so many of a hundred cases.
    pub(super) fn percent(&self, cases: usize) -> bool {
        self.below(100) < cases
    }

    /// Lets some time pass, in milliseconds.
    pub(super) async fn pause(&self, shortest: usize, longest: usize) {
        let pause = shortest + self.below(longest - shortest + 1);
        tokio::time::sleep(Duration::from_millis(u64::try_from(pause).unwrap())).await;
    }
}
