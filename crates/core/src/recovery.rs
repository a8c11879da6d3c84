//! Recovery: from "I forgot my password" to a new one.

mod hand_over;

use std::fmt;
use std::sync::Arc;

pub use hand_over::HandOver;
use url::Url;

use crate::account::Account;
use crate::code::{Code, CodeTry};
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::engine::Shared;
use crate::error::Fault;
use crate::ids::{EntryId, LocationId};
use crate::limits::Counter;
use crate::locale::Locale;
use crate::network::ClientNetwork;
use crate::outbox::{Channel, Request};
use crate::outcome::Named;
use crate::policy::{BrokenRule, Identity, Password, PasswordPolicySettings};
use crate::ports::{Acceptance, CodeOutcome, CompleteReset, Completion, DisownOutcome, Event, Undelivered, WayIn};
use crate::purpose::Purpose;
use crate::second_factor::Challenge;
use crate::session::{ClientId, NewTokens, Tokens};
use crate::time::{Duration, Timestamp};
use crate::token::{NewToken, Token, TokenPurpose, TokenRecord, TokenState};

/// The service.
#[derive(Clone)]
pub struct Recovery(Arc<Shared>);

/// What a person asks for.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// What for.
    pub purpose: Purpose,
    /// The address that was typed.
    pub address: EmailAddress,
    /// By which door.
    pub channel: Channel,
    /// The location, where the door names one.
    pub location: Option<LocationId>,
    /// The language of the mail, where the door names one.
    pub locale: Option<Locale>,
    /// Where the link is to lead in the end; checked by the dialect whose idea it is.
    pub redirect_to: Option<Url>,
    /// From where.
    pub network: ClientNetwork,
}

/// What became of a request. The same for every address, whether it has an account or not (R1).
#[derive(Debug, Clone, Copy)]
pub struct Receipt {
    /// Whether it was accepted or has to wait.
    pub acceptance: Acceptance,
    /// How long the location makes people wait between mails.
    pub cooldown: Duration,
}

/// Why a request was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no location of that number. Nothing was changed.
    #[error("no such location")]
    UnknownLocation,
    /// It has nothing to do with the request.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a request whose delivery was waited for came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum DeliveredRequestError {
    /// It was not accepted.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Its mail could not be sent. The request is withdrawn: the address need not wait for its cooldown.
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
}

/// Why a token is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// It is not one of ours, or not one for this.
    #[error("the token is not valid")]
    Unknown,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// It was used.
    #[error("the token was used already")]
    Used,
    /// The account has moved on, or may not be recovered.
    #[error("the token is no longer valid")]
    Void,
}

impl TokenProblem {
    pub(crate) fn of(state: TokenState) -> Option<Self> {
        match state {
            TokenState::Good => None,
            TokenState::Used => Some(Self::Used),
            TokenState::Expired => Some(Self::Expired),
            TokenState::Void => Some(Self::Void),
        }
    }
}

/// A good token, and whose it is.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// The account.
    pub account: Account,
    /// The location whose mail carried the token.
    pub location: LocationId,
    /// When its time is over.
    pub expires_at: Timestamp,
}

/// Why a token could not be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// It is of no use.
    #[error(transparent)]
    Token(#[from] TokenProblem),
    /// It has nothing to do with the token.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A reset to be completed.
#[derive(Debug)]
pub struct NewPassword {
    /// The token of a link, or the one that a code was exchanged for.
    pub token: Token,
    /// The password.
    pub password: Password,
    /// The location that the token must belong to, where the door names one.
    pub location: Option<LocationId>,
    /// What the door's contract asks of passwords, beneath the location's own policy.
    pub policy: PasswordPolicySettings,
    /// How the person gets in afterwards.
    pub then: Afterwards,
    /// From where.
    pub network: ClientNetwork,
}

/// How a person gets in after a reset.
#[derive(Debug, Clone)]
pub enum Afterwards {
    /// By signing in.
    Nothing,
    /// By exchanging a one-time JWT.
    OneTimeJwt,
    /// By a session, whose bearer lives so long.
    Session {
        /// The client it is for; none: the canonical address stands in.
        client: Option<ClientId>,
        /// How long the bearer token lives.
        bearer_lifetime: Duration,
    },
}

/// A reset that was completed.
#[derive(Debug)]
pub struct Completed {
    /// The account, as it is now.
    pub account: Account,
    /// What lets the person in.
    pub way_in: Admission,
}

/// What lets a person in. `Debug` shows no token.
pub enum Admission {
    /// Nothing: sign in.
    None,
    /// A one-time JWT.
    OneTimeJwt(String),
    /// A session.
    Session(Tokens),
    /// The second factor first (R8): by this challenge, where a session was asked for, else by signing in.
    SecondFactor(Option<Challenge>),
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::OneTimeJwt(_) => f.write_str("OneTimeJwt(…)"),
            Self::Session(tokens) => f.debug_tuple("Session").field(tokens).finish(),
            Self::SecondFactor(challenge) => f.debug_tuple("SecondFactor").field(challenge).finish(),
        }
    }
}

