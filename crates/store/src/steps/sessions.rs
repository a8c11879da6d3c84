//! Sessions that are opened and ended.

use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::ports::SharedSession;
use rekey_core::session::{ClaimedDevice, ClientId, NewSession, PLACES_KEPT_FOR, Seen, Session, Whereabouts, seen};
use rekey_core::time::{Duration, after, until};
use rekey_core::token::{NewToken, PassedOn, TokenPurpose};
use rekey_core::{AccountId, ClientNetwork, SessionId, TokenDigest};

use super::held::LivingSession;
use super::second_factors::Passed;
use super::tokens::GoodToken;
use crate::rows::{AuditEvent, Commit, Rows, StepResult, TokenScope};

/// A session that this step opened.
#[derive(Debug)]
pub(crate) struct Opened {
    session: Session,
    account: Box<Account>,
}

impl Opened {
    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn into_account(self) -> Box<Account> {
        self.account
    }

    pub(crate) fn into_parts(self) -> (Session, Account) {
        (self.session, *self.account)
    }
}

/// Opens a session for an account that has passed its second factor, and says so in the audit trail.
pub(crate) async fn open<R: Rows>(
    rows: &R,
    passed: Passed,
    new: &NewSession,
    network: ClientNetwork,
) -> Result<Opened, R::Error> {
    let account = passed.into_account();
    let session = Session {
        id: new.id,
        account: account.id,
        epoch: account.epoch,
        client: ClientId::kept(new.client.as_ref(), &account),
        created_at: rows.now(),
        expires_at: after(rows.now(), new.lifetime),
        refreshed_at: rows.now(),
        device: new.device.clone(),
        whereabouts: Whereabouts::of(network),
    };
    rows.insert_session(&session).await?;
    rows.insert_refresh_token(new.refresh, session.id, session.expires_at).await?;
    AuditEvent::done(Action::SignedIn).of(account.id).from(network).record(rows).await?;
    Ok(Opened { session, account })
}

/// Remembers where an account is signed in to. Whether that is a new place, of which its owner gets a notice.
pub(super) async fn note_place<R: Rows>(
    rows: &R,
    account: AccountId,
    network: ClientNetwork,
    device: &ClaimedDevice,
) -> Result<bool, R::Error> {
    let Seen { keep, is_new } = seen(&rows.known_places(account).await?, network, device, rows.now());
    for mark in keep {
        rows.keep_place(account, &mark, after(rows.now(), PLACES_KEPT_FOR)).await?;
    }
    Ok(is_new)
}

/// [`SessionStore::mint_for_session`](rekey_core::ports::SessionStore::mint_for_session).
pub(crate) async fn mint_for_session<R: Rows>(
    rows: &R,
    id: SessionId,
    token: &NewToken,
    bearer_left: Duration,
) -> StepResult<bool, R> {
    let Some(session) = LivingSession::hold(rows, id).await? else { return Ok(Commit(false)) };
    let account = session.account();
    let passed_on = PassedOn { session: id, until: after(rows.now(), bearer_left) };
    let scope = TokenScope { session: Some(passed_on), ..TokenScope::of(account.owner(), account.own_location()) };
    rows.mint_token(token, &scope).await?;
    Ok(Commit(true))
}

/// [`SessionStore::share_session`](rekey_core::ports::SessionStore::share_session). This is all that a token which
/// passes a session on can do: no step opens a session by it.
pub(crate) async fn share<R: Rows>(
    rows: &R,
    digest: TokenDigest,
    network: ClientNetwork,
) -> StepResult<Option<SharedSession>, R> {
    let Ok(token) = GoodToken::hold(rows, digest, &[TokenPurpose::SignedInRedirect], None).await? else {
        return Ok(Commit(None));
    };
    let Some(PassedOn { session, until: end }) = token.session() else { return Ok(Commit(None)) };
    let of_token = |session: &LivingSession| session.account().id == token.account();
    let living = LivingSession::hold(rows, session).await?.filter(of_token);
    let bearer_left = until(end, rows.now());
    let Some(living) = living.filter(|_| !bearer_left.is_zero()) else { return Ok(Commit(None)) };
    if token.spend(rows).await?.is_none() {
        return Ok(Commit(None));
    }
    let (session, account) = living.into_parts();
    AuditEvent::done(Action::SignedIn).of(account.id).from(network).record(rows).await?;
    Ok(Commit(Some(SharedSession { session, account, bearer_left })))
}

/// [`SessionStore::end_session`](rekey_core::ports::SessionStore::end_session).
pub(crate) async fn sign_out<R: Rows>(rows: &R, id: SessionId, network: ClientNetwork) -> StepResult<bool, R> {
    let Some(session) = LivingSession::hold(rows, id).await? else { return Ok(Commit(false)) };
    rows.end_session(id).await?;
    AuditEvent::done(Action::SignedOut).of(session.account().id).from(network).record(rows).await?;
    Ok(Commit(true))
}

/// [`SessionStore::end_session_of`](rekey_core::ports::SessionStore::end_session_of).
pub(crate) async fn sign_out_by<R: Rows>(rows: &R, token: TokenDigest, network: ClientNetwork) -> StepResult<bool, R> {
    match rows.refresh_token(token).await? {
        Some(token) => sign_out(rows, token.session, network).await,
        None => Ok(Commit(false)),
    }
}
