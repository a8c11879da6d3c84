//! Records what became of an email, persistently: one that was sent but not settled is sent twice.

use rekey_core::time::Duration;
use rekey_core::{Backoff, Fault};

/// Pauses between tries, most of a minute together: a database that fails over is back by then.
const PAUSES: Backoff = Backoff::new(&[
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(30),
]);

/// Tries until it works, or pauses run out.
pub(super) async fn stubbornly<T, F>(mut attempt: impl FnMut() -> F) -> Result<T, Fault>
where
    F: Future<Output = Result<T, Fault>>,
{
    for pause in PAUSES.pauses() {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(fault) if fault.is_reported() => tracing::debug!(%fault, "an email is not settled yet"),
            Err(fault) => tracing::warn!(%fault, "an email is not settled yet"),
        }
        tokio::time::sleep(pause).await;
    }
    attempt().await
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;
    use rekey_core::ports::StoreError;

    #[tokio::test(start_paused = true)]
    async fn a_store_that_fails_for_a_while_is_asked_until_it_works() {
        let mut asked = 0;
        let settled = stubbornly(|| {
            asked += 1;
            ready(if asked < 6 { Err(StoreError::Overloaded.into()) } else { Ok("settled") })
        });
        assert_eq!(settled.await.unwrap(), "settled");
        assert_eq!(asked, 6);
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_stays_away_ends_the_step_with_its_fault() {
        let mut asked = 0;
        let settled = stubbornly(|| {
            asked += 1;
            ready(Err::<(), Fault>(StoreError::Overloaded.into()))
        });
        assert!(settled.await.is_err());
        assert_eq!(asked, PAUSES.pauses().count() + 1);
    }
}
