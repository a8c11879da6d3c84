//! The rows of accounts.

use std::collections::HashSet;

use rekey_core::account::{Account, AccountStatus, ExternalId, HashMark, ImportMark, NewAccount};
use rekey_core::{AccountId, AddressKey, EmailAddress, PasswordHash};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::postgres::columns::{ACCOUNT, account, count, location_number, optional_bytes32};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::{Value, values};
use crate::rows::{AccountRows, Outrun};
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;

impl AccountRows for Tx {
    async fn account(&self, id: AccountId) -> Result<Option<Account>, StepError> {
        self.account_where("id = $1", values![id.as_uuid()]).await
    }

    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StepError> {
        self.account_where("canonical_email = $1 AND directory IS NULL", values![email.canonical()]).await
    }

    async fn hold_account(&self, id: AccountId) -> Result<Option<Account>, StepError> {
        self.account_where("id = $1 FOR NO KEY UPDATE", values![id.as_uuid()]).await
    }

    async fn hold_account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StepError> {
        self.account_where("canonical_email = $1 AND directory IS NULL FOR NO KEY UPDATE", values![email.canonical()])
            .await
    }

    async fn hold_account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, StepError> {
        self.account_where("external_id = $1 FOR NO KEY UPDATE", values![id.as_str()]).await
    }

    async fn hold_account_moved_from(
        &self,
        email: &EmailAddress,
        key: AddressKey,
    ) -> Result<Option<Account>, StepError> {
        let condition = "imported_address = $1 AND canonical_email <> $2 LIMIT 1 FOR NO KEY UPDATE";
        self.account_where(condition, values![&key.as_bytes()[..], email.canonical()]).await
    }

