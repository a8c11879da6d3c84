//! Sessions: a refresh-token family each; bearer tokens belong to one.

use std::sync::Arc;

use crate::account::{Account, Epoch};
use crate::audit::{Action, Fact};
use crate::engine::Shared;
use crate::error::Fault;
use crate::ids::{AccountId, LocationId, SessionId};
use crate::jwt::Jwt;
use crate::limits::Counter;
use crate::network::ClientNetwork;
use crate::outcome::{DONE, Named};
use crate::ports::{Claims, ClaimsKind, Event, RefreshOutcome};
use crate::second_factor::Asking;
use crate::time::{Duration, Timestamp, after};
use crate::token::{NewToken, Token, TokenDigest, TokenPurpose};

/// For how long after a rotation the old refresh token is answered with a plain refusal: a client that retries
/// after a lost answer is no thief. Later it is, and the session ends.
pub const ROTATION_GRACE: Duration = Duration::from_secs(10);

/// A session as the store knows it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its name for life, in every bearer token that belongs to it.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// The account's epoch when it began; once the account has moved on, the session is dead (R6).
    pub epoch: Epoch,
    /// The client that it was issued to; none: the account's canonical address stands in, which is not kept twice (R17).
    pub client: Option<ClientId>,
    /// When it began.
    pub created_at: Timestamp,
    /// Until when its newest refresh token can be used.
    pub expires_at: Timestamp,
}

impl Session {
    /// What the client is called: its id, or the canonical address of the session's account.
    pub fn client_name<'a>(&'a self, account: &'a Account) -> &'a str {
        self.client.as_ref().map_or(account.email.canonical(), ClientId::as_str)
    }
}

/// Which of a person's programs a session belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// A client id of 1 to 255 characters without control characters; `None` for anything else.
    pub fn new(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= 255 && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A client as sessions of this account keep it: none if it goes by the account's canonical address.
    pub fn kept(client: Option<&Self>, account: &Account) -> Option<Self> {
        client.filter(|client| client.as_str() != account.email.canonical()).cloned()
    }
}

/// What a refresh does to the account's other sessions of the same client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherSessions {
    /// They are superseded: a client has one at a time.
    Superseded,
    /// They live on: each is a device of its own.
    Kept,
}

/// How the refresh tokens of a client live.
#[derive(Debug, Clone, Copy)]
pub struct RefreshRules {
    /// What a refresh does to the client's other sessions.
    pub others: OtherSessions,
    /// How long each bearer token lives; none: as long as the settings say.
    pub bearer_lifetime: Option<Duration>,
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The client; none: the account's canonical address.
    pub client: Option<ClientId>,
    /// The digest of its first refresh token.
    pub refresh: TokenDigest,
    /// How long a refresh token can be used.
    pub lifetime: Duration,
}

/// A session to be opened once its account's second factor was shown, if it has one.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The session.
    pub session: NewSession,
    /// How the second factor is asked for.
    pub asking: Asking,
    /// Where whoever signs in comes from, for the audit trail (R21).
    pub network: ClientNetwork,
}

/// A refresh token that was presented, and what is to take its place.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The digest of the presented one, which is used up.
    pub presented: TokenDigest,
    /// The client that presents it, which must be the session's; none stands for the canonical address, as in
    /// [`NewSession::client`].
    pub client: Option<ClientId>,
    /// What becomes of the account's other sessions of the same client.
    pub others: OtherSessions,
    /// The digest of the next one.
    pub next: TokenDigest,
    /// How long the next one can be used.
    pub lifetime: Duration,
    /// Where the client is, for the audit trail (R21).
    pub network: ClientNetwork,
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
}

/// Tokens that are minted but not yet signed, because the store has not opened their session yet.
pub(crate) struct NewTokens {
    pub(crate) session: NewSession,
    refresh: Token,
    bearer_lifetime: Duration,
}

impl NewTokens {
    pub(crate) fn mint(shared: &Shared, client: Option<ClientId>, bearer_lifetime: Duration) -> Self {
        let refresh = Token::generate(shared.rng());
        let session = NewSession {
            id: SessionId::new(shared.now(), shared.rng()),
            client,
            refresh: refresh.digest(),
            lifetime: shared.settings.refresh_lifetime,
        };
        Self { session, refresh, bearer_lifetime }
    }

