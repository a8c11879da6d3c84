//! What a client says that it is.

use crate::shown_name::{NamedBy, shown_name};

/// A browser and an operating system, as the client names them: shown to the person, and not relied on for anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimedDevice {
    browser: Option<String>,
    os: Option<String>,
}

impl ClaimedDevice {
    /// What a client names. A name that can't be shown counts as none.
    pub fn new(browser: Option<String>, os: Option<String>) -> Self {
        let [browser, os] = [browser, os].map(|name| shown_name(name, NamedBy::Operator).ok().flatten());
        Self { browser, os }
    }

    /// The browser.
    pub fn browser(&self) -> Option<&str> {
        self.browser.as_deref()
    }

    /// The operating system.
    pub fn os(&self) -> Option<&str> {
        self.os.as_deref()
    }
}
