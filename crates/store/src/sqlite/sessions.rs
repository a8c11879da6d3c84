//! Sign-in and sessions. A session is alive while it was not ended, its newest refresh token can be used, and its
//! account is active and still in the epoch that it began in (R6, R7).

use async_trait::async_trait;
use rekey_core::account::{Account, AccountStatus};
use rekey_core::audit::Action;
use rekey_core::code::CodeTry;
use rekey_core::ports::{RefreshOutcome, SessionStore, SignInOutcome, StoreError};
use rekey_core::session::{ClientId, NewSession, Opening, Rotation, Session};
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose, TokenState};
use rekey_core::{ClientNetwork, LocationId, SessionId};
use rusqlite::params;

use super::audit::{Event, signed_in};
use super::codes::try_code;
use super::rotation::{rotate, session_of};
use super::rows::{SESSION_COLUMNS, account, account_columns, session, session_columns};
use super::second_factors::{self, Asked, Passed};
use super::step::{Failure, Step};
use super::tokens::{self, Owner};
use super::{SqliteStore, accounts, codes, sign_ups};
use crate::shared::session_row::client_column;
use crate::shared::standing::{may_sign_in, may_sign_in_by, proves_address};

/// Opens a session for an account that has passed its second factor, and says so in the audit trail.
pub(super) fn open(
    step: &Step<'_>,
    account: &Account,
    _passed: Passed,
    new: &NewSession,
    network: ClientNetwork,
) -> Result<Session, Failure> {
    let expires_at = after(step.now, new.lifetime);
    let client = ClientId::kept(new.client.as_ref(), account);
    step.execute(
        "INSERT INTO sessions (id, account, epoch, client, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            new.id.as_uuid().into_bytes(),
            account.id.as_uuid().into_bytes(),
            account.epoch.0,
            client_column(client.as_ref()),
            step.micros(),
            expires_at.as_microsecond(),
        ],
    )?;
    add_refresh_token(step, new.refresh, new.id, expires_at)?;
    signed_in(account, network).record(step)?;
    Ok(Session { id: new.id, account: account.id, epoch: account.epoch, client, created_at: step.now, expires_at })
}

#[async_trait]
impl SessionStore for SqliteStore {
    async fn open_session(&self, account: &Account, opening: Opening) -> Result<SignInOutcome, StoreError> {
        let verified = account.clone();
        self.write(move |step| open_verified(step, &verified, &opening)).await
    }

    async fn redeem_token(
        &self,
        token: TokenDigest,
        purposes: &'static [TokenPurpose],
        opening: Opening,
    ) -> Result<SignInOutcome, StoreError> {
        self.write(move |step| redeem_token(step, token, purposes, &opening)).await
    }

    async fn redeem_code(&self, attempt: CodeTry, opening: Opening) -> Result<SignInOutcome, StoreError> {
        self.write(move |step| redeem_code(step, &attempt, &opening)).await
    }

    async fn mint_for_session(&self, session: SessionId, token: NewToken) -> Result<Option<()>, StoreError> {
        self.write(move |step| mint_for_session(step, session, &token)).await
    }

    async fn refresh(&self, rotation: Rotation) -> Result<RefreshOutcome, StoreError> {
        self.write(move |step| rotate(step, &rotation)).await
    }

    async fn living_session(&self, session: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        self.read(move |step| living(step, session)).await
    }

    async fn end_session(&self, session: SessionId, network: ClientNetwork) -> Result<bool, StoreError> {
        self.write(move |step| sign_out(step, session, network)).await
    }

    async fn end_session_of(&self, token: TokenDigest, network: ClientNetwork) -> Result<bool, StoreError> {
        self.write(move |step| match session_of(step, token)? {
            Some(session) => sign_out(step, session, network),
            None => Ok(false),
        })
        .await
    }
}

fn sign_out(step: &Step<'_>, session: SessionId, network: ClientNetwork) -> Result<bool, Failure> {
    let Some((session, account)) = living(step, session)? else { return Ok(false) };
    end(step, session.id)?;
    Event::done(Action::SignedOut, account.id).from(network).record(step)?;
    Ok(true)
}

fn open_verified(step: &Step<'_>, verified: &Account, opening: &Opening) -> Result<SignInOutcome, Failure> {
    // Another password begins another epoch; the same one's new hash does not.
    let unchanged = |now: &Account| may_sign_in(now) && now.epoch == verified.epoch;
    let Some(account) = accounts::by_id(step, verified.id)?.filter(unchanged) else {
        return Ok(SignInOutcome::Refused);
    };
    match second_factors::ask(step, &account, &opening.asking.attempt, opening.network)? {
        Asked::Passed(passed) => admit(step, account, passed, opening),
        Asked::Shut { blocked_for } => put_off(step, &account, opening, own_location(&account), blocked_for),
    }
}

