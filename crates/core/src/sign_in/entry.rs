//! The step that every way in goes by.

use super::{SecondStep, SignIn, SignInError, SignedIn, Visitor};
use crate::context::Context;
use crate::origin::Origin;
use crate::ports::SignInOutcome;
use crate::presented::Presentation;
use crate::second_factor::Asking;
use crate::second_factors::Challenge;
use crate::session::Opening;
use crate::sessions::NewTokens;

/// A sign-in in progress: what its step of the store needs, and what follows from the outcome. Every way in goes
/// through here.
pub(super) struct Entry {
    tokens: NewTokens,
    asking: Asking,
    challenge: Option<Challenge>,
    /// Whether a second factor is shown.
    shows: bool,
    pub(super) origin: Origin,
}

impl Visitor {
    /// The tokens of a session that is about to be opened.
    pub(crate) fn mint(self, shared: &Context) -> NewTokens {
        let lifetime = self.bearer_lifetime.unwrap_or(shared.settings.bearer_lifetime);
        NewTokens::mint(shared, self.client, lifetime, self.refresh_life, self.device.or(self.origin.device))
    }
}

impl SignIn {
    pub(super) fn enter(&self, visitor: Visitor) -> Entry {
        let shared = &*self.0;
        let origin = visitor.origin;
        let (proof, minted) = match &visitor.second_step {
            SecondStep::AtOnce(proof) => (proof.clone(), None),
            SecondStep::Later => (None, Some(Challenge::mint(shared))),
        };
        let (challenge, new) = minted.unzip();
        let shows = proof.is_some();
        let asking = Asking { attempt: shared.second_factor_try(proof), challenge: new };
        Entry { tokens: visitor.mint(shared), asking, challenge, shows, origin }
    }
}

impl Entry {
    pub(super) fn opening(&self) -> Opening {
        Opening { session: self.tokens.session.clone(), asking: self.asking.clone(), origin: self.origin }
    }

    /// A wrong second factor counts as a failure of the network; a missing one does not.
    pub(super) fn end(
        self,
        shared: &Context,
        outcome: SignInOutcome,
        presented: Presentation<'_>,
    ) -> Result<SignedIn, SignInError> {
        match outcome {
            SignInOutcome::Open(opened) => {
                presented.refund();
                let (_, account) = *opened;
                let tokens = self.tokens.sign(shared, &account)?;
                Ok(SignedIn { account, tokens })
            }
            SignInOutcome::SecondFactor { blocked_for } => {
                if !self.shows {
                    presented.refund();
                }
                Err(SignInError::SecondFactor { challenge: self.challenge, account: None, blocked_for })
            }
            SignInOutcome::MustReset => {
                presented.refund();
                Err(SignInError::MustReset)
            }
            SignInOutcome::Refused => {
                presented.charge()?;
                Err(SignInError::Refused)
            }
        }
    }
}
