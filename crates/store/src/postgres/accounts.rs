//! Accounts. Look-up, password write and the raising of the epoch are functions of their own, because accounts may
//! one day live in another system's table.

use std::collections::HashSet;

use async_trait::async_trait;
use rekey_core::account::{Account, AccountStatus, NewAccount};
use rekey_core::audit::Action;
use rekey_core::password_hash::{HashRecipe, PasswordHash};
use rekey_core::ports::{AccountChange, AccountPage, AccountStore, ImportOutcome, NearestAccount, StoreError};
use rekey_core::{AccountId, ClientNetwork, EmailAddress};
use tokio_postgres::Row;
use uuid::Uuid;

use super::audit::{DONE, Event};
use super::rows::{ACCOUNT, ACCOUNT_COLUMNS, account, count};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use super::{PostgresStore, sign_ups};
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;

fn first(rows: &[Row]) -> Result<Option<Account>, Trouble> {
    rows.first().map(|row| account(row, 0)).transpose()
}

/// The account with this id.
pub(super) async fn by_id(tx: &Tx, id: AccountId) -> Result<Option<Account>, Trouble> {
    first(&tx.query(&format!("SELECT {ACCOUNT} FROM accounts WHERE id = $1"), values![id.as_uuid()]).await?)
}

/// The account with this canonical address.
pub(super) async fn by_email(tx: &Tx, email: &EmailAddress) -> Result<Option<Account>, Trouble> {
    let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE canonical_email = $1");
    first(&tx.query(&sql, values![email.canonical()]).await?)
}

/// The account with this canonical address, locked as [`hold`] locks.
pub(super) async fn hold_by_email(tx: &Tx, email: &EmailAddress) -> Result<Option<Account>, Trouble> {
    let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE canonical_email = $1 FOR NO KEY UPDATE");
    first(&tx.query(&sql, values![email.canonical()]).await?)
}

/// The account with this id, locked: nothing about it changes until the step is over.
pub(super) async fn hold(tx: &Tx, id: AccountId) -> Result<Option<Account>, Trouble> {
    let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE id = $1 FOR NO KEY UPDATE");
    first(&tx.query(&sql, values![id.as_uuid()]).await?)
}

/// Sets the password that a reset chose, opens the account, and raises its epoch, which ends every session, token
/// and code of it (R6, R7). The link or code proved that its owner reads the address.
pub(super) async fn reset_password(tx: &Tx, id: AccountId, password: &PasswordHash) -> Result<Account, Trouble> {
    let sql = format!(
        "UPDATE accounts SET password = $2, hash_recipe = $5, must_reset = false, email_verified = true,
             status = $3, epoch = epoch + 1, epoch_at = $4, updated_at = $4
         WHERE id = $1 RETURNING {ACCOUNT}"
    );
    let active = AccountStatus::Active.code();
    let rows =
        tx.query(&sql, values![id.as_uuid(), password.expose(), active, tx.now(), recipe_text(password)]).await?;
    Ok(first(&rows)?.ok_or(Corrupt::column("tokens.account"))?)
}

/// Sets an account's status and raises its epoch, which ends every session, token and code of it.
pub(super) async fn begin_epoch(tx: &Tx, id: AccountId, status: AccountStatus) -> Result<Account, Trouble> {
    let sql = format!(
        "UPDATE accounts SET status = $2, epoch = epoch + 1, epoch_at = $3, updated_at = $3
         WHERE id = $1 RETURNING {ACCOUNT}"
    );
    let rows = tx.query(&sql, values![id.as_uuid(), status.code(), tx.now()]).await?;
    Ok(first(&rows)?.ok_or(Corrupt::column("accounts.id"))?)
}

