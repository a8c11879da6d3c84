//! The row of an address's counters.

use rekey_core::AddressKey;
use rekey_core::time::Timestamp;
use rusqlite::params;

use crate::shared::address_counts::{AddressCounts, COUNT, NEVER};
use crate::sqlite::columns::instant;
use crate::sqlite::step::{Step, StepError};

/// The present counters of an address.
pub(super) fn read(step: &Step<'_>, address: AddressKey) -> Result<AddressCounts, StepError> {
    let row = step.one(
        "SELECT mails_full_at, reset_mails_full_at, reset_password_cooldown_until, reset_password_full_at,
                sign_in_cooldown_until, sign_in_full_at, verify_email_cooldown_until, verify_email_full_at,
                sign_up_cooldown_until
         FROM address_budgets WHERE address_key = ?1",
        [address.as_bytes()],
        |row| {
            let mut instants = [NEVER; COUNT];
            for (index, place) in instants.iter_mut().enumerate() {
                *place = instant(row, index)?;
            }
            Ok(AddressCounts::of(instants))
        },
    )?;
    Ok(row.unwrap_or(AddressCounts::NONE))
}

pub(super) fn write(step: &Step<'_>, address: AddressKey, counts: &AddressCounts) -> Result<(), StepError> {
    let [mails, resets, reset_until, reset, sign_in_until, sign_in, verify_until, verify, sign_up_until] =
        counts.instants().map(Timestamp::as_microsecond);
    step.execute(
        "INSERT INTO address_budgets
             (address_key, over_at, mails_full_at, reset_mails_full_at,
              reset_password_cooldown_until, reset_password_full_at, sign_in_cooldown_until, sign_in_full_at,
              verify_email_cooldown_until, verify_email_full_at, sign_up_cooldown_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO UPDATE SET
             over_at = ?2, mails_full_at = ?3, reset_mails_full_at = ?4,
             reset_password_cooldown_until = ?5, reset_password_full_at = ?6,
             sign_in_cooldown_until = ?7, sign_in_full_at = ?8,
             verify_email_cooldown_until = ?9, verify_email_full_at = ?10,
             sign_up_cooldown_until = ?11",
        params![
            address.as_bytes(),
            counts.over_at().as_microsecond(),
            mails,
            resets,
            reset_until,
            reset,
            sign_in_until,
            sign_in,
            verify_until,
            verify,
            sign_up_until,
        ],
    )?;
    Ok(())
}
