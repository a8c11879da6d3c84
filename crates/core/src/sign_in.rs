//! Ways in: by password, by mailed code or link, by a one-time token.

use std::sync::Arc;

use crate::account::{Account, AccountStatus};
use crate::code::{Code, CodeTry};
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::engine::Shared;
use crate::error::Fault;
use crate::ids::AccountId;
use crate::limits::Counter;
use crate::network::ClientNetwork;
use crate::policy::Password;
use crate::ports::{Claims, ClaimsKind, SignInOutcome};
use crate::purpose::Purpose;
use crate::session::{ClientId, NewTokens, Tokens};
use crate::time::{Duration, after};
use crate::token::{Token, TokenPurpose};

/// The service.
#[derive(Clone)]
pub struct SignIn(Arc<Shared>);

/// Who signs in, from where, and what for.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The client that the session is for; none: the canonical address stands in.
    pub client: Option<ClientId>,
    /// How long the bearer token is to live; none: as the settings say.
    pub bearer_lifetime: Option<Duration>,
    /// From where.
    pub network: ClientNetwork,
}

/// A person who is in.
#[derive(Debug)]
pub struct SignedIn {
    /// The account.
    pub account: Account,
    /// The session's tokens.
    pub tokens: Tokens,
}

/// Why a sign-in was refused.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Wrong, unknown, locked, expired, used: one answer (R1).
    #[error("the sign-in was refused")]
    Refused,
    /// The password was right, but a reset was demanded first.
    #[error("the password must be reset first")]
    MustReset,
    /// It has nothing to do with the sign-in.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl SignIn {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// By address and password. Whatever is wrong, it takes one verification to say so (R1): what is no address
    /// is looked up as nobody's.
    pub async fn with_password(
        &self,
        username: &str,
        password: &Password,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let attempt = shared.limits.attempt(visitor.network, Counter::Failures)?;
        if password.is_over_long() {
            return Err(SignInError::Refused);
        }
        let account = match EmailAddress::parse(username) {
            Ok(address) => shared.ports.store.account_by_email(&address).await.map_err(Fault::from)?,
            Err(_) => None,
        };
        let hash = account.as_ref().and_then(|account| account.password.as_ref());
        let right = match shared.ports.hasher.verify(password, hash).await {
            Ok(right) => right,
            Err(error) => {
                attempt.refund();
                return Err(Fault::from(error).into());
            }
        };
        let account = account.filter(|account| right && account.status == AccountStatus::Active);
        let account = account.ok_or(SignInError::Refused)?;
        attempt.refund();
        if account.must_reset {
            return Err(SignInError::MustReset);
        }
        let network = visitor.network;
        let new = self.mint(visitor);
        let opened = shared.ports.store.open_session(&account, new.session.clone(), network).await;
        opened.map_err(Fault::from)?.ok_or(SignInError::Refused)?;
        let tokens = new.sign(shared, account.id)?;
        Ok(SignedIn { account, tokens })
    }

    /// By the code of a sign-in mail.
    pub async fn with_code(
        &self,
        address: &EmailAddress,
        code: Code,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let attempt = shared.limits.attempt(visitor.network, Counter::Failures)?;
        let key = AddressKey::of(address, &shared.key);
        let tried = CodeTry::new(key, Purpose::SignIn, code, shared.key.clone());
        let network = visitor.network;
        let new = self.mint(visitor);
        let outcome = shared.ports.store.redeem_code(tried, new.session.clone(), network).await.map_err(Fault::from)?;
        let signed_in = self.admit(outcome, new)?;
        attempt.refund();
        Ok(signed_in)
    }

    /// By the link of a sign-in mail.
    pub async fn with_link(&self, token: &Token, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.redeem(token, &[TokenPurpose::SignIn], visitor).await
    }

    /// By a one-time JWT ([`Afterwards::OneTimeJwt`](crate::recovery::Afterwards::OneTimeJwt)), or a token that
    /// passes a session on ([`Sessions::one_time_token`](crate::session::Sessions::one_time_token)).
    pub async fn with_one_time_token(&self, text: &str, visitor: Visitor) -> Result<SignedIn, SignInError> {
        if let Some(token) = Token::parse(text) {
            return self.redeem(&token, &[TokenPurpose::SignedInRedirect], visitor).await;
        }
        let claims = self.0.ports.signer.verify(text, self.0.now());
        match claims.map(|claims| claims.kind) {
            Some(ClaimsKind::OneTime(id)) => match Token::parse(&id) {
                Some(token) => self.redeem(&token, &[TokenPurpose::OneTimeSignIn], visitor).await,
                None => self.refuse(visitor.network),
            },
            _ => self.refuse(visitor.network),
        }
    }

    async fn redeem(
        &self,
        token: &Token,
        purposes: &'static [TokenPurpose],
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let attempt = shared.limits.attempt(visitor.network, Counter::Failures)?;
        let network = visitor.network;
        let new = self.mint(visitor);
        let step = shared.ports.store.redeem_token(token.digest(), purposes, new.session.clone(), network);
        let signed_in = self.admit(step.await.map_err(Fault::from)?, new)?;
        attempt.refund();
        Ok(signed_in)
    }

    /// Counts a failure that needs no look at the store.
    fn refuse(&self, network: ClientNetwork) -> Result<SignedIn, SignInError> {
        drop(self.0.limits.attempt(network, Counter::Failures)?);
        Err(SignInError::Refused)
    }

    fn mint(&self, visitor: Visitor) -> NewTokens {
        let lifetime = visitor.bearer_lifetime.unwrap_or(self.0.settings.bearer_lifetime);
        NewTokens::mint(&self.0, visitor.client, lifetime)
    }

    fn admit(&self, outcome: SignInOutcome, new: NewTokens) -> Result<SignedIn, SignInError> {
        let SignInOutcome::Open(opened) = outcome else { return Err(SignInError::Refused) };
        let (_, account) = *opened;
        let tokens = new.sign(&self.0, account.id)?;
        Ok(SignedIn { account, tokens })
    }
}

/// The JWT that carries a one-time token.
pub(crate) fn one_time_jwt(
    shared: &Shared,
    account: AccountId,
    token: &Token,
    lifetime: Duration,
) -> Result<String, Fault> {
    let now = shared.now();
    let kind = ClaimsKind::OneTime(token.expose().to_owned());
    Ok(shared.ports.signer.sign(&Claims { kind, account, issued_at: now, expires_at: after(now, lifetime) })?)
}
