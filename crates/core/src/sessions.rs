//! The service for people who are signed in: bearer and refresh tokens, and ending sessions.

use std::sync::Arc;

use crate::account::Account;
use crate::audit::{Action, Fact};
use crate::context::Context;
use crate::error::Fault;
use crate::ids::{EntryId, LocationId, SessionId};
use crate::jwt::Jwt;
use crate::network::ClientNetwork;
use crate::origin::Origin;
use crate::outcome::{DONE, Named};
use crate::ports::{Claims, ClaimsKind, Event, RefreshOutcome, Renewed};
use crate::session::{ClaimedDevice, ClientId, NewSession, OtherSessions, Presented, RefreshLife, Renewal, Session};
use crate::time::{Duration, Timestamp, after, until};
use crate::token::{NewToken, Token, TokenPurpose};

/// How the refresh tokens of a client live.
#[derive(Debug, Clone, Copy)]
pub struct RefreshRules {
    /// What a refresh does to the refresh tokens of the client's other sessions.
    pub others: OtherSessions,
    /// How long each bearer token lives; none: as long as the settings say.
    pub bearer_lifetime: Option<Duration>,
    /// How the refresh tokens live.
    pub life: RefreshLife,
}

/// A refresh token that is presented.
#[derive(Debug)]
pub struct RefreshRequest<'a> {
    /// The token.
    pub token: &'a Token,
    /// The client that presents it; none: the canonical address is used.
    pub client: Option<ClientId>,
    /// From where.
    pub origin: Origin,
    /// By what, as the client names it; if it names nothing, the device of `origin` counts.
    pub device: ClaimedDevice,
}

impl<'a> RefreshRequest<'a> {
    /// By a client that names no device.
    pub fn new(token: &'a Token, client: Option<ClientId>, origin: Origin) -> Self {
        Self { token, client, origin, device: ClaimedDevice::default() }
    }
}

/// The tokens that a session gives its owner.
#[derive(Debug)]
pub struct Tokens {
    /// The session.
    pub session: SessionId,
    /// A JWT for `Authorization: Bearer`.
    pub bearer: Jwt,
    /// How long the bearer token lives.
    pub expires_in: Duration,
    /// What gets the next pair.
    pub refresh: Token,
    /// When the refresh token expires.
    pub refresh_until: Timestamp,
}

/// What a one-time token is exchanged for.
#[derive(Debug)]
pub struct Exchanged {
    /// A JWT for `Authorization: Bearer`.
    pub bearer: Jwt,
    /// How long the bearer token lives.
    pub expires_in: Duration,
    /// What gets the next pair; none where a session was passed on: it is refreshed where it was opened (R29).
    pub refresh: Option<Token>,
}

impl From<Tokens> for Exchanged {
    fn from(tokens: Tokens) -> Self {
        Self { bearer: tokens.bearer, expires_in: tokens.expires_in, refresh: Some(tokens.refresh) }
    }
}

/// Tokens that are minted but not yet signed, because the store has not opened their session yet.
pub(crate) struct NewTokens {
    pub(crate) session: NewSession,
    refresh: Token,
    bearer_lifetime: Duration,
}

impl NewTokens {
    pub(crate) fn mint(
        shared: &Context,
        client: Option<ClientId>,
        bearer_lifetime: Duration,
        life: RefreshLife,
        device: ClaimedDevice,
    ) -> Self {
        let refresh = Token::generate(shared.rng());
        let session = NewSession {
            id: SessionId::new(shared.now(), shared.rng()),
            client,
            refresh: refresh.digest(),
            lifetime: lifetime(shared, life),
            device,
            notice: EntryId::new(shared.now(), shared.rng()),
        };
        Self { session, refresh, bearer_lifetime }
    }

