//! The loop around [`Worker::step`], several of them in parallel, so that one slow email doesn't hold up others.

use std::sync::Arc;

use rekey_core::time::Duration;
use rekey_core::{Backoff, Fault};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Worker;

/// How often workers look into the outbox, even if nobody says that there is something: another node or a command may
/// have put it there.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// And no more often than this, even if something seems due that can't be claimed.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
/// While the store fails.
const STORE_PAUSES: Backoff = Backoff::new(&[
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1_600),
    Duration::from_millis(3_200),
    Duration::from_millis(6_400),
    Duration::from_secs(10),
]);
/// Before a lane that panicked is replaced.
const AFTER_PANIC: Duration = Duration::from_secs(1);

impl Worker {
    /// Works until `stop` is ready, and then until what was claimed is settled.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let (running, stopped) = watch::channel(());
        let mut lanes = JoinSet::new();
        for _ in 0..self.settings.workers {
            lanes.spawn(self.clone().lane(stopped.clone()));
        }
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(ended) = lanes.join_next() => {
                    if let Err(error) = ended {
                        tracing::error!(%error, "an email lane failed and is replaced");
                    }
                    let lane = self.clone().lane(stopped.clone());
                    lanes.spawn(async { tokio::time::sleep(AFTER_PANIC).await; lane.await });
                }
            }
        }
        drop(running);
        while lanes.join_next().await.is_some() {}
        self.transport.close().await;
    }

    async fn lane(self: Arc<Self>, mut stopped: watch::Receiver<()>) {
        let mut failures = 0_u32;
        while stopped.has_changed().is_ok() {
            let looked = match self.step().await {
                Ok(0) => self.pause().await,
                Ok(_) => continue,
                Err(fault) => Err(fault),
            };
            let store_works = looked.is_ok();
            let pause = match looked {
                Ok(pause) => {
                    failures = 0;
                    pause
                }
                Err(fault) => {
                    let pause = STORE_PAUSES.after(failures);
                    failures = failures.saturating_add(1);
                    if fault.is_reported() {
                        tracing::debug!(%fault, ?pause, "the outbox can't be processed");
                    } else {
                        tracing::error!(%fault, cause = cause(&fault), ?pause, "the outbox can't be processed");
                    }
                    pause
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.wakeups.woken(), if store_works => {}
                _ = stopped.changed() => {}
            }
        }
    }

    /// How long there is nothing to do.
    async fn pause(&self) -> Result<Duration, Fault> {
        let due = self.engine.delivery.next_due().await?;
        Ok(due.unwrap_or(LONGEST_PAUSE).clamp(SHORTEST_PAUSE, LONGEST_PAUSE))
    }
}

/// What lies beneath a fault, for the log.
fn cause(fault: &Fault) -> String {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(fault);
    while let Some(error) = source {
        causes.push(error.to_string());
        source = error.source();
    }
    causes.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_in_trouble_is_asked_less_and_less_often() {
        let pauses: Vec<_> = (0..30).map(|earlier| STORE_PAUSES.after(earlier)).collect();
        assert_eq!(pauses[0], Duration::from_millis(100));
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(pauses.last(), Some(&Duration::from_secs(10)));
    }
}
