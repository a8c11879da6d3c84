//! The steps of recovery, one after the other as a person takes them.

use async_trait::async_trait;
use rekey_core::account::AccountStatus;
use rekey_core::audit::Action;
use rekey_core::code::CodeTry;
use rekey_core::outbox::{Door, Request};
use rekey_core::ports::{
    Acceptance, AddressLimits, CodeOutcome, CompleteReset, Completion, DisownOutcome, RecoveryStore, StoreError,
};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::token::{NewToken, TokenDigest, TokenRecord};
use rekey_core::{AccountId, AddressKey, ClientNetwork, EntryId, LocationId, Purpose};
use tracing::Instrument;

use super::accept::{Asked, admission};
use super::audit::Event;
use super::completion::{complete, disown};
use super::step::{SYSTEM, Tx};
use super::tokens::{self, Belongings};
use super::trouble::Trouble;
use super::value::values;
use super::{PostgresStore, accounts, codes};
use crate::shared::span;

#[async_trait]
impl RecoveryStore for PostgresStore {
    async fn accept_request(
        &self,
        id: EntryId,
        request: Request,
        limits: AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StoreError> {
        span::tell_entry(id);
        self.acceptor
            .accept(Asked { id, request, limits, reserved })
            .instrument(span::named("accept_request", SYSTEM))
            .await
    }

    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: AddressLimits,
    ) -> Result<Duration, StoreError> {
        let (admission, now) = admission(&self.database, address, purpose).await?;
        Ok(admission.wait(&limits, now))
    }

    async fn inspect_token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, StoreError> {
        let now: Option<Timestamp> = self.database.injected_now();
        let rows = self.database.read(tokens::LOOK_UP, values![&digest.as_bytes()[..], now]).await?;
        Ok(rows.first().map(tokens::record).transpose()?)
    }

    async fn mint_token(
        &self,
        account: AccountId,
        location: LocationId,
        token: NewToken,
    ) -> Result<Option<()>, StoreError> {
        self.database.step(|tx| async move { mint_for_operator(&tx, account, location, token).await }).await
    }

    async fn exchange_code(
        &self,
        attempt: CodeTry,
        token: NewToken,
        network: ClientNetwork,
    ) -> Result<CodeOutcome, StoreError> {
        let attempt = &attempt;
        self.database.step(|tx| async move { exchange(&tx, attempt, token, network).await }).await
    }

    async fn complete_reset(&self, step: CompleteReset) -> Result<Completion, StoreError> {
        let step = &step;
        let completion = self.database.step(|tx| async move { complete(&tx, step).await }).await?;
        if matches!(completion, Completion::Done { .. }) {
            self.news.notify_one();
        }
        Ok(completion)
    }

    async fn disown(
        &self,
        token: TokenDigest,
        notice: EntryId,
        network: ClientNetwork,
        door: Door,
    ) -> Result<DisownOutcome, StoreError> {
        let door = &door;
        let outcome = self.database.step(|tx| async move { disown(&tx, token, notice, network, door).await }).await?;
        if matches!(outcome, DisownOutcome::Done(_)) {
            self.news.notify_one();
        }
        Ok(outcome)
    }
}

async fn mint_for_operator(
    tx: &Tx,
    account: AccountId,
    location: LocationId,
    token: NewToken,
) -> Result<Option<()>, Trouble> {
    let Some(account) = accounts::hold(tx, account).await? else { return Ok(None) };
    if account.status == AccountStatus::Locked {
        return Ok(None);
    }
    let belongings =
        Belongings { owner: Some((account.id, account.epoch)), location, session: None, redirect_to: None };
    tokens::mint(tx, &token, &belongings).await?;
    Event::done(Action::OperatorReset).of(account.id).at(location).record(tx).await?;
    Ok(Some(()))
}

async fn exchange(tx: &Tx, attempt: &CodeTry, token: NewToken, network: ClientNetwork) -> Result<CodeOutcome, Trouble> {
    let Some(right) = codes::try_code(tx, attempt, network).await? else { return Ok(CodeOutcome::Refused) };
    codes::use_up(tx, attempt).await?;
    let belongings = Belongings {
        owner: Some((right.account, right.epoch)),
        location: right.location,
        session: None,
        redirect_to: None,
    };
    let expires_at = tokens::mint(tx, &token, &belongings).await?;
    Ok(CodeOutcome::Right { account: right.account, expires_at })
}
