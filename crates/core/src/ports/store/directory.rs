//! Passwords on their way into a directory: marked before they are written, settled afterwards.

use async_trait::async_trait;

use super::{StoreError, WayIn};
use crate::account::Account;
use crate::digest::AddressKey;
use crate::directory::{Shadow, VersionDigest};
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::origin::Origin;
use crate::outbox::NoticeLanguage;
use crate::time::{Duration, Timestamp};
use crate::token::{TokenDigest, TokenState};

/// The steps of a reset whose password another system keeps. Whatever happens between them, a write is either released,
/// and its token works as before, or finished like any other reset.
#[async_trait]
pub trait DirectoryStore: Send + Sync {
    /// Marks a valid token as being written, for the length of the lease. Neither token nor account change. Voids every
    /// token of an account that has another address or version than the token was minted for.
    async fn begin_write(&self, write: NewWrite) -> Result<WriteBegun, StoreError>;

    /// Ends a write that failed. `false`: somebody else settled it.
    async fn release_write(&self, id: EntryId) -> Result<bool, StoreError>;

    /// Ends a write that the directory has done, with all that [`complete_reset`](super::RecoveryStore::complete_reset)
    /// does except for the password. `None`: somebody else settled it.
    async fn finish_write(&self, finish: FinishWrite) -> Result<Option<Box<Account>>, StoreError>;

    /// Takes up to `limit` writes whose lease is over, for the length of another one.
    async fn claim_writes(&self, limit: usize, lease: Duration) -> Result<Vec<PendingWrite>, StoreError>;

    /// Every write that is under way, oldest first.
    async fn pending_writes(&self, limit: usize) -> Result<Vec<PendingWrite>, StoreError>;
}

/// A password that is about to be written.
#[derive(Debug, Clone)]
pub struct NewWrite {
    /// The write's name, and the id of the notice that follows it.
    pub id: EntryId,
    /// The token that was submitted.
    pub token: TokenDigest,
    /// The location that the token must belong to, where the dialect names one.
    pub location: Option<LocationId>,
    /// The address that the account has now.
    pub address: AddressKey,
    /// The version that the account has now.
    pub version: VersionDigest,
    /// For how long nobody else may settle it.
    pub lease: Duration,
    /// From where.
    pub origin: Origin,
    /// The language of the notice.
    pub language: NoticeLanguage,
}

/// What became of an attempt to begin a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteBegun {
    /// It may be written now.
    Begun,
    /// A password of this account is being written already.
    Pending {
        /// How long until that is settled, at the earliest.
        remaining: Duration,
    },
    /// The token isn't valid (any more), or belongs to another location ([`TokenState::Void`]).
    Refused(TokenState),
    /// No such token.
    Unknown,
}

/// A password that the directory has set.
#[derive(Debug, Clone)]
pub struct FinishWrite {
    /// Which write.
    pub id: EntryId,
    /// Where the notice goes: only the directory knows it.
    pub email: EmailAddress,
    /// How the person gets in.
    pub way_in: WayIn,
}

/// A write that is under way, or whose writer died.
#[derive(Debug, Clone)]
pub struct PendingWrite {
    /// Its name.
    pub id: EntryId,
    /// Whose password.
    pub account: AccountId,
    /// Where the account lives.
    pub shadow: Shadow,
    /// The version that the account had before.
    pub version: VersionDigest,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Until when nobody else may settle it.
    pub leased_until: Timestamp,
}
