//! Ways in: by password, by mailed code or link, by a one-time token.

use std::sync::Arc;

use crate::account::{Account, AccountStatus};
use crate::code::{Code, CodeTry};
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::engine::{Ports, Shared};
use crate::error::Fault;
use crate::ids::AccountId;
use crate::limits::{Attempt, Counter};
use crate::location::Locations;
use crate::network::ClientNetwork;
use crate::policy::Password;
use crate::ports::{Claims, ClaimsKind, Event, SignInOutcome, Store};
use crate::purpose::Purpose;
use crate::second_factor::{Asking, Challenge, Proof};
use crate::session::{ClientId, NewSession, NewTokens, Tokens};
use crate::sign_up::SignUps;
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
    /// How a second factor is shown, if the account has one.
    pub second_step: SecondStep,
    /// From where.
    pub network: ClientNetwork,
}

/// How a second factor is shown.
#[derive(Debug, Clone)]
pub enum SecondStep {
    /// With the first factor: what is shown, if anything is. If that won't do, the first factor is not used up.
    AtOnce(Option<Proof>),
    /// Later, with the challenge that a right first factor gives ([`SignIn::with_challenge`]).
    Later,
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
    /// The password was right, but the address must be verified first.
    #[error("the address must be verified first")]
    NotVerified,
    /// The first factor was right, but the account has a second one, which was not shown, or not rightly (R8).
    #[error("the second factor is missing or wrong")]
    SecondFactor {
        /// What to show with it, where that is to be [later](SecondStep::Later).
        challenge: Option<Challenge>,
    },
    /// It has nothing to do with the sign-in.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a password is to an address.
enum Checked {
    /// The account's, which may sign in.
    Right(Box<Account>),
    /// The one that was offered at sign-up, and is not the account's.
    Offered,
    /// Nothing.
    Wrong,
}

/// A try that counts as wrong until it ends otherwise.
struct TrialUnderWay {
    address: AddressKey,
    network: ClientNetwork,
}

impl TrialUnderWay {
    /// The password was not wrong. If that can't be written down, the person is in or not all the same, and has a free
    /// try less.
    async fn end(self, store: &dyn Store, entered: bool) {
        let Self { address, network } = self;
        drop(if entered {
            store.welcome(address, network, true).await
        } else {
            store.forgive_trial(address, network).await
        });
    }
}

impl Visitor {
    /// The tokens of a session that is about to be opened.
    pub(crate) fn mint(self, shared: &Shared) -> NewTokens {
        let lifetime = self.bearer_lifetime.unwrap_or(shared.settings.bearer_lifetime);
        NewTokens::mint(shared, self.client, lifetime)
    }
}

impl SignIn {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// By address and password. Whatever is wrong, it takes the same comparisons to say so (R1): what is no address
    /// is looked up as nobody's. That an address must be verified is told to those alone who know a password for it:
    /// the account's, or the one that was offered at sign-up, for taken addresses as for new ones.
    pub async fn with_password(
        &self,
        username: &str,
        password: &Password,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        self.observed("password", self.check_password(username, password, visitor)).await
    }

    async fn check_password(
        &self,
        username: &str,
        password: &Password,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let attempt = shared.attempt(visitor.network, Counter::Failures)?;
        if password.is_over_long() {
            return Err(SignInError::Refused);
        }
        let address = EmailAddress::parse(username).ok();
        let trial = match &address {
            Some(address) => match self.begin_trial(address, visitor.network).await {
                Err(fault) => {
                    attempt.refund();
                    return Err(fault.into());
                }
                trial => trial?,
            },
            None => None,
        };
        let locations = shared.locations().await?;
        let checked = self.check(address.as_ref(), password, &locations).await;
        let entered = match checked {
            Ok(Checked::Wrong) => return Err(SignInError::Refused),
            Ok(Checked::Right(account)) => self.let_in(account, password, &locations, visitor, attempt).await,
            Ok(Checked::Offered) => {
                attempt.refund();
                Err(SignInError::NotVerified)
            }
            Err(fault) => {
                attempt.refund();
                Err(fault.into())
            }
        };
        if let Some(trial) = trial {
            trial.end(&*shared.ports.store, entered.is_ok()).await;
        }
        entered
    }

