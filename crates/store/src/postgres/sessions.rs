//! Sign-in and sessions. A session is alive while it was not ended, its newest refresh token can be used, and its
//! account is active and still in the epoch that it began in (R6, R7).

use async_trait::async_trait;
use rekey_core::account::{Account, AccountStatus};
use rekey_core::audit::Action;
use rekey_core::code::CodeTry;
use rekey_core::ports::{RefreshOutcome, SessionStore, SignInOutcome, StoreError};
use rekey_core::session::{ClientId, NewSession, Opening, Rotation, Session};
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose};
use rekey_core::{ClientNetwork, LocationId, SessionId};
use tokio_postgres::Row;

use super::audit::Event;
use super::codes::try_code;
use super::rotation::{rotate, session_of};
use super::rows::{ACCOUNT, SESSION, SESSION_COLUMNS, account, session};
use super::second_factors::{self, Asked, Passed};
use super::step::Tx;
use super::tokens::{self, Belongings};
use super::trouble::Trouble;
use super::value::values;
use super::{PostgresStore, accounts, codes, sign_ups};
use crate::shared::session_row::client_column;
use crate::shared::standing::{may_sign_in, may_sign_in_by, proves_address};

#[async_trait]
impl SessionStore for PostgresStore {
    async fn open_session(&self, account: &Account, opening: Opening) -> Result<SignInOutcome, StoreError> {
        let opening = &opening;
        self.database.step(|tx| async move { open_verified(&tx, account, opening).await }).await
    }

    async fn redeem_token(
        &self,
        token: TokenDigest,
        purposes: &'static [TokenPurpose],
        opening: Opening,
    ) -> Result<SignInOutcome, StoreError> {
        let opening = &opening;
        self.database.step(|tx| async move { redeem_token(&tx, token, purposes, opening).await }).await
    }

    async fn redeem_code(&self, attempt: CodeTry, opening: Opening) -> Result<SignInOutcome, StoreError> {
        let (attempt, opening) = (&attempt, &opening);
        self.database.step(|tx| async move { redeem_code(&tx, attempt, opening).await }).await
    }

    async fn mint_for_session(&self, session: SessionId, token: NewToken) -> Result<Option<()>, StoreError> {
        self.database.step(|tx| async move { mint_for_session(&tx, session, token).await }).await
    }

    async fn refresh(&self, rotation: Rotation) -> Result<RefreshOutcome, StoreError> {
        let rotation = &rotation;
        self.database.step(|tx| async move { rotate(&tx, rotation).await }).await
    }

    async fn living_session(&self, session: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        let now: Option<Timestamp> = self.database.injected_now();
        let rows = self.database.read(&look_up(""), values![session.as_uuid(), now]).await?;
        Ok(rows.first().map(living_row).transpose()?.flatten())
    }

    async fn end_session(&self, session: SessionId, network: ClientNetwork) -> Result<bool, StoreError> {
        self.database.step(|tx| async move { sign_out(&tx, session, network).await }).await
    }

    async fn end_session_of(&self, token: TokenDigest, network: ClientNetwork) -> Result<bool, StoreError> {
        self.database
            .step(|tx| async move {
                match session_of(&tx, token).await? {
                    Some(session) => sign_out(&tx, session, network).await,
                    None => Ok(false),
                }
            })
            .await
    }
}

async fn sign_out(tx: &Tx, session: SessionId, network: ClientNetwork) -> Result<bool, Trouble> {
    let Some((session, account)) = hold(tx, session).await? else { return Ok(false) };
    end(tx, session.id).await?;
    Event::done(Action::SignedOut).of(account.id).from(network).record(tx).await?;
    Ok(true)
}

