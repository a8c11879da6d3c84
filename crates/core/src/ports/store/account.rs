//! Accounts.

use async_trait::async_trait;

use super::StoreError;
use crate::account::{Account, AccountStatus, ExternalId, ImportedAccount, NewAccount};
use crate::audit::BackendToken;
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId, LocationId, SessionId};
use crate::network::ClientNetwork;
use crate::origin::Origin;
use crate::outbox::NoticeLanguage;
use crate::password_hash::{HashRecipe, PasswordHash};

/// What is found under an address. Callers whose time must not reveal whether there is an account (R1) keep it until
/// the end in either case, because dropping an account takes time, too.
#[derive(Debug)]
pub enum NearestAccount {
    /// The account with that address.
    AskedFor(Box<Account>),
    /// Nobody has the address. Another account, if there is one that can be read.
    Another(Option<Box<Account>>),
}

impl NearestAccount {
    /// The account with the address.
    pub fn asked_for(&self) -> Option<&Account> {
        match self {
            Self::AskedFor(account) => Some(account),
            Self::Another(_) => None,
        }
    }
}

/// The steps of account keeping. Lookup and password write are steps of their own, because accounts may one day live
/// in another system's table.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// Raises the epochs of the next accounts by id, at most `limit` of them: their sessions, tokens and codes are dead
    /// from then on. The first call, which is after no account, is recorded. Returns the last account; none: all are
    /// done.
    async fn raise_epochs(&self, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, StoreError>;

    /// The account with this canonical address, or another one if nobody has it.
    async fn nearest_account(&self, email: &EmailAddress) -> Result<NearestAccount, StoreError>;

    /// The account with this canonical address.
    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        Ok(match self.nearest_account(email).await? {
            NearestAccount::AskedFor(account) => Some(*account),
            NearestAccount::Another(_) => None,
        })
    }

    /// The account with this id.
    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, StoreError>;

    /// Accounts in the order of their canonical addresses, after `after`. Shadows of directories' accounts are left
    /// out, so that a page may be shorter than `limit`.
    async fn accounts(&self, after: Option<&str>, limit: usize) -> Result<AccountPage, StoreError>;

    /// Adds accounts in one transaction, each independently: one whose address already has an account is left out.
    async fn add_accounts(&self, accounts: Vec<NewAccount>) -> Result<Vec<ImportOutcome>, StoreError> {
        self.add_accounts_by(accounts, None).await
    }

    /// The same for the product's own backend, which shows this token.
    async fn add_accounts_by(
        &self,
        accounts: Vec<NewAccount>,
        backend: Option<BackendToken>,
    ) -> Result<Vec<ImportOutcome>, StoreError>;

    /// Adds accounts that another system describes, as [`add_accounts`](Self::add_accounts) does. One without an external
    /// id whose account has changed its address here is left out, too.
    async fn import_accounts(&self, accounts: Vec<NewAccount>) -> Result<Vec<ImportOutcome>, StoreError>;

    /// Brings accounts up to date in one transaction, each independently, and adds those that are missing. One whose
    /// address was changed here is found by the address that was imported. Each comes with the entry of the notice that
    /// a changed address causes.
    async fn update_accounts(
        &self,
        accounts: Vec<ImportedAccount>,
        notices: Vec<EntryId>,
    ) -> Result<Vec<ImportOutcome>, StoreError>;

    /// The account with this external id.
    async fn account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, StoreError>;

    /// Every recipe by which a stored hash was made. Costs as many look-ups as there are recipes, not accounts.
    async fn hash_recipes(&self) -> Result<Vec<HashRecipe>, StoreError>;

    /// Puts a hash of the same password in place of `old`, if that is still the account's: no new epoch, because
    /// nothing has changed for the person. `false` if it does not.
    async fn rehash(
        &self,
        account: AccountId,
        old: &PasswordHash,
        new: PasswordHash,
        network: ClientNetwork,
    ) -> Result<bool, StoreError>;

    /// Sets the password of somebody who is signed in, if the session is alive and the account still has the hash that
    /// the old password matched. Raises the epoch, which only this session survives, and puts a notice into the outbox.
    /// `None`: nothing was changed.
    async fn change_password(&self, change: ChangePassword) -> Result<Option<Account>, StoreError>;

    /// Changes an account. Locking raises the epoch and ends sessions. `None` without an account.
    async fn change_account(&self, email: &EmailAddress, change: AccountChange) -> Result<Option<Account>, StoreError>;
}

/// A new password for the account of a session.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// The session in which it is set. It continues.
    pub session: SessionId,
    /// The hash of the old password.
    pub old: PasswordHash,
    /// The hash of the new one.
    pub new: PasswordHash,
    /// Id for the notice.
    pub notice: EntryId,
    /// In whose name that goes out.
    pub location: LocationId,
    /// From where, for the audit record and the notice.
    pub origin: Origin,
    /// The language of the notice.
    pub language: NoticeLanguage,
}

/// A page of accounts.
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// What to give as `after` for the next page; none: this was the last.
    pub next: Option<String>,
}

/// What became of an account to be added or brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It was added.
    Added,
    /// An account has its address, or was imported with it, and was left unchanged.
    AddressTaken,
    /// Another account has its external id.
    ExternalIdTaken,
    /// The account with its address has another external id, and was left unchanged.
    OtherExternalId,
    /// One account was imported with its address and has changed it since, and another has it now. Neither was changed.
    TwoAccounts,
    /// It was here already, and was brought up to date.
    Present {
        /// Whether anything about it changed.
        changed: bool,
        /// Whether a password that was set here was kept, although the other system has another hash.
        password_kept: bool,
        /// Whether an address that was changed here was kept, because the other system's is still the one before.
        address_kept: bool,
    },
}

/// A change that an operator makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountChange {
    /// To this status.
    Status(AccountStatus),
    /// The next sign-in is refused until the password is reset.
    DemandReset,
    /// The account goes, with its sessions, tokens and codes.
    Delete,
}