    async fn delete_unconfirmed(&self, emails: &[&EmailAddress], except: Option<AccountId>) -> Result<(), StepError> {
        let canonical: Vec<&str> = emails.iter().map(|email| email.canonical()).collect();
        let except = except.map_or(Uuid::nil(), |id| id.as_uuid());
        let sql = "DELETE FROM accounts WHERE id = ANY (ARRAY(
                       SELECT id FROM accounts WHERE canonical_email = ANY ($1) AND status = $2 AND id <> $3
                       ORDER BY canonical_email FOR UPDATE))";
        self.execute(sql, values![canonical, AccountStatus::Unconfirmed.code(), except]).await?;
        Ok(())
    }

    async fn insert_accounts(&self, accounts: &[NewAccount]) -> Result<HashSet<AccountId>, StepError> {
        // One statement, in the order of the addresses: two simultaneous imports wait for each other, but never
        // deadlock.
        let mut sorted: Vec<&NewAccount> = accounts.iter().collect();
        sorted.sort_by_key(|account| account.email.canonical());
        let ids: Vec<Uuid> = sorted.iter().map(|account| account.id.as_uuid()).collect();
        let emails: Vec<&str> = sorted.iter().map(|account| account.email.as_stored()).collect();
        let canonical: Vec<&str> = sorted.iter().map(|account| account.email.canonical()).collect();
        let verified: Vec<bool> = sorted.iter().map(|account| account.email_verified).collect();
        let names: Vec<Option<&str>> = sorted.iter().map(|account| account.name.as_deref()).collect();
        let passwords: Vec<Option<&str>> =
            sorted.iter().map(|account| account.password.as_ref().map(PasswordHash::expose)).collect();
        let recipes: Vec<Option<&str>> =
            sorted.iter().map(|account| account.password.as_ref().map(recipe_text)).collect();
        let locales: Vec<Option<String>> =
            sorted.iter().map(|account| account.locale.as_ref().map(ToString::to_string)).collect();
        let providers: Vec<Option<&str>> = sorted.iter().map(|account| account.provider.as_deref()).collect();
        let statuses: Vec<&str> = sorted.iter().map(|account| account.status.code()).collect();
        let profiles: Vec<String> = sorted.iter().map(|account| account.profile.to_json()).collect();
        let external_ids: Vec<Option<&str>> =
            sorted.iter().map(|account| account.external_id.as_ref().map(ExternalId::as_str)).collect();
        let imported_hashes: Vec<Option<&[u8]>> =
            sorted.iter().map(|account| account.mark.hash.as_ref().map(|mark| &mark.as_bytes()[..])).collect();
        let imported_locked: Vec<bool> = sorted.iter().map(|account| account.mark.locked).collect();
        let imported_addresses: Vec<Option<&[u8]>> =
            sorted.iter().map(|account| account.mark.address.as_ref().map(|key| &key.as_bytes()[..])).collect();
        // PostgreSQL has no arrays of arrays of different lengths, so each list travels as text.
        let locations: Vec<String> = sorted
            .iter()
            .map(|account| account.locations.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
            .collect();
        let rows = self
            .query(
                "INSERT INTO accounts (id, email, canonical_email, email_verified, name, password, hash_recipe, locale,
                                       locations, provider, status, must_reset, epoch, epoch_at, created_at, updated_at,
                                       profile, external_id, imported_hash, imported_locked, imported_address)
                 SELECT id, email, canonical_email, email_verified, name, password, hash_recipe, locale,
                        string_to_array(locations, ',')::integer[], provider, status, false, 0, $12, $12, $12,
                        profile::json, external_id, imported_hash, imported_locked, imported_address
                 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::text[], $11::text[], $13::text[], $14::text[], $15::bytea[],
                             $16::boolean[], $17::bytea[])
                     AS new (id, email, canonical_email, email_verified, name, password, hash_recipe, locale, locations,
                             provider, status, profile, external_id, imported_hash, imported_locked,
                             imported_address)
                 ON CONFLICT DO NOTHING RETURNING id",
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
                    statuses,
                    self.now(),
                    profiles,
                    external_ids,
                    imported_hashes,
                    imported_locked,
                    imported_addresses,
                ],
            )
            .await?;
        let added: HashSet<Uuid> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        Ok(added.into_iter().map(AccountId::from).collect())
    }

    async fn import_mark(&self, id: AccountId) -> Result<ImportMark, StepError> {
        let sql = "SELECT imported_hash, imported_locked, imported_address FROM accounts WHERE id = $1";
        let Some(row) = self.query_opt(sql, values![id.as_uuid()]).await? else { return Ok(ImportMark::default()) };
        Ok(ImportMark {
            hash: optional_bytes32(&row, 0, "accounts.imported_hash")?.map(HashMark::from),
            locked: row.try_get(1)?,
            address: optional_bytes32(&row, 2, "accounts.imported_address")?.map(AddressKey::from),
        })
    }

    async fn write_import_mark(&self, id: AccountId, mark: &ImportMark) -> Result<(), StepError> {
        let sql = "UPDATE accounts SET imported_hash = $2, imported_locked = $3, imported_address = $4 WHERE id = $1";
        let hash = mark.hash.as_ref().map(|hash| &hash.as_bytes()[..]);
        let address = mark.address.as_ref().map(|key| &key.as_bytes()[..]);
        self.execute(sql, values![id.as_uuid(), hash, mark.locked, address]).await?;
        Ok(())
    }

    async fn import_password(&self, id: AccountId, password: &PasswordHash) -> Result<(), StepError> {
        let sql = "UPDATE accounts SET password = $2, hash_recipe = $3, updated_at = $4 WHERE id = $1";
        self.execute(sql, values![id.as_uuid(), password.expose(), recipe_text(password), self.now()]).await?;
        Ok(())
    }

    async fn reset_password(&self, id: AccountId, password: &PasswordHash) -> Result<Account, StepError> {
        let active = AccountStatus::Active.code();
        self.change_account(
            "password = $2, hash_recipe = $5, must_reset = false, email_verified = true, status = $3,
             imported_hash = NULL, epoch = epoch + 1, epoch_at = $4, updated_at = $4",
            values![id.as_uuid(), password.expose(), active, self.now(), recipe_text(password)],
        )
        .await
    }

    async fn begin_epoch(&self, id: AccountId, status: AccountStatus) -> Result<Account, StepError> {
        let change = "status = $2, epoch = epoch + 1, epoch_at = $3, updated_at = $3";
        self.change_account(change, values![id.as_uuid(), status.code(), self.now()]).await
    }

    async fn set_status(&self, id: AccountId, status: AccountStatus) -> Result<Account, StepError> {
        let change = "status = $2, updated_at = $3";
        self.change_account(change, values![id.as_uuid(), status.code(), self.now()]).await
    }

    async fn demand_reset(&self, id: AccountId) -> Result<Account, StepError> {
        self.change_account("must_reset = true, updated_at = $2", values![id.as_uuid(), self.now()]).await
    }

    async fn set_second_factor(&self, id: AccountId, on: bool) -> Result<Account, StepError> {
        let change = "second_factor = $2, epoch = epoch + 1, epoch_at = $3, updated_at = $3";
        self.change_account(change, values![id.as_uuid(), on, self.now()]).await
    }

    async fn write_account(&self, account: &Account) -> Result<(), StepError> {
        let locations: Vec<i32> = account.locations.iter().copied().map(location_number).collect();
        let written = self
            .execute(
                "UPDATE accounts SET email = $2, canonical_email = $3, email_verified = $4, name = $5, locale = $6,
                     status = $7, must_reset = $8, epoch = $9, epoch_at = $10, updated_at = $11, locations = $12,
                     profile = $13::text::json, provider = $14, external_id = $15
                 WHERE id = $1",
                values![
                    account.id.as_uuid(),
                    account.email.as_stored(),
                    account.email.canonical(),
                    account.email_verified,
                    account.name.as_deref(),
                    account.locale.as_ref().map(ToString::to_string),
                    account.status.code(),
                    account.must_reset,
                    account.epoch.0,
                    account.epoch_at,
                    account.updated_at,
                    locations,
                    account.profile.to_json(),
                    account.provider.as_deref(),
                    account.external_id.as_ref().map(ExternalId::as_str),
                ],
            )
            .await;
        match written {
            // Another step took the address meanwhile; the next attempt sees it.
            Err(StepError::Postgres(error)) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Err(Outrun.into()),
            written => written.map(|_| ()),
        }
    }

    async fn replace_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StepError> {
        let sql =
            "UPDATE accounts SET password = $2, hash_recipe = $3, updated_at = $4 WHERE id = $1 AND password = $5";
        let replaced =
            self.execute(sql, values![id.as_uuid(), new.expose(), recipe_text(new), self.now(), old.expose()]).await?;
        Ok(replaced == 1)
    }

    async fn choose_password(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StepError> {
        let sql = "UPDATE accounts SET password = $2, hash_recipe = $3, imported_hash = NULL, updated_at = $4
                   WHERE id = $1 AND password = $5";
        let chosen =
            self.execute(sql, values![id.as_uuid(), new.expose(), recipe_text(new), self.now(), old.expose()]).await?;
        Ok(chosen == 1)
    }

    async fn delete_account(&self, id: AccountId) -> Result<(), StepError> {
        // A code that is being tried right now is left to the janitor: that step may be waiting for this one, and a
        // code without an account is useless.
        for sql in [
            "DELETE FROM codes WHERE ctid = ANY (ARRAY(
                 SELECT ctid FROM codes WHERE account = $1 FOR UPDATE SKIP LOCKED))",
            "DELETE FROM tokens WHERE account = $1",
            "DELETE FROM refresh_tokens USING sessions WHERE refresh_tokens.session = sessions.id AND sessions.account = $1",
            "DELETE FROM sessions WHERE account = $1",
            "DELETE FROM recovery_codes WHERE account = $1",
            "DELETE FROM second_factors WHERE account = $1",
            "DELETE FROM stopped_mailboxes WHERE account = $1",
            // An email that is being settled right now is left to the janitor, with only its ids.
            "DELETE FROM outbox WHERE ctid = ANY (ARRAY(
                 SELECT ctid FROM outbox WHERE owner = $1 AND settled_at IS NOT NULL FOR UPDATE SKIP LOCKED))",
            "DELETE FROM accounts WHERE id = $1",
        ] {
            self.execute(sql, values![id.as_uuid()]).await?;
        }
        Ok(())
    }

    async fn raise_epochs(&self, after: Option<AccountId>, limit: usize) -> Result<Option<AccountId>, StepError> {
        let after = after.map_or(Uuid::nil(), |id| id.as_uuid());
        let next = "SELECT id FROM accounts WHERE id > $1 ORDER BY id LIMIT $2";
        let rows = self.query(next, values![after, count(limit)]).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let last: Uuid = last.try_get(0)?;
        self.execute(
            "UPDATE accounts SET epoch = epoch + 1, epoch_at = $3, updated_at = $3 WHERE id > $1 AND id <= $2",
            values![after, last, self.now()],
        )
        .await?;
        Ok(Some(last.into()))
    }
}

impl Tx {
    pub(super) async fn account_where(
        &self,
        condition: &str,
        values: &[Value<'_>],
    ) -> Result<Option<Account>, StepError> {
        let rows = self.query(&format!("SELECT {ACCOUNT} FROM accounts WHERE {condition}"), values).await?;
        rows.first().map(|row| account(row, 0)).transpose()
    }

    /// Changes the account whose id is `$1`, which other rows say is there.
    pub(super) async fn change_account(&self, change: &str, values: &[Value<'_>]) -> Result<Account, StepError> {
        let sql = format!("UPDATE accounts SET {change} WHERE id = $1 RETURNING {ACCOUNT}");
        let row = self.query_opt(&sql, values).await?.ok_or(Corrupt::column("a reference to accounts.id"))?;
        account(&row, 0)
    }
}
