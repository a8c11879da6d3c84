//! Word between the engine and the mail workers.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::ids::EntryId;
use crate::time::{Duration, Timestamp};

/// The mail workers, as the engine sees them.
pub trait Deliveries: Send + Sync {
    /// The outbox has an entry that may be due; a worker looks at once instead of at its next round.
    fn wake(&self);

    /// The outcome of the first attempt to deliver an entry. Call it before the entry is accepted, so that none is
    /// missed. Awaiting it, once the entry is accepted, takes a bounded time; dropping it ends the subscription. If
    /// nobody in this process delivers, there is nothing to wait for.
    fn first_attempt(&self, entry: EntryId) -> FirstAttempt {
        let _ = entry;
        FirstAttempt { reserved: Duration::ZERO, outcome: Box::pin(std::future::ready(Ok(()))) }
    }
}

/// A first attempt that somebody waits for.
pub struct FirstAttempt {
    /// For how long after its acceptance only workers of this process may claim the entry: those of other nodes can't
    /// tell the caller here.
    pub reserved: Duration,
    /// What becomes of it. `Ok`: the email was sent, or delivery continues without anybody waiting, or nobody may know.
    /// `Err`: nothing was sent, and the request is withdrawn.
    pub outcome: Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send>>,
}

/// Why the email of a request that is withdrawn was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// Token and code could not be made and stored.
    #[error("the token could not be made")]
    NoToken,
    /// A template does not render.
    #[error("the email could not be rendered")]
    NotRendered,
    /// The mail server refuses our login.
    #[error("the mail server refused our login")]
    LoginRefused,
    /// The mail server refused the email, or could not be reached.
    #[error("the mail server could not be reached or refused the email")]
    NotSent,
    /// Storage failed when the request was to be withdrawn.
    #[error("the request could not be withdrawn")]
    NotWithdrawn,
}

impl Undelivered {
    /// What to report if storage also fails while the request is being withdrawn: the first failure.
    #[must_use]
    pub fn and_not_withdrawn(self) -> Self {
        match self {
            Self::NoToken => Self::NoToken,
            _ => Self::NotWithdrawn,
        }
    }
}

/// The emails that a captured transport took instead of sending them (`--dev`).
pub trait CapturedMails: Send + Sync {
    /// All that are kept, newest first.
    fn list(&self) -> Vec<Arc<CapturedMail>>;

    /// Forgets the one with this id, if it is there.
    fn remove(&self, id: &str);

    /// Forgets them all.
    fn clear(&self);
}

/// A captured email. `Debug` shows none of its text, which contains a link or a code.
#[derive(Clone)]
pub struct CapturedMail {
    /// Its name in the inbox.
    pub id: String,
    /// To whom.
    pub to: String,
    /// From whom.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// The links that the email carries, without duplicates, in order.
    pub links: Vec<String>,
    /// The code that the email carries.
    pub code: Option<String>,
    /// The whole message, as SMTP would have carried it.
    pub source: String,
    /// When it was captured.
    pub created_at: Timestamp,
}

impl fmt::Debug for CapturedMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedMail").field("id", &self.id).finish_non_exhaustive()
    }
}