/// Opens a session for an account that has passed its second factor, and says so in the audit trail.
pub(super) async fn open(
    tx: &Tx,
    account: &Account,
    _passed: Passed,
    new: &NewSession,
    network: ClientNetwork,
) -> Result<Session, Trouble> {
    let session = Session {
        id: new.id,
        account: account.id,
        epoch: account.epoch,
        client: ClientId::kept(new.client.as_ref(), account),
        created_at: tx.now(),
        expires_at: after(tx.now(), new.lifetime),
    };
    tx.execute(
        "INSERT INTO sessions (id, account, epoch, client, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        values![
            session.id.as_uuid(),
            session.account.as_uuid(),
            session.epoch.0,
            client_column(session.client.as_ref()),
            session.created_at,
            session.expires_at,
        ],
    )
    .await?;
    add_refresh_token(tx, new.refresh, session.id, session.expires_at).await?;
    Event::done(Action::SignedIn).of(account.id).from(network).record(tx).await?;
    Ok(session)
}

/// Adds a refresh token to a session.
pub(super) async fn add_refresh_token(
    tx: &Tx,
    digest: TokenDigest,
    session: SessionId,
    expires_at: Timestamp,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO refresh_tokens (digest, session, expires_at) VALUES ($1, $2, $3)";
    tx.execute(sql, values![&digest.as_bytes()[..], session.as_uuid(), expires_at]).await?;
    Ok(())
}

/// Ends a session.
pub(super) async fn end(tx: &Tx, session: SessionId) -> Result<(), Trouble> {
    tx.execute("UPDATE sessions SET ended_at = $2 WHERE id = $1", values![session.as_uuid(), tx.now()]).await?;
    Ok(())
}

/// The query for a session that was not ended, with its account and the instant.
fn look_up(lock: &str) -> String {
    format!(
        "SELECT {SESSION}, {ACCOUNT}, coalesce($2, clock_timestamp()) FROM sessions
         JOIN accounts ON accounts.id = sessions.account WHERE sessions.id = $1 AND sessions.ended_at IS NULL {lock}"
    )
}

fn living_row(row: &Row) -> Result<Option<(Session, Account)>, Trouble> {
    let now: Timestamp = row.try_get(row.len() - 1)?;
    let (session, account) = (session(row, 0)?, account(row, SESSION_COLUMNS)?);
    let alive = session.expires_at > now && session.epoch == account.epoch && account.status == AccountStatus::Active;
    Ok(alive.then_some((session, account)))
}

/// A living session with its account, both locked: the account first, because every step that touches several
/// sessions of an account does so.
pub(super) async fn hold(tx: &Tx, session: SessionId) -> Result<Option<(Session, Account)>, Trouble> {
    tx.execute(
        "SELECT FROM accounts JOIN sessions ON sessions.account = accounts.id WHERE sessions.id = $1
         FOR NO KEY UPDATE OF accounts",
        values![session.as_uuid()],
    )
    .await?;
    let sql = look_up("FOR NO KEY UPDATE OF sessions");
    let row = tx.query_opt(&sql, values![session.as_uuid(), tx.now()]).await?;
    Ok(row.as_ref().map(living_row).transpose()?.flatten())
}

async fn open_verified(tx: &Tx, verified: &Account, opening: &Opening) -> Result<SignInOutcome, Trouble> {
    // Another password begins another epoch; the same one's new hash does not.
    let unchanged = |now: &Account| may_sign_in(now) && now.epoch == verified.epoch;
    let Some(account) = accounts::hold(tx, verified.id).await?.filter(unchanged) else {
        return Ok(SignInOutcome::Refused);
    };
    match second_factors::ask(tx, &account, &opening.asking.attempt, opening.network).await? {
        Asked::Passed(passed) => admit(tx, account, passed, opening).await,
        Asked::Shut { blocked_for } => put_off(tx, &account, opening, own_location(&account), blocked_for).await,
    }
}

