//! Waits for servers that may never answer, and says so.

use std::io::Write;
use std::time::Duration;

use rekey_core::span;

use crate::output::stderr;

/// How long a check may take silently.
const QUIET: Duration = Duration::from_secs(3);

/// Runs a check of a server, and reports after a moment what it is waiting for. `None`: the limit has passed.
pub(super) async fn watched<T>(server: &str, limit: Duration, look: impl Future<Output = T>) -> Option<T> {
    tokio::pin!(look);
    if let Ok(done) = tokio::time::timeout(QUIET, &mut look).await {
        return Some(done);
    }
    // A closed stderr is no reason to stop looking.
    let _ = writeln!(stderr(), "Waiting up to {} for {server}.", span::format(limit));
    tokio::time::timeout(limit.saturating_sub(QUIET), look).await.ok()
}