/// Why a reset was not completed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// The token is of no use.
    #[error(transparent)]
    Token(#[from] TokenProblem),
    /// The password breaks rules. The token can be used again.
    #[error("the password breaks {} rules", .0.len())]
    Password(Vec<BrokenRule>),
    /// It has nothing to do with the reset.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A code that was exchanged.
#[derive(Debug)]
pub struct Exchanged {
    /// What completes the reset.
    pub token: Token,
    /// When its time is over.
    pub expires_at: Timestamp,
}

/// Why a code was not exchanged.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// Wrong, expired, used, out of tries, or none was mailed: one answer.
    #[error("the code is not valid")]
    Refused,
    /// It has nothing to do with the code.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Tokens that complete a reset.
const RESET_PURPOSES: [TokenPurpose; 2] = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];

impl Recovery {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Accepts a request durably, or says how long the address has to wait. Whether there is an account is not
    /// looked at here: the mail worker does that later, so that nobody can tell from the answer (R1).
    pub async fn request(&self, new: NewRequest) -> Result<Receipt, RequestError> {
        self.accept(self.new_entry(), new).await
    }

    /// Accepts a request as [`request`](Self::request) does, and waits for the first attempt to deliver it, for as
    /// long as [`Deliveries::first_attempt`](crate::ports::Deliveries::first_attempt) takes. Nobody waits where an
    /// address without an account would get no mail, for which there would be nothing to wait (R1).
    pub async fn request_delivered(&self, new: NewRequest) -> Result<Receipt, DeliveredRequestError> {
        let shared = &*self.0;
        let entry = self.new_entry();
        let everybody_gets_mail = shared.settings.no_account_notice && new.channel.knows_no_account_notice();
        let attempt = everybody_gets_mail.then(|| shared.ports.deliveries.first_attempt(entry));
        let receipt = self.accept(entry, new).await?;
        if let (Acceptance::Accepted, Some(attempt)) = (receipt.acceptance, attempt) {
            attempt.await?;
        }
        Ok(receipt)
    }

    fn new_entry(&self) -> EntryId {
        EntryId::new(self.0.now(), self.0.rng())
    }

    async fn accept(&self, id: EntryId, new: NewRequest) -> Result<Receipt, RequestError> {
        let purpose = new.purpose;
        let accepted = self.accept_entry(id, new).await;
        let outcome = match &accepted {
            Ok(Receipt { acceptance: Acceptance::Accepted, .. }) => "accepted",
            Ok(Receipt { acceptance: Acceptance::Suppressed { .. }, .. }) => {
                self.0.ports.observer.happened(Event::Limited { limit: "address" });
                "suppressed"
            }
            Err(error) => error.name(),
        };
        self.0.ports.observer.happened(Event::Requested { purpose, outcome });
        accepted
    }

    async fn accept_entry(&self, id: EntryId, new: NewRequest) -> Result<Receipt, RequestError> {
        let shared = &*self.0;
        if !shared.settings.mail_enabled {
            return Err(Fault::MailDisabled.into());
        }
        let locations = shared.locations().await?;
        let location = match new.location {
            Some(id) => locations.get(id).ok_or(RequestError::UnknownLocation)?,
            None => locations.default(),
        };
        let attempt = shared.attempt(new.network, Counter::Requests)?;
        let request = Request {
            purpose: new.purpose,
            address_key: AddressKey::of(&new.address, &shared.key),
            address: new.address,
            channel: new.channel,
            location: location.id,
            locale: new.locale,
            redirect_to: new.redirect_to,
            network: new.network,
        };
        let limits = shared.address_limits(location.cooldown);
        let acceptance = shared.ports.store.accept_request(id, request, limits).await.map_err(Fault::from)?;
        match acceptance {
            Acceptance::Accepted => shared.ports.deliveries.wake(),
            Acceptance::Suppressed { .. } => attempt.refund(),
        }
        Ok(Receipt { acceptance, cooldown: location.cooldown })
    }

