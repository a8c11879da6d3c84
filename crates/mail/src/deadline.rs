//! Until when a claimed mail is its worker's.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rekey_core::ports::Clock;
use rekey_core::time::{Duration, Timestamp, after, until};
use tokio::time::Instant;

/// The end of a span, by two clocks, of which the first to get there counts: the wall clock runs on while the machine
/// sleeps, and the monotonic clock is not affected when the wall clock is set. Clones share the end.
#[derive(Clone)]
pub(crate) struct Deadline {
    clock: Arc<dyn Clock>,
    end: Arc<Mutex<End>>,
}

#[derive(Debug, Clone, Copy)]
struct End {
    at: Timestamp,
    instant: Instant,
}

impl End {
    fn after(clock: &dyn Clock, span: Duration) -> Self {
        Self { at: after(clock.now(), span), instant: Instant::now() + span }
    }
}

impl Deadline {
    /// The end of a span that begins now.
    pub(crate) fn after(clock: &Arc<dyn Clock>, span: Duration) -> Self {
        Self { end: Arc::new(Mutex::new(End::after(&**clock, span))), clock: Arc::clone(clock) }
    }

    /// The same deadline, which can be moved without moving this one.
    pub(crate) fn separate(&self) -> Self {
        Self { clock: Arc::clone(&self.clock), end: Arc::new(Mutex::new(*self.end())) }
    }

    /// How long it is until then; zero when it has passed.
    pub(crate) fn time_left(&self) -> Duration {
        let End { at, instant } = *self.end();
        until(at, self.clock.now()).min(instant.saturating_duration_since(Instant::now()))
    }

    /// Puts the end off to this span after a renewal began.
    pub(crate) fn put_off(&self, renewal: Renewal, span: Duration) {
        let Renewal(End { at, instant }) = renewal;
        *self.end() = End { at: after(at, span), instant: instant + span };
    }

    /// Call this before a lease is renewed: the new span begins now, however long the renewal takes.
    pub(crate) fn begin_renewal(&self) -> Renewal {
        Renewal(End::after(&*self.clock, Duration::ZERO))
    }

    fn end(&self) -> MutexGuard<'_, End> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The moment in which a renewal began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Renewal(End);

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deadline").field("at", &self.end().at).finish_non_exhaustive()
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

    #[tokio::test(start_paused = true)]
    async fn a_renewal_counts_from_its_beginning_and_for_its_own_mail_alone() {
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::default());
        let batch = Deadline::after(&clock, SPAN);
        let (own, renewal) = (batch.separate(), batch.begin_renewal());
        tokio::time::advance(Duration::from_secs(3)).await;
        own.clone().put_off(renewal, 2 * SPAN);
        assert_eq!(own.time_left(), Duration::from_secs(53));
        assert_eq!(batch.time_left(), Duration::from_secs(25));
    }
}
