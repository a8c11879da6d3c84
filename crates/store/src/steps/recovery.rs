//! What the holder of a code or token does with it: exchanges the code, completes the reset, or says "this wasn't me".

use rekey_core::account::AccountStatus;
use rekey_core::audit::Action;
use rekey_core::code::CodeTry;
use rekey_core::location::LONGEST_NOT_ME_LIFETIME;
use rekey_core::outbox::{Door, Notice, NoticeKind};
use rekey_core::ports::{CodeOutcome, CompleteReset, Completion, DisownOutcome, Disowned, WayIn};
use rekey_core::time::after;
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose};
use rekey_core::{AddressKey, ClientNetwork, DigestKey, EntryId};

use super::codes::RightCode;
use super::held::HeldAccount;
use super::second_factors::Passed;
use super::sessions;
use super::tokens::{SpentToken, TokenRefusal};
use crate::rows::{AuditEvent, Commit, Rows, StepResult, TokenScope};
use crate::shared::standing::shut_by;

/// [`RecoveryStore::exchange_code`](rekey_core::ports::RecoveryStore::exchange_code).
pub(crate) async fn exchange_code<R: Rows>(
    rows: &R,
    attempt: &CodeTry,
    token: &NewToken,
    network: ClientNetwork,
) -> StepResult<CodeOutcome, R> {
    let Some(code) = RightCode::try_code(rows, attempt, network).await? else {
        return Ok(Commit(CodeOutcome::Refused));
    };
    let account = code.account();
    let owner = (account, code.epoch());
    let scope = TokenScope { mailed_to: Some(attempt.address), ..TokenScope::of(owner, code.location()) };
    code.use_up(rows).await?;
    let expires_at = rows.mint_token(token, &scope).await?;
    Ok(Commit(CodeOutcome::Right { account, expires_at }))
}

/// [`RecoveryStore::complete_reset`](rekey_core::ports::RecoveryStore::complete_reset).
pub(crate) async fn complete<R: Rows>(rows: &R, reset: &CompleteReset) -> StepResult<Completion, R> {
    let purposes = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];
    let token = match SpentToken::spend(rows, reset.token, &purposes, reset.location).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(Completion::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(Completion::Refused(state))),
    };
    let (account, location) = (HeldAccount::reset_password(rows, &token, &reset.password).await?, token.location());
    rows.delete_offers(account.id).await?;
    if let Some(address) = token.mailed_to() {
        let until = after(rows.now(), LONGEST_NOT_ME_LIFETIME);
        rows.keep_mailed_reset(account.id, address, account.epoch, until).await?;
    }
    let notice = Notice {
        kind: NoticeKind::PasswordChanged,
        account: account.id,
        location,
        network: reset.network,
        door: Some(reset.door.clone()),
        epoch: account.epoch,
        to: None,
    };
    rows.put_notice(reset.notice, &notice).await?;
    AuditEvent::done(Action::PasswordReset).of(account.id).at(location).from(reset.network).record(rows).await?;
    let scope = TokenScope::of(account.owner(), location);
    let account = match (Passed::without_factor(account), &reset.way_in) {
        (Err(account), _) => {
            if let Some(challenge) = &reset.challenge {
                rows.mint_token(challenge, &scope).await?;
            }
            account.into_account()
        }
        (Ok(passed), WayIn::None) => passed.into_account(),
        (Ok(passed), WayIn::OneTime(token)) => {
            rows.mint_token(token, &scope).await?;
            passed.into_account()
        }
        (Ok(passed), WayIn::Session(session)) => {
            sessions::open(rows, passed, session, reset.network).await?.into_account()
        }
    };
    Ok(Commit(Completion::Done { account, at: rows.now() }))
}

/// [`RecoveryStore::disown`](rekey_core::ports::RecoveryStore::disown).
pub(crate) async fn disown<R: Rows>(
    rows: &R,
    token: TokenDigest,
    notice: EntryId,
    network: ClientNetwork,
    door: &Door,
    key: &DigestKey,
) -> StepResult<DisownOutcome, R> {
    let token = match SpentToken::spend(rows, token, &TokenPurpose::NOT_ME, None).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(DisownOutcome::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(DisownOutcome::Refused(state))),
    };
    let before = HeldAccount::existing(rows, token.account()).await?;
    let moved = token.mailed_to().is_some_and(|address| address != AddressKey::of(&before.email, key));
    let status = shut_by(token.purpose(), moved, before.status);
    // However the account is opened again, the password may be the intruder's.
    let account = before.begin_epoch(rows, status).await?.demand_reset(rows).await?;
    let location = token.location();
    let done = |action| AuditEvent::done(action).of(account.id).at(location).from(network);
    done(Action::Disowned).record(rows).await?;
    let locked = account.status == AccountStatus::Locked;
    if locked {
        done(Action::AccountLocked).record(rows).await?;
    } else {
        let (kind, epoch, door) = (NoticeKind::Disowned, account.epoch, Some(door.clone()));
        let shut = Notice { kind, account: account.id, location, network, door, epoch, to: None };
        rows.put_notice(notice, &shut).await?;
    }
    Ok(Commit(DisownOutcome::Done(Disowned { locked, second_factor: account.second_factor })))
}
