//! Accounts, as operators and the product's own backend keep them.

use async_trait::async_trait;
use rekey_core::account::{Account, AccountEdit, ExternalId, ImportedAccount, NewAccount};
use rekey_core::audit::BackendToken;
use rekey_core::password_hash::{HashRecipe, PasswordHash};
use rekey_core::ports::{
    AccountChange, AccountPage, AccountStore, BackendStore, Caller, ChangePassword, EditOutcome, ImportOutcome,
    KeptAnswer, NearestAccount, RepeatableRequest, Repetition, StoreError,
};
use rekey_core::time::Duration;
use rekey_core::{AccountId, ClientNetwork, EmailAddress, EntryId};

use super::{read, step};
use crate::rows::Reads;
use crate::steps::{accounts, keeping, own_account};
use crate::store::SqlStore;

#[async_trait]
impl AccountStore for SqlStore {
    async fn raise_epochs(&self, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, StoreError> {
        step!(self, background, |rows| accounts::raise_epochs(rows, after, limit))
    }

    async fn nearest_account(&self, email: &EmailAddress) -> Result<NearestAccount, StoreError> {
        let email = email.clone();
        read!(self, |rows, email| rows.nearest_account(email))
    }

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        read!(self, |rows| rows.account_by_id(id))
    }

    async fn accounts(&self, after: Option<&str>, limit: usize) -> Result<AccountPage, StoreError> {
        let after = after.unwrap_or_default().to_owned();
        read!(self, |rows, after| rows.accounts(after, limit))
    }

    async fn add_accounts_by(
        &self,
        new: Vec<NewAccount>,
        backend: Option<BackendToken>,
    ) -> Result<Vec<ImportOutcome>, StoreError> {
        step!(self, answer, |rows, new| accounts::add(rows, new, backend))
    }

    async fn import_accounts(&self, new: Vec<NewAccount>) -> Result<Vec<ImportOutcome>, StoreError> {
        step!(self, answer, |rows, new| accounts::import(rows, new))
    }

    async fn update_accounts(
        &self,
        imported: Vec<ImportedAccount>,
        notices: Vec<EntryId>,
    ) -> Result<Vec<ImportOutcome>, StoreError> {
        step!(self, answer, |rows, imported, notices| accounts::update(rows, imported, notices))
    }

    async fn account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, StoreError> {
        let id = id.clone();
        read!(self, |rows, id| rows.account_by_external_id(id))
    }

    async fn hash_recipes(&self) -> Result<Vec<HashRecipe>, StoreError> {
        read!(self, |rows| rows.hash_recipes())
    }

    async fn rehash(
        &self,
        account: AccountId,
        old: &PasswordHash,
        new: PasswordHash,
        network: ClientNetwork,
    ) -> Result<bool, StoreError> {
        let old = old.clone();
        step!(self, answer, |rows, old, new| accounts::rehash(rows, account, old, new, network))
    }

    async fn change_password(&self, change: ChangePassword) -> Result<Option<Account>, StoreError> {
        step!(self, answer, |rows, change| own_account::change_password(rows, change))
    }

    async fn change_account(&self, email: &EmailAddress, change: AccountChange) -> Result<Option<Account>, StoreError> {
        let email = email.clone();
        step!(self, answer, |rows, email| accounts::change(rows, email, change))
    }
}

#[async_trait]
impl BackendStore for SqlStore {
    async fn edit_account(
        &self,
        id: AccountId,
        edit: AccountEdit,
        caller: Caller,
        notice: EntryId,
    ) -> Result<EditOutcome, StoreError> {
        step!(self, answer, |rows, edit| accounts::edit(rows, id, edit, caller, notice))
    }

    async fn delete_account(&self, id: AccountId, caller: Caller) -> Result<bool, StoreError> {
        step!(self, answer, |rows| accounts::delete(rows, id, caller))
    }

    async fn begin_request(&self, request: RepeatableRequest, lease: Duration) -> Result<Repetition, StoreError> {
        step!(self, answer, |rows, request| keeping::begin_request(rows, request, lease))
    }

    async fn keep_answer(
        &self,
        request: RepeatableRequest,
        answer: Option<KeptAnswer>,
        retention: Duration,
    ) -> Result<(), StoreError> {
        step!(self, answer, |rows, request, answer| keeping::keep_answer(rows, request, answer.as_ref(), retention))
    }
}