    /// Lets a person in whose password was right, if nothing else is in the way.
    async fn let_in(
        &self,
        account: Box<Account>,
        password: &Password,
        locations: &Locations,
        visitor: Visitor,
        attempt: Attempt<'_>,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        if account.must_reset || SignUps::must_verify(locations, &account) {
            attempt.refund();
            return Err(if account.must_reset { SignInError::MustReset } else { SignInError::NotVerified });
        }
        let entry = self.enter(visitor);
        let network = entry.network;
        let (asking, session) = entry.for_store();
        let outcome = shared.ports.store.open_session(&account, asking, session, network).await;
        let signed_in = entry.end(shared, outcome.map_err(Fault::from)?, attempt)?;
        self.renew_hash(&account, password, network).await;
        Ok(signed_in)
    }

    /// Counts a try at an address, if it need not wait. `None` where nobody ever waits.
    async fn begin_trial(
        &self,
        address: &EmailAddress,
        network: ClientNetwork,
    ) -> Result<Option<TrialUnderWay>, Fault> {
        let shared = &*self.0;
        let longest = shared.settings.limits.longest_sign_in_delay;
        if longest.is_zero() {
            return Ok(None);
        }
        let address = AddressKey::of(address, &shared.key);
        match shared.ports.store.begin_trial(address, network, longest).await? {
            None => Ok(Some(TrialUnderWay { address, network })),
            Some(retry_after) => {
                shared.ports.observer.happened(Event::Limited { limit: "sign_in" });
                Err(Fault::TooManyWrongPasswords { retry_after })
            }
        }
    }

    /// What a password is to an address.
    async fn check(
        &self,
        address: Option<&EmailAddress>,
        password: &Password,
        locations: &Locations,
    ) -> Result<Checked, Fault> {
        let Ports { store, hasher, .. } = &self.0.ports;
        let account = match address {
            Some(address) => store.account_by_email(address).await?,
            None => None,
        };
        // Whoever may not sign in has no password, so that the time does not tell that it was right.
        let account = account.filter(|account| account.status == AccountStatus::Active);
        let hash = account.as_ref().and_then(|account| account.password.as_ref());
        let stored = self.0.hash_recipes().await?;
        if hasher.verify(password, hash, &stored).await?
            && let Some(account) = account
        {
            return Ok(Checked::Right(Box::new(account)));
        }
        let sign_up = locations.default().sign_up;
        if !sign_up.open || !sign_up.verify_email {
            return Ok(Checked::Wrong);
        }
        let offered = match address {
            Some(address) => store.offered_password(address).await?,
            None => None,
        };
        let is_offered = hasher.verify(password, offered.as_ref(), &[]).await?;
        Ok(if is_offered { Checked::Offered } else { Checked::Wrong })
    }

    /// Hashes the password anew, if its hash is not what the settings ask for. Whoever is in stays in if that fails:
    /// the next sign-in tries again.
    async fn renew_hash(&self, account: &Account, password: &Password, network: ClientNetwork) {
        let Ports { hasher, store, .. } = &self.0.ports;
        let Some(old) = account.password.as_ref().filter(|hash| !hasher.is_current(hash)) else { return };
        let Ok(new) = hasher.hash(password).await else { return };
        drop(store.rehash(account.id, old, new, network).await);
    }

    /// By the code of a sign-in mail.
    pub async fn with_code(
        &self,
        address: &EmailAddress,
        code: Code,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        self.observed("code", self.redeem_code(address, code, Purpose::SignIn, visitor)).await
    }

    /// By the code of a mail that has an address verified: it is the account's from now on.
    pub async fn with_verification_code(
        &self,
        address: &EmailAddress,
        code: Code,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        self.observed("code", self.redeem_code(address, code, Purpose::VerifyEmail, visitor)).await
    }

    async fn redeem_code(
        &self,
        address: &EmailAddress,
        code: Code,
        purpose: Purpose,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let attempt = shared.attempt(visitor.network, Counter::Failures)?;
        let key = AddressKey::of(address, &shared.key);
        let tried = CodeTry::new(key, purpose, code, shared.key.clone());
        let entry = self.enter(visitor);
        let (network, (asking, session)) = (entry.network, entry.for_store());
        let outcome = shared.ports.store.redeem_code(tried, asking, session, network).await;
        let signed_in = entry.end(shared, outcome.map_err(Fault::from)?, attempt)?;
        shared.welcome(address, network).await;
        Ok(signed_in)
    }

