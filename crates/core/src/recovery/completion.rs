//! The new password, and the way in.

use super::inspection::RESET_PURPOSES;
use super::{Inspected, Recovery, TokenProblem};
use crate::account::Account;
use crate::assertion::{Begun, HandedOver};
use crate::audit::Action;
use crate::error::Fault;
use crate::ids::{EntryId, LocationId};
use crate::jwt::Jwt;
use crate::origin::Origin;
use crate::outbox::NoticeLanguage;
use crate::outcome::Named;
use crate::policy::{BrokenRule, Identity, Password, PasswordPolicySettings};
use crate::ports::{CompleteReset, Completion, Decoy, Event, WayIn};
use crate::second_factors::Challenge;
use crate::session::{ClaimedDevice, ClientId, RefreshLife};
use crate::sessions::{NewTokens, Tokens};
use crate::time::Duration;
use crate::token::{NewToken, Token, TokenPurpose};
use crate::work::Work;

/// A reset to be completed.
#[derive(Debug)]
pub struct NewPassword {
    /// The token of a link, or the one that a code was exchanged for.
    pub token: Token,
    /// The password.
    pub password: Password,
    /// The location that the token must belong to, where the request names one.
    pub location: Option<LocationId>,
    /// What the API's contract asks of passwords, beneath the location's own policy.
    pub policy: PasswordPolicySettings,
    /// How the person gets in afterwards.
    pub then: Afterwards,
    /// From where.
    pub origin: Origin,
    /// The language of the notice.
    pub language: NoticeLanguage,
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
        /// The client it is for; none: the canonical address is used.
        client: Option<ClientId>,
        /// How long the bearer token lives.
        bearer_lifetime: Duration,
    },
    /// By an assertion for the app, where the token's location has a [`done_url`](crate::Location::done_url), else by
    /// such a session.
    App {
        /// See [`Self::Session`].
        client: Option<ClientId>,
        /// See [`Self::Session`].
        bearer_lifetime: Duration,
        /// What the app began the reset with, in this browser.
        begun: Option<Begun>,
    },
}

/// A reset that was completed.
#[derive(Debug)]
pub struct Completed {
    /// The account after the reset.
    pub account: Account,
    /// What lets the person in.
    pub way_in: Admission,
}

/// What lets a person in.
#[derive(Debug)]
pub enum Admission {
    /// Nothing: sign in.
    None,
    /// A one-time JWT.
    OneTimeJwt(Jwt),
    /// A session.
    Session(Tokens),
    /// The app, which gets an assertion.
    App(HandedOver),
    /// The second factor first (R8): by this challenge, if a session was requested, else by signing in.
    SecondFactor(Option<Challenge>),
}

