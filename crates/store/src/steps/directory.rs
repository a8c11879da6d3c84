//! Accounts that live in directories: their shadows, and the resets that are done there.

use rekey_core::account::{Account, AccountStatus};
use rekey_core::directory::{DirectoryName, FoundAccount};
use rekey_core::ports::{FinishWrite, NewWrite, WriteBegun};
use rekey_core::time::{Timestamp, until};
use rekey_core::token::{TokenPurpose, TokenState};

use super::held::HeldAccount;
use super::recovery::{Ended, end_reset};
use super::tokens::{GoodToken, TokenRefusal};
use crate::rows::{Commit, Rows, StepResult, WriteScope};

/// The accounts that a worker found in a directory, by their shadows. Without any, one is looked for all the same (R1).
pub(super) async fn shadows_of<R: Rows>(
    rows: &R,
    directory: &DirectoryName,
    found: &[FoundAccount],
    accepted_at: Timestamp,
) -> Result<Vec<Account>, R::Error> {
    if found.is_empty() {
        rows.hold_shadow(directory, None).await?;
    }
    let mut accounts = Vec::with_capacity(found.len());
    for found in found {
        accounts.push(shadow_of(rows, directory, found, accepted_at).await?);
    }
    Ok(accounts)
}

/// The account that a worker found in a directory, by its shadow. One that has moved on there, to another address or
/// another password, begins an epoch, which does not supersede requests that were accepted before.
async fn shadow_of<R: Rows>(
    rows: &R,
    directory: &DirectoryName,
    found: &FoundAccount,
    accepted_at: Timestamp,
) -> Result<Account, R::Error> {
    let account = match rows.hold_shadow(directory, Some(&found.entry.key)).await? {
        None => rows.insert_shadow(directory, found, accepted_at).await?,
        Some(account) => {
            let shadow = account.shadow.as_ref();
            let is_known = shadow.is_some_and(|s| s.address == found.address && s.version == Some(found.version));
            let moved = shadow.is_none_or(|shadow| {
                shadow.address != found.address || shadow.version.is_some_and(|version| version != found.version)
            });
            if is_known { account } else { rows.sight_shadow(account.id, found.address, found.version, moved).await? }
        }
    };
    Ok(account.described_by(&found.entry, found.location))
}

/// [`DirectoryStore::begin_write`](rekey_core::ports::DirectoryStore::begin_write).
pub(crate) async fn begin_write<R: Rows>(rows: &R, write: &NewWrite) -> StepResult<WriteBegun, R> {
    let purposes = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];
    let token = match GoodToken::hold(rows, write.token, &purposes, write.location).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(WriteBegun::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(WriteBegun::Refused(state))),
    };
    let account = HeldAccount::existing(rows, token.account()).await?;
    let Some(shadow) = account.shadow.clone() else { return Ok(Commit(WriteBegun::Refused(TokenState::Void))) };
    if let Some(leased_until) = rows.write_of(account.id).await? {
        return Ok(Commit(WriteBegun::Pending { remaining: until(leased_until, rows.now()) }));
    }
    let changed = shadow.version.is_some_and(|version| version != write.version);
    if changed || shadow.address != write.address {
        rows.sight_shadow(account.id, write.address, write.version, true).await?;
        return Ok(Commit(WriteBegun::Refused(TokenState::Void)));
    }
    let (mailed_to, location) = (token.mailed_to(), token.location());
    let scope = WriteScope { account: account.id, epoch: account.epoch, location, mailed_to };
    rows.insert_write(write, &scope).await?;
    Ok(Commit(WriteBegun::Begun))
}

/// [`DirectoryStore::finish_write`](rekey_core::ports::DirectoryStore::finish_write). The password is changed, so that
/// nothing stops the finish: whatever voided the token in the meantime still holds, a lock included.
pub(crate) async fn finish_write<R: Rows>(rows: &R, finish: &FinishWrite) -> StepResult<Option<Box<Account>>, R> {
    let Some(write) = rows.write(finish.id).await? else { return Ok(Commit(None)) };
    let account = HeldAccount::existing(rows, write.account).await?;
    if !rows.delete_write(finish.id).await? {
        return Ok(Commit(None));
    }
    rows.use_up_token(write.token).await?;
    let status = if account.epoch == write.epoch { AccountStatus::Active } else { account.status };
    let account = account.change_shadow(rows, status).await?;
    let ended = Ended {
        location: write.location,
        mailed_to: write.mailed_to,
        notice: finish.id,
        email: Some(&finish.email),
        origin: write.origin,
        language: &write.language,
        way_in: &finish.way_in,
        challenge: None,
    };
    end_reset(rows, account, &ended).await.map(|account| Commit(Some(account)))
}
