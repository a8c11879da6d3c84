//! Accounts. Look-up, password write and the raising of the epoch are functions of their own, because accounts may
//! one day live in another system's table.

use async_trait::async_trait;
use rekey_core::account::{Account, AccountStatus, NewAccount};
use rekey_core::audit::Action;
use rekey_core::password_hash::{HashRecipe, PasswordHash};
use rekey_core::ports::{AccountChange, AccountPage, AccountStore, ImportOutcome, NearestAccount, StoreError};
use rekey_core::{AccountId, ClientNetwork, EmailAddress};
use rusqlite::{Row, params};
use uuid::Uuid;

use super::audit::{DONE, Event};
use super::rows::{ACCOUNT_COLUMNS, account, account_columns, id, row_count};
use super::step::{Failure, Step};
use super::{SqliteStore, sign_ups};
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;

/// The account with this id.
pub(super) fn by_id(step: &Step<'_>, id: AccountId) -> Result<Option<Account>, Failure> {
    step.one(
        concat!("SELECT ", account_columns!(), " FROM accounts a WHERE a.id = ?1"),
        [id.as_uuid().into_bytes()],
        |row| account(row, 0),
    )
}

/// The account with this canonical address.
pub(super) fn by_email(step: &Step<'_>, canonical: &str) -> Result<Option<Account>, Failure> {
    step.one(
        concat!("SELECT ", account_columns!(), " FROM accounts a WHERE a.canonical_email = ?1"),
        [canonical],
        |row| account(row, 0),
    )
}

/// The account with this canonical address, in the same time as another one's rows where there is none (R1), whatever is in
/// those.
fn nearest(step: &Step<'_>, canonical: &str) -> Result<NearestAccount, Failure> {
    macro_rules! select {
        ($rows:literal) => {
            concat!("SELECT ", account_columns!(), ", a.canonical_email = ?1 FROM accounts a ", $rows)
        };
    }
    let next = select!("WHERE a.canonical_email >= ?1 ORDER BY a.canonical_email LIMIT 1");
    let last = select!("ORDER BY a.canonical_email DESC LIMIT 1");
    let read = |row: &Row<'_>| {
        let account = account(row, 0).map(Box::new);
        Ok(if row.get(ACCOUNT_COLUMNS)? {
            NearestAccount::AskedFor(account?)
        } else {
            NearestAccount::Another(account.ok())
        })
    };
    let found = match step.one(next, [canonical], read)? {
        Some(found) => Some(found),
        None => step.one(last, [canonical], read)?,
    };
    Ok(found.unwrap_or(NearestAccount::Another(None)))
}

/// Sets an account's password.
pub(super) fn set_password(step: &Step<'_>, id: AccountId, password: &PasswordHash) -> Result<(), Failure> {
    step.execute(
        "UPDATE accounts SET password = ?1, hash_recipe = ?2, must_reset = 0, updated_at = ?3 WHERE id = ?4",
        params![password.expose(), recipe_text(password), step.micros(), id.as_uuid().into_bytes()],
    )?;
    Ok(())
}

/// Raises the epochs of the accounts behind one. The last of them.
fn raise_epochs(step: &Step<'_>, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, Failure> {
    if after.is_none() {
        all_sessions_ended().record(step)?;
    }
    let after = after.map_or(Uuid::nil(), |id| id.as_uuid()).into_bytes();
    let next = "SELECT id FROM accounts WHERE id > ?1 ORDER BY id LIMIT ?2";
    let next: Vec<AccountId> = step.all(next, params![after, row_count(limit)], |row| id(row, 0))?;
    let Some(last) = next.last() else { return Ok(None) };
    step.execute(
        "UPDATE accounts SET epoch = epoch + 1, epoch_at = ?1, updated_at = ?1 WHERE id > ?2 AND id <= ?3",
        params![step.micros(), after, last.as_uuid().into_bytes()],
    )?;
    Ok(Some(*last))
}

/// That an operator ended the sessions of all accounts.
fn all_sessions_ended() -> Event<'static> {
    let action = Action::SessionsEnded;
    Event { action, account: None, address: None, location: None, network: None, outcome: DONE }
}

