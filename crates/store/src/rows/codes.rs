//! The rows of codes, and the count of wrong ones.

use rekey_core::account::{AccountStatus, Epoch};
use rekey_core::code::{CodeDigest, CodeTry};
use rekey_core::offer::OfferMark;
use rekey_core::rate::Bucket;
use rekey_core::time::Duration;
use rekey_core::{AccountId, AddressKey, EntryId, LocationId, Purpose};

use super::UnitOfWork;

/// A code to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewCode {
    pub(crate) address: AddressKey,
    pub(crate) purpose: Purpose,
    pub(crate) request: EntryId,
    pub(crate) digest: CodeDigest,
    /// None: it is a decoy.
    pub(crate) owner: Option<(AccountId, Epoch)>,
    pub(crate) location: LocationId,
    pub(crate) lifetime: Duration,
    /// The offer that its mail confirms.
    pub(crate) offer: Option<OfferMark>,
}

/// A code that a try was counted for.
#[derive(Debug)]
pub(crate) struct CodeRow {
    pub(crate) request: EntryId,
    pub(crate) digest: CodeDigest,
    pub(crate) location: LocationId,
    /// The epoch that it was minted in.
    pub(crate) epoch: Epoch,
    /// The offer that its mail confirms.
    pub(crate) offer: Option<OfferMark>,
    /// Its account, with status and epoch; none for a decoy, or if it was deleted.
    pub(crate) account: Option<(AccountId, AccountStatus, Epoch)>,
}

/// Operations on codes.
pub(crate) trait CodeRows: UnitOfWork {
    /// Writes a code in the place of any older one of the address and purpose.
    async fn mint_code(&self, code: &NewCode) -> Result<(), Self::Error>;

    /// Counts a try and gives the code that was tried, held from then on, so that tries from wherever they come are
    /// made one after another (R4). `None`: no code, or one without tries left. A decoy takes the same look-ups (R1).
    async fn count_code_try(&self, attempt: &CodeTry) -> Result<Option<CodeRow>, Self::Error>;

    /// Deletes the code that was tried.
    async fn delete_code(&self, attempt: &CodeTry) -> Result<(), Self::Error>;

    /// Takes a counted try back.
    async fn take_back_code_try(&self, attempt: &CodeTry) -> Result<(), Self::Error>;

    /// The wrong tries of an address, all purposes together.
    async fn wrong_codes(&self, address: AddressKey) -> Result<Bucket, Self::Error>;

    /// The same, of which nobody else changes anything until the step is over.
    async fn hold_wrong_codes(&self, address: AddressKey) -> Result<Bucket, Self::Error>;

    /// Writes down what [`hold_wrong_codes`](Self::hold_wrong_codes) gave and the step changed.
    async fn keep_wrong_codes(&self, address: AddressKey, count: Bucket) -> Result<(), Self::Error>;
}
