//! What an entry is about, from its columns.

use rekey_core::account::Epoch;
use rekey_core::outbox::Subject;
use tokio_postgres::Row;

use crate::postgres::columns::{bytes32, optional_id};
use crate::postgres::step_error::StepError;
use crate::shared::subject_row::SubjectRow;

/// The columns that [`subject`] reads.
pub(super) const SUBJECT: &str = "outbox.subject, outbox.address, outbox.address_key, outbox.channel, \
     outbox.location, outbox.locale, outbox.browser_locale, outbox.redirect_to, outbox.network, outbox.account, \
     outbox.epoch, outbox.notice_allowed, outbox.device, outbox.moves";

/// The subject whose [`SUBJECT`] columns begin at `start`.
pub(super) fn subject(row: &Row, start: usize) -> Result<Subject, StepError> {
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
        notice_allowed: row.try_get(start + 11)?,
        device: row.try_get(start + 12)?,
        moves: optional_id(row, start + 13)?,
        notice: optional_id(row, start + 9)?.zip(epoch.map(Epoch)),
    };
    Ok(columns.into_subject()?)
}
