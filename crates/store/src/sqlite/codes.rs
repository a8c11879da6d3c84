//! The rows of codes: minting and trying (R4).

use rekey_core::account::Epoch;
use rekey_core::audit::Action;
use rekey_core::code::{CodeDigest, CodeTry, MAX_CODE_TRIES};
use rekey_core::time::{Duration, after};
use rekey_core::{AccountId, AddressKey, ClientNetwork, EntryId, LocationId, Purpose};
use rusqlite::params;

use super::audit::{DONE, Event, REFUSED};
use super::limits;
use super::rows::{digest, id, location, status};
use super::step::{Failure, Step};
use crate::shared::standing::code_opens;

/// A code to be written.
pub(super) struct NewCode {
    pub(super) address: AddressKey,
    pub(super) purpose: Purpose,
    pub(super) request: EntryId,
    pub(super) digest: CodeDigest,
    /// None: it is a decoy.
    pub(super) account: Option<(AccountId, Epoch)>,
    pub(super) location: LocationId,
    pub(super) lifetime: Duration,
}

/// Writes a code in the place of any older one of the address and purpose.
pub(super) fn mint(step: &Step<'_>, code: &NewCode) -> Result<(), Failure> {
    let expires_at = after(step.now, code.lifetime);
    step.execute(
        "INSERT OR REPLACE INTO codes
             (address_key, purpose, request, digest, account, epoch, location, tries, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)",
        params![
            code.address.as_bytes(),
            code.purpose.code(),
            code.request.as_uuid().into_bytes(),
            code.digest.as_bytes(),
            code.account.map(|(account, _)| account.as_uuid().into_bytes()),
            code.account.map_or(0, |(_, epoch)| epoch.0),
            code.location.get(),
            expires_at.as_microsecond(),
        ],
    )?;
    Ok(())
}

/// A right code: whose it was, and where.
pub(super) struct RightCode {
    pub(super) account: AccountId,
    pub(super) epoch: Epoch,
    pub(super) location: LocationId,
}

/// Tries a code: counts the try, then compares. A right one is still to be [used up](use_up). `None`: it was wrong, or
/// there is none, which counts against the address alike.
pub(super) fn try_code(
    step: &Step<'_>,
    attempt: &CodeTry,
    network: ClientNetwork,
) -> Result<Option<RightCode>, Failure> {
    let right = count_and_compare(step, attempt)?;
    if right.is_none() {
        limits::count_wrong_code(step, attempt.address)?;
    }
    let event = Event {
        action: Action::CodeTried,
        account: right.as_ref().map(|right| right.account),
        address: Some(attempt.address),
        location: right.as_ref().map(|right| right.location),
        network: Some(network),
        outcome: if right.is_some() { DONE } else { REFUSED },
    };
    event.record(step)?;
    Ok(right)
}

/// Uses up the code that was tried and is right.
pub(super) fn use_up(step: &Step<'_>, attempt: &CodeTry) -> Result<(), Failure> {
    step.execute(
        "DELETE FROM codes WHERE address_key = ?1 AND purpose = ?2",
        params![attempt.address.as_bytes(), attempt.purpose.code()],
    )?;
    Ok(())
}

/// Takes back that the code was tried: it is right, and stays good until a second factor is shown with it.
pub(super) fn give_back(step: &Step<'_>, attempt: &CodeTry) -> Result<(), Failure> {
    step.execute(
        "UPDATE codes SET tries = tries - 1 WHERE address_key = ?1 AND purpose = ?2",
        params![attempt.address.as_bytes(), attempt.purpose.code()],
    )?;
    Ok(())
}

fn count_and_compare(step: &Step<'_>, attempt: &CodeTry) -> Result<Option<RightCode>, Failure> {
    let counted = step.execute(
        "UPDATE codes SET tries = tries + 1
         WHERE address_key = ?1 AND purpose = ?2 AND tries < ?3 AND expires_at > ?4",
        params![attempt.address.as_bytes(), attempt.purpose.code(), MAX_CODE_TRIES, step.micros()],
    )?;
    if counted == 0 {
        return Ok(None);
    }
    // A decoy, which is nobody's, takes the same look-up and the same comparison (R1).
    let code = step.one(
        "SELECT c.request, c.digest, a.id, c.epoch, c.location, a.epoch, a.status
         FROM codes c LEFT JOIN accounts a ON a.id = coalesce(c.account, c.request)
         WHERE c.address_key = ?1 AND c.purpose = ?2",
        params![attempt.address.as_bytes(), attempt.purpose.code()],
        |row| {
            let code: CodeDigest = digest(row, 1)?;
            let is_right = attempt.matches(id(row, 0)?, &code);
            let epoch = Epoch(row.get(3)?);
            let stands = row.get::<_, Option<i64>>(5)? == Some(epoch.0) && code_opens(attempt.purpose, status(row, 6)?);
            if !stands || !is_right {
                return Ok(None);
            }
            Ok(Some(RightCode { account: id(row, 2)?, epoch, location: location(row, 4)? }))
        },
    )?;
    Ok(code.flatten())
}
