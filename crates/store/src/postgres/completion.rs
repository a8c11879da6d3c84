//! The ends of a recovery: the password is reset, or its owner says "this wasn't me".

use rekey_core::account::AccountStatus;
use rekey_core::audit::Action;
use rekey_core::outbox::{Door, Notice, NoticeKind};
use rekey_core::ports::{CompleteReset, Completion, DisownOutcome, Disowned, WayIn};
use rekey_core::token::{TokenDigest, TokenPurpose, TokenState};
use rekey_core::{AccountId, ClientNetwork, EntryId, LocationId};

use super::audit::Event;
use super::entries::put_notice;
use super::step::Tx;
use super::tokens::{self, Belongings};
use super::trouble::Trouble;
use super::{accounts, second_factors, sessions, sign_ups};
use crate::shared::standing::shut_by;

/// Why a token was not taken.
pub(super) enum Refusal {
    Unknown,
    State(TokenState),
}

/// A token that was good until now.
pub(super) struct Taken {
    pub(super) account: AccountId,
    pub(super) location: LocationId,
    pub(super) purpose: TokenPurpose,
}

/// Checks a token and uses it up; from then on its account is locked for this step. Writes nothing if the token is
/// refused.
pub(super) async fn take(
    tx: &Tx,
    digest: TokenDigest,
    purposes: &[TokenPurpose],
    location: Option<LocationId>,
) -> Result<Result<Taken, Refusal>, Trouble> {
    let Some(token) = tokens::hold(tx, digest).await?.filter(|token| purposes.contains(&token.purpose)) else {
        return Ok(Err(Refusal::Unknown));
    };
    let void = Refusal::State(TokenState::Void);
    if location.is_some_and(|location| location != token.location) {
        return Ok(Err(void));
    }
    Ok(match (token.state, token.account) {
        (TokenState::Good, Some(_)) if !tokens::use_up(tx, digest).await? => Err(Refusal::State(TokenState::Used)),
        (TokenState::Good, Some(account)) => Ok(Taken { account, location: token.location, purpose: token.purpose }),
        (TokenState::Good, None) => Err(void),
        (state, _) => Err(Refusal::State(state)),
    })
}

/// Completes a reset: see [`rekey_core::ports::RecoveryStore::complete_reset`]. Sessions and siblings of the token
/// need no write: they are of an older epoch from now on.
pub(super) async fn complete(tx: &Tx, step: &CompleteReset) -> Result<Completion, Trouble> {
    let purposes = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];
    let (id, location) = match take(tx, step.token, &purposes, step.location).await? {
        Ok(taken) => (taken.account, taken.location),
        Err(Refusal::Unknown) => return Ok(Completion::Unknown),
        Err(Refusal::State(state)) => return Ok(Completion::Refused(state)),
    };
    let account = accounts::reset_password(tx, id, &step.password).await?;
    sign_ups::forget_offer(tx, id).await?;
    let notice = Notice {
        kind: NoticeKind::PasswordChanged,
        account: id,
        location,
        network: step.network,
        door: Some(step.door.clone()),
        epoch: account.epoch,
        to: None,
    };
    put_notice(tx, step.notice, &notice).await?;
    Event::done(Action::PasswordReset).of(id).at(location).from(step.network).record(tx).await?;
    let belongings = Belongings { owner: Some((id, account.epoch)), location, session: None, redirect_to: None };
    match (second_factors::none(&account), &step.way_in) {
        (None, _) => {
            if let Some(challenge) = &step.challenge {
                tokens::mint(tx, challenge, &belongings).await?;
            }
        }
        (Some(_), WayIn::None) => {}
        (Some(_), WayIn::OneTime(token)) => {
            tokens::mint(tx, token, &belongings).await?;
        }
        (Some(passed), WayIn::Session(session)) => {
            sessions::open(tx, &account, passed, session, step.network).await?;
        }
    }
    Ok(Completion::Done { account: Box::new(account), at: tx.now() })
}

/// "This wasn't me": see [`rekey_core::ports::RecoveryStore::disown`].
pub(super) async fn disown(
    tx: &Tx,
    digest: TokenDigest,
    notice: EntryId,
    network: ClientNetwork,
    door: &Door,
) -> Result<DisownOutcome, Trouble> {
    let Taken { account: id, location, purpose } = match take(tx, digest, &TokenPurpose::NOT_ME, None).await? {
        Ok(taken) => taken,
        Err(Refusal::Unknown) => return Ok(DisownOutcome::Unknown),
        Err(Refusal::State(state)) => return Ok(DisownOutcome::Refused(state)),
    };
    // A locked account's tokens are void, so that there is none here whose lock would be lost.
    let account = accounts::begin_epoch(tx, id, shut_by(purpose)).await?;
    let done = |action| Event::done(action).of(id).at(location).from(network);
    done(Action::Disowned).record(tx).await?;
    let locked = account.status == AccountStatus::Locked;
    if locked {
        done(Action::AccountLocked).record(tx).await?;
    } else {
        let (kind, epoch) = (NoticeKind::Disowned, account.epoch);
        let told = Notice { kind, account: id, location, network, door: Some(door.clone()), epoch, to: None };
        put_notice(tx, notice, &told).await?;
    }
    Ok(DisownOutcome::Done(Disowned { locked, second_factor: account.second_factor }))
}
