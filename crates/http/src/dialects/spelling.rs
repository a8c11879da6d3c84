//! Paths of dialects whose published server takes them in any case and with a slash at the end.

use axum::routing::MethodRouter;

use crate::app::SharedApp;

/// What serves each path, whose spelling does not matter.
#[derive(Clone, Default)]
pub(crate) struct Spellings(Vec<(String, MethodRouter<SharedApp>)>);

impl Spellings {
    /// Adds a path as documents spell it.
    pub(super) fn add(&mut self, path: &str, route: MethodRouter<SharedApp>) {
        self.0.push((path.to_owned(), route));
    }

    /// Changes how each path is served.
    pub(crate) fn map(self, change: impl Fn(MethodRouter<SharedApp>) -> MethodRouter<SharedApp>) -> Self {
        Self(self.0.into_iter().map(|(path, route)| (path, change(route))).collect())
    }

    /// What serves a path, however it is spelled.
    pub(crate) fn find(&self, path: &str) -> Option<&MethodRouter<SharedApp>> {
        let path = path.strip_suffix('/').unwrap_or(path);
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(path)).map(|(_, route)| route)
    }
}
