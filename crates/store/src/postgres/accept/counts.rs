//! The rows of addresses' counters.

use rekey_core::AddressKey;
use rekey_core::ports::StoreError;
use rekey_core::time::Timestamp;
use tokio_postgres::Row;

use super::ledger::Change;
use crate::postgres::step::{Database, Tx};
use crate::postgres::step_error::StepError;
use crate::postgres::value::{value, values};
use crate::rows::Outrun;
use crate::shared::address_counts::{AddressCounts, COUNT, NEVER};

/// The columns of [`AddressCounts::instants`]. NULL is [`NEVER`].
macro_rules! instants {
    () => {
        "mails_full_at, reset_mails_full_at, reset_password_cooldown_until, reset_password_full_at, \
         sign_in_cooldown_until, sign_in_full_at, verify_email_cooldown_until, verify_email_full_at, \
         sign_up_cooldown_until"
    };
}
pub(super) use instants;

/// What was counted for an address, and at which instant.
pub(crate) async fn look_up(
    database: &Database,
    address: AddressKey,
) -> Result<(AddressCounts, Timestamp), StoreError> {
    let sql = concat!(
        "SELECT coalesce($2, clock_timestamp()), ",
        instants!(),
        " FROM (SELECT $1::bytea AS wanted) AS one LEFT JOIN address_budgets ON address_key = wanted"
    );
    let address = &address.as_bytes()[..];
    let read = |row: &Row| Ok((counts(row, 1)?, row.try_get(0)?));
    let found = database.read_first(sql, values![address, database.injected_now()], read).await?;
    Ok(found.unwrap_or((AddressCounts::NONE, NEVER)))
}

/// The counters whose columns begin at `first`.
pub(super) fn counts(row: &Row, first: usize) -> Result<AddressCounts, StepError> {
    let mut instants = [NEVER; COUNT];
    for (index, place) in instants.iter_mut().enumerate() {
        *place = row.try_get::<_, Option<Timestamp>>(first + index)?.unwrap_or(NEVER);
    }
    Ok(AddressCounts::of(instants))
}

/// Inserts new rows, and writes existing ones, which must be locked.
pub(super) async fn write(tx: &Tx, changes: &[Change]) -> Result<(), StepError> {
    let (new, existing): (Vec<_>, Vec<_>) = changes.iter().partition(|change| change.is_new);
    tokio::try_join!(write_each(tx, INSERT, &new), write_each(tx, UPDATE, &existing)).map(|_| ())
}

macro_rules! insert {
    ($conflict:literal) => {
        concat!(
            "INSERT INTO address_budgets (address_key, ",
            instants!(),
            ") SELECT * FROM unnest($1::bytea[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], \
             $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], \
             $10::timestamptz[]) ON CONFLICT ",
            $conflict
        )
    };
}

const INSERT: &str = insert!("DO NOTHING");
/// ON CONFLICT finds each row by its key; a join could read the whole table.
const UPDATE: &str = insert!(
    "(address_key) DO UPDATE SET mails_full_at = excluded.mails_full_at, \
     reset_mails_full_at = excluded.reset_mails_full_at, \
     reset_password_cooldown_until = excluded.reset_password_cooldown_until, \
     reset_password_full_at = excluded.reset_password_full_at, \
     sign_in_cooldown_until = excluded.sign_in_cooldown_until, sign_in_full_at = excluded.sign_in_full_at, \
     verify_email_cooldown_until = excluded.verify_email_cooldown_until, \
     verify_email_full_at = excluded.verify_email_full_at, \
     sign_up_cooldown_until = excluded.sign_up_cooldown_until"
);

/// Runs one of these statements, which must write a row for each change.
async fn write_each(tx: &Tx, sql: &str, changes: &[&Change]) -> Result<(), StepError> {
    if changes.is_empty() {
        return Ok(());
    }
    let addresses: Vec<&[u8]> = changes.iter().map(|change| &change.address.as_bytes()[..]).collect();
    let columns = columns(changes.iter().map(|change| &change.counts));
    let values: Vec<_> = std::iter::once(value(&addresses)).chain(columns.iter().map(value)).collect();
    let written = tx.execute(sql, &values).await?;
    if usize::try_from(written).is_ok_and(|written| written == changes.len()) { Ok(()) } else { Err(Outrun.into()) }
}

/// Counters by columns.
fn columns<'a>(counts: impl Iterator<Item = &'a AddressCounts>) -> [Vec<Option<Timestamp>>; COUNT] {
    let mut columns = std::array::from_fn(|_| Vec::with_capacity(counts.size_hint().0));
    for counts in counts {
        for (column, instant) in columns.iter_mut().zip(counts.instants()) {
            column.push((instant != NEVER).then_some(instant));
        }
    }
    columns
}