    /// By the link of a sign-in mail.
    pub async fn with_link(&self, token: &Token, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.observed("link", self.redeem(token, &[TokenPurpose::SignIn], visitor)).await
    }

    /// By the link of a mail that has an address verified: it is the account's from now on.
    pub async fn with_verification_link(&self, token: &Token, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.observed("link", self.redeem(token, &[TokenPurpose::VerifyEmail], visitor)).await
    }

    /// The second step: by the challenge that a right first factor gave, and the second factor in
    /// [`Visitor::second_step`]. A wrong one leaves the challenge good for the next try.
    pub async fn with_challenge(&self, challenge: &Token, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.observed("second_factor", self.redeem(challenge, &[TokenPurpose::SecondFactor], visitor)).await
    }

    /// By a one-time JWT ([`Afterwards::OneTimeJwt`](crate::recovery::Afterwards::OneTimeJwt)), or a token that
    /// passes a session on ([`Sessions::one_time_token`](crate::session::Sessions::one_time_token)).
    pub async fn with_one_time_token(&self, text: &str, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.observed("one_time_token", self.redeem_one_time(text, visitor)).await
    }

    async fn redeem_one_time(&self, text: &str, visitor: Visitor) -> Result<SignedIn, SignInError> {
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

    async fn observed(
        &self,
        way: &'static str,
        step: impl Future<Output = Result<SignedIn, SignInError>>,
    ) -> Result<SignedIn, SignInError> {
        self.0.observed(step, |outcome| Event::SignedIn { way, outcome }).await
    }

    async fn redeem(
        &self,
        token: &Token,
        purposes: &'static [TokenPurpose],
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let attempt = shared.attempt(visitor.network, Counter::Failures)?;
        let entry = self.enter(visitor);
        let (network, (asking, session)) = (entry.network, entry.for_store());
        let outcome = shared.ports.store.redeem_token(token.digest(), purposes, asking, session, network).await;
        let signed_in = entry.end(shared, outcome.map_err(Fault::from)?, attempt)?;
        shared.welcome(&signed_in.account.email, network).await;
        Ok(signed_in)
    }

    /// Counts a failure that needs no look at the store.
    fn refuse(&self, network: ClientNetwork) -> Result<SignedIn, SignInError> {
        drop(self.0.attempt(network, Counter::Failures)?);
        Err(SignInError::Refused)
    }

    fn enter(&self, visitor: Visitor) -> Entry {
        let shared = &*self.0;
        let network = visitor.network;
        let (proof, minted) = match &visitor.second_step {
            SecondStep::AtOnce(proof) => (proof.clone(), None),
            SecondStep::Later => (None, Some(Challenge::mint(shared))),
        };
        let (challenge, new) = minted.unzip();
        let shows = proof.is_some();
        let asking = Asking { attempt: shared.second_factor_try(proof), challenge: new };
        Entry { tokens: visitor.mint(shared), asking, challenge, shows, network }
    }
}

/// A sign-in under way: what its step of the store needs, and what comes of the outcome. Every way in goes by here.
struct Entry {
    tokens: NewTokens,
    asking: Asking,
    challenge: Option<Challenge>,
    /// Whether a second factor is shown.
    shows: bool,
    network: ClientNetwork,
}

impl Entry {
    fn for_store(&self) -> (Asking, NewSession) {
        (self.asking.clone(), self.tokens.session.clone())
    }

    /// A wrong second factor counts as a failure of the network; that one is asked for does not.
    fn end(self, shared: &Shared, outcome: SignInOutcome, attempt: Attempt<'_>) -> Result<SignedIn, SignInError> {
        match outcome {
            SignInOutcome::Open(opened) => {
                attempt.refund();
                let (_, account) = *opened;
                let tokens = self.tokens.sign(shared, account.id)?;
                Ok(SignedIn { account, tokens })
            }
            SignInOutcome::SecondFactor => {
                if !self.shows {
                    attempt.refund();
                }
                Err(SignInError::SecondFactor { challenge: self.challenge })
            }
            SignInOutcome::Refused => Err(SignInError::Refused),
        }
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