    /// How long the address has to wait before the next request of this purpose; zero if it need not.
    pub async fn remaining_cooldown(&self, address: &EmailAddress, purpose: Purpose) -> Result<Duration, Fault> {
        let shared = &*self.0;
        let limits = shared.address_limits(shared.locations().await?.default().cooldown);
        let key = AddressKey::of(address, &shared.key);
        Ok(shared.ports.store.remaining_cooldown(key, purpose, limits).await?)
    }

    /// Whose reset a token is for. Changes nothing (R2).
    pub async fn inspect(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &RESET_PURPOSES).await
    }

    /// Whose notice a "this wasn't me" token came with. Changes nothing (R2).
    pub async fn inspect_not_me(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::NotMe]).await
    }

    /// Whose sign-in a mailed link is for. Changes nothing (R2).
    pub async fn inspect_sign_in(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::SignIn]).await
    }

    /// Whose address a verification link is about. Changes nothing (R2).
    pub async fn inspect_verification(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::VerifyEmail]).await
    }

    /// Whose sign-in a challenge for the second factor continues. Changes nothing (R2).
    pub async fn inspect_challenge(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::SecondFactor]).await
    }

    /// Exchanges a code for a token that completes the reset.
    pub async fn exchange_code(
        &self,
        address: &EmailAddress,
        code: Code,
        location: Option<LocationId>,
        network: ClientNetwork,
    ) -> Result<Exchanged, ExchangeError> {
        let step = self.try_code(address, code, location, network);
        self.0.observed(step, |outcome| Event::CodeExchanged { outcome }).await
    }

    async fn try_code(
        &self,
        address: &EmailAddress,
        code: Code,
        location: Option<LocationId>,
        network: ClientNetwork,
    ) -> Result<Exchanged, ExchangeError> {
        let shared = &*self.0;
        let locations = shared.locations().await?;
        let location = location.map_or_else(|| locations.default(), |id| locations.get_or_default(id));
        let attempt = shared.attempt(network, Counter::Failures)?;
        let token = Token::generate(shared.rng());
        let minted = NewToken {
            digest: token.digest(),
            purpose: TokenPurpose::ExchangedReset,
            lifetime: location.lifetimes.exchanged_token,
        };
        let key = AddressKey::of(address, &shared.key);
        let tried = CodeTry::new(key, Purpose::ResetPassword, code, shared.key.clone());
        match shared.ports.store.exchange_code(tried, minted, network).await.map_err(Fault::from)? {
            CodeOutcome::Right { expires_at, .. } => {
                attempt.refund();
                Ok(Exchanged { token, expires_at })
            }
            CodeOutcome::Refused => Err(ExchangeError::Refused),
        }
    }

    /// Sets a new password. The token is looked up before anything is hashed, and checked again, with all else, in
    /// the one step that uses it up: of many who try at once, one wins (R3).
    pub async fn complete(&self, new: NewPassword) -> Result<Completed, CompleteError> {
        self.0.observed(self.set_password(new), |outcome| Event::ResetCompleted { outcome }).await
    }

    async fn set_password(&self, new: NewPassword) -> Result<Completed, CompleteError> {
        let shared = &*self.0;
        let attempt = shared.attempt(new.network, Counter::Failures)?;
        let inspected = self.inspect(&new.token).await.map_err(|error| match error {
            InspectError::Token(problem) => CompleteError::Token(problem),
            InspectError::Fault(fault) => CompleteError::Fault(fault),
        })?;
        if new.location.is_some_and(|location| location != inspected.location) {
            return Err(TokenProblem::Unknown.into());
        }
        attempt.refund();
        self.check_password(&new, &inspected).await?;
        let hash = shared.ports.hasher.hash(&new.password).await.map_err(Fault::from)?;

        let locations = shared.locations().await?;
        let lifetimes = locations.get_or_default(inspected.location).lifetimes;
        let now = shared.now();
        let one_time = Token::generate(shared.rng());
        let (mut session, mut challenge) = (None, None);
        let way_in = match &new.then {
            Afterwards::Nothing => WayIn::None,
            Afterwards::OneTimeJwt => WayIn::OneTime(NewToken {
                digest: one_time.digest(),
                purpose: TokenPurpose::OneTimeSignIn,
                lifetime: lifetimes.one_time_token,
            }),
            Afterwards::Session { client, bearer_lifetime } => {
                let tokens = session.insert(NewTokens::mint(shared, client.clone(), *bearer_lifetime));
                challenge = Some(Challenge::mint(shared));
                WayIn::Session(tokens.session.clone())
            }
        };
        let step = CompleteReset {
            token: new.token.digest(),
            location: new.location,
            password: hash,
            notice: EntryId::new(now, shared.rng()),
            network: new.network,
            way_in,
            challenge: challenge.as_ref().map(|(_, minted)| *minted),
        };
        let account = match shared.ports.store.complete_reset(step).await.map_err(Fault::from)? {
            Completion::Done { account, .. } => *account,
            Completion::Refused(state) => return Err(TokenProblem::of(state).unwrap_or(TokenProblem::Void).into()),
            Completion::Unknown => return Err(TokenProblem::Unknown.into()),
        };
        shared.ports.deliveries.wake();
        shared.welcome(&account.email, new.network).await;
        if account.second_factor {
            let way_in = Admission::SecondFactor(challenge.map(|(challenge, _)| challenge));
            return Ok(Completed { account, way_in });
        }
        let way_in = match (new.then, session) {
            (Afterwards::OneTimeJwt, _) => Admission::OneTimeJwt(crate::sign_in::one_time_jwt(
                shared,
                account.id,
                &one_time,
                lifetimes.one_time_token,
            )?),
            (Afterwards::Session { .. }, Some(tokens)) => Admission::Session(tokens.sign(shared, account.id)?),
            _ => Admission::None,
        };
        Ok(Completed { account, way_in })
    }

    /// "This wasn't me": ends sessions, voids tokens, and shuts the account until a fresh reset (R9).
    pub async fn disown(&self, token: &Token, network: ClientNetwork) -> Result<(), InspectError> {
        self.0.observed(self.shut_door(token, network), |outcome| Event::Disowned { outcome }).await
    }

    async fn shut_door(&self, token: &Token, network: ClientNetwork) -> Result<(), InspectError> {
        let shared = &*self.0;
        let attempt = shared.attempt(network, Counter::Failures)?;
        let notice = EntryId::new(shared.now(), shared.rng());
        match shared.ports.store.disown(token.digest(), notice, network).await.map_err(Fault::from)? {
            DisownOutcome::Done => {
                attempt.refund();
                shared.ports.deliveries.wake();
                Ok(())
            }
            DisownOutcome::Refused(state) => Err(TokenProblem::of(state).unwrap_or(TokenProblem::Void).into()),
            DisownOutcome::Unknown => Err(TokenProblem::Unknown.into()),
        }
    }

    async fn inspect_as(&self, token: &Token, purposes: &[TokenPurpose]) -> Result<Inspected, InspectError> {
        let store = &self.0.ports.store;
        let record: TokenRecord = store
            .inspect_token(token.digest())
            .await
            .map_err(Fault::from)?
            .filter(|record| purposes.contains(&record.purpose))
            .ok_or(TokenProblem::Unknown)?;
        if let Some(problem) = TokenProblem::of(record.state) {
            return Err(problem.into());
        }
        let id = record.account.ok_or(TokenProblem::Void)?;
        let account = store.account_by_id(id).await.map_err(Fault::from)?.ok_or(TokenProblem::Void)?;
        Ok(Inspected { account, location: record.location, expires_at: record.expires_at })
    }

    async fn check_password(&self, new: &NewPassword, inspected: &Inspected) -> Result<(), CompleteError> {
        let locations = self.0.locations().await?;
        let base = new.policy.tightening(self.0.settings.location_defaults.password_policy);
        let policy = locations.get_or_default(inspected.location).own_password_policy.or(base);
        let account = &inspected.account;
        let identity = Identity { email: &account.email, name: account.name.as_deref() };
        let mut broken = policy.check(&new.password, identity);
        if broken.is_empty() && policy.refuses_reuse && account.password.is_some() {
            let same = self.0.ports.hasher.verify(&new.password, account.password.as_ref(), &[]).await;
            if same.map_err(Fault::from)? {
                broken.push(BrokenRule::Reused);
            }
        }
        if broken.is_empty() { Ok(()) } else { Err(CompleteError::Password(broken)) }
    }
}
