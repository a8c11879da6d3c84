//! How long to wait between tries.

use crate::ports::Rng;
use crate::time::Duration;

/// Pauses that grow from try to try; the last one is kept from then on.
#[derive(Debug, Clone, Copy)]
pub struct Backoff(&'static [Duration]);

impl Backoff {
    /// The pauses after the first failure in a row, the second, and so on.
    ///
    /// # Panics
    /// At compile time, if the list is empty.
    pub const fn new(pauses: &'static [Duration]) -> Self {
        assert!(!pauses.is_empty(), "a backoff needs a pause");
        Self(pauses)
    }

    /// Each pause once: for work that is given up after the last one.
    pub fn pauses(&self) -> impl Iterator<Item = Duration> + use<> {
        self.0.iter().copied()
    }

    /// The pause after a failure that came after `earlier` others in a row.
    pub fn after(&self, earlier: u32) -> Duration {
        let last = self.0.len() - 1;
        self.0[usize::try_from(earlier).map_or(last, |earlier| earlier.min(last))]
    }
}

/// Between three quarters of a pause and all of it, so that things that failed together are not retried together.
pub fn jittered(pause: Duration, rng: &dyn Rng) -> Duration {
    let mut bytes = [0; 4];
    rng.fill(&mut bytes);
    let part = f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX);
    pause.mul_f64(0.75 + 0.25 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pause_is_kept() {
        const BACKOFF: Backoff = Backoff::new(&[Duration::from_secs(1), Duration::from_secs(5)]);
        let pauses = [0, 1, 2, u32::MAX].map(|earlier| BACKOFF.after(earlier).as_secs());
        assert_eq!(pauses, [1, 5, 5, 5]);
    }
}
