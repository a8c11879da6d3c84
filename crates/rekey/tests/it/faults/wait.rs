//! Waiting for something to become true.

use std::time::Duration;

/// Long enough for mails whose worker was killed: their lease is 30 s. Nothing waits for it when all goes well.
const PATIENCE: Duration = Duration::from_secs(100);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks until it is so.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !is_so().await {
            tokio::time::sleep(PAUSE).await;
        }
    };
    within(what, looking).await;
}

/// What comes in time.
pub(crate) async fn within<T>(what: &str, coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, coming).await.unwrap_or_else(|_| panic!("this did not happen in time: {what}"))
}
