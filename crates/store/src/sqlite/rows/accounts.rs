//! The rows of accounts.

use std::collections::HashSet;

use rekey_core::account::{Account, AccountStatus, ExternalId, HashMark, ImportMark, NewAccount};
use rekey_core::{AccountId, AddressKey, EmailAddress, PasswordHash};
use rusqlite::params;
use uuid::Uuid;

use crate::rows::AccountRows;
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;
use crate::sqlite::columns::{account, account_columns, id, optional_digest, row_count};
use crate::sqlite::step::{Step, StepError};

impl AccountRows for Step<'_> {
    async fn account(&self, id: AccountId) -> Result<Option<Account>, StepError> {
        self.one(
            concat!("SELECT ", account_columns!(), " FROM accounts a WHERE a.id = ?1"),
            [id.as_uuid().into_bytes()],
            |row| account(row, 0),
        )
    }

    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StepError> {
        self.one(
            concat!(
                "SELECT ",
                account_columns!(),
                " FROM accounts a WHERE a.canonical_email = ?1 AND a.directory IS NULL"
            ),
            [email.canonical()],
            |row| account(row, 0),
        )
    }

    async fn hold_account(&self, id: AccountId) -> Result<Option<Account>, StepError> {
        self.account(id).await
    }

    async fn hold_account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StepError> {
        self.account_by_email(email).await
    }

    async fn hold_account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, StepError> {
        self.one(
            concat!("SELECT ", account_columns!(), " FROM accounts a WHERE a.external_id = ?1"),
            [id.as_str()],
            |row| account(row, 0),
        )
    }

    async fn hold_account_moved_from(
        &self,
        email: &EmailAddress,
        key: AddressKey,
    ) -> Result<Option<Account>, StepError> {
        self.one(
            concat!(
                "SELECT ",
                account_columns!(),
                " FROM accounts a WHERE a.imported_address = ?1 AND a.canonical_email <> ?2 LIMIT 1"
            ),
            params![key.as_bytes(), email.canonical()],
            |row| account(row, 0),
        )
    }

    async fn delete_unconfirmed(&self, emails: &[&EmailAddress], except: Option<AccountId>) -> Result<(), StepError> {
        let except = except.map_or(Uuid::nil(), |id| id.as_uuid()).into_bytes();
        for email in emails {
            self.execute(
                "DELETE FROM accounts WHERE canonical_email = ?1 AND status = ?2 AND id <> ?3",
                params![email.canonical(), AccountStatus::Unconfirmed.code(), except],
            )?;
        }
        Ok(())
    }

    async fn insert_accounts(&self, accounts: &[NewAccount]) -> Result<HashSet<AccountId>, StepError> {
        let mut added = HashSet::with_capacity(accounts.len());
        for account in accounts {
            if insert(self, account)? {
                added.insert(account.id);
            }
        }
        Ok(added)
    }

    async fn import_mark(&self, id: AccountId) -> Result<ImportMark, StepError> {
        let sql = "SELECT imported_hash, imported_locked, imported_address FROM accounts WHERE id = ?1";
        let mark = self.one(sql, [id.as_uuid().into_bytes()], |row| {
            Ok(ImportMark {
                hash: optional_digest(row, 0)?,
                locked: row.get(1)?,
                address: row.get::<_, Option<[u8; 32]>>(2)?.map(AddressKey::from),
            })
        })?;
        Ok(mark.unwrap_or_default())
    }

    async fn write_import_mark(&self, id: AccountId, mark: &ImportMark) -> Result<(), StepError> {
        self.execute(
            "UPDATE accounts SET imported_hash = ?1, imported_locked = ?2, imported_address = ?3 WHERE id = ?4",
            params![
                mark.hash.as_ref().map(HashMark::as_bytes),
                mark.locked,
                mark.address.as_ref().map(AddressKey::as_bytes),
                id.as_uuid().into_bytes()
            ],
        )?;
        Ok(())
    }

    async fn import_password(&self, id: AccountId, password: &PasswordHash) -> Result<(), StepError> {
        self.execute(
            "UPDATE accounts SET password = ?1, hash_recipe = ?2, updated_at = ?3 WHERE id = ?4",
            params![password.expose(), recipe_text(password), self.micros(), id.as_uuid().into_bytes()],
        )?;
        Ok(())
    }

    async fn reset_password(&self, id: AccountId, password: &PasswordHash) -> Result<Account, StepError> {
        self.execute(
            "UPDATE accounts SET password = ?1, hash_recipe = ?2, must_reset = 0, email_verified = 1, status = ?3,
                 imported_hash = NULL, epoch = epoch + 1, epoch_at = ?4, updated_at = ?4
             WHERE id = ?5",
            params![
                password.expose(),
                recipe_text(password),
                AccountStatus::Active.code(),
                self.micros(),
                id.as_uuid().into_bytes()
            ],
        )?;
        existing(self, id).await
    }

    async fn begin_epoch(&self, id: AccountId, status: AccountStatus) -> Result<Account, StepError> {
        self.execute(
            "UPDATE accounts SET status = ?1, epoch = epoch + 1, epoch_at = ?2, updated_at = ?2 WHERE id = ?3",
            params![status.code(), self.micros(), id.as_uuid().into_bytes()],
        )?;
        existing(self, id).await
    }

    async fn set_status(&self, id: AccountId, status: AccountStatus) -> Result<Account, StepError> {
        self.execute(
            "UPDATE accounts SET status = ?1, updated_at = ?2 WHERE id = ?3",
            params![status.code(), self.micros(), id.as_uuid().into_bytes()],
        )?;
        existing(self, id).await
    }

    async fn demand_reset(&self, id: AccountId) -> Result<Account, StepError> {
        self.execute(
            "UPDATE accounts SET must_reset = 1, updated_at = ?1 WHERE id = ?2",
            params![self.micros(), id.as_uuid().into_bytes()],
        )?;
        existing(self, id).await
    }

    async fn set_second_factor(&self, id: AccountId, on: bool) -> Result<Account, StepError> {
        self.execute(
            "UPDATE accounts SET second_factor = ?1, epoch = epoch + 1, epoch_at = ?2, updated_at = ?2 WHERE id = ?3",
            params![on, self.micros(), id.as_uuid().into_bytes()],
        )?;
        existing(self, id).await
    }

    async fn write_account(&self, account: &Account) -> Result<(), StepError> {
        let id = account.id.as_uuid().into_bytes();
        self.execute(
            "UPDATE accounts SET email = ?2, canonical_email = ?3, email_verified = ?4, name = ?5, locale = ?6,
                 status = ?7, must_reset = ?8, epoch = ?9, epoch_at = ?10, updated_at = ?11, profile = ?12,
                 provider = ?13, external_id = ?14
             WHERE id = ?1",
            params![
                id,
                account.email.as_stored(),
                account.email.canonical(),
                account.email_verified,
                account.name,
                account.locale.as_ref().map(ToString::to_string),
                account.status.code(),
                account.must_reset,
                account.epoch.0,
                account.epoch_at.as_microsecond(),
                account.updated_at.as_microsecond(),
                account.profile.to_json(),
                account.provider,
                account.external_id.as_ref().map(ExternalId::as_str),
            ],
        )?;
        self.execute("DELETE FROM account_locations WHERE account = ?1", [id])?;
        for (position, location) in account.locations.iter().enumerate() {
            self.execute(
                "INSERT INTO account_locations (account, position, location) VALUES (?1, ?2, ?3)",
                params![id, row_count(position), location.get()],
            )?;
        }
        Ok(())
    }

    async fn replace_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StepError> {
        let replaced = self.execute(
            "UPDATE accounts SET password = ?1, hash_recipe = ?2, updated_at = ?3 WHERE id = ?4 AND password = ?5",
            params![new.expose(), recipe_text(new), self.micros(), id.as_uuid().into_bytes(), old.expose()],
        )?;
        Ok(replaced == 1)
    }

    async fn choose_password(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StepError> {
        let chosen = self.execute(
            "UPDATE accounts SET password = ?1, hash_recipe = ?2, imported_hash = NULL, updated_at = ?3
             WHERE id = ?4 AND password = ?5",
            params![new.expose(), recipe_text(new), self.micros(), id.as_uuid().into_bytes(), old.expose()],
        )?;
        Ok(chosen == 1)
    }

    async fn delete_account(&self, id: AccountId) -> Result<(), StepError> {
        for sql in [
            "DELETE FROM stopped_mailboxes WHERE account = ?1",
            // The plus keeps it from the index of all that is settled.
            "DELETE FROM outbox WHERE owner = ?1 AND +settled_at IS NOT NULL",
            "DELETE FROM accounts WHERE id = ?1",
        ] {
            self.execute(sql, [id.as_uuid().into_bytes()])?;
        }
        Ok(())
    }

    async fn raise_epochs(&self, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, StepError> {
        let after = after.map_or(Uuid::nil(), |id| id.as_uuid()).into_bytes();
        let next = "SELECT id FROM accounts WHERE id > ?1 ORDER BY id LIMIT ?2";
        let next: Vec<AccountId> = self.all(next, params![after, row_count(limit)], |row| id(row, 0))?;
        let Some(last) = next.last() else { return Ok(None) };
        self.execute(
            "UPDATE accounts SET epoch = epoch + 1, epoch_at = ?1, updated_at = ?1 WHERE id > ?2 AND id <= ?3",
            params![self.micros(), after, last.as_uuid().into_bytes()],
        )?;
        Ok(Some(*last))
    }
}

/// The account that was just changed.
pub(super) async fn existing(step: &Step<'_>, id: AccountId) -> Result<Account, StepError> {
    Ok(step.account(id).await?.ok_or(Corrupt::column("a reference to accounts.id"))?)
}

fn insert(step: &Step<'_>, account: &NewAccount) -> Result<bool, StepError> {
    let id = account.id.as_uuid().into_bytes();
    let added = step.execute(
        "INSERT INTO accounts (id, email, canonical_email, email_verified, name, password, hash_recipe, locale,
                               provider, status, must_reset, epoch, epoch_at, created_at, updated_at, profile,
                               external_id, imported_hash, imported_locked, imported_address)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, ?11, ?11, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT DO NOTHING",
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
            account.status.code(),
            step.micros(),
            account.profile.to_json(),
            account.external_id.as_ref().map(ExternalId::as_str),
            account.mark.hash.as_ref().map(HashMark::as_bytes),
            account.mark.locked,
            account.mark.address.as_ref().map(AddressKey::as_bytes),
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
    Ok(true)
}
