//! Whose turn it is: a bounded number hash at once, a bounded number waits (R22).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rekey_core::ports::HashError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How busy the hasher is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherLoad {
    /// How many may be hashed at once.
    pub permits: usize,
    /// How many are.
    pub busy: usize,
    /// How many wait.
    pub waiting: usize,
    /// How many were turned away so far, because too many waited.
    pub shed: u64,
}

/// The turns, and the queue for them.
pub(super) struct Turns {
    permits: usize,
    threads: Arc<Semaphore>,
    waiting: AtomicUsize,
    shed: AtomicU64,
    most_waiting: usize,
}

impl Turns {
    /// So many at once, and so many who wait.
    pub(super) fn new(threads: usize, most_waiting: usize) -> Self {
        let permits = threads.max(1);
        Self {
            permits,
            threads: Arc::new(Semaphore::new(permits)),
            waiting: AtomicUsize::new(0),
            shed: AtomicU64::new(0),
            most_waiting,
        }
    }

    /// Waits for a turn, unless too many do already.
    pub(super) async fn take(&self) -> Result<OwnedSemaphorePermit, HashError> {
        if let Ok(turn) = self.threads.clone().try_acquire_owned() {
            return Ok(turn);
        }
        let Some(_place) = Place::take(&self.waiting, self.most_waiting) else {
            self.shed.fetch_add(1, Ordering::Relaxed);
            return Err(HashError::Overloaded);
        };
        self.threads.clone().acquire_owned().await.map_err(|error| HashError::Failed(Box::new(error)))
    }

    /// How busy it is.
    pub(super) fn load(&self) -> HasherLoad {
        HasherLoad {
            permits: self.permits,
            busy: self.permits.saturating_sub(self.threads.available_permits()),
            waiting: self.waiting.load(Ordering::Relaxed),
            shed: self.shed.load(Ordering::Relaxed),
        }
    }
}

/// A place in the queue, given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let one_more = |count: usize| (count < most).then_some(count + 1);
        waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).ok().map(|_| Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts a future, and says whether it has to wait.
    fn is_waiting<F: Future + Unpin>(future: &mut F) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context).is_pending()
    }

    #[tokio::test]
    async fn a_full_queue_is_an_overload_and_an_abandoned_place_is_free_again() {
        let turns = Turns::new(1, 40);
        let busy = turns.take().await.unwrap();
        let mut waiting: Vec<_> = (0..40).map(|_| Box::pin(turns.take())).collect();
        for turn in &mut waiting {
            assert!(is_waiting(turn));
        }
        assert!(matches!(turns.take().await, Err(HashError::Overloaded)));
        assert_eq!(turns.load(), HasherLoad { permits: 1, busy: 1, waiting: 40, shed: 1 });
        waiting.pop();
        let mut last = Box::pin(turns.take());
        assert!(is_waiting(&mut last));
        drop((waiting, busy));
        assert!(last.await.is_ok());
    }
}
