//! Keeping a server's signing keys up to date: a rotation on any node, or from the command line, reaches all.

use std::sync::Arc;
use std::time::Duration;

use rekey_core::ports::{Clock, Rng, Store};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::adapters::keys::{JwtSigner, KeyRing, KeyRingError, Wrapping};
use crate::command_error::with_causes;

/// How often the keys are read: a rotation reaches every node within this time.
const ROUND: Duration = Duration::from_secs(1);

/// Looks at the keys again and again.
pub(super) struct KeyKeeper {
    pub store: Arc<dyn Store>,
    pub wrapping: Wrapping,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub signer: Arc<JwtSigner>,
}

impl KeyKeeper {
    /// Works until `stopped` closes.
    pub(super) async fn run(self, mut stopped: watch::Receiver<()>) {
        let mut ticks = interval(ROUND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut known = Vec::new();
        let mut failing = false;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stopped.changed() => return,
            }
            match self.look(&mut known).await {
                Ok(()) => failing = false,
                // Said once: the keys that are known serve until the database is back.
                Err(KeyRingError::Store(error)) if error.is_reported() => {}
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(error = with_causes(&error), "the keys can't be read again");
                }
                Err(_) => {}
            }
        }
    }

    /// Opens the keys if there are others than those that are `known`.
    async fn look(&self, known: &mut Vec<String>) -> Result<(), KeyRingError> {
        let there: Vec<String> = self.store.data_keys().await?.into_iter().map(|row| row.id).collect();
        if *known != there {
            let keys = KeyRing::open(&*self.store, &self.wrapping, &*self.clock, &*self.rng).await?;
            self.signer.replace(keys.signing);
            *known = there;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::ports::Signer;
    use rekey_core::testing::{ManualClock, SeededRng};
    use rekey_core::time::after;
    use rekey_store::SqlStore;
    use rekey_store::sqlite::SqliteSettings;

    use super::*;
    use crate::adapters::keys::ANNOUNCEMENT;

    #[tokio::test]
    async fn a_rotated_key_is_published_within_a_round_and_signs_later() {
        let (clock, rng) = (Arc::new(ManualClock::default()), Arc::new(SeededRng::new(1)));
        let store = Arc::new(SqlStore::open_sqlite(&SqliteSettings::in_memory(), clock.clone()).unwrap());
        let wrapping = || Wrapping::new(&[7; 32]).unwrap();
        let keys = KeyRing::open(&*store, &wrapping(), &*clock, &*rng).await.unwrap();
        let first = keys.signing[0].id().to_owned();
        let signer = Arc::new(JwtSigner::new(&"http://localhost/".parse().unwrap(), keys.signing));

        // Keys of one instant are in no order.
        clock.advance(Duration::from_secs(1));
        let rotated = KeyRing::rotate(&*store, &wrapping(), &*clock, &*rng).await.unwrap();
        assert_eq!(rotated.active_at, after(rotated.created_at, ANNOUNCEMENT));
        let (_running, stopped) = watch::channel(());
        let keeper = KeyKeeper { store, wrapping: wrapping(), clock, rng, signer: signer.clone() };
        let keeping = tokio::spawn(keeper.run(stopped));
        let published = || signer.public_keys().into_iter().map(|key| key.id).collect::<Vec<_>>();
        while published().len() < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(published(), [first, rotated.id]);
        keeping.abort();
    }
}
