//! The rows of accounts that live in directories, and of passwords on their way there.

use rekey_core::account::{Account, AccountStatus, Epoch};
use rekey_core::directory::{DirectoryKey, DirectoryName, FoundAccount, VersionDigest};
use rekey_core::outbox::NoticeLanguage;
use rekey_core::ports::{NewWrite, PendingWrite};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{AccountId, AddressKey, EntryId, LocationId, Origin, TokenDigest};

use super::UnitOfWork;

/// A password that is being written, as finishing it needs it.
#[derive(Debug)]
pub(crate) struct WriteRow {
    pub(crate) account: AccountId,
    /// The token that was submitted.
    pub(crate) token: TokenDigest,
    /// The location whose email carried it.
    pub(crate) location: LocationId,
    /// The address that it was mailed to.
    pub(crate) mailed_to: Option<AddressKey>,
    /// The account's epoch when the write was begun.
    pub(crate) epoch: Epoch,
    pub(crate) origin: Origin,
    pub(crate) language: NoticeLanguage,
}

/// What a new write belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WriteScope {
    pub(crate) account: AccountId,
    pub(crate) epoch: Epoch,
    pub(crate) location: LocationId,
    pub(crate) mailed_to: Option<AddressKey>,
}

/// Operations on shadows and writes.
pub(crate) trait DirectoryRows: UnitOfWork {
    /// The shadow of an account, held. Without a key, runs the same statement and finds nothing.
    async fn hold_shadow(
        &self,
        directory: &DirectoryName,
        key: Option<&DirectoryKey>,
    ) -> Result<Option<Account>, Self::Error>;

    /// Makes a shadow whose epoch began at an instant. Another step may have been faster ([`Outrun`](super::Outrun)).
    async fn insert_shadow(
        &self,
        directory: &DirectoryName,
        found: &FoundAccount,
        epoch_at: Timestamp,
    ) -> Result<Account, Self::Error>;

    /// Notes the address and version that an account has now. If `moved`, also raises its epoch, so every earlier token
    /// is void; requests that were accepted before stay valid.
    async fn sight_shadow(
        &self,
        id: AccountId,
        address: AddressKey,
        version: VersionDigest,
        moved: bool,
    ) -> Result<Account, Self::Error>;

    /// Notes that the password was changed by us, sets the status and raises the epoch.
    async fn change_shadow(&self, id: AccountId, status: AccountStatus) -> Result<Account, Self::Error>;

    /// When the lease of the account's write ends, if a password of it is being written.
    async fn write_of(&self, account: AccountId) -> Result<Option<Timestamp>, Self::Error>;

    async fn insert_write(&self, write: &NewWrite, scope: &WriteScope) -> Result<(), Self::Error>;

    async fn write(&self, id: EntryId) -> Result<Option<WriteRow>, Self::Error>;

    /// Deletes a write. `false`: there is none of this name (any more).
    async fn delete_write(&self, id: EntryId) -> Result<bool, Self::Error>;

    /// Claims writes whose lease is over.
    async fn claim_writes(&self, limit: usize, lease: Duration) -> Result<Vec<PendingWrite>, Self::Error>;
}
