//! How columns turn into domain types.

use rekey_core::account::{Account, AccountStatus, Epoch};
use rekey_core::directory::Shadow;
use rekey_core::profile::Profile;
use rekey_core::session::{ClaimedDevice, Session};
use rekey_core::time::Timestamp;
use rekey_core::{EmailAddress, Locale, LocationId};
use rusqlite::Row;
use uuid::Uuid;

use super::step::StepError;
use crate::shared::account_row::external_id;
use crate::shared::columns;
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::stored_hash;
use crate::shared::session_row::{client_of, whereabouts};
use crate::shared::shadow_row::ShadowRow;

/// A number of rows, as statements take it.
pub(super) fn row_count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// An identifier.
pub(super) fn id<T: From<Uuid>>(row: &Row<'_>, index: usize) -> Result<T, StepError> {
    Ok(Uuid::from_bytes(row.get(index)?).into())
}

/// An identifier, if there is one.
pub(super) fn optional_id<T: From<Uuid>>(row: &Row<'_>, index: usize) -> Result<Option<T>, StepError> {
    Ok(row.get::<_, Option<[u8; 16]>>(index)?.map(|bytes| Uuid::from_bytes(bytes).into()))
}

/// A digest or key of 32 bytes.
pub(super) fn digest<T: From<[u8; 32]>>(row: &Row<'_>, index: usize) -> Result<T, StepError> {
    Ok(row.get::<_, [u8; 32]>(index)?.into())
}

/// A digest or key of 32 bytes, if there is one.
pub(super) fn optional_digest<T: From<[u8; 32]>>(row: &Row<'_>, index: usize) -> Result<Option<T>, StepError> {
    Ok(row.get::<_, Option<[u8; 32]>>(index)?.map(T::from))
}

/// An instant.
pub(super) fn instant(row: &Row<'_>, index: usize) -> Result<Timestamp, StepError> {
    let micros = row.get(index)?;
    Ok(Timestamp::from_microsecond(micros).map_err(|_| Corrupt::column("an instant"))?)
}

/// An instant, if there is one.
pub(super) fn optional_instant(row: &Row<'_>, index: usize) -> Result<Option<Timestamp>, StepError> {
    let micros: Option<i64> = row.get(index)?;
    Ok(micros.map(Timestamp::from_microsecond).transpose().map_err(|_| Corrupt::column("an instant"))?)
}

/// A location's number.
pub(super) fn location(row: &Row<'_>, index: usize) -> Result<LocationId, StepError> {
    Ok(LocationId::new(row.get(index)?).ok_or_else(|| Corrupt::column("a location"))?)
}

/// The value of a stable name.
pub(super) fn code<T>(
    row: &Row<'_>,
    index: usize,
    column: &'static str,
    from_code: impl FnOnce(&str) -> Option<T>,
) -> Result<T, StepError> {
    let code = row.get_ref(index)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(from_code(code).ok_or_else(|| Corrupt::column(column))?)
}

pub(super) fn status(row: &Row<'_>, index: usize) -> Result<AccountStatus, StepError> {
    code(row, index, "accounts.status", AccountStatus::from_code)
}

/// The columns of an account, from a table or join where it is called `a`.
macro_rules! account_columns {
    () => {
        "a.id, a.email, a.email_verified, a.name, a.password, a.locale, a.status, a.must_reset, a.epoch, a.epoch_at, \
         a.created_at, a.updated_at, (SELECT group_concat(location, ',' ORDER BY position) \
         FROM account_locations WHERE account = a.id), a.profile, a.hash_recipe, a.second_factor, \
         a.provider, a.directory, a.directory_key, a.directory_address, a.directory_version, a.external_id"
    };
}
pub(super) use account_columns;
/// How many they are.
pub(super) const ACCOUNT_COLUMNS: usize = columns::count(account_columns!());

/// The account whose columns begin at `first`.
pub(super) fn account(row: &Row<'_>, first: usize) -> Result<Account, StepError> {
    let email = row.get_ref(first + 1)?.as_str().map_err(rusqlite::Error::from)?;
    let password: Option<String> = row.get(first + 4)?;
    let recipe: Option<String> = row.get(first + 14)?;
    let locale: Option<String> = row.get(first + 5)?;
    let locations: Option<String> = row.get(first + 12)?;
    let profile = row.get_ref(first + 13)?.as_str().map_err(rusqlite::Error::from)?;
    let locations = locations.iter().flat_map(|list| list.split(',')).map(|number| {
        number.parse().ok().and_then(LocationId::new).ok_or_else(|| Corrupt::column("account_locations.location"))
    });
    Ok(Account {
        id: id(row, first)?,
        email: EmailAddress::parse(email).map_err(|_| Corrupt::column("accounts.email"))?,
        email_verified: row.get(first + 2)?,
        name: row.get(first + 3)?,
        password: stored_hash(password.as_deref(), recipe)?,
        profile: Profile::from_json(profile).ok_or_else(|| Corrupt::column("accounts.profile"))?,
        locations: locations.collect::<Result<_, _>>()?,
        locale: Locale::from_row(locale.as_deref()),
        provider: row.get(first + 16)?,
        status: status(row, first + 6)?,
        must_reset: row.get(first + 7)?,
        second_factor: row.get(first + 15)?,
        epoch: Epoch(row.get(first + 8)?),
        epoch_at: instant(row, first + 9)?,
        created_at: instant(row, first + 10)?,
        updated_at: instant(row, first + 11)?,
        shadow: shadow(row, first + 17)?,
        external_id: external_id(row.get::<_, Option<String>>(first + 21)?.as_deref())?,
    })
}

/// The shadow whose four columns begin at `first`.
pub(super) fn shadow(row: &Row<'_>, first: usize) -> Result<Option<Shadow>, StepError> {
    let shadow = ShadowRow {
        directory: row.get(first)?,
        key: row.get(first + 1)?,
        address: row.get(first + 2)?,
        version: row.get(first + 3)?,
    };
    Ok(shadow.into_shadow()?)
}

/// The columns of a session, from a table or join where it is called `s`.
macro_rules! session_columns {
    () => {
        "s.id, s.account, s.epoch, s.client, s.created_at, s.expires_at, s.areas, s.told_at, \
         s.refreshed_at, s.browser, s.os"
    };
}
pub(super) use session_columns;
/// How many they are.
pub(super) const SESSION_COLUMNS: usize = columns::count(session_columns!());

/// The session whose columns begin at `first`.
pub(super) fn session(row: &Row<'_>, first: usize) -> Result<Session, StepError> {
    let client = row.get_ref(first + 3)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(Session {
        id: id(row, first)?,
        account: id(row, first + 1)?,
        epoch: Epoch(row.get(first + 2)?),
        client: client_of(client)?,
        created_at: instant(row, first + 4)?,
        expires_at: instant(row, first + 5)?,
        refreshed_at: optional_instant(row, first + 8)?.unwrap_or(instant(row, first + 4)?),
        device: ClaimedDevice::new(row.get(first + 9)?, row.get(first + 10)?),
        whereabouts: whereabouts(
            row.get_ref(first + 6)?.as_str().map_err(rusqlite::Error::from)?,
            optional_instant(row, first + 7)?,
        )?,
    })
}
