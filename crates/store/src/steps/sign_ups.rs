//! Sign-up: passwords that are offered, and what becomes of them when somebody proves to read the address
//! ([`rekey_core::sign_up`]).

use rekey_core::account::{Account, AccountStatus, NewAccount};
use rekey_core::offer::OfferMark;
use rekey_core::ports::{Acceptance, AccountOffer, Newcomer, PatchOutcome, RefusedOffer, Verification};
use rekey_core::profile::ProfilePatch;
use rekey_core::session::{NewSession, Session};
use rekey_core::sign_up::OFFER_LIFETIME;
use rekey_core::time::{Duration, after};
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose};
use rekey_core::{AccountId, ClientNetwork};

use super::accounts::insert;
use super::address_proof::prove;
use super::held::HeldAccount;
use super::second_factors::Passed;
use super::sessions;
use super::tokens::{SpentToken, TokenRefusal};
use crate::rows::{Commit, Outrun, Rows, StepResult, TokenScope};
use crate::shared::sign_ups::{Offer, OfferTable};

/// [`SignUpStore::offer_account`](rekey_core::ports::SignUpStore::offer_account).
pub(crate) async fn offer_account<R: Rows>(rows: &R, offer: &AccountOffer) -> StepResult<Acceptance, R> {
    let acceptance = rows.accept_request(offer.entry, &offer.request, &offer.limits, Duration::ZERO).await?;
    let (id, table) = account_to_be(rows, &offer.account, offer.request.origin.network).await?;
    match (&offer.account.password, acceptance) {
        (Some(password), Acceptance::Accepted) => {
            let (present, now) = (rows.offer(table, id).await?, rows.now());
            let refused = rows.refused_until(id).await?.is_some_and(|until| until > now);
            rows.keep_offer(table, id, &Offer::after(present, password, offer.repeats, refused, now)).await?;
            if table == OfferTable::Declined {
                // The password that the account was made with is no longer alone.
                rows.contest_sign_up(id).await?;
            }
        }
        _ => refuse(rows, id, table, offer.repeats).await?,
    }
    Ok(Commit(acceptance))
}

/// [`SignUpStore::accept_newcomer`](rekey_core::ports::SignUpStore::accept_newcomer).
pub(crate) async fn accept_newcomer<R: Rows>(rows: &R, newcomer: &Newcomer) -> StepResult<Acceptance, R> {
    let acceptance =
        rows.accept_request(newcomer.entry, &newcomer.request, &newcomer.limits, newcomer.reserved).await?;
    if acceptance == Acceptance::Accepted {
        account_to_be(rows, &newcomer.account, newcomer.request.origin.network).await?;
    }
    Ok(Commit(acceptance))
}

/// [`SignUpStore::refuse_offer`](rekey_core::ports::SignUpStore::refuse_offer).
pub(crate) async fn refuse_offer<R: Rows>(rows: &R, refused: &RefusedOffer) -> StepResult<(), R> {
    let (id, table) = account_to_be(rows, &refused.account, refused.network).await?;
    refuse(rows, id, table, refused.repeats).await.map(Commit)
}

/// A sign-up has to wait: what is offered for the account is contested, unless this one is known to be of the same
/// password.
async fn refuse<R: Rows>(
    rows: &R,
    account: AccountId,
    table: OfferTable,
    repeats: Option<OfferMark>,
) -> Result<(), R::Error> {
    let now = rows.now();
    let standing = rows.offer(table, account).await?.filter(|offer| offer.stands(now));
    if standing.is_some_and(|offer| Some(offer.mark()) == repeats) {
        return Ok(());
    }
    rows.contest_sign_up(account).await?;
    rows.keep_refused(account, after(now, OFFER_LIFETIME)).await
}

/// The account of an address that somebody signs up with, held or made, and where offers for it belong. Reading an
/// account's row takes about as long as writing one (R1).
async fn account_to_be<R: Rows>(
    rows: &R,
    new: &NewAccount,
    network: ClientNetwork,
) -> Result<(AccountId, OfferTable), R::Error> {
    if let Some(account) = HeldAccount::by_email(rows, &new.email).await? {
        return Ok((account.id, OfferTable::for_account(account.status)));
    }
    let new = NewAccount { password: None, status: AccountStatus::Unconfirmed, ..new.clone() };
    // If another node makes the account meanwhile, the step begins again and finds it.
    if !insert(rows, &new, network).await? {
        return Err(Outrun.into());
    }
    Ok((new.id, OfferTable::SignUps))
}

/// [`SignUpStore::register`](rekey_core::ports::SignUpStore::register).
pub(crate) async fn register<R: Rows>(
    rows: &R,
    new: &NewAccount,
    session: &NewSession,
    network: ClientNetwork,
) -> StepResult<Option<(Session, Account)>, R> {
    if !insert(rows, new, network).await? {
        return Ok(Commit(None));
    }
    if let Some(password) = &new.password {
        let own = Offer { password: password.clone(), contested: false, expires_at: None };
        rows.keep_offer(OfferTable::SignUps, new.id, &own).await?;
    }
    let account = HeldAccount::existing(rows, new.id).await?;
    let Ok(passed) = Passed::without_factor(account) else { return Ok(Commit(None)) };
    let opened = sessions::open(rows, passed, session, network).await?;
    sessions::note_place(rows, new.id, network, &session.device).await?;
    Ok(Commit(Some(opened.into_parts())))
}

/// [`SignUpStore::verify_email`](rekey_core::ports::SignUpStore::verify_email).
pub(crate) async fn verify_email<R: Rows>(
    rows: &R,
    token: TokenDigest,
    reset: &NewToken,
    network: ClientNetwork,
) -> StepResult<Verification, R> {
    let token = match SpentToken::spend(rows, token, &[TokenPurpose::VerifyEmail], None).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(Verification::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(Verification::Refused(state))),
    };
    let account = HeldAccount::existing(rows, token.account()).await?;
    let account = prove(rows, account, token.proof(), network).await?;
    if account.must_reset {
        let scope = TokenScope { mailed_to: token.mailed_to(), ..TokenScope::of(account.owner(), token.location()) };
        rows.mint_token(reset, &scope).await?;
    }
    Ok(Commit(Verification::Done(account.into_account())))
}

/// [`SignUpStore::patch_profile`](rekey_core::ports::SignUpStore::patch_profile).
pub(crate) async fn patch_profile<R: Rows>(
    rows: &R,
    id: AccountId,
    patch: &ProfilePatch,
) -> StepResult<PatchOutcome, R> {
    let held = HeldAccount::by_id(rows, id).await?;
    let Some(account) = held.filter(|account| account.shadow.is_none()) else {
        return Ok(Commit(PatchOutcome::Unknown));
    };
    let profile = match account.profile.clone().patched_by(&patch.fields) {
        Ok(profile) => profile,
        Err(too_long) => return Ok(Commit(PatchOutcome::TooLong(too_long))),
    };
    let name = patch.name.as_ref().unwrap_or(&account.name);
    rows.set_profile(id, &profile, name.as_deref()).await?;
    let account = HeldAccount::existing(rows, id).await?;
    Ok(Commit(PatchOutcome::Done(account.into_account())))
}
