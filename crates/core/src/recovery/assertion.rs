//! Resets that end in an app, which opens the session.

use super::completion::Afterwards;
use super::{Inspected, Recovery, TokenProblem};
use crate::account::Account;
use crate::assertion::{self, Asserted, Assertion, Begun, Factor, HandedOver};
use crate::audit::{Action, Fact};
use crate::error::Fault;
use crate::ids::LocationId;
use crate::outcome::Named;
use crate::ports::{AssertionUse, Caller};
use crate::token::{Token, TokenPurpose};

/// What an app learns of a reset that ended in it.
#[derive(Debug)]
pub struct Redeemed {
    /// Whose.
    pub account: Account,
    /// The location whose email carried the link.
    pub location: LocationId,
    /// The origin of the `done_url` that it was made for.
    pub audience: String,
    /// How the person was recognised, as `amr` lists it ([`Factor::methods`]).
    pub methods: Vec<String>,
    /// The state that the app began with, if the reset ended in the same browser.
    pub state: Option<String>,
}

/// Why an assertion was not redeemed.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// It isn't valid, or meant for another app.
    #[error(transparent)]
    Token(#[from] TokenProblem),
    /// The app must say who it is: assertions are made for several.
    #[error("audience must be the origin of the app's own done_url, because locations have several")]
    NoAudience,
    /// It has nothing to do with the assertion.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Recovery {
    /// The assertion that a reset is to end with, if its location has a `done_url`.
    pub(super) async fn assertion_after(
        &self,
        then: &Afterwards,
        inspected: &Inspected,
    ) -> Result<Option<Assertion>, Fault> {
        let Afterwards::App { begun, .. } = then else { return Ok(None) };
        let factor = if inspected.was_mailed { Factor::Mail } else { Factor::Link };
        self.assertion(inspected, factor, begun.as_ref()).await
    }

    async fn assertion(
        &self,
        inspected: &Inspected,
        factor: Factor,
        begun: Option<&Begun>,
    ) -> Result<Option<Assertion>, Fault> {
        let locations = self.0.locations().await?;
        let done_url = locations.get_or_default(inspected.location).done_url.clone();
        let token = Token::generate(self.0.rng());
        Ok(done_url.map(|done_url| Assertion::new(token, done_url, factor, begun, &inspected.account.email)))
    }

    pub(super) fn hand_to_app(&self, assertion: &Assertion) -> HandedOver {
        assertion.handed_over(&self.0.key, self.0.now())
    }

    /// Where a reset ends whose account showed its second factor, too, after this challenge: in the app, if its
    /// location has a `done_url`. None also if the account has moved on since.
    pub async fn assert_after_challenge(
        &self,
        challenge: &Inspected,
        account: &Account,
        begun: Option<&Begun>,
    ) -> Result<Option<HandedOver>, Fault> {
        let factor = Factor::SecondFactor { mailed: challenge.was_mailed };
        let Some(assertion) = self.assertion(challenge, factor, begun).await? else { return Ok(None) };
        let store = &self.0.ports.store;
        let minted = store.mint_assertion(account.id, account.epoch, challenge.location, assertion.minted()).await?;
        Ok(minted.then(|| self.hand_to_app(&assertion)))
    }

    /// Redeems an assertion, once, for the app of this origin. Without one, for the only one there is.
    pub async fn redeem_assertion(
        &self,
        text: &str,
        audience: Option<&str>,
        caller: Caller,
    ) -> Result<Redeemed, RedeemError> {
        let shared = &*self.0;
        if audience.is_none() && self.has_several_apps().await? {
            return Err(RedeemError::NoAudience);
        }
        let refused = |problem: TokenProblem, account| {
            let fact = Fact::from(caller.network, Action::AssertionRefused, problem.name());
            shared.note(Fact { account, backend: caller.backend, ..fact });
            RedeemError::Token(problem)
        };
        let Some(asserted) = assertion::read(&shared.key, text, shared.now()) else {
            return Err(refused(TokenProblem::Unknown, None));
        };
        let Asserted { token, audience: meant, methods, state } = asserted;
        if audience.is_some_and(|audience| audience != meant) {
            return Err(refused(TokenProblem::Unknown, None));
        }
        // A directory that is down spends nothing.
        let (inspected, owner) = self.look_up(&token, &[TokenPurpose::Assertion]).await?;
        let Inspected { account, location, .. } = inspected.map_err(|problem| refused(problem, owner))?;
        match shared.ports.store.redeem_assertion(token.digest(), caller).await.map_err(Fault::from)? {
            AssertionUse::Redeemed => Ok(Redeemed { account, location, audience: meant, methods, state }),
            AssertionUse::Refused(state) => Err(refused(TokenProblem::of_bad(state), owner)),
            AssertionUse::Unknown => Err(refused(TokenProblem::Unknown, owner)),
        }
    }

    /// Whether assertions are made for more than one origin.
    async fn has_several_apps(&self) -> Result<bool, Fault> {
        let locations = self.0.locations().await?;
        let mut audiences = locations.iter().filter_map(|location| location.done_url.as_ref()).map(assertion::audience);
        let first = audiences.next();
        Ok(audiences.any(|audience| Some(audience) != first))
    }
}