    pub(crate) fn sign(self, shared: &Context, account: &Account) -> Result<Tokens, Fault> {
        Ok(Tokens {
            session: self.session.id,
            bearer: sign_bearer(shared, account, self.session.id, self.bearer_lifetime)?,
            expires_in: self.bearer_lifetime,
            refresh: self.refresh,
            refresh_until: after(shared.now(), self.session.lifetime),
        })
    }
}

/// How long a refresh token can be used.
fn lifetime(shared: &Context, life: RefreshLife) -> Duration {
    let each = life.lifetime.unwrap_or(shared.settings.refresh_lifetime);
    life.longest_session.map_or(each, |longest| each.min(longest))
}

/// A bearer token of a session.
pub(crate) fn sign_bearer(
    shared: &Context,
    account: &Account,
    session: SessionId,
    expires_in: Duration,
) -> Result<Jwt, Fault> {
    let now = shared.now();
    let claims = Claims {
        kind: ClaimsKind::Bearer(session),
        account: account.id,
        email: Some(account.email.canonical().to_owned()),
        issued_at: now,
        expires_at: after(now, expires_in),
    };
    Ok(shared.ports.signer.sign(&claims)?)
}

/// The service.
#[derive(Clone)]
pub struct Sessions(Arc<Context>);

/// The session and account of a good bearer token.
#[derive(Debug)]
pub struct Authenticated {
    /// The session that it belongs to.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
    /// When the bearer token was made.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Why a bearer or refresh token was refused.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// It is not good, or its session is over.
    #[error("the session is not valid")]
    Refused,
    /// It has nothing to do with the token.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Named for SessionError {
    fn name(&self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Sessions {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self(shared)
    }

    /// The session and account of a bearer token, looked up at each use: both are valid.
    pub async fn authenticate(&self, bearer: &str) -> Result<Authenticated, SessionError> {
        let shared = &*self.0;
        let claims = shared.ports.signer.verify(bearer, shared.now()).ok_or(SessionError::Refused)?;
        let ClaimsKind::Bearer(session) = claims.kind else { return Err(SessionError::Refused) };
        let living = shared.ports.store.living_session(session).await.map_err(Fault::from)?;
        let (session, account) = living.ok_or(SessionError::Refused)?;
        if account.id != claims.account {
            return Err(SessionError::Refused);
        }
        Ok(Authenticated { session, account, issued_at: claims.issued_at, expires_at: claims.expires_at })
    }

    /// Whether a bearer token was refused because it has expired: it is ours otherwise.
    pub fn has_expired(&self, bearer: &str) -> bool {
        let (signer, now) = (&self.0.ports.signer, self.0.now());
        signer.verify(bearer, now).is_none() && signer.verify(bearer, Timestamp::UNIX_EPOCH).is_some()
    }

    /// A new pair of tokens for a refresh token. What becomes of that one, the rules say.
    pub async fn refresh(
        &self,
        request: RefreshRequest<'_>,
        rules: RefreshRules,
    ) -> Result<(Tokens, Account), SessionError> {
        let step = self.renew(request, rules);
        self.0.observed(step, |outcome| Event::Refreshed { outcome }).await
    }

    async fn renew(&self, request: RefreshRequest<'_>, rules: RefreshRules) -> Result<(Tokens, Account), SessionError> {
        let shared = &*self.0;
        let RefreshRequest { token: presented, client, origin, device } = request;
        let secret = shared.present(presented, origin.network)?;
        let next = match rules.life.presented {
            Presented::Replaced => Some(Token::generate(shared.rng())),
            Presented::Kept => None,
        };
        let renewal = Renewal {
            presented: presented.digest(),
            client,
            others: rules.others,
            next: next.as_ref().map(Token::digest),
            lifetime: lifetime(shared, rules.life),
            longest_session: rules.life.longest_session,
            origin,
            device: device.or(origin.device),
            notice: EntryId::new(shared.now(), shared.rng()),
        };
        match shared.ports.store.refresh(renewal).await.map_err(Fault::from)? {
            RefreshOutcome::Renewed(renewed) => {
                let Renewed { session, account, told } = *renewed;
                secret.refund();
                if told {
                    shared.ports.deliveries.wake();
                }
                let refreshed = Fact::from(origin.network, Action::SessionRefreshed, DONE);
                shared.note(Fact { account: Some(account.id), ..refreshed });
                let expires_in = rules.bearer_lifetime.unwrap_or(shared.settings.bearer_lifetime);
                let tokens = Tokens {
                    session: session.id,
                    bearer: sign_bearer(shared, &account, session.id, expires_in)?,
                    expires_in,
                    refresh: next.unwrap_or_else(|| presented.clone()),
                    refresh_until: session.expires_at,
                };
                Ok((tokens, account))
            }
            // The step that ended the session has recorded it.
            RefreshOutcome::Stolen => {
                secret.charge()?;
                Err(SessionError::Refused)
            }
            RefreshOutcome::Refused => {
                secret.charge()?;
                shared.note(Fact::from(origin.network, Action::RefreshRefused, SessionError::Refused.name()));
                Err(SessionError::Refused)
            }
        }
    }

    /// The living sessions of an account, the newest first, [`MOST_SESSIONS`](crate::ports::MOST_SESSIONS) at most.
    pub async fn of_account(&self, account: &Account) -> Result<Vec<Session>, Fault> {
        Ok(self.0.ports.store.sessions_of(account.id).await?)
    }

    /// Ends a session of this account; nothing happens if it has none of this id.
    pub async fn end_own(&self, account: &Account, session: SessionId, network: ClientNetwork) -> Result<(), Fault> {
        match self.0.ports.store.living_session(session).await? {
            Some((session, owner)) if owner.id == account.id => self.end(session.id, network).await,
            _ => Ok(()),
        }
    }

    /// Whether a session is alive.
    pub async fn is_alive(&self, session: SessionId) -> Result<bool, Fault> {
        Ok(self.0.ports.store.living_session(session).await?.is_some())
    }

    /// A token that passes the session of this bearer token on to another front end, once. What it is exchanged for
    /// belongs to the same session and lives no longer than the bearer token (R29).
    pub async fn one_time_token(&self, known: &Authenticated, location: LocationId) -> Result<Token, SessionError> {
        let shared = &*self.0;
        let locations = shared.locations().await?;
        let token = Token::generate(shared.rng());
        let minted = NewToken {
            digest: token.digest(),
            purpose: TokenPurpose::SignedInRedirect,
            lifetime: locations.get_or_default(location).lifetimes.one_time_token,
        };
        let left = until(known.expires_at, shared.now());
        let minted = shared.ports.store.mint_for_session(known.session.id, minted, left).await.map_err(Fault::from)?;
        minted.then_some(token).ok_or(SessionError::Refused)
    }

    /// Ends a session.
    pub async fn end(&self, session: SessionId, network: ClientNetwork) -> Result<(), Fault> {
        self.0.ports.store.end_session(session, network).await?;
        Ok(())
    }

    /// Ends the session of whatever a bearer presents: an access token or a refresh token. Those whose session is over
    /// are signed out already.
    pub async fn end_of_bearer(&self, bearer: &str, network: ClientNetwork) -> Result<(), Fault> {
        if let Some(refresh) = Token::parse(bearer) {
            return self.end_of(&refresh, network).await;
        }
        match self.authenticate(bearer).await {
            Ok(known) => self.end(known.session.id, network).await,
            Err(SessionError::Refused) => Ok(()),
            Err(SessionError::Fault(fault)) => Err(fault),
        }
    }

    /// Ends the session of a refresh token, even one that was rotated. This does not count as an attempt: it opens
    /// nothing, and nobody should have to wait to sign out because of others on the network.
    pub async fn end_of(&self, token: &Token, network: ClientNetwork) -> Result<(), Fault> {
        self.0.ports.store.end_session_of(token.digest(), network).await?;
        Ok(())
    }
}
