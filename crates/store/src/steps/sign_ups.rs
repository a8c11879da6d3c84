//! Sign-up: passwords that are offered, and what becomes of them when somebody proves to read the address
//! ([`rekey_core::sign_up`]).

use rekey_core::account::{Account, AccountStatus, NewAccount};
use rekey_core::audit::Action;
use rekey_core::ports::{Acceptance, AccountOffer, PatchOutcome, Verification};
use rekey_core::profile::ProfilePatch;
use rekey_core::session::{NewSession, Session};
use rekey_core::time::Duration;
use rekey_core::token::{TokenDigest, TokenPurpose};
use rekey_core::{AccountId, ClientNetwork};

use super::accounts::insert;
use super::held::HeldAccount;
use super::second_factors::Passed;
use super::sessions;
use super::tokens::{SpentToken, TokenRefusal};
use crate::rows::{AuditEvent, Commit, Outrun, Rows, StepResult};
use crate::shared::sign_ups::{Offer, proven};

/// [`SignUpStore::offer_account`](rekey_core::ports::SignUpStore::offer_account).
pub(crate) async fn offer_account<R: Rows>(rows: &R, offer: &AccountOffer) -> StepResult<Acceptance, R> {
    let acceptance = rows.accept_request(offer.entry, &offer.request, &offer.limits, Duration::ZERO).await?;
    let Some(password) = offer.account.password.as_ref().filter(|_| acceptance == Acceptance::Accepted) else {
        return Ok(Commit(acceptance));
    };
    // Reading an account's row takes about as long as writing one (R1).
    let id = if let Some(account) = HeldAccount::by_email(rows, &offer.account.email).await? {
        account.id
    } else {
        let new = NewAccount { password: None, ..offer.account.clone() };
        // If another node makes the account meanwhile, the step begins again and finds it.
        if !insert(rows, &new, AccountStatus::Unconfirmed).await? {
            return Err(Outrun.into());
        }
        new.id
    };
    let offered = Offer::after(rows.offer(id).await?, password, offer.repeats.as_ref(), rows.now());
    rows.keep_offer(id, &offered).await?;
    Ok(Commit(acceptance))
}

/// [`SignUpStore::register`](rekey_core::ports::SignUpStore::register).
pub(crate) async fn register<R: Rows>(
    rows: &R,
    new: &NewAccount,
    session: &NewSession,
    network: ClientNetwork,
) -> StepResult<Option<(Session, Account)>, R> {
    if !insert(rows, new, AccountStatus::Active).await? {
        return Ok(Commit(None));
    }
    if let Some(password) = &new.password {
        let own = Offer { password: password.clone(), contested: false, expires_at: None };
        rows.keep_offer(new.id, &own).await?;
    }
    let account = HeldAccount::existing(rows, new.id).await?;
    let Ok(passed) = Passed::without_factor(account) else { return Ok(Commit(None)) };
    let opened = sessions::open(rows, passed, session, network).await?;
    Ok(Commit(Some(opened.into_parts())))
}

/// Somebody proved to read the account's address, by a token or code of this purpose. The account as it is then.
pub(super) async fn prove<R: Rows>(
    rows: &R,
    account: HeldAccount,
    by: TokenPurpose,
    network: ClientNetwork,
) -> Result<HeldAccount, R::Error> {
    if account.email_verified && account.status != AccountStatus::Unconfirmed {
        return Ok(account);
    }
    let proven = proven(&account, rows.offer(account.id).await?.as_ref(), by, rows.now());
    rows.write_proven(account.id, &proven).await?;
    rows.delete_offer(account.id).await?;
    AuditEvent::done(Action::EmailVerified).of(account.id).from(network).record(rows).await?;
    if proven.begins_epoch {
        account.begin_epoch(rows, AccountStatus::Active).await
    } else {
        HeldAccount::existing(rows, account.id).await
    }
}

/// [`SignUpStore::verify_email`](rekey_core::ports::SignUpStore::verify_email).
pub(crate) async fn verify_email<R: Rows>(
    rows: &R,
    token: TokenDigest,
    network: ClientNetwork,
) -> StepResult<Verification, R> {
    let token = match SpentToken::spend(rows, token, &[TokenPurpose::VerifyEmail], None).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(Verification::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(Verification::Refused(state))),
    };
    let account = HeldAccount::existing(rows, token.account()).await?;
    let account = prove(rows, account, token.purpose(), network).await?;
    Ok(Commit(Verification::Done(account.into_account())))
}

/// [`SignUpStore::patch_profile`](rekey_core::ports::SignUpStore::patch_profile).
pub(crate) async fn patch_profile<R: Rows>(
    rows: &R,
    id: AccountId,
    patch: &ProfilePatch,
) -> StepResult<PatchOutcome, R> {
    let Some(account) = HeldAccount::by_id(rows, id).await? else { return Ok(Commit(PatchOutcome::Unknown)) };
    let profile = match account.profile.clone().patched_by(&patch.fields) {
        Ok(profile) => profile,
        Err(too_long) => return Ok(Commit(PatchOutcome::TooLong(too_long))),
    };
    let name = patch.name.as_ref().unwrap_or(&account.name);
    rows.set_profile(id, &profile, name.as_deref()).await?;
    let account = HeldAccount::existing(rows, id).await?;
    Ok(Commit(PatchOutcome::Done(account.into_account())))
}
