//! How many connections to a server are open.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// The connections that are open, idle or not. Clones share the count.
#[derive(Clone, Default)]
pub(super) struct Open(Arc<Shared>);

#[derive(Default)]
struct Shared {
    number: AtomicUsize,
    changed: Notify,
}

impl Open {
    /// One more connection.
    pub(super) fn count(&self) -> Counted {
        self.0.number.fetch_add(1, Ordering::Relaxed);
        Counted(self.clone())
    }

    pub(super) fn number(&self) -> usize {
        self.0.number.load(Ordering::Relaxed)
    }

    /// Says that a connection has become idle.
    pub(super) fn one_is_idle(&self) {
        self.0.changed.notify_one();
    }

    /// Waits until a connection becomes idle or is closed.
    pub(super) async fn changed(&self) {
        self.0.changed.notified().await;
    }
}

/// Counts a connection for as long as it is open.
pub(super) struct Counted(Open);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.number.fetch_sub(1, Ordering::Relaxed);
        self.0.0.changed.notify_one();
    }
}
