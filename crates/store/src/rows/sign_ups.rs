//! The rows of sign-ups: passwords that were offered for addresses.

use rekey_core::profile::Profile;
use rekey_core::{AccountId, PasswordHash};

use super::UnitOfWork;
use crate::shared::sign_ups::{Offer, Proven};

/// Operations on offers, and on what they turn into. The account is held.
pub(crate) trait SignUpRows: UnitOfWork {
    /// What was offered for the account's address.
    async fn offer(&self, account: AccountId) -> Result<Option<Offer>, Self::Error>;

    async fn keep_offer(&self, account: AccountId, offer: &Offer) -> Result<(), Self::Error>;

    async fn delete_offer(&self, account: AccountId) -> Result<(), Self::Error>;

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
