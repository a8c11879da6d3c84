//! Turning second factors on and off.

use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::ports::{SecondFactorChange, SecondFactorOutcome, SecondFactorState, StoreError};
use rekey_core::second_factor::{MAX_WRONG_TRIES, RecoveryDigest, WRONG_TRIES_COUNT_FOR};
use rekey_core::time::{Timestamp, after};
use rekey_core::{AccountId, ClientNetwork, EntryId, LocationId};
use tokio_postgres::Row;

use super::{Asked, read, take};
use crate::postgres::accounts;
use crate::postgres::audit::Event;
use crate::postgres::entries::put_notice;
use crate::postgres::step::{Database, Tx};
use crate::postgres::trouble::Trouble;
use crate::postgres::value::values;

/// Makes a change: see [`rekey_core::ports::SecondFactorStore::change_second_factor`].
pub(super) async fn change(
    tx: &Tx,
    id: AccountId,
    change: &SecondFactorChange,
    notice: EntryId,
) -> Result<SecondFactorOutcome, Trouble> {
    let Some(account) = accounts::hold(tx, id).await? else { return Ok(SecondFactorOutcome::None) };
    match change {
        SecondFactorChange::Enrol { .. } | SecondFactorChange::Import { .. } if account.second_factor => {
            Ok(SecondFactorOutcome::AlreadyOn)
        }
        SecondFactorChange::Enrol { sealed } => {
            write(tx, id, sealed).await?;
            Event::done(Action::SecondFactorEnrolled).of(id).record(tx).await?;
            Ok(SecondFactorOutcome::Done)
        }
        SecondFactorChange::Import { sealed, recovery_codes } => {
            write(tx, id, sealed).await?;
            turn_on(tx, id, recovery_codes, notice).await
        }
        SecondFactorChange::Confirm { attempt, recovery_codes } => match read(tx, id).await? {
            None => Ok(SecondFactorOutcome::None),
            Some(_) if account.second_factor => Ok(SecondFactorOutcome::AlreadyOn),
            Some(factor) => match take(tx, &factor, attempt, None).await? {
                Asked::Passed(_) => turn_on(tx, id, recovery_codes, notice).await,
                Asked::Shut { .. } => Ok(SecondFactorOutcome::Wrong),
            },
        },
        SecondFactorChange::ReplaceRecoveryCodes { .. } if !account.second_factor => Ok(SecondFactorOutcome::None),
        SecondFactorChange::ReplaceRecoveryCodes { recovery_codes } => {
            replace_codes(tx, id, recovery_codes).await?;
            tell(tx, &account, NoticeKind::RecoveryCodesReplaced, notice).await?;
            Event::done(Action::RecoveryCodesReplaced).of(id).record(tx).await?;
            Ok(SecondFactorOutcome::Done)
        }
        SecondFactorChange::Remove => remove(tx, &account, notice).await,
    }
}

/// How an account's second factor stands.
pub(super) async fn state(database: &Database, account: AccountId) -> Result<Option<SecondFactorState>, StoreError> {
    let sql = "SELECT created_at, confirmed_at, wrong_tries, wrong_at,
                   (SELECT count(*) FROM recovery_codes WHERE recovery_codes.account = second_factors.account),
                   coalesce($2, clock_timestamp())
               FROM second_factors WHERE account = $1";
    let rows = database.read(sql, values![account.as_uuid(), database.injected_now()]).await?;
    Ok(rows.first().map(state_row).transpose()?)
}

fn state_row(row: &Row) -> Result<SecondFactorState, Trouble> {
    let (wrong_tries, wrong_at): (i32, Timestamp) = (row.try_get(2)?, row.try_get(3)?);
    let (codes, now): (i64, Timestamp) = (row.try_get(4)?, row.try_get(5)?);
    let over = after(wrong_at, WRONG_TRIES_COUNT_FOR);
    let blocked = u32::try_from(wrong_tries).is_ok_and(|tries| tries >= MAX_WRONG_TRIES) && over > now;
    Ok(SecondFactorState {
        created_at: row.try_get(0)?,
        confirmed_at: row.try_get(1)?,
        recovery_codes: u32::try_from(codes).unwrap_or_default(),
        blocked_until: blocked.then_some(over),
    })
}

/// Writes a secret that is not asked for yet, in the place of any other.
async fn write(tx: &Tx, account: AccountId, sealed: &[u8]) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO second_factors (account, sealed, created_at, last_step, wrong_tries, wrong_at)
         VALUES ($1, $2, $3, 0, 0, $4)
         ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at,
             last_step = 0, wrong_tries = 0, wrong_at = excluded.wrong_at",
        values![account.as_uuid(), sealed, tx.now(), Timestamp::UNIX_EPOCH],
    )
    .await?;
    Ok(())
}

async fn turn_on(
    tx: &Tx,
    id: AccountId,
    codes: &[RecoveryDigest],
    notice: EntryId,
) -> Result<SecondFactorOutcome, Trouble> {
    let sql = "UPDATE second_factors SET confirmed_at = $2 WHERE account = $1";
    tx.execute(sql, values![id.as_uuid(), tx.now()]).await?;
    replace_codes(tx, id, codes).await?;
    let account = accounts::set_second_factor(tx, id, true).await?;
    tell(tx, &account, NoticeKind::SecondFactorAdded, notice).await?;
    Event::done(Action::SecondFactorAdded).of(id).record(tx).await?;
    Ok(SecondFactorOutcome::Done)
}

async fn remove(tx: &Tx, account: &Account, notice: EntryId) -> Result<SecondFactorOutcome, Trouble> {
    let id = account.id.as_uuid();
    tx.execute("DELETE FROM recovery_codes WHERE account = $1", values![id]).await?;
    if tx.execute("DELETE FROM second_factors WHERE account = $1", values![id]).await? == 0 {
        return Ok(SecondFactorOutcome::None);
    }
    // What was never on is not missed.
    if account.second_factor {
        let account = accounts::set_second_factor(tx, account.id, false).await?;
        tell(tx, &account, NoticeKind::SecondFactorRemoved, notice).await?;
    }
    Event::done(Action::SecondFactorRemoved).of(account.id).record(tx).await?;
    Ok(SecondFactorOutcome::Done)
}

async fn replace_codes(tx: &Tx, account: AccountId, codes: &[RecoveryDigest]) -> Result<(), Trouble> {
    let digests: Vec<&[u8]> = codes.iter().map(|code| &code.as_bytes()[..]).collect();
    tx.execute("DELETE FROM recovery_codes WHERE account = $1", values![account.as_uuid()]).await?;
    let sql = "INSERT INTO recovery_codes (account, digest) SELECT $1, unnest($2::bytea[])";
    tx.execute(sql, values![account.as_uuid(), digests]).await?;
    Ok(())
}

async fn tell(tx: &Tx, account: &Account, kind: NoticeKind, id: EntryId) -> Result<(), Trouble> {
    let notice = Notice {
        kind,
        account: account.id,
        location: account.locations.first().copied().unwrap_or(LocationId::FIRST),
        network: ClientNetwork::LOCAL,
        door: None,
        epoch: account.epoch,
        to: None,
    };
    put_notice(tx, id, &notice).await
}
