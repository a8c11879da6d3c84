//! "This wasn't me".

use super::{InspectError, Recovery, TokenProblem};
use crate::audit::Action;
use crate::ids::EntryId;
use crate::limits::Counter;
use crate::network::ClientNetwork;
use crate::origin::Origin;
use crate::outbox::NoticeLanguage;
use crate::ports::{DisownOutcome, Disowned, Event};
use crate::token::Token;

impl Recovery {
    /// "This wasn't me": ends sessions, voids tokens, and shuts the account until a fresh reset (R9). If its address
    /// was changed, it stays shut until somebody unlocks it, because a reset would be mailed to the new address.
    pub async fn disown(
        &self,
        token: &Token,
        origin: Origin,
        language: NoticeLanguage,
    ) -> Result<Disowned, InspectError> {
        self.0.observed(self.shut(token, origin, language), |outcome| Event::Disowned { outcome }).await
    }

    async fn shut(&self, token: &Token, origin: Origin, language: NoticeLanguage) -> Result<Disowned, InspectError> {
        let shared = &*self.0;
        let mut attempt = shared.attempt(origin.network, Counter::Failures)?;
        let notice = EntryId::new(shared.now(), shared.rng());
        let email = attempt.unless_failed(self.shut_in_directory(token).await)?;
        let store = &shared.ports.store;
        let shut = store.disown(token.digest(), notice, origin, language, shared.key.clone(), email);
        match attempt.unless_failed(shut.await)? {
            DisownOutcome::Done(disowned) => {
                attempt.refund();
                shared.ports.deliveries.wake();
                Ok(disowned)
            }
            DisownOutcome::Refused(state) => Err(self.refuse_disown(TokenProblem::of_bad(state), origin.network)),
            DisownOutcome::Unknown => Err(self.refuse_disown(TokenProblem::Unknown, origin.network)),
        }
    }

    fn refuse_disown(&self, problem: TokenProblem, network: ClientNetwork) -> InspectError {
        self.refuse(Action::DisownRefused, problem, None, network).into()
    }
}
