//! Instants and spans. Nothing here knows what time it is: a [`Clock`](crate::ports::Clock) does.

pub use jiff::Timestamp;
pub use std::time::Duration;

/// The instant that lies `span` after `instant`, or the last one there is.
pub fn after(instant: Timestamp, span: Duration) -> Timestamp {
    instant.saturating_add(span).unwrap_or(Timestamp::MAX)
}

/// How long it is from `now` until `instant`; zero when that has passed.
pub fn until(instant: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(instant.duration_since(now)).unwrap_or(Duration::ZERO)
}

/// Whole seconds, rounded up: what a person told to wait so long can rely on.
pub fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}
