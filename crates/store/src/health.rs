//! The health of a database, for operators.

use rekey_core::time::{Duration, Timestamp};

/// How many times each measurement is made; the median is reported.
pub(crate) const TRIES: usize = 5;

/// The health of a database.
#[derive(Debug, Clone)]
pub struct Health {
    /// Its program and that one's version.
    pub version: String,
    /// How long a query takes.
    pub answers_in: Duration,
    /// How long a durable commit takes, including the round trip.
    pub commits_in: Duration,
    /// Its time, and this machine's instants before and after it was read. None if it has no clock.
    pub clock: Option<(Timestamp, [Timestamp; 2])>,
    /// Settings that risk the loss of committed data.
    pub risks: Vec<String>,
}

/// The median.
pub(crate) fn median(mut spans: Vec<Duration>) -> Duration {
    spans.sort_unstable();
    spans.get(spans.len() / 2).copied().unwrap_or_default()
}