/// Sets an account's status and raises its epoch, which ends every session, token and code of the account (R6, R7).
/// The account as it is then.
pub(super) fn begin_epoch(step: &Step<'_>, id: AccountId, status: AccountStatus) -> Result<Account, Failure> {
    step.execute(
        "UPDATE accounts SET status = ?1, epoch = epoch + 1, epoch_at = ?2, updated_at = ?2 WHERE id = ?3",
        params![status.code(), step.micros(), id.as_uuid().into_bytes()],
    )?;
    existing(step, id)
}

/// Says whether an account asks for a second factor, and raises its epoch: what was opened before is over. The account
/// as it is then.
pub(super) fn set_second_factor(step: &Step<'_>, account: &Account, on: bool) -> Result<Account, Failure> {
    step.execute(
        "UPDATE accounts SET second_factor = ?1 WHERE id = ?2",
        params![on, account.id.as_uuid().into_bytes()],
    )?;
    begin_epoch(step, account.id, account.status)
}

/// The account with this id, which other rows say is there.
pub(super) fn existing(step: &Step<'_>, id: AccountId) -> Result<Account, Failure> {
    Ok(by_id(step, id)?.ok_or_else(|| Corrupt::column("a reference to accounts.id"))?)
}

/// A reset proved that somebody reads the account's address.
pub(super) fn mark_verified(step: &Step<'_>, id: AccountId) -> Result<(), Failure> {
    step.execute(
        "UPDATE accounts SET email_verified = 1, updated_at = ?1 WHERE id = ?2 AND NOT email_verified",
        params![step.micros(), id.as_uuid().into_bytes()],
    )?;
    Ok(())
}

#[async_trait]
impl AccountStore for SqliteStore {
    async fn raise_epochs(&self, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, StoreError> {
        self.write_in_background(move |step| raise_epochs(step, after, limit)).await
    }

    async fn nearest_account(&self, email: &EmailAddress) -> Result<NearestAccount, StoreError> {
        let canonical = email.canonical().to_owned();
        self.read(move |step| nearest(step, &canonical)).await
    }

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.read(move |step| by_id(step, id)).await
    }

    async fn accounts(&self, after: Option<&str>, limit: usize) -> Result<AccountPage, StoreError> {
        let after = after.unwrap_or_default().to_owned();
        self.read(move |step| page(step, &after, limit)).await
    }

    async fn add_accounts(&self, accounts: Vec<NewAccount>) -> Result<Vec<ImportOutcome>, StoreError> {
        self.write(move |step| accounts.iter().map(|account| add(step, account)).collect()).await
    }

    async fn hash_recipes(&self) -> Result<Vec<HashRecipe>, StoreError> {
        self.read(hash_recipes).await
    }

    async fn rehash(
        &self,
        account: AccountId,
        old: &PasswordHash,
        new: PasswordHash,
        network: ClientNetwork,
    ) -> Result<bool, StoreError> {
        let old = old.clone();
        self.write(move |step| rehash(step, account, &old, &new, network)).await
    }

    async fn change_account(&self, email: &EmailAddress, change: AccountChange) -> Result<Option<Account>, StoreError> {
        let canonical = email.canonical().to_owned();
        self.write(move |step| match by_email(step, &canonical)? {
            Some(account) => apply(step, account, change).map(Some),
            None => Ok(None),
        })
        .await
    }
}

/// Jumps from each recipe to the next one in the index.
fn hash_recipes(step: &Step<'_>) -> Result<Vec<HashRecipe>, Failure> {
    step.all(
        "WITH RECURSIVE found (recipe) AS (
             SELECT min(hash_recipe) FROM accounts WHERE hash_recipe IS NOT NULL
             UNION ALL
             SELECT (SELECT min(hash_recipe) FROM accounts WHERE hash_recipe > found.recipe)
             FROM found WHERE found.recipe IS NOT NULL)
         SELECT recipe FROM found WHERE recipe IS NOT NULL",
        [],
        |row| Ok(HashRecipe(row.get(0)?)),
    )
}

