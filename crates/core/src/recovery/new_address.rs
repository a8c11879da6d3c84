//! The new address of an account, confirmed by the email that went there.

use super::{InspectError, Recovery, TokenProblem};
use crate::account::Account;
use crate::audit::Action;
use crate::error::Fault;
use crate::ids::EntryId;
use crate::origin::Origin;
use crate::ports::Verification;
use crate::presented::Presentation;
use crate::token::{Token, TokenPurpose};

impl Recovery {
    /// Gives an account the address that this token's mail went to. Its sessions end, and the previous address gets a
    /// notice. `None`: the token is for something else, which does not count as a failure.
    pub async fn confirm_new_address(&self, token: &Token, origin: Origin) -> Result<Option<Account>, InspectError> {
        let (shared, network) = (&*self.0, origin.network);
        let presented = shared.present(token, network)?;
        let (found, owner) = self.look_up(token, &[TokenPurpose::NewAddress]).await?;
        let refuse = |presented: Presentation<'_>, problem| {
            presented.charge()?;
            Err(self.refuse(Action::VerificationRefused, problem, owner, network).into())
        };
        match found {
            Err(TokenProblem::Unknown) => {
                presented.refund();
                return Ok(None);
            }
            Err(problem) => return refuse(presented, problem),
            Ok(_) => {}
        }
        let notice = EntryId::new(shared.now(), shared.rng());
        let moved = shared.ports.store.confirm_new_address(token.digest(), origin, notice, shared.key.clone()).await;
        match moved.map_err(Fault::from)? {
            Verification::Done(account) => {
                presented.refund();
                shared.ports.deliveries.wake();
                Ok(Some(*account))
            }
            Verification::Refused(state) => refuse(presented, TokenProblem::of_bad(state)),
            Verification::Unknown => refuse(presented, TokenProblem::Unknown),
        }
    }
}