/// Why a reset was not completed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// The token isn't valid.
    #[error(transparent)]
    Token(#[from] TokenProblem),
    /// The password breaks rules. The token can be used again.
    #[error("the password breaks {} rules", .0.len())]
    Password(Vec<BrokenRule>),
    /// It has nothing to do with the reset.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Named for CompleteError {
    fn name(&self) -> &'static str {
        match self {
            Self::Token(problem) => problem.name(),
            Self::Password(_) => "password_refused",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Recovery {
    /// Sets a new password. The token is looked up before anything is hashed, and checked again, with everything else,
    /// in the step that uses it up. If many try at once, one wins (R3).
    pub async fn complete(&self, new: NewPassword) -> Result<Completed, CompleteError> {
        self.0.observed(self.set_password(new), |outcome| Event::ResetCompleted { outcome }).await
    }

    async fn set_password(&self, new: NewPassword) -> Result<Completed, CompleteError> {
        let shared = &*self.0;
        let presented = shared.present(&new.token, new.origin.network)?;
        let (inspected, owner) = self.look_up(&new.token, &RESET_PURPOSES).await?;
        let refused = |problem| self.refuse(Action::ResetRefused, problem, owner, new.origin.network);
        let at_its_location = |found: Inspected| match new.location {
            Some(location) if location != found.location => Err(TokenProblem::Unknown),
            _ => Ok(found),
        };
        let inspected = match inspected.and_then(at_its_location) {
            Ok(inspected) => inspected,
            Err(problem) => {
                presented.charge()?;
                return Err(refused(problem).into());
            }
        };
        presented.refund();
        let work = shared.work(new.origin.network)?;
        self.check_password(&new, &inspected, &work).await?;
        let assertion = self.assertion_after(&new.then, &inspected).await?;
        if let (Some(shadow), Some(entry)) = (&inspected.account.shadow, &inspected.entry) {
            return self.set_in_directory(&new, &work, &inspected, shadow, entry, assertion).await;
        }
        let hash = shared.ports.hasher.hash(&work, &new.password).await.map_err(Fault::from)?;

        let locations = shared.locations().await?;
        let lifetimes = locations.get_or_default(inspected.location).lifetimes;
        let now = shared.now();
        let one_time = Token::generate(shared.rng());
        let (mut session, mut challenge) = (None, None);
        let way_in = match (&new.then, &assertion) {
            (Afterwards::Nothing, _) => WayIn::None,
            (Afterwards::OneTimeJwt, _) => WayIn::OneTime(NewToken {
                digest: one_time.digest(),
                purpose: TokenPurpose::OneTimeSignIn,
                lifetime: lifetimes.one_time_token,
            }),
            (Afterwards::App { .. }, Some(assertion)) => {
                challenge = Some(Challenge::mint(shared));
                WayIn::OneTime(assertion.minted())
            }
            (Afterwards::Session { client, bearer_lifetime } | Afterwards::App { client, bearer_lifetime, .. }, _) => {
                let tokens = session.insert(NewTokens::mint(
                    shared,
                    client.clone(),
                    *bearer_lifetime,
                    RefreshLife::ROTATING,
                    ClaimedDevice::default().or(new.origin.device),
                ));
                challenge = Some(Challenge::mint(shared));
                WayIn::Session(tokens.session.clone())
            }
        };
        let step = CompleteReset {
            token: new.token.digest(),
            location: new.location,
            password: hash,
            notice: EntryId::new(now, shared.rng()),
            origin: new.origin,
            language: new.language,
            way_in,
            challenge: challenge.as_ref().map(|(_, minted)| *minted),
        };
        let account = match shared.ports.store.complete_reset(step).await.map_err(Fault::from)? {
            Completion::Done { account, .. } => *account,
            Completion::Refused(state) => return Err(refused(TokenProblem::of_bad(state)).into()),
            Completion::Unknown => return Err(refused(TokenProblem::Unknown).into()),
        };
        shared.ports.deliveries.wake();
        shared.welcome(&account.email, new.origin.network).await;
        if account.second_factor {
            let way_in = Admission::SecondFactor(challenge.map(|(challenge, _)| challenge));
            return Ok(Completed { account, way_in });
        }
        let way_in = match (new.then, session, assertion) {
            (Afterwards::App { .. }, _, Some(assertion)) => Admission::App(self.hand_to_app(&assertion)),
            (Afterwards::OneTimeJwt, ..) => Admission::OneTimeJwt(crate::sign_in::one_time_jwt(
                shared,
                account.id,
                &one_time,
                lifetimes.one_time_token,
            )?),
            (Afterwards::Session { .. } | Afterwards::App { .. }, Some(tokens), _) => {
                Admission::Session(tokens.sign(shared, &account)?)
            }
            _ => Admission::None,
        };
        Ok(Completed { account, way_in })
    }

    async fn check_password(&self, new: &NewPassword, inspected: &Inspected, work: &Work) -> Result<(), CompleteError> {
        let locations = self.0.locations().await?;
        let policy = self.0.password_policy(locations.get_or_default(inspected.location), new.policy);
        let account = &inspected.account;
        let identity = Identity { email: &account.email, name: account.name.as_deref() };
        let mut broken = self.0.judge(policy, &new.password, identity).await;
        if broken.is_empty() && policy.refuses_reuse && account.password.is_some() {
            let hasher = &self.0.ports.hasher;
            let same = hasher.verify(work, &new.password, account.password.as_ref(), Decoy::none()).await;
            if same.map_err(Fault::from)? {
                broken.push(BrokenRule::Reused);
            }
        }
        if broken.is_empty() { Ok(()) } else { Err(CompleteError::Password(broken)) }
    }
}
