//! Turning second factors on and off.

use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::ports::{SecondFactorChange, SecondFactorOutcome, SecondFactorState};
use rekey_core::second_factor::{MAX_WRONG_TRIES, RecoveryDigest, WRONG_TRIES_COUNT_FOR};
use rekey_core::time::{Timestamp, after};
use rekey_core::{AccountId, ClientNetwork, EntryId, LocationId};
use rusqlite::params;

use super::{Asked, read, take};
use crate::sqlite::accounts;
use crate::sqlite::audit::Event;
use crate::sqlite::outbox;
use crate::sqlite::rows::{instant, optional_instant};
use crate::sqlite::step::{Failure, Step};

/// Makes a change: see [`rekey_core::ports::SecondFactorStore::change_second_factor`].
pub(super) fn change(
    step: &Step<'_>,
    id: AccountId,
    change: &SecondFactorChange,
    notice: EntryId,
) -> Result<SecondFactorOutcome, Failure> {
    let Some(account) = accounts::by_id(step, id)? else { return Ok(SecondFactorOutcome::None) };
    match change {
        SecondFactorChange::Enrol { .. } | SecondFactorChange::Import { .. } if account.second_factor => {
            Ok(SecondFactorOutcome::AlreadyOn)
        }
        SecondFactorChange::Enrol { sealed } => {
            write(step, id, sealed)?;
            Event::done(Action::SecondFactorEnrolled, id).record(step)?;
            Ok(SecondFactorOutcome::Done)
        }
        SecondFactorChange::Import { sealed, recovery_codes } => {
            write(step, id, sealed)?;
            turn_on(step, &account, recovery_codes, notice)
        }
        SecondFactorChange::Confirm { attempt, recovery_codes } => match read(step, id)? {
            None => Ok(SecondFactorOutcome::None),
            Some(_) if account.second_factor => Ok(SecondFactorOutcome::AlreadyOn),
            Some(factor) => match take(step, &factor, attempt, None)? {
                Asked::Passed(_) => turn_on(step, &account, recovery_codes, notice),
                Asked::Shut { .. } => Ok(SecondFactorOutcome::Wrong),
            },
        },
        SecondFactorChange::ReplaceRecoveryCodes { .. } if !account.second_factor => Ok(SecondFactorOutcome::None),
        SecondFactorChange::ReplaceRecoveryCodes { recovery_codes } => {
            replace_codes(step, id, recovery_codes)?;
            tell(step, &account, NoticeKind::RecoveryCodesReplaced, notice)?;
            Event::done(Action::RecoveryCodesReplaced, id).record(step)?;
            Ok(SecondFactorOutcome::Done)
        }
        SecondFactorChange::Remove => remove(step, &account, notice),
    }
}

/// How an account's second factor stands.
pub(super) fn state(step: &Step<'_>, account: AccountId) -> Result<Option<SecondFactorState>, Failure> {
    step.one(
        "SELECT created_at, confirmed_at, wrong_tries, wrong_at,
                (SELECT count(*) FROM recovery_codes c WHERE c.account = f.account)
         FROM second_factors f WHERE account = ?1",
        [account.as_uuid().into_bytes()],
        |row| {
            let (wrong_tries, wrong_at): (u32, _) = (row.get(2)?, instant(row, 3)?);
            let over = after(wrong_at, WRONG_TRIES_COUNT_FOR);
            Ok(SecondFactorState {
                created_at: instant(row, 0)?,
                confirmed_at: optional_instant(row, 1)?,
                recovery_codes: row.get(4)?,
                blocked_until: (wrong_tries >= MAX_WRONG_TRIES && over > step.now).then_some(over),
            })
        },
    )
}

/// Writes a secret that is not asked for yet, in the place of any other.
fn write(step: &Step<'_>, account: AccountId, sealed: &[u8]) -> Result<(), Failure> {
    step.execute(
        "INSERT OR REPLACE INTO second_factors (account, sealed, created_at, last_step, wrong_tries, wrong_at)
         VALUES (?1, ?2, ?3, 0, 0, ?4)",
        params![account.as_uuid().into_bytes(), sealed, step.micros(), Timestamp::UNIX_EPOCH.as_microsecond()],
    )?;
    Ok(())
}

fn turn_on(
    step: &Step<'_>,
    account: &Account,
    codes: &[RecoveryDigest],
    notice: EntryId,
) -> Result<SecondFactorOutcome, Failure> {
    step.execute(
        "UPDATE second_factors SET confirmed_at = ?1 WHERE account = ?2",
        params![step.micros(), account.id.as_uuid().into_bytes()],
    )?;
    replace_codes(step, account.id, codes)?;
    let account = accounts::set_second_factor(step, account, true)?;
    tell(step, &account, NoticeKind::SecondFactorAdded, notice)?;
    Event::done(Action::SecondFactorAdded, account.id).record(step)?;
    Ok(SecondFactorOutcome::Done)
}

fn remove(step: &Step<'_>, account: &Account, notice: EntryId) -> Result<SecondFactorOutcome, Failure> {
    let id = account.id.as_uuid().into_bytes();
    if step.execute("DELETE FROM second_factors WHERE account = ?1", [id])? == 0 {
        return Ok(SecondFactorOutcome::None);
    }
    // What was never on is not missed.
    if account.second_factor {
        let account = accounts::set_second_factor(step, account, false)?;
        tell(step, &account, NoticeKind::SecondFactorRemoved, notice)?;
    }
    Event::done(Action::SecondFactorRemoved, account.id).record(step)?;
    Ok(SecondFactorOutcome::Done)
}

fn replace_codes(step: &Step<'_>, account: AccountId, codes: &[RecoveryDigest]) -> Result<(), Failure> {
    let id = account.as_uuid().into_bytes();
    step.execute("DELETE FROM recovery_codes WHERE account = ?1", [id])?;
    for code in codes {
        step.execute("INSERT INTO recovery_codes (account, digest) VALUES (?1, ?2)", params![id, code.as_bytes()])?;
    }
    Ok(())
}

fn tell(step: &Step<'_>, account: &Account, kind: NoticeKind, id: EntryId) -> Result<(), Failure> {
    let notice = Notice {
        kind,
        account: account.id,
        location: account.locations.first().copied().unwrap_or(LocationId::FIRST),
        network: ClientNetwork::LOCAL,
        door: None,
        epoch: account.epoch,
        to: None,
    };
    outbox::add_notice(step, id, &notice)
}
