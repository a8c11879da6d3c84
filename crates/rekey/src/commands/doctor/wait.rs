//! Looks at servers that may be silent: whoever looks on is told what takes so long.

use std::io::Write;
use std::time::Duration;

use rekey_core::span;

use crate::output::stderr;

/// How long a look may take without a word.
const QUIET: Duration = Duration::from_secs(3);

/// Waits for a look at a server for so long, and says after a moment that it does. `None`: the time is over.
pub(super) async fn watched<T>(server: &str, limit: Duration, look: impl Future<Output = T>) -> Option<T> {
    tokio::pin!(look);
    if let Ok(done) = tokio::time::timeout(QUIET, &mut look).await {
        return Some(done);
    }
    // A closed stderr is no reason to stop looking.
    let _ = writeln!(stderr(), "Waiting for {server}, for {} at most.", span::format(limit));
    tokio::time::timeout(limit.saturating_sub(QUIET), look).await.ok()
}
