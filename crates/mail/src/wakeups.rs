//! How the engine's word of a new mail reaches the workers.

use rekey_core::ports::Deliveries;
use tokio::sync::Notify;

/// Wakes a worker that waits. A word that nobody waits for is kept for the next who does.
#[derive(Debug, Default)]
pub struct Wakeups(Notify);

impl Wakeups {
    /// Waits for word.
    pub(crate) async fn woken(&self) {
        self.0.notified().await;
    }
}

impl Deliveries for Wakeups {
    fn wake(&self) {
        self.0.notify_one();
    }
}
