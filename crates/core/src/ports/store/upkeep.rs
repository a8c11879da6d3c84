//! Sweeping, and the notes that an installation keeps.

use std::net::IpAddr;

use async_trait::async_trait;

use super::StoreError;
use crate::time::{Duration, Timestamp};

/// How long emails are kept after they were settled, where nothing else is set.
pub const MAILS_KEPT: Duration = Duration::from_hours(7 * 24);

/// How long rows stay after they stopped mattering.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Tokens after their expiry, so that an expired one can be distinguished from a wrong one.
    pub tokens: Duration,
    /// Settled entries of the outbox, with what became of their emails.
    pub mails: Duration,
    /// Settled messages to receivers of webhooks.
    pub entries: Duration,
    /// Audit records.
    pub audit: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            tokens: Duration::from_hours(7 * 24),
            mails: MAILS_KEPT,
            entries: Duration::from_hours(7 * 24),
            audit: Duration::from_hours(365 * 24),
        }
    }
}

/// How many rows a sweep deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// All kinds together.
    pub rows: u64,
}

/// A peer that forwards the addresses of others and is not among the trusted proxies: all people behind it count as one
/// network (R13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UntrustedProxy {
    /// Its address.
    pub peer: IpAddr,
    /// When a node met it last, give or take an hour.
    pub seen_at: Timestamp,
}

/// How busy a node's way to the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoreLoad {
    /// Steps that wait for their turn.
    pub waiting: usize,
    /// Its connections; none of a database that is a file.
    pub connections: Option<ConnectionLoad>,
}

/// A node's connections to a database server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLoad {
    /// How many are open.
    pub open: usize,
    /// How many of those are in use.
    pub busy: usize,
    /// How many there may be.
    pub limit: usize,
}

/// Keeping the database well.
#[async_trait]
pub trait UpkeepStore: Send + Sync {
    /// Deletes a batch, at most `limit` rows of each kind, of what has expired.
    async fn sweep(&self, retention: Retention, limit: usize) -> Result<Swept, StoreError>;

    /// Answers if the database does.
    async fn ping(&self) -> Result<(), StoreError>;

    /// How busy this node's way to the database is.
    fn load(&self) -> StoreLoad;

    /// A note that the installation keeps about itself.
    async fn note(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Writes a note, if there is none of that name. Gives the one that is stored.
    async fn note_once(&self, name: &str, value: &str) -> Result<String, StoreError>;

    /// Notes the address that confirms the messages of a sender, in place of the one before; none: they are
    /// confirmed.
    async fn note_confirmation(&self, sender: &str, url: Option<&str>) -> Result<(), StoreError>;

    /// The address that was noted last for a sender, unless its messages are confirmed.
    async fn confirmation(&self, sender: &str) -> Result<Option<String>, StoreError>;

    /// Notes that a node met this proxy, in place of the one before.
    async fn note_untrusted_proxy(&self, peer: IpAddr) -> Result<(), StoreError>;

    /// The proxy that was noted last.
    async fn untrusted_proxy(&self) -> Result<Option<UntrustedProxy>, StoreError>;
}
