//! Ways in: by password, by mailed code or link, by a one-time token.

mod change_password;
mod entry;
mod mailed;
mod password;
mod step_up;

use std::sync::Arc;

pub use change_password::{ChangePasswordError, PasswordChange};
pub use mailed::Challenged;
pub(crate) use mailed::one_time_jwt;
pub use step_up::{STEP_UP_LIFETIME, StepUpProblem, SteppedUp};

use crate::account::Account;
use crate::context::Context;
use crate::error::Fault;
use crate::origin::Origin;
use crate::outcome::Named;
use crate::ports::Event;
use crate::second_factor::Proof;
use crate::second_factors::Challenge;
use crate::session::{ClaimedDevice, ClientId, RefreshLife};
use crate::sessions::Tokens;
use crate::time::Duration;

/// The service.
#[derive(Clone)]
pub struct SignIn(Arc<Context>);

/// The client that signs in, from where, and what for.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The client that the session is for; none: the canonical address is used.
    pub client: Option<ClientId>,
    /// How long the bearer token is to live; none: as the settings say.
    pub bearer_lifetime: Option<Duration>,
    /// How the session's refresh tokens are to live.
    pub refresh_life: RefreshLife,
    /// How a second factor is shown, if the account has one.
    pub second_step: SecondStep,
    /// From where.
    pub origin: Origin,
    /// By what, as the client names it; if it names nothing, the device of `origin` counts.
    pub device: ClaimedDevice,
}

/// How a second factor is shown.
#[derive(Debug, Clone)]
pub enum SecondStep {
    /// Together with the first factor: what was shown, if anything. If it is missing or wrong, the first factor is not
    /// used up.
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
    /// The password, or the proof of the address, was right, but the person must choose a new password first.
    #[error("the password must be reset first")]
    MustReset,
    /// The password was right, but the address must be verified first.
    #[error("the address must be verified first")]
    NotVerified,
    /// The first factor was right, but the account has a second one, which was missing or wrong (R8).
    #[error("the second factor is missing or wrong")]
    SecondFactor {
        /// What to show with it, where that is to be [later](SecondStep::Later).
        challenge: Option<Challenge>,
        /// Whose password was right; none where the first factor was something else.
        account: Option<Box<Account>>,
        /// How long codes of the app are refused, after too many wrong ones.
        blocked_for: Option<Duration>,
    },
    /// It has nothing to do with the sign-in.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Named for SignInError {
    fn name(&self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::MustReset => "must_reset",
            Self::NotVerified => "not_verified",
            Self::SecondFactor { .. } => "second_factor",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl SignIn {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self(shared)
    }

    async fn observed(
        &self,
        way: &'static str,
        step: impl Future<Output = Result<SignedIn, SignInError>>,
    ) -> Result<SignedIn, SignInError> {
        self.0.observed(step, |outcome| Event::SignedIn { way, outcome }).await
    }
}
