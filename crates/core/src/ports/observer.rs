//! Metrics: the engine and the store report events, and an observer counts them.

use std::fmt;

use crate::purpose::Purpose;
use crate::time::Duration;

/// Counts events. It is called on hot paths, so it must return at once.
pub trait Observer: fmt::Debug + Send + Sync {
    /// Something happened.
    fn happened(&self, event: Event);
}

/// Counts nothing: for commands, and for tests of other things.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn happened(&self, _: Event) {}
}

/// An event. It names no person, address or network: each field has few values (R17).
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
    /// An attempt to deliver an outbox entry ended.
    Attempted {
        /// [`Settlement::code`](crate::outbox::Settlement::code)
        outcome: &'static str,
    },
    /// A report on an email came in.
    Reported {
        /// [`MailFate::code`](crate::outbox::MailFate::code)
        fate: &'static str,
        /// [`NewsOutcome::code`](crate::outbox::NewsOutcome::code)
        outcome: &'static str,
    },
    /// An attempt to deliver a webhook ended.
    WebhookAttempted {
        /// [`WebhookSettlement::code`](crate::webhooks::WebhookSettlement::code)
        outcome: &'static str,
    },
    /// A new password that breaks no other rule was looked up among breached ones.
    BreachChecked {
        /// `clean`, `breached`, or `unavailable`: accepted unchecked.
        outcome: &'static str,
    },
    /// A location's own templates failed, and the common ones replaced them.
    TemplateFailed {
        /// `loaded` or `filled`: when they failed.
        when: &'static str,
    },
    /// A limit stopped something.
    Limited {
        /// `address`, or the name of a counter per network.
        limit: &'static str,
    },
    /// Expired rows were deleted.
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