/// Raises the epochs of the accounts behind one. The last of them.
async fn raise_epochs(tx: &Tx, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, Trouble> {
    if after.is_none() {
        Event::done(Action::SessionsEnded).record(tx).await?;
    }
    let after = after.map_or(Uuid::nil(), |id| id.as_uuid());
    let next = "SELECT id FROM accounts WHERE id > $1 ORDER BY id LIMIT $2";
    let rows = tx.query(next, values![after, count(limit)]).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    let last: Uuid = last.try_get(0)?;
    tx.execute(
        "UPDATE accounts SET epoch = epoch + 1, epoch_at = $3, updated_at = $3 WHERE id > $1 AND id <= $2",
        values![after, last, tx.now()],
    )
    .await?;
    Ok(Some(last.into()))
}

/// Says whether an account asks for a second factor, and raises its epoch: what was opened before is over.
pub(super) async fn set_second_factor(tx: &Tx, id: AccountId, on: bool) -> Result<Account, Trouble> {
    let sql = format!(
        "UPDATE accounts SET second_factor = $2, epoch = epoch + 1, epoch_at = $3, updated_at = $3
         WHERE id = $1 RETURNING {ACCOUNT}"
    );
    let rows = tx.query(&sql, values![id.as_uuid(), on, tx.now()]).await?;
    Ok(first(&rows)?.ok_or(Corrupt::column("accounts.id"))?)
}

#[async_trait]
impl AccountStore for PostgresStore {
    async fn raise_epochs(&self, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, StoreError> {
        self.database.step(|tx| async move { raise_epochs(&tx, after, limit).await }).await
    }

    async fn nearest_account(&self, email: &EmailAddress) -> Result<NearestAccount, StoreError> {
        // Where there is none, another account's row is read, whatever is in it, so that it takes the same time (R1).
        let select = |rows: &str| format!("SELECT {ACCOUNT}, canonical_email = $1 FROM accounts {rows}");
        let next = select("WHERE canonical_email >= $1 ORDER BY canonical_email LIMIT 1");
        let last = select("ORDER BY canonical_email DESC LIMIT 1");
        let mut rows = self.database.read(&next, values![email.canonical()]).await?;
        if rows.is_empty() {
            rows = self.database.read(&last, values![email.canonical()]).await?;
        }
        let Some(row) = rows.first() else { return Ok(NearestAccount::Another(None)) };
        let account = account(row, 0).map(Box::new);
        let is_asked_for = row.try_get(ACCOUNT_COLUMNS).map_err(Trouble::from)?;
        Ok(if is_asked_for { NearestAccount::AskedFor(account?) } else { NearestAccount::Another(account.ok()) })
    }

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE id = $1");
        Ok(first(&self.database.read(&sql, values![id.as_uuid()]).await?)?)
    }

    async fn accounts(&self, after: Option<&str>, limit: usize) -> Result<AccountPage, StoreError> {
        let sql =
            format!("SELECT {ACCOUNT} FROM accounts WHERE canonical_email > $1 ORDER BY canonical_email LIMIT $2");
        let one_more = count(limit.saturating_add(1));
        let rows = self.database.read(&sql, values![after.unwrap_or_default(), one_more]).await?;
        let accounts = rows.iter().take(limit).map(|row| account(row, 0)).collect::<Result<Vec<_>, _>>()?;
        let next = accounts.last().filter(|_| rows.len() > limit).map(|last| last.email.canonical().to_owned());
        Ok(AccountPage { accounts, next })
    }

    async fn add_accounts(&self, accounts: Vec<NewAccount>) -> Result<Vec<ImportOutcome>, StoreError> {
        let accounts = &accounts[..];
        self.database.step(|tx| async move { add(&tx, accounts).await }).await
    }

    /// Jumps from each recipe to the next one in the index.
    async fn hash_recipes(&self) -> Result<Vec<HashRecipe>, StoreError> {
        let sql = "WITH RECURSIVE found (recipe) AS (
                       (SELECT hash_recipe FROM accounts WHERE hash_recipe IS NOT NULL ORDER BY hash_recipe LIMIT 1)
                       UNION ALL
                       SELECT (SELECT hash_recipe FROM accounts WHERE hash_recipe > found.recipe
                               ORDER BY hash_recipe LIMIT 1)
                       FROM found WHERE found.recipe IS NOT NULL)
                   SELECT recipe FROM found WHERE recipe IS NOT NULL";
        let rows = self.database.read(sql, values![]).await?;
        let recipes = rows.iter().map(|row| row.try_get(0).map(HashRecipe));
        Ok(recipes.collect::<Result<_, _>>().map_err(Trouble::from)?)
    }

    async fn rehash(
        &self,
        account: AccountId,
        old: &PasswordHash,
        new: PasswordHash,
        network: ClientNetwork,
    ) -> Result<bool, StoreError> {
        let new = &new;
        self.database.step(|tx| async move { rehash(&tx, account, old, new, network).await }).await
    }

    async fn change_account(&self, email: &EmailAddress, change: AccountChange) -> Result<Option<Account>, StoreError> {
        self.database.step(|tx| async move { change_account(&tx, email, change).await }).await
    }
}

