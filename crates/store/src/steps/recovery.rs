//! What the holder of a code or token does with it: exchanges the code, completes the reset, or says "this wasn't me".

use rekey_core::account::{Account, AccountStatus};
use rekey_core::audit::Action;
use rekey_core::code::CodeTry;
use rekey_core::location::LONGEST_NOT_ME_LIFETIME;
use rekey_core::outbox::{Notice, NoticeKind, NoticeLanguage};
use rekey_core::ports::{CodeOutcome, CompleteReset, Completion, DisownOutcome, Disowned, WayIn};
use rekey_core::session::ClaimedDevice;
use rekey_core::time::after;
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose};
use rekey_core::{AddressKey, ClientNetwork, DigestKey, EmailAddress, EntryId, LocationId, Origin};

use super::address_proof::{prove, shut};
use super::codes::{RightCode, TriedCode};
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
    let code = match RightCode::try_code(rows, attempt, network).await? {
        TriedCode::Right(code) => code,
        TriedCode::Outdated => return Ok(Commit(CodeOutcome::Outdated)),
        TriedCode::Wrong => return Ok(Commit(CodeOutcome::Refused)),
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
    let account = HeldAccount::existing(rows, token.account()).await?;
    prove(rows, account, token.proof(), reset.origin.network).await?;
    let (account, location) = (HeldAccount::reset_password(rows, &token, &reset.password).await?, token.location());
    let ended = Ended {
        location,
        mailed_to: token.mailed_to(),
        notice: reset.notice,
        email: None,
        origin: reset.origin,
        language: &reset.language,
        way_in: &reset.way_in,
        challenge: reset.challenge.as_ref(),
    };
    let account = end_reset(rows, account, &ended).await?;
    Ok(Commit(Completion::Done { account, at: rows.now() }))
}

/// How a reset ends whose password is set, wherever the account lives.
pub(super) struct Ended<'a> {
    pub(super) location: LocationId,
    /// The address that its token was mailed to.
    pub(super) mailed_to: Option<AddressKey>,
    /// The id of the notice.
    pub(super) notice: EntryId,
    /// Where that goes, if not to the account's own address.
    pub(super) email: Option<&'a EmailAddress>,
    pub(super) origin: Origin,
    pub(super) language: &'a NoticeLanguage,
    pub(super) way_in: &'a WayIn,
    /// Minted in place of the way in, if there is a second factor.
    pub(super) challenge: Option<&'a NewToken>,
}

/// Writes down a reset of an account whose epoch it has begun, has its person told, and lets them in.
pub(super) async fn end_reset<R: Rows>(
    rows: &R,
    account: HeldAccount,
    ended: &Ended<'_>,
) -> Result<Box<Account>, R::Error> {
    let location = ended.location;
    rows.delete_offers(account.id).await?;
    // The notice of the reset says where it was done.
    let device = ClaimedDevice::default().or(ended.origin.device);
    sessions::note_place(rows, account.id, ended.origin.network, &device).await?;
    if let Some(address) = ended.mailed_to {
        let until = after(rows.now(), LONGEST_NOT_ME_LIFETIME);
        rows.keep_mailed_reset(account.id, address, account.epoch, until).await?;
    }
    let notice = Notice {
        kind: NoticeKind::PasswordChanged,
        account: account.id,
        location,
        origin: ended.origin,
        language: Some(ended.language.clone()),
        epoch: account.epoch,
        to: ended.email.cloned(),
    };
    rows.put_notice(ended.notice, &notice).await?;
    AuditEvent::done(Action::PasswordReset).of(account.id).at(location).from(ended.origin.network).record(rows).await?;
    let scope = TokenScope::of(account.owner(), location);
    Ok(match (Passed::without_factor(account), ended.way_in) {
        (Err(account), _) => {
            if let Some(challenge) = ended.challenge {
                let scope = TokenScope { mailed_to: ended.mailed_to, ..scope };
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
            sessions::open(rows, passed, session, ended.origin.network).await?.into_account()
        }
    })
}

/// [`RecoveryStore::disown`](rekey_core::ports::RecoveryStore::disown).
pub(crate) async fn disown<R: Rows>(
    rows: &R,
    token: TokenDigest,
    notice: EntryId,
    origin: Origin,
    language: &NoticeLanguage,
    key: &DigestKey,
    email: Option<&EmailAddress>,
) -> StepResult<DisownOutcome, R> {
    let token = match SpentToken::spend(rows, token, &TokenPurpose::NOT_ME, None).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(DisownOutcome::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(DisownOutcome::Refused(state))),
    };
    let before = HeldAccount::existing(rows, token.account()).await?;
    let moved = token.mailed_to().is_some_and(|address| address != before.address_key(key));
    let status = shut_by(token.purpose(), moved, before.status);
    // However the account is opened again, the password may be the intruder's.
    let account = shut(rows, before, status).await?.demand_reset(rows).await?;
    let location = token.location();
    let done = |action| AuditEvent::done(action).of(account.id).at(location).from(origin.network);
    done(Action::Disowned).record(rows).await?;
    let locked = account.status == AccountStatus::Locked;
    if locked {
        done(Action::AccountLocked).record(rows).await?;
    } else if email.is_some() || account.shadow.is_none() {
        let (kind, epoch, language) = (NoticeKind::Disowned, account.epoch, Some(language.clone()));
        let shut = Notice { kind, account: account.id, location, origin, language, epoch, to: email.cloned() };
        rows.put_notice(notice, &shut).await?;
    }
    Ok(Commit(DisownOutcome::Done(Disowned { locked, second_factor: account.second_factor })))
}
