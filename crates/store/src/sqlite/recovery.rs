//! Accepting requests, and what the holder of a token or code does with it.

use async_trait::async_trait;
use rekey_core::account::AccountStatus;
use rekey_core::audit::Action;
use rekey_core::code::CodeTry;
use rekey_core::outbox::{Door, Notice, NoticeKind, Request};
use rekey_core::ports::{
    Acceptance, AddressLimits, CodeOutcome, CompleteReset, Completion, DisownOutcome, Disowned, RecoveryStore,
    StoreError, WayIn,
};
use rekey_core::time::{Duration, after};
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose, TokenRecord, TokenState};
use rekey_core::{AccountId, AddressKey, ClientNetwork, EntryId, LocationId, Purpose};

use super::address_counts::AddressCounts;
use super::audit::Event;
use super::codes::{self, try_code};
use super::outbox;
use super::step::{Failure, Step};
use super::tokens::{self, Owner};
use super::{SqliteStore, accounts, second_factors, sessions, sign_ups};
use crate::shared::span;
use crate::shared::standing::shut_by;

#[async_trait]
impl RecoveryStore for SqliteStore {
    async fn accept_request(
        &self,
        id: EntryId,
        request: Request,
        limits: AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StoreError> {
        span::tell_entry(id);
        self.write(move |step| accept(step, id, &request, &limits, reserved)).await
    }

    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: AddressLimits,
    ) -> Result<Duration, StoreError> {
        self.read(move |step| Ok(AddressCounts::read(step, address)?.wait(purpose, &limits, step.now))).await
    }

    async fn inspect_token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, StoreError> {
        self.read(move |step| tokens::look_up(step, digest)).await
    }

    async fn mint_token(
        &self,
        account: AccountId,
        location: LocationId,
        token: NewToken,
    ) -> Result<Option<()>, StoreError> {
        self.write(move |step| mint_for_operator(step, account, location, &token)).await
    }

    async fn exchange_code(
        &self,
        attempt: CodeTry,
        token: NewToken,
        network: ClientNetwork,
    ) -> Result<CodeOutcome, StoreError> {
        self.write(move |step| exchange(step, &attempt, &token, network)).await
    }

    async fn complete_reset(&self, reset: CompleteReset) -> Result<Completion, StoreError> {
        self.write(move |step| complete(step, &reset)).await
    }

    async fn disown(
        &self,
        token: TokenDigest,
        notice: EntryId,
        network: ClientNetwork,
        door: Door,
    ) -> Result<DisownOutcome, StoreError> {
        self.write(move |step| disown(step, token, notice, network, &door)).await
    }
}

/// Accepts a request, due when it was `reserved` for so long, or says how long its address has to wait.
pub(super) fn accept(
    step: &Step<'_>,
    id: EntryId,
    request: &Request,
    limits: &AddressLimits,
    reserved: Duration,
) -> Result<Acceptance, Failure> {
    let counted = AddressCounts::read(step, request.address_key)?;
    let remaining = counted.wait(request.purpose, limits, step.now);
    if !remaining.is_zero() {
        return Ok(Acceptance::Suppressed { remaining });
    }
    counted.count(step, request.purpose, limits)?;
    outbox::add_request(step, id, request, after(step.now, reserved))?;
    Ok(Acceptance::Accepted)
}

fn mint_for_operator(
    step: &Step<'_>,
    account: AccountId,
    location: LocationId,
    token: &NewToken,
) -> Result<Option<()>, Failure> {
    let Some(account) = accounts::by_id(step, account)?.filter(|account| account.status != AccountStatus::Locked)
    else {
        return Ok(None);
    };
    tokens::mint(
        step,
        token,
        &Owner { account: Some((account.id, account.epoch)), location, session: None, redirect_to: None },
    )?;
    Event::done(Action::OperatorReset, account.id).at(location).record(step)?;
    Ok(Some(()))
}

fn exchange(
    step: &Step<'_>,
    attempt: &CodeTry,
    token: &NewToken,
    network: ClientNetwork,
) -> Result<CodeOutcome, Failure> {
    let Some(right) = try_code(step, attempt, network)? else { return Ok(CodeOutcome::Refused) };
    codes::use_up(step, attempt)?;
    let owner = Owner {
        account: Some((right.account, right.epoch)),
        location: right.location,
        session: None,
        redirect_to: None,
    };
    let expires_at = tokens::mint(step, token, &owner)?;
    Ok(CodeOutcome::Right { account: right.account, expires_at })
}

