//! Codes, exchanged for tokens that complete a reset.

use super::Recovery;
use crate::code::{Code, CodeTry};
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::LocationId;
use crate::network::ClientNetwork;
use crate::outcome::Named;
use crate::ports::{CodeOutcome, Event};
use crate::purpose::Purpose;
use crate::time::Timestamp;
use crate::token::{NewToken, Token, TokenPurpose};

/// A code that was exchanged.
#[derive(Debug)]
pub struct Exchanged {
    /// What completes the reset.
    pub token: Token,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Why a code was not exchanged.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// Right, but the account has changed since the code was mailed, for instance through the link in the same email.
    /// Only the holder of the code can get this error.
    #[error("the account has changed since the code was mailed")]
    Outdated,
    /// Wrong, expired, used, out of tries, or none was mailed: one answer.
    #[error("the code is not valid")]
    Refused,
    /// It has nothing to do with the code.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Named for ExchangeError {
    fn name(&self) -> &'static str {
        match self {
            Self::Outdated => "outdated",
            Self::Refused => "refused",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Recovery {
    /// Exchanges a code for a token that completes the reset.
    pub async fn exchange_code(
        &self,
        address: &EmailAddress,
        code: Code,
        location: Option<LocationId>,
        network: ClientNetwork,
    ) -> Result<Exchanged, ExchangeError> {
        let step = self.try_code(address, code, location, network);
        self.0.observed(step, |outcome| Event::CodeExchanged { outcome }).await
    }

    async fn try_code(
        &self,
        address: &EmailAddress,
        code: Code,
        location: Option<LocationId>,
        network: ClientNetwork,
    ) -> Result<Exchanged, ExchangeError> {
        let shared = &*self.0;
        let locations = shared.locations().await?;
        let location = location.map_or_else(|| locations.default(), |id| locations.get_or_default(id));
        let mut presented = shared.present(&code, network)?;
        let token = Token::generate(shared.rng());
        let minted = NewToken {
            digest: token.digest(),
            purpose: TokenPurpose::ExchangedReset,
            lifetime: location.lifetimes.exchanged_token,
        };
        let key = AddressKey::of(address, &shared.key);
        let tried = CodeTry::new(key, Purpose::ResetPassword, code, shared.key.clone());
        match presented.unless_failed(shared.ports.store.exchange_code(tried, minted, network).await)? {
            CodeOutcome::Right { expires_at, .. } => {
                presented.refund();
                Ok(Exchanged { token, expires_at })
            }
            CodeOutcome::Outdated => Err(ExchangeError::Outdated),
            CodeOutcome::Refused => Err(ExchangeError::Refused),
        }
    }
}
