//! The rows of the outbox: notices put in, columns turned into subjects.

use rekey_core::account::Epoch;
use rekey_core::outbox::{Notice, Subject};
use rekey_core::{EmailAddress, EntryId};
use tokio_postgres::Row;

use super::rows::{bytes32, location_number, optional_id};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::subject_row::SubjectRow;

/// The columns that [`subject`] reads.
pub(super) const SUBJECT: &str = "outbox.subject, outbox.address, outbox.address_key, outbox.channel, \
     outbox.location, outbox.locale, outbox.browser_locale, outbox.redirect_to, outbox.network, outbox.account, \
     outbox.epoch";

/// The subject whose [`SUBJECT`] columns begin at `start`.
pub(super) fn subject(row: &Row, start: usize) -> Result<Subject, Trouble> {
    let address_key: Option<&[u8]> = row.try_get(start + 2)?;
    let location: i32 = row.try_get(start + 4)?;
    let epoch: Option<i64> = row.try_get(start + 10)?;
    let columns = SubjectRow {
        subject: row.try_get(start)?,
        address: row.try_get(start + 1)?,
        address_key: address_key.map(|bytes| bytes32(bytes, "outbox.address_key")).transpose()?,
        channel: row.try_get(start + 3)?,
        location: location.into(),
        locale: row.try_get(start + 5)?,
        browser_locale: row.try_get(start + 6)?,
        redirect_to: row.try_get(start + 7)?,
        network: row.try_get(start + 8)?,
        notice: optional_id(row, start + 9)?.zip(epoch.map(Epoch)),
    };
    Ok(columns.into_subject()?)
}

/// Puts a notice into the outbox, due at once.
pub(super) async fn put_notice(tx: &Tx, id: EntryId, notice: &Notice) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO outbox (id, subject, channel, location, locale, browser_locale, network, account, epoch, address,
                             accepted_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        values![
            id.as_uuid(),
            notice.kind.code(),
            notice.door.as_ref().map(|door| door.channel.code()),
            location_number(notice.location),
            notice.door.as_ref().and_then(|door| door.locale.as_ref()).map(ToString::to_string),
            notice.door.as_ref().and_then(|door| door.browser_locale.as_ref()).map(ToString::to_string),
            notice.network.to_string(),
            notice.account.as_uuid(),
            notice.epoch.0,
            notice.to.as_ref().map(EmailAddress::as_stored),
            tx.now(),
        ],
    )
    .await?;
    Ok(())
}
