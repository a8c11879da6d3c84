//! Reports when the database becomes unavailable and when it is back, with one line each, however many steps fail in
//! between.

use std::sync::atomic::{AtomicU64, Ordering};

use rekey_core::ports::StoreError;

/// Counts steps that failed since an outage began; zero means that the database works.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    unavailable: AtomicU64,
    /// How many outages there were.
    outages: AtomicU64,
    /// Apart from the other, because reads succeed on a full disk.
    full: AtomicU64,
}

/// When a step began: how many outages there were before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Began(u64);

impl Outage {
    /// A step begins.
    pub(crate) fn begin(&self) -> Began {
        Began(self.outages.load(Ordering::Relaxed))
    }

    /// A step failed.
    pub(crate) fn failed(&self, error: &StoreError) {
        match error {
            StoreError::Unavailable(reason) if self.unavailable.fetch_add(1, Ordering::Relaxed) == 0 => {
                self.outages.fetch_add(1, Ordering::Relaxed);
                tracing::error!(%reason, "the database is not available; requests are answered with 503 until it is back");
            }
            StoreError::DiskFull(reason) if self.full.fetch_add(1, Ordering::Relaxed) == 0 => {
                tracing::error!(%reason, "the disk of the database is full; requests are answered with 503 until there is room");
            }
            _ => {}
        }
    }

    /// A step succeeded. If it began before the outage did, that says nothing about now.
    pub(crate) fn answered(&self, began: Began) {
        if began.0 == self.outages.load(Ordering::Relaxed)
            && let Some(failed) = end(&self.unavailable)
        {
            tracing::info!(failed, "the database is back");
        }
    }

    /// Something was written.
    pub(crate) fn wrote(&self) {
        if let Some(failed) = end(&self.full) {
            tracing::info!(failed, "the disk of the database has room again");
        }
    }

    /// Whether no step has succeeded since one failed.
    pub(crate) fn is_unavailable(&self) -> bool {
        self.unavailable.load(Ordering::Relaxed) > 0
    }

    /// Whether nothing could be written since the disk was full.
    pub(crate) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed) > 0
    }
}

/// How many steps failed, if that ends an outage.
fn end(count: &AtomicU64) -> Option<u64> {
    // Reading costs less than writing, and there is seldom anything to end.
    if count.load(Ordering::Relaxed) == 0 {
        return None;
    }
    Some(count.swap(0, Ordering::Relaxed)).filter(|failed| *failed > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_ended_by_a_step_that_began_in_it() {
        let outage = Outage::default();
        let lost = || StoreError::Unavailable("gone".into());
        let early = outage.begin();
        outage.failed(&lost());
        outage.answered(early);
        outage.failed(&lost());
        assert_eq!(outage.unavailable.load(Ordering::Relaxed), 2, "one outage, in which two steps failed");

        let late = outage.begin();
        outage.answered(late);
        assert_eq!(outage.unavailable.load(Ordering::Relaxed), 0);
        outage.failed(&lost());
        outage.answered(late);
        assert_eq!(outage.unavailable.load(Ordering::Relaxed), 1, "the next one");
    }
}
