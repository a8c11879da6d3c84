//! Conversions from rows to domain types, and to rows where a value needs more than its type.

use rekey_core::account::{Account, AccountStatus, Epoch};
use rekey_core::directory::Shadow;
use rekey_core::profile::Profile;
use rekey_core::session::{ClaimedDevice, Session};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, EmailAddress, EntryId, Locale, LocationId, SessionId};
use tokio_postgres::Row;
use uuid::Uuid;

use super::step_error::StepError;
use crate::shared::account_row::external_id;
use crate::shared::columns;
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::stored_hash;
use crate::shared::session_row::{client_of, whereabouts};
use crate::shared::shadow_row::ShadowRow;

/// The columns that [`account`] reads.
pub(super) const ACCOUNT: &str = "accounts.id, accounts.email, accounts.email_verified, accounts.name, \
     accounts.password, accounts.locations, accounts.locale, accounts.status, accounts.must_reset, accounts.epoch, \
     accounts.epoch_at, accounts.created_at, accounts.updated_at, accounts.profile::text, accounts.hash_recipe, \
     accounts.second_factor, accounts.provider, accounts.directory, accounts.directory_key, accounts.directory_address, \
     accounts.directory_version, accounts.external_id";
/// How many they are.
pub(super) const ACCOUNT_COLUMNS: usize = columns::count(ACCOUNT);

/// The columns that [`session`] reads.
pub(super) const SESSION: &str = "sessions.id, sessions.account, sessions.epoch, sessions.client, sessions.created_at, \
     sessions.expires_at, sessions.areas, sessions.told_at, sessions.refreshed_at, sessions.browser, sessions.os";

/// How many columns [`SESSION`] has.
pub(super) const SESSION_COLUMNS: usize = columns::count(SESSION);

/// The account whose [`ACCOUNT`] columns begin at `start`.
pub(super) fn account(row: &Row, start: usize) -> Result<Account, StepError> {
    let email: &str = row.try_get(start + 1)?;
    let password: Option<&str> = row.try_get(start + 4)?;
    let locations: Vec<i32> = row.try_get(start + 5)?;
    let locale: Option<&str> = row.try_get(start + 6)?;
    Ok(Account {
        id: AccountId::from(row.try_get::<_, Uuid>(start)?),
        email: EmailAddress::parse(email).map_err(|_| Corrupt::column("accounts.email"))?,
        email_verified: row.try_get(start + 2)?,
        name: row.try_get(start + 3)?,
        password: stored_hash(password, row.try_get(start + 14)?)?,
        locations: locations
            .into_iter()
            .map(|number| location(number, "accounts.locations"))
            .collect::<Result<_, _>>()?,
        locale: Locale::from_row(locale),
        provider: row.try_get(start + 16)?,
        status: status(row.try_get(start + 7)?)?,
        must_reset: row.try_get(start + 8)?,
        second_factor: row.try_get(start + 15)?,
        epoch: Epoch(row.try_get(start + 9)?),
        epoch_at: row.try_get(start + 10)?,
        created_at: row.try_get(start + 11)?,
        updated_at: row.try_get(start + 12)?,
        profile: Profile::from_json(row.try_get(start + 13)?).ok_or(Corrupt::column("accounts.profile"))?,
        shadow: shadow(row, start + 17)?,
        external_id: external_id(row.try_get(start + 21)?)?,
    })
}

/// The shadow whose four columns begin at `start`.
pub(super) fn shadow(row: &Row, start: usize) -> Result<Option<Shadow>, StepError> {
    let shadow = ShadowRow {
        directory: row.try_get(start)?,
        key: row.try_get(start + 1)?,
        address: optional_bytes32(row, start + 2, "accounts.directory_address")?,
        version: optional_bytes32(row, start + 3, "accounts.directory_version")?,
    };
    Ok(shadow.into_shadow()?)
}

/// The session whose [`SESSION`] columns begin at `start`.
pub(super) fn session(row: &Row, start: usize) -> Result<Session, StepError> {
    Ok(Session {
        id: SessionId::from(row.try_get::<_, Uuid>(start)?),
        account: AccountId::from(row.try_get::<_, Uuid>(start + 1)?),
        epoch: Epoch(row.try_get(start + 2)?),
        client: client_of(row.try_get(start + 3)?)?,
        created_at: row.try_get(start + 4)?,
        expires_at: row.try_get(start + 5)?,
        refreshed_at: row.try_get::<_, Option<Timestamp>>(start + 8)?.unwrap_or(row.try_get(start + 4)?),
        device: ClaimedDevice::new(row.try_get(start + 9)?, row.try_get(start + 10)?),
        whereabouts: whereabouts(row.try_get(start + 6)?, row.try_get(start + 7)?)?,
    })
}

/// A status from its code.
pub(super) fn status(code: &str) -> Result<AccountStatus, Corrupt> {
    AccountStatus::from_code(code).ok_or(Corrupt::column("accounts.status"))
}

/// A location from its number.
pub(super) fn location(number: i32, column: &'static str) -> Result<LocationId, Corrupt> {
    LocationId::new(number.into()).ok_or(Corrupt::column(column))
}

/// A location's number. It always fits ([`LocationId::new`]).
pub(super) fn location_number(location: LocationId) -> i32 {
    i32::try_from(location.get()).unwrap_or(i32::MAX)
}

/// The bytes of a digest.
pub(super) fn bytes32(bytes: &[u8], column: &'static str) -> Result<[u8; 32], Corrupt> {
    bytes.try_into().map_err(|_| Corrupt::column(column))
}

/// The bytes of a digest, if there is one.
pub(super) fn optional_bytes32(row: &Row, index: usize, column: &'static str) -> Result<Option<[u8; 32]>, StepError> {
    let bytes: Option<&[u8]> = row.try_get(index)?;
    Ok(bytes.map(|bytes| bytes32(bytes, column)).transpose()?)
}

/// An optional UUID as an id of its own type.
pub(super) fn optional_id<T: From<Uuid>>(row: &Row, column: usize) -> Result<Option<T>, StepError> {
    Ok(row.try_get::<_, Option<Uuid>>(column)?.map(T::from))
}

/// An entry's id.
pub(super) fn entry(row: &Row, column: usize) -> Result<EntryId, StepError> {
    Ok(EntryId::from(row.try_get::<_, Uuid>(column)?))
}

/// A limit as SQL takes it.
pub(super) fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