/// Why a token that was presented does nothing.
pub(super) enum Refusal {
    NotGood(TokenState),
    Unknown,
}

/// A token that was good until now.
pub(super) struct Redeemed {
    pub(super) account: AccountId,
    pub(super) location: LocationId,
    pub(super) purpose: TokenPurpose,
}

/// Looks a token up and uses it up. One of another purpose is unknown here (R14).
pub(super) fn redeem(
    step: &Step<'_>,
    digest: TokenDigest,
    purposes: &[TokenPurpose],
    location: Option<LocationId>,
) -> Result<Result<Redeemed, Refusal>, Failure> {
    let Some(token) = tokens::look_up(step, digest)?.filter(|token| purposes.contains(&token.purpose)) else {
        return Ok(Err(Refusal::Unknown));
    };
    if location.is_some_and(|location| location != token.location) {
        return Ok(Err(Refusal::NotGood(TokenState::Void)));
    }
    let (TokenState::Good, Some(account)) = (token.state, token.account) else {
        return Ok(Err(Refusal::NotGood(token.state)));
    };
    if !tokens::use_up(step, digest)? {
        return Ok(Err(Refusal::NotGood(TokenState::Used)));
    }
    Ok(Ok(Redeemed { account, location: token.location, purpose: token.purpose }))
}

fn complete(step: &Step<'_>, reset: &CompleteReset) -> Result<Completion, Failure> {
    let purposes = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];
    let (id, location) = match redeem(step, reset.token, &purposes, reset.location)? {
        Ok(redeemed) => (redeemed.account, redeemed.location),
        Err(Refusal::NotGood(state)) => return Ok(Completion::Refused(state)),
        Err(Refusal::Unknown) => return Ok(Completion::Unknown),
    };
    accounts::set_password(step, id, &reset.password)?;
    accounts::mark_verified(step, id)?;
    sign_ups::forget_offer(step, id)?;
    // A locked account's tokens are void, so that there is none here to be unlocked.
    let account = accounts::begin_epoch(step, id, AccountStatus::Active)?;
    let notice = Notice {
        kind: NoticeKind::PasswordChanged,
        account: account.id,
        location,
        network: reset.network,
        door: Some(reset.door.clone()),
        epoch: account.epoch,
        to: None,
    };
    outbox::add_notice(step, reset.notice, &notice)?;
    Event::done(Action::PasswordReset, account.id).from(reset.network).at(location).record(step)?;
    let owner = Owner { account: Some((account.id, account.epoch)), location, session: None, redirect_to: None };
    match (second_factors::none(&account), &reset.way_in) {
        (None, _) => {
            if let Some(challenge) = &reset.challenge {
                tokens::mint(step, challenge, &owner)?;
            }
        }
        (Some(_), WayIn::None) => {}
        (Some(_), WayIn::OneTime(token)) => {
            tokens::mint(step, token, &owner)?;
        }
        (Some(passed), WayIn::Session(session)) => {
            sessions::open(step, &account, passed, session, reset.network)?;
        }
    }
    Ok(Completion::Done { account: Box::new(account), at: step.now })
}

fn disown(
    step: &Step<'_>,
    token: TokenDigest,
    notice: EntryId,
    network: ClientNetwork,
    door: &Door,
) -> Result<DisownOutcome, Failure> {
    let Redeemed { account: id, location, purpose } = match redeem(step, token, &TokenPurpose::NOT_ME, None)? {
        Ok(redeemed) => redeemed,
        Err(Refusal::NotGood(state)) => return Ok(DisownOutcome::Refused(state)),
        Err(Refusal::Unknown) => return Ok(DisownOutcome::Unknown),
    };
    let account = accounts::begin_epoch(step, id, shut_by(purpose))?;
    let record = |action| Event::done(action, id).from(network).at(location).record(step);
    record(Action::Disowned)?;
    let locked = account.status == AccountStatus::Locked;
    if locked {
        record(Action::AccountLocked)?;
    } else {
        let (kind, epoch) = (NoticeKind::Disowned, account.epoch);
        let told = Notice { kind, account: id, location, network, door: Some(door.clone()), epoch, to: None };
        outbox::add_notice(step, notice, &told)?;
    }
    Ok(DisownOutcome::Done(Disowned { locked, second_factor: account.second_factor }))
}
