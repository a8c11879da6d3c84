//! The rows of sign-ups: passwords that were offered for addresses.

use rekey_core::profile::Profile;
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, PasswordHash};

use super::UnitOfWork;
use crate::shared::sign_ups::{Offer, OfferTable, Proven};

/// Operations on offers, and on what they turn into. The account is held.
pub(crate) trait SignUpRows: UnitOfWork {
    /// What was offered for the account's address.
    async fn offer(&self, table: OfferTable, account: AccountId) -> Result<Option<Offer>, Self::Error>;

    async fn keep_offer(&self, table: OfferTable, account: AccountId, offer: &Offer) -> Result<(), Self::Error>;

    /// Marks what `sign_ups` holds for the account as contested, be it an offer or the account's own password.
    async fn contest_sign_up(&self, account: AccountId) -> Result<(), Self::Error>;

    /// Deletes the offers for the account, declined ones as well.
    async fn delete_offers(&self, account: AccountId) -> Result<(), Self::Error>;

    /// Until when a sign-up that had to wait contests what is offered for the account.
    async fn refused_until(&self, account: AccountId) -> Result<Option<Timestamp>, Self::Error>;

    async fn keep_refused(&self, account: AccountId, until: Timestamp) -> Result<(), Self::Error>;

    /// Puts a new hash of the same password in place of `old`, where that was offered.
    async fn replace_offered_hash(
        &self,
        account: AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), Self::Error>;

    /// Marks the address verified, with what follows from that.
    async fn write_proven(&self, account: AccountId, proven: &Proven) -> Result<(), Self::Error>;

    /// Sets what an app keeps about the person.
    async fn set_profile(&self, account: AccountId, profile: &Profile, name: Option<&str>) -> Result<(), Self::Error>;
}
