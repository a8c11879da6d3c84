//! The new address of an account, confirmed by the email that went there.

use super::{InspectError, Recovery, TokenProblem};
use crate::account::Account;
use crate::audit::Action;
use crate::error::Fault;
use crate::ids::EntryId;
use crate::limits::Counter;
use crate::origin::Origin;
use crate::ports::Verification;
use crate::token::{Token, TokenPurpose};

impl Recovery {
    /// Gives an account the address that this token's mail went to. Its sessions end, and the previous address gets a
    /// notice. `None`: the token is for something else, which does not count as a failure.
    pub async fn confirm_new_address(&self, token: &Token, origin: Origin) -> Result<Option<Account>, InspectError> {
        let (shared, network) = (&*self.0, origin.network);
        let mut attempt = shared.attempt(network, Counter::Failures)?;
        let found = attempt.unless_failed(self.look_up(token, &[TokenPurpose::NewAddress]).await)?;
        let refuse = |problem, owner| Err(self.refuse(Action::VerificationRefused, problem, owner, network).into());
        let owner = match found {
            (Err(TokenProblem::Unknown), _) => {
                attempt.refund();
                return Ok(None);
            }
            (Err(problem), owner) => return refuse(problem, owner),
            (Ok(_), owner) => owner,
        };
        let notice = EntryId::new(shared.now(), shared.rng());
        let moved = shared.ports.store.confirm_new_address(token.digest(), origin, notice, shared.key.clone()).await;
        match attempt.unless_failed(moved.map_err(Fault::from))? {
            Verification::Done(account) => {
                attempt.refund();
                shared.ports.deliveries.wake();
                Ok(Some(*account))
            }
            Verification::Refused(state) => refuse(TokenProblem::of_bad(state), owner),
            Verification::Unknown => refuse(TokenProblem::Unknown, owner),
        }
    }
}
