//! The outcome of a run's requests.

/// Requests in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outbox {
    /// All accepted requests.
    pub(crate) accepted: u64,
    /// Requests that no mail worker has finished.
    pub(crate) backlog: u64,
}

impl Outbox {
    /// Counts both, in either database.
    pub(super) const SQL: &str =
        "SELECT count(*), count(*) FILTER (WHERE state = 'pending') FROM outbox WHERE subject = 'reset_password'";
}
