//! A pause in lookups at a server that does not answer, so that it doesn't hold mail workers that others need.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rekey_core::time::{Duration, Timestamp, after};

/// How long look-ups leave such a server alone.
const REST: Duration = Duration::from_secs(5);

/// Until when look-ups leave a server alone, and why.
#[derive(Debug, Default)]
pub(crate) struct Rest(Mutex<Option<(Timestamp, String)>>);

impl Rest {
    /// Why the server is left alone at this instant, if it is.
    pub(crate) fn reason(&self, now: Timestamp) -> Option<String> {
        self.state().as_ref().filter(|(until, _)| now < *until).map(|(_, reason)| reason.clone())
    }

    /// Notes how a look-up ended: why the server did not answer, or that it did.
    pub(crate) fn note(&self, now: Timestamp, failure: Option<&str>) {
        *self.state() = failure.map(|reason| (after(now, REST), reason.to_owned()));
    }

    fn state(&self) -> MutexGuard<'_, Option<(Timestamp, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
