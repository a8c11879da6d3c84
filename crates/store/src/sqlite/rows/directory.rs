//! The rows of accounts that live in directories, and of passwords on their way there.

use rekey_core::account::{Account, AccountStatus, Epoch};
use rekey_core::directory::{DirectoryKey, DirectoryName, FoundAccount, VersionDigest};
use rekey_core::ports::{NewWrite, PendingWrite};
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::{AccountId, AddressKey, EntryId};
use rusqlite::{Row, params};

use super::accounts::existing;
use crate::rows::{DirectoryRows, Outrun, WriteRow, WriteScope};
use crate::shared::corrupt::Corrupt;
use crate::shared::notice_language_row::{language, origin};
use crate::shared::shadow_row::stand_in;
use crate::sqlite::columns::{
    account, account_columns, digest, id, instant, location, optional_digest, row_count, shadow,
};
use crate::sqlite::step::{Step, StepError};

/// The columns that [`pending`] reads.
macro_rules! pending {
    ($rows:literal) => {
        concat!(
            "SELECT w.id, w.account, w.version, w.begun_at, w.leased_until, a.directory, a.directory_key,
                    a.directory_address, a.directory_version
             FROM directory_writes w JOIN accounts a ON a.id = w.account ",
            $rows
        )
    };
}

impl DirectoryRows for Step<'_> {
    async fn hold_shadow(
        &self,
        directory: &DirectoryName,
        key: Option<&DirectoryKey>,
    ) -> Result<Option<Account>, StepError> {
        self.one(
            concat!("SELECT ", account_columns!(), " FROM accounts a WHERE a.directory = ?1 AND a.directory_key = ?2"),
            params![directory.to_string(), key.map_or("", DirectoryKey::as_str)],
            |row| account(row, 0),
        )
    }

    async fn insert_shadow(
        &self,
        directory: &DirectoryName,
        found: &FoundAccount,
        epoch_at: Timestamp,
    ) -> Result<Account, StepError> {
        let (id, stand_in) = (found.new.as_uuid().into_bytes(), stand_in(found.new));
        let added = self.execute(
            "INSERT INTO accounts (id, email, canonical_email, email_verified, status, must_reset, epoch, epoch_at,
                                   created_at, updated_at, directory, directory_key, directory_address,
                                   directory_version)
             VALUES (?1, ?2, ?2, 1, ?3, 0, 0, ?4, ?5, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
            params![
                id,
                stand_in,
                AccountStatus::Active.code(),
                epoch_at.as_microsecond(),
                self.micros(),
                directory.to_string(),
                found.entry.key.as_str(),
                found.address.as_bytes(),
                found.version.as_bytes(),
            ],
        )?;
        if added == 0 {
            return Err(Outrun.into());
        }
        self.execute(
            "INSERT INTO account_locations (account, position, location) VALUES (?1, 0, ?2)",
            params![id, found.location.get()],
        )?;
        existing(self, found.new).await
    }

    async fn sight_shadow(
        &self,
        id: AccountId,
        address: AddressKey,
        version: VersionDigest,
        moved: bool,
    ) -> Result<Account, StepError> {
        self.execute(
            "UPDATE accounts SET directory_address = ?1, directory_version = ?2, epoch = epoch + ?3, updated_at = ?4
             WHERE id = ?5",
            params![address.as_bytes(), version.as_bytes(), i64::from(moved), self.micros(), id.as_uuid().into_bytes()],
        )?;
        existing(self, id).await
    }

    async fn change_shadow(&self, id: AccountId, status: AccountStatus) -> Result<Account, StepError> {
        self.execute(
            "UPDATE accounts SET status = ?1, must_reset = 0, directory_version = NULL, epoch = epoch + 1, epoch_at = ?2,
                 updated_at = ?2
             WHERE id = ?3",
            params![status.code(), self.micros(), id.as_uuid().into_bytes()],
        )?;
        existing(self, id).await
    }

    async fn write_of(&self, account: AccountId) -> Result<Option<Timestamp>, StepError> {
        self.one(
            "SELECT leased_until FROM directory_writes WHERE account = ?1",
            [account.as_uuid().into_bytes()],
            |row| instant(row, 0),
        )
    }

    async fn insert_write(&self, write: &NewWrite, scope: &WriteScope) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO directory_writes (account, id, token, version, epoch, location, mailed_to, network, device,
                                           channel, locale, browser_locale, begun_at, leased_until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                scope.account.as_uuid().into_bytes(),
                write.id.as_uuid().into_bytes(),
                write.token.as_bytes(),
                write.version.as_bytes(),
                scope.epoch.0,
                scope.location.get(),
                scope.mailed_to.as_ref().map(AddressKey::as_bytes),
                write.origin.network.to_string(),
                write.origin.device.map(|device| device.to_string()),
                write.language.channel.code(),
                write.language.locale.as_ref().map(ToString::to_string),
                write.language.browser_locale.as_ref().map(ToString::to_string),
                self.micros(),
                after(self.now, write.lease).as_microsecond(),
            ],
        )?;
        Ok(())
    }

    async fn write(&self, id: EntryId) -> Result<Option<WriteRow>, StepError> {
        self.one(
            "SELECT account, token, location, mailed_to, epoch, network, device, channel, locale, browser_locale
             FROM directory_writes WHERE id = ?1",
            [id.as_uuid().into_bytes()],
            write_row,
        )
    }

    async fn delete_write(&self, id: EntryId) -> Result<bool, StepError> {
        Ok(self.execute("DELETE FROM directory_writes WHERE id = ?1", [id.as_uuid().into_bytes()])? == 1)
    }

    async fn claim_writes(&self, limit: usize, lease: Duration) -> Result<Vec<PendingWrite>, StepError> {
        let due = pending!("WHERE w.leased_until <= ?1 ORDER BY w.leased_until LIMIT ?2");
        let writes = self.all(due, params![self.micros(), row_count(limit)], pending)?;
        for write in &writes {
            self.execute(
                "UPDATE directory_writes SET leased_until = ?1 WHERE id = ?2",
                params![after(self.now, lease).as_microsecond(), write.id.as_uuid().into_bytes()],
            )?;
        }
        Ok(writes)
    }
}

/// Every write that is under way, oldest first.
pub(super) fn list(step: &Step<'_>, limit: usize) -> Result<Vec<PendingWrite>, StepError> {
    step.all(pending!("ORDER BY w.begun_at LIMIT ?1"), [row_count(limit)], pending)
}

fn pending(row: &Row<'_>) -> Result<PendingWrite, StepError> {
    Ok(PendingWrite {
        id: id(row, 0)?,
        account: id(row, 1)?,
        version: digest(row, 2)?,
        begun_at: instant(row, 3)?,
        leased_until: instant(row, 4)?,
        shadow: shadow(row, 5)?.ok_or(Corrupt::column("accounts.directory"))?,
    })
}

fn write_row(row: &Row<'_>) -> Result<WriteRow, StepError> {
    let (network, device): (String, Option<String>) = (row.get(5)?, row.get(6)?);
    Ok(WriteRow {
        account: id(row, 0)?,
        token: digest(row, 1)?,
        location: location(row, 2)?,
        mailed_to: optional_digest(row, 3)?,
        epoch: Epoch(row.get(4)?),
        origin: origin(&network, device.as_deref()).ok_or(Corrupt::column("directory_writes.network"))?,
        language: language(row.get(7)?, row.get(8)?, row.get(9)?)?,
    })
}
