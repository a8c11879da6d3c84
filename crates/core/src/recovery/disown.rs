//! "This wasn't me".

use super::{InspectError, Recovery, TokenProblem};
use crate::audit::Action;
use crate::error::Fault;
use crate::ids::EntryId;
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
        let presented = shared.present(token, origin.network)?;
        let notice = EntryId::new(shared.now(), shared.rng());
        let email = self.shut_in_directory(token).await?;
        let store = &shared.ports.store;
        let shut = store.disown(token.digest(), notice, origin, language, shared.key.clone(), email);
        let problem = match shut.await.map_err(Fault::from)? {
            DisownOutcome::Done(disowned) => {
                presented.refund();
                shared.ports.deliveries.wake();
                return Ok(disowned);
            }
            DisownOutcome::Refused(state) => TokenProblem::of_bad(state),
            DisownOutcome::Unknown => TokenProblem::Unknown,
        };
        presented.charge()?;
        Err(self.refuse_disown(problem, origin.network))
    }

    fn refuse_disown(&self, problem: TokenProblem, network: ClientNetwork) -> InspectError {
        self.refuse(Action::DisownRefused, problem, None, network).into()
    }
}