    pub(crate) fn sign(self, shared: &Shared, account: AccountId) -> Result<Tokens, Fault> {
        sign(shared, account, self.session.id, self.refresh, self.bearer_lifetime)
    }
}

fn sign(
    shared: &Shared,
    account: AccountId,
    session: SessionId,
    refresh: Token,
    expires_in: Duration,
) -> Result<Tokens, Fault> {
    let now = shared.now();
    let claims =
        Claims { kind: ClaimsKind::Bearer(session), account, issued_at: now, expires_at: after(now, expires_in) };
    Ok(Tokens { session, bearer: shared.ports.signer.sign(&claims)?, expires_in, refresh })
}

/// The service for those who are signed in.
#[derive(Clone)]
pub struct Sessions(Arc<Shared>);

/// What a good bearer token stands for.
#[derive(Debug)]
pub struct Authenticated {
    /// The session that it belongs to.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
    /// When the bearer token was made.
    pub issued_at: Timestamp,
    /// When its time is over.
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

impl Sessions {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// What a bearer token stands for, looked up at each use: its session lives, and the account is good.
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

    /// A new pair of tokens for a refresh token, which is used up.
    pub async fn refresh(
        &self,
        presented: &Token,
        client: Option<&ClientId>,
        rules: RefreshRules,
        network: ClientNetwork,
    ) -> Result<(Tokens, Account), SessionError> {
        let step = self.use_up(presented, client, rules, network);
        self.0.observed(step, |outcome| Event::Refreshed { outcome }).await
    }

    async fn use_up(
        &self,
        presented: &Token,
        client: Option<&ClientId>,
        rules: RefreshRules,
        network: ClientNetwork,
    ) -> Result<(Tokens, Account), SessionError> {
        let shared = &*self.0;
        let mut attempt = shared.attempt(network, Counter::Failures)?;
        let next = Token::generate(shared.rng());
        let rotation = Rotation {
            presented: presented.digest(),
            client: client.cloned(),
            others: rules.others,
            next: next.digest(),
            lifetime: shared.settings.refresh_lifetime,
            network,
        };
        match attempt.unless_failed(shared.ports.store.refresh(rotation).await)? {
            RefreshOutcome::Rotated(rotated) => {
                let (session, account) = *rotated;
                attempt.refund();
                let rotated = Fact::from(network, Action::SessionRefreshed, DONE);
                shared.note(Fact { account: Some(account.id), ..rotated });
                let lifetime = rules.bearer_lifetime.unwrap_or(shared.settings.bearer_lifetime);
                let tokens = sign(shared, account.id, session.id, next, lifetime)?;
                Ok((tokens, account))
            }
            // The step that ended the session has recorded it.
            RefreshOutcome::Stolen => Err(SessionError::Refused),
            RefreshOutcome::Refused => {
                shared.note(Fact::from(network, Action::RefreshRefused, SessionError::Refused.name()));
                Err(SessionError::Refused)
            }
        }
    }

    /// A token that signs the session's owner in somewhere else, once.
    pub async fn one_time_token(&self, session: &Session, location: LocationId) -> Result<Token, SessionError> {
        let shared = &*self.0;
        let locations = shared.locations().await?;
        let token = Token::generate(shared.rng());
        let minted = NewToken {
            digest: token.digest(),
            purpose: TokenPurpose::SignedInRedirect,
            lifetime: locations.get_or_default(location).lifetimes.one_time_token,
        };
        let minted = shared.ports.store.mint_for_session(session.id, minted).await.map_err(Fault::from)?;
        minted.map(|()| token).ok_or(SessionError::Refused)
    }

    /// Ends a session.
    pub async fn end(&self, session: SessionId, network: ClientNetwork) -> Result<(), Fault> {
        self.0.ports.store.end_session(session, network).await?;
        Ok(())
    }

    /// Ends the session that a refresh token belongs to, be it rotated already. That is no attempt: it opens nothing,
    /// and whoever wants to sign out must not wait for what others of the network did.
    pub async fn end_of(&self, token: &Token, network: ClientNetwork) -> Result<(), Fault> {
        self.0.ports.store.end_session_of(token.digest(), network).await?;
        Ok(())
    }
}
