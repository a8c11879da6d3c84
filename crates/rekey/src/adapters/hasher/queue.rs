//! A bounded number of hashes runs at once, a bounded number waits (R22), and networks take turns (R27).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rekey_core::ClientNetwork;
use rekey_core::ports::HashError;
use tokio::sync::oneshot;

use super::turns::{Entered, Place, Turns};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherLoad {
    /// How many hashes may run at once.
    pub permits: usize,
    pub busy: usize,
    pub waiting: usize,
    /// How many may wait.
    pub most_waiting: usize,
    /// How many were refused so far because the queue was full.
    pub shed: u64,
}

/// Cheap to clone; clones are one queue.
#[derive(Clone)]
pub(super) struct HashQueue(Arc<Shared>);

struct Shared {
    permits: usize,
    most_waiting: usize,
    shed: AtomicU64,
    state: Mutex<State>,
}

struct State {
    busy: usize,
    turns: Turns<oneshot::Sender<HashPermit>>,
}

/// Lets one hash run. Dropped, it goes to the next one who waits.
pub(super) struct HashPermit(HashQueue);

impl HashQueue {
    pub(super) fn new(threads: usize, most_waiting: usize) -> Self {
        let state = State { busy: 0, turns: Turns::new(most_waiting) };
        let (permits, shed, state) = (threads.max(1), AtomicU64::new(0), Mutex::new(state));
        Self(Arc::new(Shared { permits, most_waiting, shed, state }))
    }

    /// Waits for a permit, unless too many wait already who come first.
    pub(super) async fn acquire(&self, network: ClientNetwork) -> Result<HashPermit, HashError> {
        let (place, permit) = match self.enter(network) {
            Admission::Now(permit) => return Ok(permit),
            Admission::Later(place, permit) => (place, permit),
            Admission::Never => return Err(self.overloaded()),
        };
        let _slot = QueueSlot { queue: self, place };
        // The sender is gone if this one had to give way.
        permit.await.map_err(|_| self.overloaded())
    }

    fn enter(&self, network: ClientNetwork) -> Admission {
        let mut state = self.state();
        if state.busy < self.0.permits {
            state.busy += 1;
            return Admission::Now(HashPermit(self.clone()));
        }
        let (sender, permit) = oneshot::channel();
        match state.turns.enter(network, sender) {
            Entered::Waits(place, _) => Admission::Later(place, permit),
            Entered::Full => Admission::Never,
        }
    }

    fn overloaded(&self) -> HashError {
        self.0.shed.fetch_add(1, Ordering::Relaxed);
        HashError::Overloaded
    }

    pub(super) fn load(&self) -> HasherLoad {
        let state = self.state();
        HasherLoad {
            permits: self.0.permits,
            busy: state.busy,
            waiting: state.turns.len(),
            most_waiting: self.0.most_waiting,
            shed: self.0.shed.load(Ordering::Relaxed),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How one who comes gets a permit.
enum Admission {
    Now(HashPermit),
    Later(Place, oneshot::Receiver<HashPermit>),
    Never,
}

impl Drop for HashPermit {
    fn drop(&mut self) {
        let next = {
            let mut state = self.0.state();
            let next = state.turns.next();
            if next.is_none() {
                state.busy -= 1;
            }
            next
        };
        if let Some(next) = next {
            // If this one left in the meantime, the permit comes back and the next one gets it.
            drop(next.send(Self(self.0.clone())));
        }
    }
}

/// Leaves the queue when dropped.
struct QueueSlot<'a> {
    queue: &'a HashQueue,
    place: Place,
}

impl Drop for QueueSlot<'_> {
    fn drop(&mut self) {
        let left = self.queue.state().turns.leave(self.place);
        drop(left);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use tokio::task::JoinSet;

    use super::*;

    fn network(number: u8) -> ClientNetwork {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, number)).into()
    }

    /// Starts a future, and says whether it has to wait.
    fn is_waiting<F: Future + Unpin>(future: &mut F) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context).is_pending()
    }

    #[tokio::test]
    async fn a_full_queue_is_an_overload_and_an_abandoned_slot_is_free_again() {
        let queue = HashQueue::new(1, 40);
        let busy = queue.acquire(network(1)).await.unwrap();
        let mut waiting: Vec<_> = (0..40).map(|_| Box::pin(queue.acquire(network(1)))).collect();
        for future in &mut waiting {
            assert!(is_waiting(future));
        }
        assert!(matches!(queue.acquire(network(1)).await, Err(HashError::Overloaded)));
        assert_eq!(queue.load(), HasherLoad { permits: 1, busy: 1, waiting: 40, most_waiting: 40, shed: 1 });
        waiting.pop();
        let mut last = Box::pin(queue.acquire(network(1)));
        assert!(is_waiting(&mut last));
        drop((waiting, busy));
        assert!(last.await.is_ok());
        assert_eq!(queue.load(), HasherLoad { permits: 1, busy: 0, waiting: 0, most_waiting: 40, shed: 1 });
    }

    #[tokio::test]
    async fn four_networks_that_flood_shut_nobody_else_out() {
        let queue = HashQueue::new(2, 80);
        let busy = [queue.acquire(network(1)).await.unwrap(), queue.acquire(network(2)).await.unwrap()];
        let ask = |from| {
            let queue = queue.clone();
            async move { queue.acquire(network(from)).await.is_ok() }
        };
        let flood: JoinSet<bool> = (0..28).flat_map(|_| 1..=4).map(ask).collect();
        while queue.load().waiting + usize::try_from(queue.load().shed).unwrap() < 4 * 28 {
            tokio::task::yield_now().await;
        }
        assert_eq!(queue.load().waiting, 80);
        let others: JoinSet<bool> = (101..=120).map(ask).collect();
        while queue.load().shed < 4 * 28 - 60 {
            tokio::task::yield_now().await;
        }
        drop(busy);
        assert_eq!(others.join_all().await, [true; 20]);
        assert_eq!(flood.join_all().await.into_iter().filter(|served| *served).count(), 60);
        assert_eq!(queue.load().busy, 0);
    }

    #[tokio::test]
    async fn a_permit_that_nobody_waits_for_any_more_is_passed_to_the_next() {
        let queue = HashQueue::new(1, 4);
        let busy = queue.acquire(network(1)).await.unwrap();
        let mut first = Box::pin(queue.acquire(network(2)));
        let mut second = Box::pin(queue.acquire(network(3)));
        assert!(is_waiting(&mut first) && is_waiting(&mut second));
        drop(busy);
        drop(first);
        assert!(second.await.is_ok());
        assert_eq!(queue.load(), HasherLoad { permits: 1, busy: 0, waiting: 0, most_waiting: 4, shed: 0 });
    }
}