/// Adds accounts. Those that a sign-up made and nobody confirmed make room: a stranger's sign-up keeps nobody out.
async fn add(tx: &Tx, accounts: &[NewAccount]) -> Result<Vec<ImportOutcome>, Trouble> {
    let canonical: Vec<&str> = accounts.iter().map(|account| account.email.canonical()).collect();
    let sql = "DELETE FROM accounts WHERE id = ANY (ARRAY(
                   SELECT id FROM accounts WHERE canonical_email = ANY ($1) AND status = $2
                   ORDER BY canonical_email FOR UPDATE))";
    tx.execute(sql, values![canonical, AccountStatus::Unconfirmed.code()]).await?;
    let added = insert(tx, accounts, AccountStatus::Active).await?;
    let outcome = |account: &NewAccount| {
        if added.contains(&account.id) { ImportOutcome::Added } else { ImportOutcome::AddressTaken }
    };
    Ok(accounts.iter().map(outcome).collect())
}

/// Adds accounts of this status, and says which: those whose addresses are taken are left out. One statement, in the order of their addresses: two imports at once wait for each other's
/// addresses, and never in a circle.
pub(super) async fn insert(
    tx: &Tx,
    accounts: &[NewAccount],
    status: AccountStatus,
) -> Result<HashSet<AccountId>, Trouble> {
    let mut sorted: Vec<&NewAccount> = accounts.iter().collect();
    sorted.sort_by_key(|account| account.email.canonical());
    let ids: Vec<Uuid> = sorted.iter().map(|account| account.id.as_uuid()).collect();
    let emails: Vec<&str> = sorted.iter().map(|account| account.email.as_stored()).collect();
    let canonical: Vec<&str> = sorted.iter().map(|account| account.email.canonical()).collect();
    let verified: Vec<bool> = sorted.iter().map(|account| account.email_verified).collect();
    let names: Vec<Option<&str>> = sorted.iter().map(|account| account.name.as_deref()).collect();
    let passwords: Vec<Option<&str>> =
        sorted.iter().map(|account| account.password.as_ref().map(PasswordHash::expose)).collect();
    let recipes: Vec<Option<&str>> = sorted.iter().map(|account| account.password.as_ref().map(recipe_text)).collect();
    let locales: Vec<Option<String>> =
        sorted.iter().map(|account| account.locale.as_ref().map(ToString::to_string)).collect();
    let providers: Vec<Option<&str>> = sorted.iter().map(|account| account.provider.as_deref()).collect();
    // Lists of different lengths make no array of arrays, so that each travels as text.
    let locations: Vec<String> = sorted
        .iter()
        .map(|account| account.locations.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
        .collect();
    let rows = tx
        .query(
            "INSERT INTO accounts (id, email, canonical_email, email_verified, name, password, hash_recipe, locale,
                                   locations, provider, status, must_reset, epoch, epoch_at, created_at, updated_at)
             SELECT id, email, canonical_email, email_verified, name, password, hash_recipe, locale,
                    string_to_array(locations, ',')::integer[], provider, $11, false, 0, $12, $12, $12
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::text[], $10::text[])
                 AS new (id, email, canonical_email, email_verified, name, password, hash_recipe, locale, locations,
                         provider)
             ON CONFLICT (canonical_email) DO NOTHING RETURNING id",
            values![
                ids,
                emails,
                canonical,
                verified,
                names,
                passwords,
                recipes,
                locales,
                locations,
                providers,
                status.code(),
                tx.now(),
            ],
        )
        .await?;
    let added: HashSet<Uuid> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    record_added(tx, accounts.iter().map(|account| account.id.as_uuid()).filter(|id| added.contains(id))).await?;
    Ok(added.into_iter().map(AccountId::from).collect())
}