fn rehash(
    step: &Step<'_>,
    id: AccountId,
    old: &PasswordHash,
    new: &PasswordHash,
    network: ClientNetwork,
) -> Result<bool, Failure> {
    let replaced = step.execute(
        "UPDATE accounts SET password = ?1, hash_recipe = ?2, updated_at = ?3 WHERE id = ?4 AND password = ?5",
        params![new.expose(), recipe_text(new), step.micros(), id.as_uuid().into_bytes(), old.expose()],
    )?;
    if replaced == 0 {
        return Ok(false);
    }
    sign_ups::follow_rehash(step, id, old, new)?;
    Event::done(Action::PasswordRehashed, id).from(network).record(step)?;
    Ok(true)
}

fn page(step: &Step<'_>, after: &str, limit: usize) -> Result<AccountPage, Failure> {
    let mut accounts = step.all(
        concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts a WHERE a.canonical_email > ?1 ORDER BY a.canonical_email LIMIT ?2"
        ),
        params![after, row_count(limit).saturating_add(1)],
        |row| account(row, 0),
    )?;
    let more = accounts.len() > limit;
    accounts.truncate(limit);
    let next = accounts.last().filter(|_| more).map(|last| last.email.canonical().to_owned());
    Ok(AccountPage { accounts, next })
}

/// Adds an account. One that a sign-up made and nobody confirmed makes room: a stranger's sign-up keeps nobody out.
fn add(step: &Step<'_>, account: &NewAccount) -> Result<ImportOutcome, Failure> {
    step.execute(
        "DELETE FROM accounts WHERE canonical_email = ?1 AND status = ?2",
        params![account.email.canonical(), AccountStatus::Unconfirmed.code()],
    )?;
    let added = insert(step, account, AccountStatus::Active)?;
    Ok(if added { ImportOutcome::Added } else { ImportOutcome::AddressTaken })
}

/// Adds an account of this status. `false`: its address is taken.
pub(super) fn insert(step: &Step<'_>, account: &NewAccount, status: AccountStatus) -> Result<bool, Failure> {
    let id = account.id.as_uuid().into_bytes();
    let added = step.execute(
        "INSERT INTO accounts (id, email, canonical_email, email_verified, name, password, hash_recipe, locale,
                               provider, status, must_reset, epoch, epoch_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, ?11, ?11, ?11) ON CONFLICT (canonical_email) DO NOTHING",
        params![
            id,
            account.email.as_stored(),
            account.email.canonical(),
            account.email_verified,
            account.name,
            account.password.as_ref().map(PasswordHash::expose),
            account.password.as_ref().map(recipe_text),
            account.locale.as_ref().map(ToString::to_string),
            account.provider,
            status.code(),
            step.micros(),
        ],
    )?;
    if added == 0 {
        return Ok(false);
    }
    for (position, location) in account.locations.iter().enumerate() {
        step.execute(
            "INSERT INTO account_locations (account, position, location) VALUES (?1, ?2, ?3)",
            params![id, row_count(position), location.get()],
        )?;
    }
    Event::done(Action::AccountCreated, account.id).record(step)?;
    Ok(true)
}

fn apply(step: &Step<'_>, account: Account, change: AccountChange) -> Result<Account, Failure> {
    let id = account.id.as_uuid().into_bytes();
    let action = match change {
        AccountChange::Status(status) if status == account.status => return Ok(account),
        AccountChange::Status(AccountStatus::Active) => {
            step.execute(
                "UPDATE accounts SET status = ?1, updated_at = ?2 WHERE id = ?3",
                params![AccountStatus::Active.code(), step.micros(), id],
            )?;
            Action::AccountUnlocked
        }
        AccountChange::Status(status) => {
            begin_epoch(step, account.id, status)?;
            if status == AccountStatus::Locked { Action::AccountLocked } else { Action::Disowned }
        }
        AccountChange::DemandReset => {
            step.execute(
                "UPDATE accounts SET must_reset = 1, updated_at = ?1 WHERE id = ?2",
                params![step.micros(), id],
            )?;
            Action::ResetDemanded
        }
        AccountChange::Delete => {
            step.execute("DELETE FROM accounts WHERE id = ?1", [id])?;
            Action::AccountDeleted
        }
    };
    Event::done(action, account.id).record(step)?;
    Ok(by_id(step, account.id)?.unwrap_or(account))
}
