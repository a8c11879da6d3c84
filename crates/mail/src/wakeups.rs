//! Signals between the engine and the workers: that there is a new email, and the outcome of its first attempt.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rekey_core::EntryId;
use rekey_core::ports::{Deliveries, FirstAttempt, Undelivered};
use rekey_core::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until, timeout_at};

/// How long callers wait for a first attempt, if their API reports delivery.
#[derive(Debug, Clone, Copy)]
pub struct FirstAttemptSettings {
    /// How long at most. After that, delivery continues without them.
    pub longest_wait: Duration,
    /// They get the outcome at whole multiples of this after acceptance, so that small differences in time reveal nothing.
    pub step: Duration,
}

impl Default for FirstAttemptSettings {
    fn default() -> Self {
        Self { longest_wait: Duration::from_secs(5), step: Duration::from_millis(250) }
    }
}

/// Wakes a waiting worker, and notifies callers that wait for a first attempt. A wake-up that nobody waits for is kept
/// for the next worker who does.
#[derive(Debug, Default)]
pub struct Wakeups {
    settings: FirstAttemptSettings,
    word: Arc<Notify>,
    waiting: Arc<Waiting>,
    accepted: Arc<Accepted>,
}

impl Wakeups {
    /// Where those who wait for first attempts wait so.
    pub fn new(settings: FirstAttemptSettings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Waits for word.
    pub(crate) async fn woken(&self) {
        self.word.notified().await;
    }

    /// Up to `limit` entries that were accepted with somebody waiting, each given once.
    pub(crate) fn accepted(&self, limit: usize) -> Vec<EntryId> {
        let mut accepted = self.accepted.lock();
        let some = accepted.len().min(limit);
        accepted.drain(..some).collect()
    }

    /// Takes the caller that waits for an entry's first attempt, if there still is one. From now on it waits until it
    /// gets the outcome, however long that takes.
    pub(crate) fn take(&self, entry: EntryId) -> Option<Waiter> {
        self.waiting.lock().remove(&entry).map(Waiter)
    }
}

impl Deliveries for Wakeups {
    fn wake(&self) {
        self.word.notify_one();
    }

    fn first_attempt(&self, entry: EntryId) -> FirstAttempt {
        let (teller, mut told) = oneshot::channel();
        self.waiting.lock().insert(entry, teller);
        let place = Place { entry, waiting: self.waiting.clone() };
        let FirstAttemptSettings { longest_wait, step } = self.settings;
        let (accepted, word) = (self.accepted.clone(), self.word.clone());
        let outcome = Box::pin(async move {
            let begin = Instant::now();
            accepted.lock().push_back(entry);
            word.notify_one();
            let outcome = match timeout_at(begin + longest_wait, &mut told).await {
                Ok(told) => told,
                Err(_) if place.leave() => Ok(Ok(())),
                // A worker is about to withdraw the request: leaving now would hide that.
                Err(_) => told.await,
            };
            sleep_until(next_step(begin, step)).await;
            // A worker that fell over leaves the entry to the next one.
            outcome.unwrap_or(Ok(()))
        });
        FirstAttempt { reserved: longest_wait, outcome }
    }
}

/// The next whole multiple of `step` after `start`, the first one at the earliest, that has not passed.
fn next_step(start: Instant, step: Duration) -> Instant {
    let steps = start.elapsed().as_nanos().div_ceil(step.as_nanos().max(1)).max(1);
    start + step * u32::try_from(steps).unwrap_or(u32::MAX)
}

/// One who waits.
pub(crate) struct Waiter(oneshot::Sender<Result<(), Undelivered>>);

impl Waiter {
    /// Tells them what became of the attempt.
    pub(crate) fn tell(self, outcome: Result<(), Undelivered>) {
        // They may have hung up meanwhile.
        let _ = self.0.send(outcome);
    }
}

/// Entries for this process alone to try, oldest first.
#[derive(Debug, Default)]
struct Accepted(Mutex<VecDeque<EntryId>>);

impl Accepted {
    fn lock(&self) -> MutexGuard<'_, VecDeque<EntryId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Those who wait, by entry.
#[derive(Debug, Default)]
struct Waiting(Mutex<HashMap<EntryId, oneshot::Sender<Result<(), Undelivered>>>>);

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<EntryId, oneshot::Sender<Result<(), Undelivered>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place among those who wait, until it is dropped.
struct Place {
    entry: EntryId,
    waiting: Arc<Waiting>,
}

impl Place {
    /// Stops waiting. `false` if a worker has taken the one who waits.
    fn leave(&self) -> bool {
        self.waiting.lock().remove(&self.entry).is_some()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::SeededRng;
    use rekey_core::time::Timestamp;

    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn entry() -> EntryId {
        EntryId::new(Timestamp::UNIX_EPOCH, &SeededRng::new(1))
    }

    /// How long somebody waited, and for what, if a worker takes them after `taken` and tells them after `told`.
    async fn wait(
        taken: Duration,
        told: Duration,
        outcome: Result<(), Undelivered>,
    ) -> (Duration, Result<(), Undelivered>) {
        let wakeups = Arc::new(Wakeups::default());
        let attempt = wakeups.first_attempt(entry());
        let worker = wakeups.clone();
        tokio::spawn(async move {
            tokio::time::sleep(taken).await;
            let waiter = worker.take(entry());
            tokio::time::sleep(told.saturating_sub(taken)).await;
            if let Some(waiter) = waiter {
                waiter.tell(outcome);
            }
        });
        let start = Instant::now();
        let outcome = attempt.outcome.await;
        (start.elapsed(), outcome)
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_are_told_at_whole_quarters_of_a_second() {
        let failed = Err(Undelivered::NotSent);
        for (told, heard) in [(0, 250), (1, 250), (249, 250), (260, 500), (740, 750), (4_900, 5_000)] {
            let (waited, outcome) = wait(MS(told), MS(told), failed).await;
            // The timer of a paused clock is a millisecond late at times.
            assert!((MS(heard)..MS(heard + 2)).contains(&waited), "{told}: {waited:?}");
            assert_eq!(outcome, failed);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn when_the_wait_runs_out_delivery_goes_on_without_them() {
        let (waited, outcome) = wait(MS(5_500), MS(5_500), Err(Undelivered::NotSent)).await;
        assert!((MS(5_000)..MS(5_255)).contains(&waited), "{waited:?}");
        assert_eq!(outcome, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiter_taken_in_time_hears_that_the_request_is_withdrawn_even_later() {
        let (waited, outcome) = wait(MS(4_990), MS(5_100), Err(Undelivered::NotSent)).await;
        assert!((MS(5_100)..MS(5_255)).contains(&waited), "{waited:?}");
        assert_eq!(outcome, Err(Undelivered::NotSent));
    }

    #[tokio::test]
    async fn a_waiter_that_hangs_up_waits_no_more() {
        let wakeups = Wakeups::default();
        drop(wakeups.first_attempt(entry()));
        assert!(wakeups.take(entry()).is_none());
    }
}
