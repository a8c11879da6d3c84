//! How many entries to take at once.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The most entries to take at once.
const MOST: usize = 64;

/// Grows while entries wait and are handled in time, so that the store writes many in one commit. Falls back as soon as
/// some ran out of time, because every wasted claim mints a token.
#[derive(Debug)]
pub(super) struct Pace {
    least: usize,
    batch: AtomicUsize,
}

impl Pace {
    pub(super) fn new(least: usize) -> Self {
        Self { least, batch: AtomicUsize::new(least) }
    }

    /// How many to take now.
    pub(super) fn batch(&self) -> usize {
        self.batch.load(Ordering::Relaxed)
    }

    /// Learns from a batch: its size, and whether some entries ran out of time.
    pub(super) fn adapt(&self, batch: usize, taken: usize, some_ran_out: bool) {
        let next = if some_ran_out {
            self.least
        } else if taken == batch {
            (batch * 2).min(MOST).max(self.least)
        } else {
            return;
        };
        self.batch.store(next, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_batch_grows_while_there_is_more_to_do_and_falls_when_time_runs_out() {
        let pace = Pace::new(4);
        pace.adapt(4, 3, false);
        assert_eq!(pace.batch(), 4);
        for expected in [8, 16, 32, 64, 64] {
            pace.adapt(pace.batch(), pace.batch(), false);
            assert_eq!(pace.batch(), expected);
        }
        pace.adapt(64, 64, true);
        assert_eq!(pace.batch(), 4);
    }
}
