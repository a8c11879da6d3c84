//! Real time. A benchmark is about it, so it is read directly, and only here.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The present instant, for spans.
#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Microseconds since 1970, as the store's rows have them.
#[expect(clippy::disallowed_methods, reason = "rows that the server reads are dated by the real time")]
pub(crate) fn unix_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
