//! What a server does by the clock.

use std::time::Duration;

use rekey_core::Engine;
use rekey_core::ports::Retention;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::failure::with_causes;

/// How often network counts are shared (R13).
const FLUSH: Duration = Duration::from_secs(1);
/// How often what has expired is deleted.
const SWEEP: Duration = Duration::from_mins(1);
/// How many rows of each kind are deleted at once, so that no step of anybody waits for long.
const BATCH: usize = 500;
/// Between two batches.
const BREATH: Duration = Duration::from_millis(50);

/// Shares network counts each second, and once more at the end.
pub(super) async fn flush_counts(engine: Engine, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(FLUSH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    loop {
        let last = tokio::select! {
            _ = ticks.tick() => false,
            _ = stopped.changed() => true,
        };
        match engine.flush_network_counts().await {
            Ok(()) => failing = false,
            // Said once: the counts stay in memory and are shared when the database is back.
            Err(error) if !failing => {
                failing = true;
                tracing::error!(error = with_causes(&error), "network counts are not shared");
            }
            Err(_) => {}
        }
        if last {
            return;
        }
    }
}

/// Deletes what has expired, in small batches.
pub(super) async fn sweep(engine: Engine, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        while stopped.has_changed().is_ok() {
            match engine.ports().store.sweep(Retention::default(), BATCH).await {
                Ok(swept) if swept.rows >= BATCH as u64 => tokio::time::sleep(BREATH).await,
                Ok(_) => break,
                Err(error) => {
                    tracing::error!(error = with_causes(&error), "what has expired is not deleted");
                    break;
                }
            }
        }
    }
}
