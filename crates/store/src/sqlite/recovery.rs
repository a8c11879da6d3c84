//! Accepting requests, and what the holder of a token or code does with it.

use async_trait::async_trait;
use rekey_core::account::{Account, AccountStatus};
use rekey_core::audit::Action;
use rekey_core::code::CodeTry;
use rekey_core::outbox::{NoticeKind, Request};
use rekey_core::ports::{
    Acceptance, AddressLimits, CodeOutcome, CompleteReset, Completion, DisownOutcome, RecoveryStore, StoreError, WayIn,
};
use rekey_core::time::Duration;
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose, TokenRecord, TokenState};
use rekey_core::{AccountId, AddressKey, ClientNetwork, EntryId, LocationId, Purpose};

use super::audit::Event;
use super::codes::try_code;
use super::limits::{admission, keep_admission};
use super::outbox::{self, NewNotice};
use super::step::{Failure, Step};
use super::tokens::{self, Owner};
use super::{SqliteStore, accounts, sessions};
use crate::shared::corrupt::Corrupt;

#[async_trait]
impl RecoveryStore for SqliteStore {
    async fn accept_request(
        &self,
        id: EntryId,
        request: Request,
        limits: AddressLimits,
    ) -> Result<Acceptance, StoreError> {
        self.write(move |step| accept(step, id, &request, &limits)).await
    }

    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: AddressLimits,
    ) -> Result<Duration, StoreError> {
        self.read(move |step| Ok(admission(step, address, purpose)?.wait(&limits, step.now))).await
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
    ) -> Result<DisownOutcome, StoreError> {
        self.write(move |step| disown(step, token, notice, network)).await
    }
}

fn accept(step: &Step<'_>, id: EntryId, request: &Request, limits: &AddressLimits) -> Result<Acceptance, Failure> {
    let counted = admission(step, request.address_key, request.purpose)?;
    let remaining = counted.wait(limits, step.now);
    if !remaining.is_zero() {
        return Ok(Acceptance::Suppressed { remaining });
    }
    let counted = counted.after_request(limits, step.now);
    keep_admission(step, request.address_key, request.purpose, limits, &counted)?;
    outbox::add_request(step, id, request)?;
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
    tokens::mint(step, token, &Owner { account: Some((account.id, account.epoch)), location, session: None })?;
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
    let owner = Owner { account: Some((right.account, right.epoch)), location: right.location, session: None };
    let expires_at = tokens::mint(step, token, &owner)?;
    Ok(CodeOutcome::Right { account: right.account, expires_at })
}

/// A token that was presented, if it is good.
enum Presented {
    Good { account: Account, location: LocationId },
    Bad(TokenState),
    Unknown,
}

/// Looks a token up and uses it up. One of another purpose is unknown here (R14).
fn redeem(
    step: &Step<'_>,
    digest: TokenDigest,
    purposes: &[TokenPurpose],
    location: Option<LocationId>,
) -> Result<Presented, Failure> {
    let Some(token) = tokens::look_up(step, digest)?.filter(|token| purposes.contains(&token.purpose)) else {
        return Ok(Presented::Unknown);
    };
    if location.is_some_and(|location| location != token.location) {
        return Ok(Presented::Bad(TokenState::Void));
    }
    let (TokenState::Good, Some(account)) = (token.state, token.account) else {
        return Ok(Presented::Bad(token.state));
    };
    if !tokens::use_up(step, digest)? {
        return Ok(Presented::Bad(TokenState::Used));
    }
    let account = accounts::by_id(step, account)?.ok_or_else(|| Corrupt::column("tokens.account"))?;
    Ok(Presented::Good { account, location: token.location })
}

fn complete(step: &Step<'_>, reset: &CompleteReset) -> Result<Completion, Failure> {
    let purposes = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];
    let (before, location) = match redeem(step, reset.token, &purposes, reset.location)? {
        Presented::Good { account, location } => (account, location),
        Presented::Bad(state) => return Ok(Completion::Refused(state)),
        Presented::Unknown => return Ok(Completion::Unknown),
    };
    accounts::set_password(step, before.id, &reset.password)?;
    accounts::mark_verified(step, before.id)?;
    // A locked account's tokens are void, so that there is none here to be unlocked.
    accounts::begin_epoch(step, before.id, AccountStatus::Active)?;
    let account = accounts::by_id(step, before.id)?.ok_or_else(|| Corrupt::column("tokens.account"))?;
    let notice = NewNotice { kind: NoticeKind::PasswordChanged, account: &account, location, network: reset.network };
    outbox::add_notice(step, reset.notice, &notice)?;
    Event::done(Action::PasswordReset, account.id).from(reset.network).at(location).record(step)?;
    match &reset.way_in {
        WayIn::None => {}
        WayIn::OneTime(token) => {
            let owner = Owner { account: Some((account.id, account.epoch)), location, session: None };
            tokens::mint(step, token, &owner)?;
        }
        WayIn::Session(session) => {
            sessions::open(step, &account, session, reset.network)?;
        }
    }
    Ok(Completion::Done { account: Box::new(account), at: step.now })
}

fn disown(
    step: &Step<'_>,
    token: TokenDigest,
    notice: EntryId,
    network: ClientNetwork,
) -> Result<DisownOutcome, Failure> {
    let (before, location) = match redeem(step, token, &[TokenPurpose::NotMe], None)? {
        Presented::Good { account, location } => (account, location),
        Presented::Bad(state) => return Ok(DisownOutcome::Refused(state)),
        Presented::Unknown => return Ok(DisownOutcome::Unknown),
    };
    accounts::begin_epoch(step, before.id, AccountStatus::Disowned)?;
    let account = accounts::by_id(step, before.id)?.ok_or_else(|| Corrupt::column("tokens.account"))?;
    let told = NewNotice { kind: NoticeKind::Disowned, account: &account, location, network };
    outbox::add_notice(step, notice, &told)?;
    Event::done(Action::Disowned, account.id).from(network).at(location).record(step)?;
    Ok(DisownOutcome::Done)
}