async fn record_added(tx: &Tx, ids: impl Iterator<Item = Uuid>) -> Result<(), Trouble> {
    let ids: Vec<Uuid> = ids.collect();
    tx.execute(
        "INSERT INTO audit (at, action, account, outcome) SELECT $2, $3, id, $4 FROM unnest($1::uuid[]) AS added (id)",
        values![ids, tx.now(), Action::AccountCreated.code(), DONE],
    )
    .await?;
    Ok(())
}

async fn rehash(
    tx: &Tx,
    id: AccountId,
    old: &PasswordHash,
    new: &PasswordHash,
    network: ClientNetwork,
) -> Result<bool, Trouble> {
    let sql = "UPDATE accounts SET password = $2, hash_recipe = $3, updated_at = $4 WHERE id = $1 AND password = $5";
    let replaced =
        tx.execute(sql, values![id.as_uuid(), new.expose(), recipe_text(new), tx.now(), old.expose()]).await?;
    if replaced == 0 {
        return Ok(false);
    }
    sign_ups::follow_rehash(tx, id, old, new).await?;
    Event::done(Action::PasswordRehashed).of(id).from(network).record(tx).await?;
    Ok(true)
}

async fn change_account(tx: &Tx, email: &EmailAddress, change: AccountChange) -> Result<Option<Account>, Trouble> {
    let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE canonical_email = $1 FOR UPDATE");
    let Some(account) = first(&tx.query(&sql, values![email.canonical()]).await?)? else { return Ok(None) };
    let (action, changed) = match change {
        AccountChange::Status(status) if status == account.status => return Ok(Some(account)),
        AccountChange::Status(AccountStatus::Active) => (Action::AccountUnlocked, unlock(tx, account.id).await?),
        AccountChange::Status(status) => {
            let action = if status == AccountStatus::Locked { Action::AccountLocked } else { Action::Disowned };
            (action, Some(begin_epoch(tx, account.id, status).await?))
        }
        AccountChange::DemandReset => (Action::ResetDemanded, demand_reset(tx, account.id).await?),
        AccountChange::Delete => {
            delete(tx, account.id).await?;
            (Action::AccountDeleted, None)
        }
    };
    Event::done(action).of(account.id).record(tx).await?;
    Ok(Some(changed.unwrap_or(account)))
}

async fn unlock(tx: &Tx, id: AccountId) -> Result<Option<Account>, Trouble> {
    let sql = format!("UPDATE accounts SET status = $2, updated_at = $3 WHERE id = $1 RETURNING {ACCOUNT}");
    first(&tx.query(&sql, values![id.as_uuid(), AccountStatus::Active.code(), tx.now()]).await?)
}

async fn demand_reset(tx: &Tx, id: AccountId) -> Result<Option<Account>, Trouble> {
    let sql = format!("UPDATE accounts SET must_reset = true, updated_at = $2 WHERE id = $1 RETURNING {ACCOUNT}");
    first(&tx.query(&sql, values![id.as_uuid(), tx.now()]).await?)
}

/// Deletes an account with all that belongs to it. A code that is being tried right now is left to the janitor: that
/// step may be waiting for this one, and a code without an account is good for nothing.
pub(super) async fn delete(tx: &Tx, id: AccountId) -> Result<(), Trouble> {
    for sql in [
        "DELETE FROM codes WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM codes WHERE account = $1 FOR UPDATE SKIP LOCKED))",
        "DELETE FROM tokens WHERE account = $1",
        "DELETE FROM refresh_tokens USING sessions WHERE refresh_tokens.session = sessions.id AND sessions.account = $1",
        "DELETE FROM sessions WHERE account = $1",
        "DELETE FROM recovery_codes WHERE account = $1",
        "DELETE FROM second_factors WHERE account = $1",
        "DELETE FROM accounts WHERE id = $1",
    ] {
        tx.execute(sql, values![id.as_uuid()]).await?;
    }
    Ok(())
}