fn redeem_token(
    step: &Step<'_>,
    digest: TokenDigest,
    purposes: &[TokenPurpose],
    opening: &Opening,
) -> Result<SignInOutcome, Failure> {
    let good = tokens::look_up(step, digest)?
        .filter(|token| purposes.contains(&token.purpose) && token.state == TokenState::Good);
    let Some((id, token)) = good.and_then(|token| Some((token.account?, token))) else {
        return Ok(SignInOutcome::Refused);
    };
    if let Some(session) = token.session
        && living(step, session)?.is_none()
    {
        return Ok(SignInOutcome::Refused);
    }
    let admissible = |account: &Account| may_sign_in_by(account, token.purpose);
    let Some(account) = accounts::by_id(step, id)?.filter(admissible) else {
        return Ok(SignInOutcome::Refused);
    };
    let asked = match token.session {
        Some(_) => Asked::Passed(second_factors::passed_on()),
        None => second_factors::ask(step, &account, &opening.asking.attempt, opening.network)?,
    };
    if let (Asked::Shut { blocked_for }, None) = (&asked, &opening.asking.challenge) {
        return Ok(SignInOutcome::SecondFactor { blocked_for: *blocked_for });
    }
    if !tokens::use_up(step, digest)? {
        return Ok(SignInOutcome::Refused);
    }
    let account = if proves_address(token.purpose) {
        sign_ups::prove(step, id, token.purpose, opening.network)?
    } else {
        account
    };
    match asked {
        Asked::Passed(passed) => admit(step, account, passed, opening),
        Asked::Shut { blocked_for } => put_off(step, &account, opening, token.location, blocked_for),
    }
}

fn redeem_code(step: &Step<'_>, attempt: &CodeTry, opening: &Opening) -> Result<SignInOutcome, Failure> {
    let Some(right) = try_code(step, attempt, opening.network)? else { return Ok(SignInOutcome::Refused) };
    let account = accounts::existing(step, right.account)?;
    let asked = second_factors::ask(step, &account, &opening.asking.attempt, opening.network)?;
    if let (Asked::Shut { blocked_for }, None) = (&asked, &opening.asking.challenge) {
        codes::give_back(step, attempt)?;
        return Ok(SignInOutcome::SecondFactor { blocked_for: *blocked_for });
    }
    codes::use_up(step, attempt)?;
    let account = sign_ups::prove(step, right.account, attempt.purpose.link(), opening.network)?;
    if !may_sign_in(&account) {
        return Ok(SignInOutcome::Refused);
    }
    match asked {
        Asked::Passed(passed) => admit(step, account, passed, opening),
        Asked::Shut { blocked_for } => put_off(step, &account, opening, right.location, blocked_for),
    }
}

fn admit(step: &Step<'_>, account: Account, passed: Passed, opening: &Opening) -> Result<SignInOutcome, Failure> {
    let session = open(step, &account, passed, &opening.session, opening.network)?;
    Ok(SignInOutcome::Open(Box::new((session, account))))
}

/// Lets the second factor be shown in a step of its own, if a challenge was minted for that.
fn put_off(
    step: &Step<'_>,
    account: &Account,
    opening: &Opening,
    location: LocationId,
    blocked_for: Option<Duration>,
) -> Result<SignInOutcome, Failure> {
    if let Some(challenge) = &opening.asking.challenge {
        let owner = Owner { account: Some((account.id, account.epoch)), location, session: None, redirect_to: None };
        tokens::mint(step, challenge, &owner)?;
    }
    Ok(SignInOutcome::SecondFactor { blocked_for })
}

fn own_location(account: &Account) -> LocationId {
    account.locations.first().copied().unwrap_or(LocationId::FIRST)
}

fn mint_for_session(step: &Step<'_>, session: SessionId, token: &NewToken) -> Result<Option<()>, Failure> {
    let Some((session, account)) = living(step, session)? else { return Ok(None) };
    let owner = Owner {
        account: Some((account.id, account.epoch)),
        location: own_location(&account),
        session: Some(session.id),
        redirect_to: None,
    };
    tokens::mint(step, token, &owner)?;
    Ok(Some(()))
}

/// A living session with its account.
pub(super) fn living(step: &Step<'_>, id: SessionId) -> Result<Option<(Session, Account)>, Failure> {
    let found = step.one(
        concat!(
            "SELECT ",
            session_columns!(),
            ", ",
            account_columns!(),
            " FROM sessions s JOIN accounts a ON a.id = s.account WHERE s.id = ?1"
        ),
        [id.as_uuid().into_bytes()],
        |row| Ok((session(row, 0)?, account(row, SESSION_COLUMNS)?)),
    )?;
    Ok(found.and_then(|((session, ended), account)| {
        (!ended && is_alive(&session, &account, step.now)).then_some((session, account))
    }))
}

/// Whether nothing but an explicit end could have ended the session.
fn is_alive(session: &Session, account: &Account, now: Timestamp) -> bool {
    session.expires_at > now && session.epoch == account.epoch && account.status == AccountStatus::Active
}

/// Ends a session.
pub(super) fn end(step: &Step<'_>, session: SessionId) -> Result<(), Failure> {
    step.execute(
        "UPDATE sessions SET ended_at = ?1 WHERE id = ?2",
        params![step.micros(), session.as_uuid().into_bytes()],
    )?;
    Ok(())
}

/// Adds a refresh token to a session.
pub(super) fn add_refresh_token(
    step: &Step<'_>,
    digest: TokenDigest,
    session: SessionId,
    expires_at: Timestamp,
) -> Result<(), Failure> {
    step.execute(
        "INSERT INTO refresh_tokens (digest, session, expires_at) VALUES (?1, ?2, ?3)",
        params![digest.as_bytes(), session.as_uuid().into_bytes(), expires_at.as_microsecond()],
    )?;
    Ok(())
}
