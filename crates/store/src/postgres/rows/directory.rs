//! The rows of accounts that live in directories, and of passwords on their way there.

use rekey_core::account::{Account, AccountStatus, Epoch};
use rekey_core::directory::{DirectoryKey, DirectoryName, FoundAccount, VersionDigest};
use rekey_core::ports::{NewWrite, PendingWrite};
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::{AccountId, AddressKey, EntryId};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::postgres::columns::{
    ACCOUNT, account, bytes32, count, entry, location, location_number, optional_bytes32, shadow,
};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{DirectoryRows, Outrun, WriteRow, WriteScope};
use crate::shared::corrupt::Corrupt;
use crate::shared::notice_language_row::{language, origin};
use crate::shared::shadow_row::stand_in;

impl DirectoryRows for Tx {
    async fn hold_shadow(
        &self,
        directory: &DirectoryName,
        key: Option<&DirectoryKey>,
    ) -> Result<Option<Account>, StepError> {
        let (directory, key) = (directory.to_string(), key.map_or("", DirectoryKey::as_str));
        self.account_where("directory = $1 AND directory_key = $2 FOR NO KEY UPDATE", values![directory, key]).await
    }

    async fn insert_shadow(
        &self,
        directory: &DirectoryName,
        found: &FoundAccount,
        epoch_at: Timestamp,
    ) -> Result<Account, StepError> {
        let sql = format!(
            "INSERT INTO accounts (id, email, canonical_email, email_verified, locations, status, must_reset, epoch,
                                   epoch_at, created_at, updated_at, directory, directory_key, directory_address,
                                   directory_version)
             VALUES ($1, $2, $2, true, $3, $4, false, 0, $5, $6, $6, $7, $8, $9, $10)
             ON CONFLICT DO NOTHING RETURNING {ACCOUNT}"
        );
        let row = self
            .query_opt(
                &sql,
                values![
                    found.new.as_uuid(),
                    stand_in(found.new),
                    vec![location_number(found.location)],
                    AccountStatus::Active.code(),
                    epoch_at,
                    self.now(),
                    directory.to_string(),
                    found.entry.key.as_str(),
                    &found.address.as_bytes()[..],
                    &found.version.as_bytes()[..],
                ],
            )
            .await?;
        account(&row.ok_or(Outrun)?, 0)
    }

    async fn sight_shadow(
        &self,
        id: AccountId,
        address: AddressKey,
        version: VersionDigest,
        moved: bool,
    ) -> Result<Account, StepError> {
        let change = "directory_address = $2, directory_version = $3, epoch = epoch + $4, updated_at = $5";
        let (address, version) = (&address.as_bytes()[..], &version.as_bytes()[..]);
        self.change_account(change, values![id.as_uuid(), address, version, i64::from(moved), self.now()]).await
    }

    async fn change_shadow(&self, id: AccountId, status: AccountStatus) -> Result<Account, StepError> {
        let change = "status = $2, must_reset = false, directory_version = NULL, epoch = epoch + 1, epoch_at = $3, \
                      updated_at = $3";
        self.change_account(change, values![id.as_uuid(), status.code(), self.now()]).await
    }

    async fn write_of(&self, account: AccountId) -> Result<Option<Timestamp>, StepError> {
        let sql = "SELECT leased_until FROM directory_writes WHERE account = $1";
        let row = self.query_opt(sql, values![account.as_uuid()]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    async fn insert_write(&self, write: &NewWrite, scope: &WriteScope) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO directory_writes (account, id, token, version, epoch, location, mailed_to, network, device,
                                           channel, locale, browser_locale, begun_at, leased_until)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            values![
                scope.account.as_uuid(),
                write.id.as_uuid(),
                &write.token.as_bytes()[..],
                &write.version.as_bytes()[..],
                scope.epoch.0,
                location_number(scope.location),
                scope.mailed_to.as_ref().map(|address| &address.as_bytes()[..]),
                write.origin.network.to_string(),
                write.origin.device.map(|device| device.to_string()),
                write.language.channel.code(),
                write.language.locale.as_ref().map(ToString::to_string),
                write.language.browser_locale.as_ref().map(ToString::to_string),
                self.now(),
                after(self.now(), write.lease),
            ],
        )
        .await?;
        Ok(())
    }

    async fn write(&self, id: EntryId) -> Result<Option<WriteRow>, StepError> {
        let sql = "SELECT account, token, location, mailed_to, epoch, network, device, channel, locale, browser_locale
                   FROM directory_writes WHERE id = $1";
        self.query_opt(sql, values![id.as_uuid()]).await?.as_ref().map(write_row).transpose()
    }

    async fn delete_write(&self, id: EntryId) -> Result<bool, StepError> {
        Ok(self.execute("DELETE FROM directory_writes WHERE id = $1", values![id.as_uuid()]).await? == 1)
    }

    async fn claim_writes(&self, limit: usize, lease: Duration) -> Result<Vec<PendingWrite>, StepError> {
        let due = "SELECT account FROM directory_writes WHERE leased_until <= $1 ORDER BY leased_until LIMIT $2
                   FOR UPDATE SKIP LOCKED";
        let due = self.query(due, values![self.now(), count(limit)]).await?;
        let due: Vec<Uuid> = due.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let until = after(self.now(), lease);
        self.execute("UPDATE directory_writes SET leased_until = $2 WHERE account = ANY ($1)", values![due, until])
            .await?;
        let sql = format!("{PENDING} WHERE w.account = ANY ($1) ORDER BY w.begun_at");
        self.query(&sql, values![due]).await?.iter().map(pending).collect()
    }
}

/// What [`pending`] reads.
pub(super) const PENDING: &str = "SELECT w.id, w.account, w.version, w.begun_at, w.leased_until, a.directory, \
     a.directory_key, a.directory_address, a.directory_version \
     FROM directory_writes w JOIN accounts a ON a.id = w.account";

pub(super) fn pending(row: &Row) -> Result<PendingWrite, StepError> {
    Ok(PendingWrite {
        id: entry(row, 0)?,
        account: AccountId::from(row.try_get::<_, Uuid>(1)?),
        version: bytes32(row.try_get(2)?, "directory_writes.version")?.into(),
        begun_at: row.try_get(3)?,
        leased_until: row.try_get(4)?,
        shadow: shadow(row, 5)?.ok_or(Corrupt::column("accounts.directory"))?,
    })
}

fn write_row(row: &Row) -> Result<WriteRow, StepError> {
    let (network, device): (&str, Option<&str>) = (row.try_get(5)?, row.try_get(6)?);
    Ok(WriteRow {
        account: AccountId::from(row.try_get::<_, Uuid>(0)?),
        token: bytes32(row.try_get(1)?, "directory_writes.token")?.into(),
        location: location(row.try_get(2)?, "directory_writes.location")?,
        mailed_to: optional_bytes32(row, 3, "directory_writes.mailed_to")?.map(AddressKey::from),
        epoch: Epoch(row.try_get(4)?),
        origin: origin(network, device).ok_or(Corrupt::column("directory_writes.network"))?,
        language: language(row.try_get(7)?, row.try_get(8)?, row.try_get(9)?)?,
    })
}
