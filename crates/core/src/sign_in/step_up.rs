//! Step-up: a signed-in person authenticates again before an action for which a stolen session must not be enough.
//!
//! It is a sign-in like any other, with its limits and its second factor; the session that it opens ends at once. The
//! resulting token is valid only with the session that asked.

use super::{SignIn, SignInError, SignedIn, Visitor};
use crate::error::Fault;
use crate::ids::SessionId;
use crate::internal_jwt::{self, Claims};
use crate::jwt::Jwt;
use crate::policy::Password;
use crate::sessions::Authenticated;
use crate::time::{Duration, Timestamp, after};
use crate::token::Token;

/// How long a step-up is valid.
pub const STEP_UP_LIFETIME: Duration = Duration::from_mins(15);

/// The kind of these JWTs.
const TYPE: &str = "rekey-step-up+jwt";

/// The claim that names the session.
const SESSION: &str = "sid";

/// Says that the person of a session showed again who they are.
#[derive(Debug)]
pub struct SteppedUp {
    /// Good together with a bearer token of that session.
    pub token: Jwt,
    /// How long.
    pub expires_in: Duration,
}

/// Why a token does not show that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepUpProblem {
    /// It has expired.
    #[error("the step-up has expired")]
    Expired,
    /// It is not ours, or of another session.
    #[error("the step-up is not valid here")]
    Invalid,
}

impl SignIn {
    /// Steps a session up by its person's password, and the second factor as the visitor says.
    pub async fn step_up(
        &self,
        known: &Authenticated,
        password: &Password,
        visitor: Visitor,
    ) -> Result<SteppedUp, SignInError> {
        let signed_in = self.with_password(known.account.email.as_stored(), password, visitor.clone()).await?;
        self.stepped_up(known, signed_in, visitor).await
    }

    /// Steps a session up by the challenge that a right password gave, and the second factor.
    pub async fn step_up_with_challenge(
        &self,
        known: &Authenticated,
        challenge: &Token,
        visitor: Visitor,
    ) -> Result<SteppedUp, SignInError> {
        let signed_in = self.with_challenge(challenge, visitor.clone()).await?;
        self.stepped_up(known, signed_in, visitor).await
    }

    async fn stepped_up(
        &self,
        known: &Authenticated,
        signed_in: SignedIn,
        visitor: Visitor,
    ) -> Result<SteppedUp, SignInError> {
        let ended = self.0.ports.store.end_session(signed_in.tokens.session, visitor.origin.network).await;
        ended.map_err(Fault::from)?;
        if signed_in.account.id != known.account.id {
            return Err(SignInError::Refused);
        }
        Ok(self.step_up_of(known.session.id))
    }

    /// For a session that was opened just now, by all that its account asks for.
    pub fn step_up_of(&self, session: SessionId) -> SteppedUp {
        let claims = Claims::from_iter([(SESSION.to_owned(), session.to_string().into())]);
        let expires_at = after(self.0.now(), STEP_UP_LIFETIME);
        let token = internal_jwt::sign(&self.0.key, TYPE, claims, expires_at);
        SteppedUp { token, expires_in: STEP_UP_LIFETIME }
    }

    /// Whether the person of this session showed again who they are, by the token of a [`SteppedUp`].
    pub fn check_step_up(&self, session: SessionId, token: &str) -> Result<(), StepUpProblem> {
        let of_session =
            |claims: &Claims| claims.get(SESSION).and_then(|sid| sid.as_str()) == Some(&session.to_string());
        let claims_at = |now| internal_jwt::verify(&self.0.key, TYPE, token, now).filter(of_session);
        if claims_at(self.0.now()).is_some() {
            Ok(())
        } else if claims_at(Timestamp::UNIX_EPOCH).is_some() {
            Err(StepUpProblem::Expired)
        } else {
            Err(StepUpProblem::Invalid)
        }
    }
}
