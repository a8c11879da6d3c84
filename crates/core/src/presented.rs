//! Secrets that people present, and what wrong ones cost their network.
//!
//! What can be guessed is charged before it is compared, so that no flood of guesses passes the limit. A token of 256
//! bits can't be guessed: it is looked up first, and its network is charged, or refused, only if it is wrong. So
//! strangers who spend the failures of a network that many share keep nobody out who holds a right link (R10).

use crate::code::Code;
use crate::context::Context;
use crate::error::Fault;
use crate::limits::{Attempt, Counter};
use crate::network::ClientNetwork;
use crate::policy::Password;
use crate::second_factor::Proof;
use crate::token::Token;

/// Something that opens a way only for those who know it.
pub(crate) trait Secret {
    /// Whether somebody who may try often enough finds it.
    const CAN_BE_GUESSED: bool;
}

impl Secret for Token {
    const CAN_BE_GUESSED: bool = false;
}

impl Secret for Code {
    const CAN_BE_GUESSED: bool = true;
}

impl Secret for Password {
    const CAN_BE_GUESSED: bool = true;
}

impl Secret for Proof {
    const CAN_BE_GUESSED: bool = true;
}

/// A secret that is being looked at. If this is dropped, what was charged before stays charged.
#[must_use]
pub(crate) struct Presentation<'a> {
    shared: &'a Context,
    network: ClientNetwork,
    charged: Option<Attempt<'a>>,
}

impl Context {
    /// Begins to look at a secret. An error if it can be guessed and its network has no failures left.
    pub(crate) fn present<S: Secret>(&self, _: &S, network: ClientNetwork) -> Result<Presentation<'_>, Fault> {
        let charged = S::CAN_BE_GUESSED.then(|| self.attempt(network, Counter::Failures)).transpose()?;
        Ok(Presentation { shared: self, network, charged })
    }
}

impl Presentation<'_> {
    /// The secret is wrong: its network is charged. An error if it has no failures left.
    pub(crate) fn charge(self) -> Result<(), Fault> {
        if self.charged.is_none() {
            drop(self.shared.attempt(self.network, Counter::Failures)?);
        }
        Ok(())
    }

    /// The secret is not wrong, whatever else is: its network is not charged.
    pub(crate) fn refund(self) {
        if let Some(charged) = self.charged {
            charged.refund();
        }
    }

    /// The outcome of a step. If it failed, the network is not to blame.
    pub(crate) fn unless_failed<T, E: Into<Fault>>(&mut self, outcome: Result<T, E>) -> Result<T, Fault> {
        match &mut self.charged {
            Some(charged) => charged.unless_failed(outcome),
            None => outcome.map_err(Into::into),
        }
    }
}
