//! What follows from the proof that somebody reads an account's address.

use rekey_core::ClientNetwork;
use rekey_core::account::AccountStatus;
use rekey_core::audit::Action;

use super::held::HeldAccount;
use crate::rows::{AuditEvent, Rows};
use crate::shared::sign_ups::{OfferTable, Proof, proven};

/// Somebody proved to read the account's address. The account as it is then. What was offered for the address is
/// forgotten in every state of the account (R23).
pub(super) async fn prove<R: Rows>(
    rows: &R,
    account: HeldAccount,
    proof: Proof,
    network: ClientNetwork,
) -> Result<HeldAccount, R::Error> {
    let offer = rows.offer(OfferTable::SignUps, account.id).await?;
    rows.delete_offers(account.id).await?;
    if account.email_verified && account.status != AccountStatus::Unconfirmed {
        return Ok(account);
    }
    let proven = proven(&account, offer.as_ref(), proof, rows.now());
    rows.write_proven(account.id, &proven).await?;
    AuditEvent::done(Action::EmailVerified).of(account.id).from(network).record(rows).await?;
    if proven.begins_epoch {
        account.begin_epoch(rows, AccountStatus::Active).await
    } else {
        HeldAccount::existing(rows, account.id).await
    }
}
