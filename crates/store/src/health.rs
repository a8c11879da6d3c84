//! How a database does, for operators who look into it.

use rekey_core::time::{Duration, Timestamp};

/// How many times each thing is tried; what is told is the one in the middle.
pub(crate) const TRIES: usize = 5;

/// How a database does.
#[derive(Debug, Clone)]
pub struct Health {
    /// Its program and that one's version.
    pub version: String,
    /// How long it takes to answer a question.
    pub answers_in: Duration,
    /// How long it takes to commit durably, the way to it and back included.
    pub commits_in: Duration,
    /// What time it is for it, and the instants of this machine between which it said so; none: it has no clock.
    pub clock: Option<(Timestamp, [Timestamp; 2])>,
    /// Settings under which what was committed can be lost.
    pub risks: Vec<String>,
}

/// The one in the middle.
pub(crate) fn median(mut spans: Vec<Duration>) -> Duration {
    spans.sort_unstable();
    spans.get(spans.len() / 2).copied().unwrap_or_default()
}
