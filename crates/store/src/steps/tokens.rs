//! Tokens that are presented.

use rekey_core::offer::OfferMark;
use rekey_core::token::{PassedOn, TokenDigest, TokenPurpose, TokenState};
use rekey_core::{AccountId, AddressKey, EmailAddress, LocationId};

use crate::rows::{TokenRow, TokenRows};
use crate::shared::sign_ups::Proof;

/// Why a token was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenRefusal {
    /// No such token, or one of another purpose (R14).
    Unknown,
    /// It is not good (any more), or belongs to another location.
    State(TokenState),
}

/// A token that can be used; its account is held.
#[derive(Debug)]
pub(crate) struct GoodToken {
    digest: TokenDigest,
    account: AccountId,
    location: LocationId,
    purpose: TokenPurpose,
    session: Option<PassedOn>,
    offer: Option<OfferMark>,
    mailed_to: Option<AddressKey>,
    moves_to: Option<EmailAddress>,
}

impl GoodToken {
    /// Checks a token of one of these purposes. Writes nothing.
    pub(crate) async fn hold<R: TokenRows>(
        rows: &R,
        digest: TokenDigest,
        purposes: &[TokenPurpose],
        location: Option<LocationId>,
    ) -> Result<Result<Self, TokenRefusal>, R::Error> {
        let found = rows.hold_token(digest).await?.filter(|token| purposes.contains(&token.record.purpose));
        let Some(TokenRow { record: token, offer }) = found else {
            return Ok(Err(TokenRefusal::Unknown));
        };
        if location.is_some_and(|location| location != token.location) {
            return Ok(Err(TokenRefusal::State(TokenState::Void)));
        }
        Ok(match (token.state, token.account) {
            (TokenState::Good, Some(account)) => Ok(Self {
                digest,
                account,
                location: token.location,
                purpose: token.purpose,
                session: token.session,
                offer,
                mailed_to: token.mailed_to,
                moves_to: token.moves_to,
            }),
            (TokenState::Good, None) => Err(TokenRefusal::State(TokenState::Void)),
            (state, _) => Err(TokenRefusal::State(state)),
        })
    }

    /// Uses the token up. `None`: another step was faster (R3).
    pub(crate) async fn spend<R: TokenRows>(self, rows: &R) -> Result<Option<SpentToken>, R::Error> {
        let Self { digest, account, location, purpose, offer, mailed_to, moves_to, .. } = self;
        let spent = rows.use_up_token(digest).await?;
        Ok(spent.then_some(SpentToken { account, location, purpose, offer, mailed_to, moves_to }))
    }

    pub(crate) fn account(&self) -> AccountId {
        self.account
    }

    pub(crate) fn purpose(&self) -> TokenPurpose {
        self.purpose
    }

    /// The session that the token passes on.
    pub(crate) fn session(&self) -> Option<PassedOn> {
        self.session
    }

    pub(crate) fn location(&self) -> LocationId {
        self.location
    }

    /// The address that it was mailed to.
    pub(crate) fn mailed_to(&self) -> Option<AddressKey> {
        self.mailed_to
    }
}

/// A token that this step used up; its account is held.
#[derive(Debug)]
pub(crate) struct SpentToken {
    account: AccountId,
    location: LocationId,
    purpose: TokenPurpose,
    offer: Option<OfferMark>,
    mailed_to: Option<AddressKey>,
    moves_to: Option<EmailAddress>,
}

impl SpentToken {
    /// Checks a token of one of these purposes and uses it up. Writes nothing if it is refused.
    pub(crate) async fn spend<R: TokenRows>(
        rows: &R,
        digest: TokenDigest,
        purposes: &[TokenPurpose],
        location: Option<LocationId>,
    ) -> Result<Result<Self, TokenRefusal>, R::Error> {
        match GoodToken::hold(rows, digest, purposes, location).await? {
            Ok(token) => Ok(token.spend(rows).await?.ok_or(TokenRefusal::State(TokenState::Used))),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    pub(crate) fn account(&self) -> AccountId {
        self.account
    }

    pub(crate) fn location(&self) -> LocationId {
        self.location
    }

    pub(crate) fn purpose(&self) -> TokenPurpose {
        self.purpose
    }

    /// What it proves about the account's address, if its purpose is one that does.
    pub(crate) fn proof(&self) -> Proof {
        Proof::mailed(self.purpose, self.offer)
    }

    /// The address that the account gets by it.
    pub(crate) fn moves_to(&self) -> Option<&EmailAddress> {
        self.moves_to.as_ref()
    }

    /// The address that it was mailed to.
    pub(crate) fn mailed_to(&self) -> Option<AddressKey> {
        self.mailed_to
    }
}
