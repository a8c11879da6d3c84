//! How handing over the last email went. A rehearsal relies on it, because a server can't be asked without sending an
//! email.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rekey_core::time::Duration;

use super::SendError;

/// How long a server took over the last email, and whether it took it.
#[derive(Default)]
pub(crate) struct LastHandOver(Mutex<(Duration, Option<SendError>)>);

impl LastHandOver {
    pub(crate) fn set<T>(&self, took: Duration, outcome: &Result<T, SendError>) {
        *self.lock() = (took, outcome.as_ref().err().cloned());
    }

    /// Takes as long, of which so much is spent, and fails as it did.
    pub(crate) async fn again(&self, spent: Duration) -> Result<(), SendError> {
        let (took, failure) = self.lock().clone();
        tokio::time::sleep(took.saturating_sub(spent)).await;
        failure.map_or(Ok(()), Err)
    }

    fn lock(&self) -> MutexGuard<'_, (Duration, Option<SendError>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
