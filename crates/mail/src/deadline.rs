//! Until when a claimed mail is its worker's.

use std::fmt;
use std::sync::Arc;

use rekey_core::ports::Clock;
use rekey_core::time::{Duration, Timestamp, after, until};
use tokio::time::Instant;

/// The end of a span, by two clocks, of which the first to get there counts: one that people set goes on while the
/// machine sleeps, and the other one is not moved by whoever sets it.
#[derive(Clone)]
pub(crate) struct Deadline {
    clock: Arc<dyn Clock>,
    at: Timestamp,
    instant: Instant,
}

impl Deadline {
    /// The end of a span that begins now.
    pub(crate) fn after(clock: &Arc<dyn Clock>, span: Duration) -> Self {
        Self { at: after(clock.now(), span), instant: Instant::now() + span, clock: Arc::clone(clock) }
    }

    /// How long it is until then; zero when it has passed.
    pub(crate) fn time_left(&self) -> Duration {
        until(self.at, self.clock.now()).min(self.instant.saturating_duration_since(Instant::now()))
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deadline").field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::ManualClock;

    use super::*;

    const SPAN: Duration = Duration::from_secs(28);

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_gives_nobody_more_time() {
        let manual = Arc::new(ManualClock::default());
        let clock: Arc<dyn Clock> = manual.clone();
        let deadline = Deadline::after(&clock, SPAN);
        manual.set_back(Duration::from_hours(1));
        assert_eq!(deadline.time_left(), SPAN);
        tokio::time::advance(SPAN).await;
        assert_eq!(deadline.time_left(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn time_that_the_machine_slept_through_is_over() {
        let manual = Arc::new(ManualClock::default());
        let clock: Arc<dyn Clock> = manual.clone();
        let deadline = Deadline::after(&clock, SPAN);
        manual.advance(Duration::from_secs(20));
        assert_eq!(deadline.time_left(), Duration::from_secs(8));
    }
}
