//! The rows of codes, and the count of wrong ones.

use rekey_core::account::{AccountStatus, Epoch};
use rekey_core::code::{CodeDigest, CodeTry, WrongCodes};
use rekey_core::offer::OfferMark;
use rekey_core::time::{Duration, Timestamp};
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
    /// How often it may be tried; zero: never.
    pub(crate) tries: u32,
    pub(crate) lifetime: Duration,
    /// The offer that its email confirms.
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
    /// The offer that its email confirms.
    pub(crate) offer: Option<OfferMark>,
    /// Its account, with status and epoch; none for a decoy, or if it was deleted.
    pub(crate) account: Option<(AccountId, AccountStatus, Epoch)>,
}

/// The newest code of an address and purpose, good or not.
#[derive(Debug)]
pub(crate) struct PendingCode {
    pub(crate) request: EntryId,
    pub(crate) digest: CodeDigest,
    pub(crate) tries_left: u32,
    pub(crate) expires_at: Timestamp,
}

/// Operations on codes.
pub(crate) trait CodeRows: UnitOfWork {
    /// From now on, nobody else mints or tries a code of the address, for any purpose, so what is read of its codes and
    /// wrong tries stays true until the step ends (R4, R25).
    async fn hold_codes(&self, address: AddressKey) -> Result<(), Self::Error>;

    /// The newest code of an address and purpose.
    async fn pending_code(&self, address: AddressKey, purpose: Purpose) -> Result<Option<PendingCode>, Self::Error>;

    /// Writes a code in place of any older one of the address and purpose. It shares the tries of one that was
    /// minted for the same request.
    async fn mint_code(&self, code: &NewCode) -> Result<(), Self::Error>;

    /// Keeps the code that is about to be replaced, if it was minted for the same request: its email may have arrived.
    async fn keep_earlier_code(&self, successor: &NewCode) -> Result<(), Self::Error>;

    /// The living codes of earlier attempts at the request of this code, whose emails confirm the same offer.
    async fn earlier_codes(&self, attempt: &CodeTry, newest: &CodeRow) -> Result<Vec<CodeDigest>, Self::Error>;

    /// Ends the codes of earlier attempts at a request.
    async fn forget_earlier_codes(
        &self,
        address: AddressKey,
        purpose: Purpose,
        request: EntryId,
    ) -> Result<(), Self::Error>;

    /// How many tries the valid codes of an address have left, except the code of a purpose that is about to be
    /// replaced.
    async fn unused_tries(&self, address: AddressKey, but: Option<Purpose>) -> Result<u32, Self::Error>;

    /// Counts a try and gives the code that was tried. `None`: no code, or one without tries left. A decoy takes the
    /// same look-ups (R1).
    async fn count_code_try(&self, attempt: &CodeTry) -> Result<Option<CodeRow>, Self::Error>;

    /// Deletes the code that was tried.
    async fn delete_code(&self, attempt: &CodeTry) -> Result<(), Self::Error>;

    /// Takes a counted try back.
    async fn take_back_code_try(&self, attempt: &CodeTry) -> Result<(), Self::Error>;

    /// When the last wrong codes of an address were tried, all purposes together.
    async fn wrong_codes(&self, address: AddressKey) -> Result<WrongCodes, Self::Error>;

    async fn keep_wrong_codes(&self, address: AddressKey, codes: &WrongCodes) -> Result<(), Self::Error>;
}
