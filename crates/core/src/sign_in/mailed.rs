//! Sign-in by what was mailed, and by what an earlier step returned: codes, links, challenges, one-time tokens.

use super::{SecondStep, SignIn, SignInError, SignedIn, Visitor};
use crate::account::Account;
use crate::audit::{Action, Fact};
use crate::code::{Code, CodeTry};
use crate::context::Context;
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::AccountId;
use crate::jwt::Jwt;
use crate::limits::Counter;
use crate::link_jwt::token_of_link;
use crate::network::ClientNetwork;
use crate::outcome::Named;
use crate::ports::{Claims, ClaimsKind, Event, SharedSession};
use crate::purpose::Purpose;
use crate::sessions::{Exchanged, sign_bearer};
use crate::time::{Duration, after};
use crate::token::{Token, TokenPurpose, TokenState};

/// Whose second factor a challenge asks for.
#[derive(Debug)]
pub enum Challenged {
    /// This account's.
    Account(Box<Account>),
    /// The challenge is ours, but has expired.
    Expired,
    /// It is not ours, or was used or voided.
    Nobody,
}

impl SignIn {
    /// By the code of a sign-in mail.
    pub async fn with_code(
        &self,
        address: &EmailAddress,
        code: Code,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        self.observed("code", self.redeem_code(address, code, Purpose::SignIn, visitor)).await
    }

    /// By the code of an email that has an address verified: it is the account's from now on.
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
        let mut presented = shared.present(&code, visitor.origin.network)?;
        let key = AddressKey::of(address, &shared.key);
        let tried = CodeTry::new(key, purpose, code, shared.key.clone());
        let entry = self.enter(visitor);
        let network = entry.origin.network;
        let outcome = presented.unless_failed(shared.ports.store.redeem_code(tried, entry.opening()).await)?;
        let signed_in = entry.end(shared, outcome, presented)?;
        shared.welcome(address, network).await;
        Ok(signed_in)
    }

    /// By the link of a sign-in mail.
    pub async fn with_link(&self, token: &Token, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.observed("link", self.redeem(token, &[TokenPurpose::SignIn], visitor)).await
    }

    /// By the link of an email that has an address verified: it is the account's from now on.
    pub async fn with_verification_link(&self, token: &Token, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.observed("link", self.redeem(token, &[TokenPurpose::VerifyEmail], visitor)).await
    }

    /// The second step: by the challenge that a right first factor gave, and the second factor in
    /// [`Visitor::second_step`]. A wrong one leaves the challenge good for the next try.
    pub async fn with_challenge(&self, challenge: &Token, visitor: Visitor) -> Result<SignedIn, SignInError> {
        self.observed("second_factor", self.redeem(challenge, &[TokenPurpose::SecondFactor], visitor)).await
    }

    /// Whose second factor a challenge asks for. Changes nothing.
    pub async fn challenged(&self, challenge: &Token) -> Result<Challenged, Fault> {
        let store = &self.0.ports.store;
        let Some(record) = store.inspect_token(challenge.digest()).await? else { return Ok(Challenged::Nobody) };
        match (record.purpose, record.state, record.account) {
            (TokenPurpose::SecondFactor, TokenState::Good, Some(account)) => {
                let account = store.account_by_id(account).await?;
                Ok(account.map_or(Challenged::Nobody, |account| Challenged::Account(Box::new(account))))
            }
            (TokenPurpose::SecondFactor, TokenState::Expired, _) => Ok(Challenged::Expired),
            _ => Ok(Challenged::Nobody),
        }
    }

    /// By a one-time JWT ([`Afterwards::OneTimeJwt`](crate::recovery::Afterwards::OneTimeJwt)), or a token that
    /// passes a session on ([`Sessions::one_time_token`](crate::sessions::Sessions::one_time_token)).
    pub async fn with_one_time_token(&self, text: &str, visitor: Visitor) -> Result<Exchanged, SignInError> {
        let step = self.redeem_one_time(text, visitor);
        self.0.observed(step, |outcome| Event::SignedIn { way: "one_time_token", outcome }).await
    }

    async fn redeem_one_time(&self, text: &str, visitor: Visitor) -> Result<Exchanged, SignInError> {
        if let Some(token) = Token::parse(text) {
            return self.share(&token, visitor).await;
        }
        if let Some(token) = token_of_link(text) {
            return Ok(self.redeem(&token, &[TokenPurpose::SignIn], visitor).await?.tokens.into());
        }
        let claims = self.0.ports.signer.verify(text, self.0.now());
        match claims.map(|claims| claims.kind) {
            Some(ClaimsKind::OneTime(token)) => {
                Ok(self.redeem(&token, &[TokenPurpose::OneTimeSignIn], visitor).await?.tokens.into())
            }
            _ => self.refuse(visitor.origin.network),
        }
    }

    /// A bearer token of the session that a token passes on. It lives no longer than the bearer token that asked for
    /// it, and can't be refreshed, so it doesn't extend a session (R29). Nor does it make the network familiar.
    async fn share(&self, token: &Token, visitor: Visitor) -> Result<Exchanged, SignInError> {
        let shared = &*self.0;
        let presented = shared.present(token, visitor.origin.network)?;
        let outcome = shared.ports.store.share_session(token.digest(), visitor.origin.network).await;
        let Some(SharedSession { session, account, bearer_left }) = outcome.map_err(Fault::from)? else {
            presented.charge()?;
            self.note_refused(visitor.origin.network);
            return Err(SignInError::Refused);
        };
        presented.refund();
        let asked = visitor.bearer_lifetime.unwrap_or(shared.settings.bearer_lifetime);
        // In whole seconds, as the bearer token says it.
        let expires_in = Duration::from_secs(asked.min(bearer_left).as_secs());
        let bearer = sign_bearer(shared, &account, session.id, expires_in)?;
        Ok(Exchanged { bearer, expires_in, refresh: None })
    }

    async fn redeem(
        &self,
        token: &Token,
        purposes: &'static [TokenPurpose],
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let network = visitor.origin.network;
        let mut presented = match &visitor.second_step {
            SecondStep::AtOnce(Some(proof)) => shared.present(proof, network)?,
            SecondStep::AtOnce(None) | SecondStep::Later => shared.present(token, network)?,
        };
        let entry = self.enter(visitor);
        let outcome = shared.ports.store.redeem_token(token.digest(), purposes, entry.opening()).await;
        let signed_in = entry.end(shared, presented.unless_failed(outcome)?, presented);
        if let Err(SignInError::Refused) = signed_in {
            self.note_refused(network);
        }
        let signed_in = signed_in?;
        shared.welcome(&signed_in.account.email, network).await;
        Ok(signed_in)
    }

    /// Counts a failure that needs no look at the store.
    fn refuse(&self, network: ClientNetwork) -> Result<Exchanged, SignInError> {
        drop(self.0.attempt(network, Counter::Failures)?);
        self.note_refused(network);
        Err(SignInError::Refused)
    }

    /// Counts a token that was refused. Codes need no count: each try has its own record.
    fn note_refused(&self, network: ClientNetwork) {
        self.0.note(Fact::from(network, Action::SignInRefused, SignInError::Refused.name()));
    }
}

/// The JWT that carries a one-time token.
pub(crate) fn one_time_jwt(
    shared: &Context,
    account: AccountId,
    token: &Token,
    lifetime: Duration,
) -> Result<Jwt, Fault> {
    let now = shared.now();
    let kind = ClaimsKind::OneTime(token.clone());
    Ok(shared.ports.signer.sign(&Claims {
        kind,
        account,
        email: None,
        issued_at: now,
        expires_at: after(now, lifetime),
    })?)
}
