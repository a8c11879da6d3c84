//! A bounded number of hashes runs at once, and a bounded number waits (R22).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rekey_core::ports::HashError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherLoad {
    /// How many hashes may run at once.
    pub permits: usize,
    pub busy: usize,
    pub waiting: usize,
    /// How many were refused so far because the queue was full.
    pub shed: u64,
}

pub(super) struct HashQueue {
    permits: usize,
    threads: Arc<Semaphore>,
    waiting: AtomicUsize,
    shed: AtomicU64,
    most_waiting: usize,
}

impl HashQueue {
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

    /// Waits for a permit, unless the queue is full.
    pub(super) async fn acquire(&self) -> Result<OwnedSemaphorePermit, HashError> {
        if let Ok(permit) = self.threads.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let Some(_slot) = QueueSlot::take(&self.waiting, self.most_waiting) else {
            self.shed.fetch_add(1, Ordering::Relaxed);
            return Err(HashError::Overloaded);
        };
        self.threads.clone().acquire_owned().await.map_err(|error| HashError::Failed(Box::new(error)))
    }

    pub(super) fn load(&self) -> HasherLoad {
        HasherLoad {
            permits: self.permits,
            busy: self.permits.saturating_sub(self.threads.available_permits()),
            waiting: self.waiting.load(Ordering::Relaxed),
            shed: self.shed.load(Ordering::Relaxed),
        }
    }
}

/// Leaves the queue when dropped.
struct QueueSlot<'a>(&'a AtomicUsize);

impl<'a> QueueSlot<'a> {
    fn take(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let one_more = |count: usize| (count < most).then_some(count + 1);
        waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).ok().map(|_| Self(waiting))
    }
}

impl Drop for QueueSlot<'_> {
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
    async fn a_full_queue_is_an_overload_and_an_abandoned_slot_is_free_again() {
        let queue = HashQueue::new(1, 40);
        let busy = queue.acquire().await.unwrap();
        let mut waiting: Vec<_> = (0..40).map(|_| Box::pin(queue.acquire())).collect();
        for future in &mut waiting {
            assert!(is_waiting(future));
        }
        assert!(matches!(queue.acquire().await, Err(HashError::Overloaded)));
        assert_eq!(queue.load(), HasherLoad { permits: 1, busy: 1, waiting: 40, shed: 1 });
        waiting.pop();
        let mut last = Box::pin(queue.acquire());
        assert!(is_waiting(&mut last));
        drop((waiting, busy));
        assert!(last.await.is_ok());
    }
}
