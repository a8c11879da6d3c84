//! Counting answers.

use std::time::Duration;

use axum::http::{Method, StatusCode};

/// Counts answers. It is called for each, so it must return at once.
pub trait AnswerObserver: Send + Sync {
    /// A request was answered. `route` is the template that it matched, never its path, because clients may put
    /// anything into a path (R17).
    fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration);
}

/// Counts nothing: for tests that are about something else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Uncounted;

impl AnswerObserver for Uncounted {
    fn answered(&self, _: &Method, _: &str, _: StatusCode, _: Duration) {}
}