async fn redeem_token(
    tx: &Tx,
    digest: TokenDigest,
    purposes: &[TokenPurpose],
    opening: &Opening,
) -> Result<SignInOutcome, Trouble> {
    let good = tokens::hold(tx, digest).await?.filter(|token| tokens::is_good_for(token, purposes));
    let Some((id, token)) = good.and_then(|token| Some((token.account?, token))) else {
        return Ok(SignInOutcome::Refused);
    };
    if let Some(session) = token.session
        && hold(tx, session).await?.is_none()
    {
        return Ok(SignInOutcome::Refused);
    }
    let admissible = |account: &Account| may_sign_in_by(account, token.purpose);
    let Some(account) = accounts::by_id(tx, id).await?.filter(admissible) else {
        return Ok(SignInOutcome::Refused);
    };
    let asked = match token.session {
        Some(_) => Asked::Passed(second_factors::passed_on()),
        None => second_factors::ask(tx, &account, &opening.asking.attempt, opening.network).await?,
    };
    if let (Asked::Shut { blocked_for }, None) = (&asked, &opening.asking.challenge) {
        return Ok(SignInOutcome::SecondFactor { blocked_for: *blocked_for });
    }
    if !tokens::use_up(tx, digest).await? {
        return Ok(SignInOutcome::Refused);
    }
    let account = if proves_address(token.purpose) {
        sign_ups::prove(tx, id, token.purpose, opening.network).await?
    } else {
        account
    };
    match asked {
        Asked::Passed(passed) => admit(tx, account, passed, opening).await,
        Asked::Shut { blocked_for } => put_off(tx, &account, opening, token.location, blocked_for).await,
    }
}

async fn redeem_code(tx: &Tx, attempt: &CodeTry, opening: &Opening) -> Result<SignInOutcome, Trouble> {
    let Some(right) = try_code(tx, attempt, opening.network).await? else { return Ok(SignInOutcome::Refused) };
    // A reset may have begun another epoch between the look at the account and its lock. The next try sees that.
    let held = accounts::hold(tx, right.account).await?.filter(|account| account.epoch == right.epoch);
    let account = held.ok_or(Trouble::Outrun)?;
    let asked = second_factors::ask(tx, &account, &opening.asking.attempt, opening.network).await?;
    if let (Asked::Shut { blocked_for }, None) = (&asked, &opening.asking.challenge) {
        codes::give_back(tx, attempt).await?;
        return Ok(SignInOutcome::SecondFactor { blocked_for: *blocked_for });
    }
    codes::use_up(tx, attempt).await?;
    let account = sign_ups::prove(tx, right.account, attempt.purpose.link(), opening.network).await?;
    if !may_sign_in(&account) {
        return Ok(SignInOutcome::Refused);
    }
    match asked {
        Asked::Passed(passed) => admit(tx, account, passed, opening).await,
        Asked::Shut { blocked_for } => put_off(tx, &account, opening, right.location, blocked_for).await,
    }
}

async fn admit(tx: &Tx, account: Account, passed: Passed, opening: &Opening) -> Result<SignInOutcome, Trouble> {
    let session = open(tx, &account, passed, &opening.session, opening.network).await?;
    Ok(SignInOutcome::Open(Box::new((session, account))))
}

/// Lets the second factor be shown in a step of its own, if a challenge was minted for that.
async fn put_off(
    tx: &Tx,
    account: &Account,
    opening: &Opening,
    location: LocationId,
    blocked_for: Option<Duration>,
) -> Result<SignInOutcome, Trouble> {
    if let Some(challenge) = &opening.asking.challenge {
        let belongings =
            Belongings { owner: Some((account.id, account.epoch)), location, session: None, redirect_to: None };
        tokens::mint(tx, challenge, &belongings).await?;
    }
    Ok(SignInOutcome::SecondFactor { blocked_for })
}

fn own_location(account: &Account) -> LocationId {
    account.locations.first().copied().unwrap_or(LocationId::FIRST)
}

async fn mint_for_session(tx: &Tx, session: SessionId, token: NewToken) -> Result<Option<()>, Trouble> {
    let Some((session, account)) = hold(tx, session).await? else { return Ok(None) };
    let belongings = Belongings {
        owner: Some((account.id, account.epoch)),
        location: own_location(&account),
        session: Some(session.id),
        redirect_to: None,
    };
    tokens::mint(tx, &token, &belongings).await?;
    Ok(Some(()))
}
