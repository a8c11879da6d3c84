//! What a node reads again after a second at most.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Fault;
use crate::ports::StoreError;
use crate::time::{Duration, Timestamp, after};

/// How long a node uses a value before it reads it again.
const RECENT: Duration = Duration::from_secs(1);

/// A cache of what hardly ever changes, so that not every request reads it.
pub(crate) struct Recent<T>(Mutex<Kept<T>>);

struct Kept<T> {
    value: Option<(Timestamp, T)>,
    /// How often it was forgotten: what was read before that is not kept.
    forgotten: u64,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::new(Kept { value: None, forgotten: 0 }))
    }
}

impl<T: Clone> Recent<T> {
    /// Makes the next caller read the value again.
    pub(crate) fn forget(&self) {
        let mut kept = self.lock();
        *kept = Kept { value: None, forgotten: kept.forgotten + 1 };
    }

    pub(super) async fn get(
        &self,
        now: Timestamp,
        read: impl AsyncFnOnce() -> Result<T, StoreError>,
    ) -> Result<T, Fault> {
        let (kept, forgotten) = {
            let kept = self.lock();
            (kept.value.clone(), kept.forgotten)
        };
        if let Some((read_at, value)) = kept
            && (read_at..after(read_at, RECENT)).contains(&now)
        {
            return Ok(value);
        }
        let value = read().await?;
        let mut kept = self.lock();
        if kept.forgotten == forgotten {
            kept.value = Some((now, value.clone()));
        }
        Ok(value)
    }

    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_read_before_a_change_is_not_kept_after_it() {
        let (recent, now) = (Recent::default(), Timestamp::UNIX_EPOCH);
        let changed_meanwhile = async || {
            recent.forget();
            Ok(1)
        };
        assert_eq!(recent.get(now, changed_meanwhile).await.unwrap(), 1);
        assert_eq!(recent.get(now, async || Ok(2)).await.unwrap(), 2);
        assert_eq!(recent.get(now, async || Ok(3)).await.unwrap(), 2, "kept for a second");
    }
}
