//! What a token is good for. Looking changes nothing (R2).

use super::Recovery;
use crate::account::Account;
use crate::audit::{Action, Fact};
use crate::digest::AddressKey;
use crate::directory::DirectoryEntry;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{AccountId, LocationId};
use crate::network::ClientNetwork;
use crate::outcome::Named;
use crate::time::Timestamp;
use crate::token::{Token, TokenPurpose, TokenRecord, TokenState};

/// Why a token isn't valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// It is not one of ours, or not one for this.
    #[error("the token is not valid")]
    Unknown,
    /// It has expired.
    #[error("the token has expired")]
    Expired,
    /// It was used.
    #[error("the token has already been used")]
    Used,
    /// The account has moved on, or may not be recovered.
    #[error("the token is no longer valid")]
    Void,
}

impl Named for TokenProblem {
    fn name(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown_token",
            Self::Expired => "expired_token",
            Self::Used => "used_token",
            Self::Void => "void_token",
        }
    }
}

impl TokenProblem {
    pub(crate) fn of(state: TokenState) -> Option<Self> {
        match state {
            TokenState::Good => None,
            TokenState::Used => Some(Self::Used),
            TokenState::Expired => Some(Self::Expired),
            TokenState::Void => Some(Self::Void),
        }
    }

    /// What is wrong with a token that was refused in this state.
    pub(crate) fn of_bad(state: TokenState) -> Self {
        Self::of(state).unwrap_or(Self::Void)
    }
}

/// A valid token, and whose it is.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// The account.
    pub account: Account,
    /// What the token is good for.
    pub purpose: TokenPurpose,
    /// The location whose email carried the token.
    pub location: LocationId,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The address that the account gets by the token.
    pub new_address: Option<EmailAddress>,
    /// Whether it is known that an email carried it.
    pub(super) was_mailed: bool,
    /// What its directory says of the account, if it lives in one.
    pub(super) entry: Option<DirectoryEntry>,
}

/// Why a token could not be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// It isn't valid.
    #[error(transparent)]
    Token(#[from] TokenProblem),
    /// It has nothing to do with the token.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Named for InspectError {
    fn name(&self) -> &'static str {
        match self {
            Self::Token(problem) => problem.name(),
            Self::Fault(fault) => fault.name(),
        }
    }
}

/// Tokens that complete a reset.
pub(super) const RESET_PURPOSES: [TokenPurpose; 2] = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];

/// Tokens of links that can be sent again.
const MAILED_PURPOSES: [TokenPurpose; 3] = [TokenPurpose::Reset, TokenPurpose::ExchangedReset, TokenPurpose::SignIn];

impl Recovery {
    /// Whose reset a token is for. Changes nothing (R2).
    pub async fn inspect(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &RESET_PURPOSES).await
    }

    /// Whose notice a "this wasn't me" token came with. Changes nothing (R2).
    pub async fn inspect_not_me(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &TokenPurpose::NOT_ME).await
    }

    /// Whose sign-in a mailed link is for. Changes nothing (R2).
    pub async fn inspect_sign_in(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::SignIn]).await
    }

    /// Whose address a verification link is about. Changes nothing (R2).
    pub async fn inspect_verification(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::VerifyEmail]).await
    }

    /// Which account a link gives a new address. Changes nothing (R2).
    pub async fn inspect_new_address(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::NewAddress]).await
    }

    /// Whose sign-in a challenge for the second factor continues. Changes nothing (R2).
    pub async fn inspect_challenge(&self, token: &Token) -> Result<Inspected, InspectError> {
        self.inspect_as(token, &[TokenPurpose::SecondFactor]).await
    }

    /// The address that a mailed link was sent to, even if the link is used or expired, so that another can be sent
    /// there. None if the account is gone or now has another address. Changes nothing (R2).
    pub async fn mailbox_of(&self, token: &Token) -> Result<Option<EmailAddress>, Fault> {
        let store = &self.0.ports.store;
        let record = store.inspect_token(token.digest()).await?;
        let Some(record) = record.filter(|record| MAILED_PURPOSES.contains(&record.purpose)) else { return Ok(None) };
        let Some(owner) = record.account else { return Ok(None) };
        let Some(account) = store.account_by_id(owner).await? else { return Ok(None) };
        let address = self.0.address_of(account).await?;
        let is_present = |address: &EmailAddress| {
            record.mailed_to.is_none_or(|mailed_to| mailed_to == AddressKey::of(address, &self.0.key))
        };
        Ok(address.filter(is_present))
    }

    async fn inspect_as(&self, token: &Token, purposes: &[TokenPurpose]) -> Result<Inspected, InspectError> {
        Ok(self.look_up(token, purposes).await?.0?)
    }

    /// What a token is good for, or what is wrong with it; and whose it is or was.
    pub(super) async fn look_up(
        &self,
        token: &Token,
        purposes: &[TokenPurpose],
    ) -> Result<(Result<Inspected, TokenProblem>, Option<AccountId>), Fault> {
        let store = &self.0.ports.store;
        let record: Option<TokenRecord> = store.inspect_token(token.digest()).await?;
        let Some(record) = record.filter(|record| purposes.contains(&record.purpose)) else {
            return Ok((Err(TokenProblem::Unknown), None));
        };
        let owner = record.account;
        if let Some(problem) = TokenProblem::of(record.state) {
            return Ok((Err(problem), owner));
        }
        let TokenRecord { purpose, location, mailed_to, moves_to: new_address, expires_at, .. } = record;
        let account = match owner {
            Some(id) => store.account_by_id(id).await?,
            None => None,
        };
        let Some(account) = account else { return Ok((Err(TokenProblem::Void), owner)) };
        let described = match &account.shadow {
            Some(shadow) => self
                .describe(&account, shadow, location, mailed_to)
                .await?
                .map(|(account, entry)| (account, Some(entry))),
            None => Some((account, None)),
        };
        let inspected = |(account, entry): (Account, _)| {
            // A reader of the address before must not see the present one.
            let moved = mailed_to.is_some_and(|address| address != AddressKey::of(&account.email, &self.0.key));
            let purpose = if moved && purpose == TokenPurpose::NotMe { TokenPurpose::NotMyAddress } else { purpose };
            Inspected { account, purpose, location, expires_at, new_address, was_mailed: mailed_to.is_some(), entry }
        };
        Ok((described.map(inspected).ok_or(TokenProblem::Void), owner))
    }

    /// Counts a token that isn't valid for this, and returns the problem.
    pub(super) fn refuse(
        &self,
        action: Action,
        problem: TokenProblem,
        account: Option<AccountId>,
        network: ClientNetwork,
    ) -> TokenProblem {
        self.0.note(Fact { account, ..Fact::from(network, action, problem.name()) });
        problem
    }
}
