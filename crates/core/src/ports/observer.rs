//! What operators count: the engine and the store say what happened, and whoever runs them keeps the figures.

use std::fmt;

use crate::purpose::Purpose;
use crate::time::Duration;

/// Keeps count. It is told on hot paths, so it returns at once.
pub trait Observer: fmt::Debug + Send + Sync {
    /// Something happened.
    fn happened(&self, event: Event);
}

/// Keeps no count: for commands, and for tests that are about something else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn happened(&self, _: Event) {}
}

/// Something to count. It names no person, address or network: each field has a few values only (R17).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A recovery request was answered.
    Requested {
        /// What it was for.
        purpose: Purpose,
        /// `accepted`, `suppressed` by a limit of the address, or why not.
        outcome: &'static str,
    },
    /// A code was exchanged for a token, or was not.
    CodeExchanged {
        /// `done`, or why not.
        outcome: &'static str,
    },
    /// A reset was completed, or was not.
    ResetCompleted {
        /// `done`, or why not.
        outcome: &'static str,
    },
    /// "This wasn't me" was pressed.
    Disowned {
        /// `done`, or why not.
        outcome: &'static str,
    },
    /// Somebody signed in, or did not.
    SignedIn {
        /// By what: `password`, `code`, `link`, `one_time_token`.
        way: &'static str,
        /// `done`, or why not.
        outcome: &'static str,
    },
    /// A refresh token was rotated, or was not.
    Refreshed {
        /// `done`, or why not.
        outcome: &'static str,
    },
    /// An attempt to deliver an entry of the outbox came to its end.
    Attempted {
        /// [`Settlement::code`](crate::outbox::Settlement::code)
        outcome: &'static str,
    },
    /// A new password that breaks no other rule was looked for among breached ones.
    BreachChecked {
        /// `clean`, `breached`, or `unavailable`: then it was let pass.
        outcome: &'static str,
    },
    /// A location's own templates were of no use, and those of all locations took their place.
    TemplateFailed {
        /// `loaded` or `filled`: when it was found out.
        when: &'static str,
    },
    /// A limit stopped something.
    Limited {
        /// `address`, or the name of a counter per network.
        limit: &'static str,
    },
    /// Rows were deleted because their time was over.
    Swept {
        /// How many.
        rows: u64,
    },
    /// The store made a commit that several steps shared.
    Committed {
        /// How many.
        steps: usize,
        /// From its first step to its end.
        took: Duration,
    },
}
