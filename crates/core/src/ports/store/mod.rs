//! Storage. Methods are whole domain steps, one transaction each; there is no `begin`.
//!
//! A step reads the time itself, once, inside its transaction: SQLite from the clock it was given, PostgreSQL from
//! the database, so that nodes whose clocks differ agree (R3). Steps therefore take spans, never instants.

mod account;
mod audit;
mod backend;
mod directory;
mod key;
mod location;
mod mail;
mod network;
mod outbox;
mod recovery;
mod second_factor;
mod session;
mod sign_up;
mod trial;
mod upkeep;
mod webhook;

pub use account::{AccountChange, AccountPage, AccountStore, ChangePassword, ImportOutcome, NearestAccount};
pub use audit::AuditStore;
pub use backend::{BackendStore, Caller, EditOutcome, KeptAnswer, RepeatableRequest, Repetition};
pub use directory::{DirectoryStore, FinishWrite, NewWrite, PendingWrite, WriteBegun};
pub use key::{DataKeyKind, DataKeyRow, KeyStore};
pub use location::LocationStore;
pub use mail::MailStore;
pub use network::{NetworkSpend, NetworkStore, SharedCount};
pub use outbox::{EntryChange, EntryFilter, EntrySummary, OutboxDepth, OutboxStore};
pub use recovery::{
    Acceptance, AddressLimits, AssertionUse, CodeOutcome, CompleteReset, Completion, DisownOutcome, Disowned,
    RecoveryStore, WayIn,
};
pub use second_factor::{SecondFactorChange, SecondFactorOutcome, SecondFactorState, SecondFactorStore};
pub use session::{MOST_SESSIONS, RefreshOutcome, Renewed, SessionStore, SharedSession, SignInOutcome};
pub use sign_up::{AccountOffer, Newcomer, PatchOutcome, RefusedOffer, SignUpStore, Verification};
pub use trial::TrialStore;
pub use upkeep::{ConnectionLoad, MAILS_KEPT, Retention, StoreLoad, Swept, UntrustedProxy, UpkeepStore};
pub use webhook::WebhookStore;

/// All of storage.
pub trait Store:
    RecoveryStore
    + DirectoryStore
    + OutboxStore
    + MailStore
    + SessionStore
    + TrialStore
    + SignUpStore
    + SecondFactorStore
    + AccountStore
    + BackendStore
    + LocationStore
    + KeyStore
    + NetworkStore
    + AuditStore
    + UpkeepStore
    + WebhookStore
{
}

impl<T> Store for T where
    T: RecoveryStore
        + DirectoryStore
        + OutboxStore
        + MailStore
        + SessionStore
        + TrialStore
        + SignUpStore
        + SecondFactorStore
        + AccountStore
        + BackendStore
        + LocationStore
        + KeyStore
        + NetworkStore
        + AuditStore
        + UpkeepStore
        + WebhookStore
{
}

/// Why a step was not done. Whatever it was, nothing of the step is left behind.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many steps are waiting already.
    #[error("the database has too much to do")]
    Overloaded,
    /// The database can't be reached or written: gone, busy, or its disk full. It may be back later.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no room left to write to. Reads still work.
    #[error("the disk of the database is full")]
    DiskFull(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database answered with something that should not be.
    #[error("the database failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Whether the store has logged it. An outage is reported when it begins and when it ends, so callers that fail
    /// meanwhile need not.
    pub fn is_reported(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::DiskFull(_))
    }
}
