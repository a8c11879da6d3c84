//! The rows of accounts.

use std::collections::HashSet;

use rekey_core::account::{Account, AccountStatus, ExternalId, ImportMark, NewAccount};
use rekey_core::{AccountId, AddressKey, EmailAddress, PasswordHash};

use super::UnitOfWork;

/// Operations on accounts. Each that changes one sets `updated_at`.
pub(crate) trait AccountRows: UnitOfWork {
    async fn account(&self, id: AccountId) -> Result<Option<Account>, Self::Error>;

    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, Self::Error>;

    /// The account, of which nothing changes until the step is over.
    async fn hold_account(&self, id: AccountId) -> Result<Option<Account>, Self::Error>;

    /// The same, by its canonical address.
    async fn hold_account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, Self::Error>;

    /// The same, by its external id.
    async fn hold_account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, Self::Error>;

    /// The same, by the address that it was imported with, if it has another one now. `key` is that of the address.
    async fn hold_account_moved_from(
        &self,
        email: &EmailAddress,
        key: AddressKey,
    ) -> Result<Option<Account>, Self::Error>;

    /// Frees these addresses: deletes unconfirmed accounts of sign-ups, except `except`.
    async fn delete_unconfirmed(&self, emails: &[&EmailAddress], except: Option<AccountId>) -> Result<(), Self::Error>;

    /// Adds accounts, and returns which ones: those whose address or external id belongs to another account are left
    /// out.
    async fn insert_accounts(&self, accounts: &[NewAccount]) -> Result<HashSet<AccountId>, Self::Error>;

    /// What the last import left behind.
    async fn import_mark(&self, id: AccountId) -> Result<ImportMark, Self::Error>;

    /// Writes what the next import has to know.
    async fn write_import_mark(&self, id: AccountId, mark: &ImportMark) -> Result<(), Self::Error>;

    /// Puts an imported hash in place of whatever password there is.
    async fn import_password(&self, id: AccountId, password: &PasswordHash) -> Result<(), Self::Error>;

    /// Sets the password that a reset chose, opens the account, marks its address verified and raises its epoch, which
    /// ends every session, token and code of it (R6, R7). No import replaces this password.
    async fn reset_password(&self, id: AccountId, password: &PasswordHash) -> Result<Account, Self::Error>;

    /// Sets the status and raises the epoch, which ends every session, token and code of the account.
    async fn begin_epoch(&self, id: AccountId, status: AccountStatus) -> Result<Account, Self::Error>;

    /// Sets the status and leaves the epoch alone.
    async fn set_status(&self, id: AccountId, status: AccountStatus) -> Result<Account, Self::Error>;

    /// Refuses the next sign-in until the password is reset.
    async fn demand_reset(&self, id: AccountId) -> Result<Account, Self::Error>;

    /// Says whether the account asks for a second factor, and raises the epoch.
    async fn set_second_factor(&self, id: AccountId, on: bool) -> Result<Account, Self::Error>;

    /// Writes all that an edit may have changed, `updated_at` included.
    async fn write_account(&self, account: &Account) -> Result<(), Self::Error>;

    /// Puts a hash of the same password in place of `old`. `false` if the account has another one by now.
    async fn replace_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, Self::Error>;

    /// Puts the password that the account's owner chose in place of `old`. No import replaces it. `false` if the account has
    /// another one by now.
    async fn choose_password(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash)
    -> Result<bool, Self::Error>;

    /// Deletes the account with all that belongs to it.
    async fn delete_account(&self, id: AccountId) -> Result<(), Self::Error>;

    /// Raises the epochs of the next accounts by id, at most `limit` of them. Gives the last one.
    async fn raise_epochs(&self, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, Self::Error>;
}
