//! Assertions: minted where a reset ends in an app, redeemed by the app's backend.

use rekey_core::AccountId;
use rekey_core::LocationId;
use rekey_core::account::Epoch;
use rekey_core::audit::Action;
use rekey_core::ports::{AssertionUse, Caller};
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose, TokenState};

use super::held::HeldAccount;
use super::tokens::{GoodToken, TokenRefusal};
use crate::rows::{AuditEvent, Commit, Rows, StepResult, TokenScope};
use crate::shared::standing::may_sign_in;

/// [`RecoveryStore::mint_assertion`](rekey_core::ports::RecoveryStore::mint_assertion).
pub(crate) async fn mint<R: Rows>(
    rows: &R,
    account: AccountId,
    epoch: Epoch,
    location: LocationId,
    token: &NewToken,
) -> StepResult<bool, R> {
    let stands = |account: &HeldAccount| may_sign_in(account) && account.epoch == epoch;
    let Some(account) = HeldAccount::by_id(rows, account).await?.filter(stands) else { return Ok(Commit(false)) };
    rows.mint_token(token, &TokenScope::of(account.owner(), location)).await?;
    Ok(Commit(true))
}

/// [`RecoveryStore::redeem_assertion`](rekey_core::ports::RecoveryStore::redeem_assertion).
pub(crate) async fn redeem<R: Rows>(rows: &R, digest: TokenDigest, caller: &Caller) -> StepResult<AssertionUse, R> {
    let token = match GoodToken::hold(rows, digest, &[TokenPurpose::Assertion], None).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(AssertionUse::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(AssertionUse::Refused(state))),
    };
    let account = HeldAccount::by_id(rows, token.account()).await?;
    let Some(account) = account.filter(|account| may_sign_in(account)) else {
        return Ok(Commit(AssertionUse::Refused(TokenState::Void)));
    };
    let Some(token) = token.spend(rows).await? else { return Ok(Commit(AssertionUse::Refused(TokenState::Used))) };
    let redeemed = AuditEvent::done(Action::AssertionRedeemed).of(account.id).at(token.location());
    redeemed.from(caller.network).by(caller.backend).record(rows).await?;
    Ok(Commit(AssertionUse::Redeemed))
}
