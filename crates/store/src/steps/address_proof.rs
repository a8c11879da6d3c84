//! What follows from the proof that somebody reads an account's address, and from the doubt that its sign-ins were the
//! owner's.

use rekey_core::account::AccountStatus;
use rekey_core::audit::Action;
use rekey_core::{AccountId, ClientNetwork};

use super::held::HeldAccount;
use crate::rows::{AuditEvent, Rows};
use crate::shared::sign_ups::{OfferTable, Proof, proven};

/// Somebody proved to read the account's address: by a reset, a code, a link. Every step that learns it calls this one,
/// so that nothing which a stranger left before the proof outlives it, whatever the door (R26). The account as it is
/// then. What was offered for the address is forgotten in every state of the account (R23).
pub(super) async fn prove<R: Rows>(
    rows: &R,
    account: HeldAccount,
    proof: Proof,
    network: ClientNetwork,
) -> Result<HeldAccount, R::Error> {
    let account = drop_unproven_factor(rows, account, network).await?;
    let offer = rows.offer(OfferTable::SignUps, account.id).await?;
    rows.delete_offers(account.id).await?;
    if account.email_verified && account.status != AccountStatus::Unconfirmed {
        return Ok(account);
    }
    let proven = proven(&account, offer.as_ref(), proof, rows.now());
    rows.write_proven(account.id, &proven).await?;
    if !proven.keeps_person {
        forget_places(rows, &account).await?;
    }
    AuditEvent::done(Action::EmailVerified).of(account.id).from(network).record(rows).await?;
    if proven.begins_epoch {
        account.begin_epoch(rows, AccountStatus::Active).await
    } else {
        HeldAccount::existing(rows, account.id).await
    }
}

/// Removes a second factor that the maker of the account set up before anybody had proven the address: the maker may
/// be a stranger, and every way in would ask the owner, who proves it now, for it. Steps that ask for the second factor
/// call this before they ask.
pub(super) async fn drop_unproven_factor<R: Rows>(
    rows: &R,
    account: HeldAccount,
    network: ClientNetwork,
) -> Result<HeldAccount, R::Error> {
    if account.email_verified || !account.second_factor {
        return Ok(account);
    }
    if !made_unproven(rows, account.id).await? || !rows.has_own_second_factor(account.id).await? {
        return Ok(account);
    }
    rows.delete_second_factor(account.id).await?;
    AuditEvent::done(Action::SecondFactorRemoved).of(account.id).from(network).record(rows).await?;
    account.set_second_factor(rows, false).await
}

/// Whether a person, who may be a stranger, made the account at once, and nobody has proven the address since.
pub(super) async fn made_unproven<R: Rows>(rows: &R, account: AccountId) -> Result<bool, R::Error> {
    let made_with = rows.offer(OfferTable::SignUps, account).await?;
    Ok(made_with.is_some_and(|offer| offer.is_of_unproven_account()))
}

/// Forgets where the account was signed in to: the next sign-in is from a new place everywhere, of which the owner gets
/// a notice, and no network has more tries than a stranger's.
pub(super) async fn forget_places<R: Rows>(rows: &R, account: &HeldAccount) -> Result<(), R::Error> {
    rows.forget_places(account.id).await?;
    if let Some(key) = rows.trail().key() {
        let address = account.address_key(&key);
        rows.hold_trials(address).await?;
        rows.forget_familiar_networks(address).await?;
    }
    Ok(())
}

/// Shuts the account, and begins an epoch. Somebody else than its owner may have used it, so no place is
/// known any more (R30).
pub(super) async fn shut<R: Rows>(
    rows: &R,
    account: HeldAccount,
    status: AccountStatus,
) -> Result<HeldAccount, R::Error> {
    forget_places(rows, &account).await?;
    account.begin_epoch(rows, status).await
}
