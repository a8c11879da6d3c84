//! Word between the engine and the mail workers.

use std::sync::Arc;

use crate::time::Timestamp;

/// The mail workers, as the engine sees them.
pub trait Deliveries: Send + Sync {
    /// The outbox has an entry that may be due; a worker looks at once instead of at its next round.
    fn wake(&self);
}

/// The mails that a captured transport took instead of sending them (`--dev`).
pub trait CapturedMails: Send + Sync {
    /// All that are kept, newest first.
    fn list(&self) -> Vec<Arc<CapturedMail>>;

    /// Forgets them all.
    fn clear(&self);
}

/// A captured mail.
#[derive(Debug, Clone)]
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
    /// The links that the mail carries, without duplicates, in order.
    pub links: Vec<String>,
    /// The code that the mail carries.
    pub code: Option<String>,
    /// The whole message, as SMTP would have carried it.
    pub source: String,
    /// When it was captured.
    pub created_at: Timestamp,
}
