//! The rows of tokens.

use rekey_core::account::Epoch;
use rekey_core::offer::OfferMark;
use rekey_core::time::Timestamp;
use rekey_core::token::{NewToken, PassedOn, TokenDigest, TokenRecord};
use rekey_core::{AccountId, AddressKey, EmailAddress, LocationId};
use url::Url;

use super::UnitOfWork;

/// What a new token belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenScope<'a> {
    /// Whose it is, in which epoch; none for a decoy.
    pub(crate) owner: Option<(AccountId, Epoch)>,
    /// The location whose email carries it.
    pub(crate) location: LocationId,
    /// The session that it passes on.
    pub(crate) session: Option<PassedOn>,
    /// Where the request wanted its link to lead in the end.
    pub(crate) redirect_to: Option<&'a Url>,
    /// The offer that its email confirms.
    pub(crate) offer: Option<OfferMark>,
    /// The address that it was mailed to; none: it was not mailed.
    pub(crate) mailed_to: Option<AddressKey>,
    /// The address that the account gets by it.
    pub(crate) moves_to: Option<&'a EmailAddress>,
}

impl TokenScope<'_> {
    /// A token of this account's present epoch.
    pub(crate) fn of(owner: (AccountId, Epoch), location: LocationId) -> Self {
        Self {
            owner: Some(owner),
            location,
            session: None,
            redirect_to: None,
            offer: None,
            mailed_to: None,
            moves_to: None,
        }
    }
}

/// A token that was found.
#[derive(Debug)]
pub(crate) struct TokenRow {
    /// The token with its state now.
    pub(crate) record: TokenRecord,
    /// The offer that its email confirms.
    pub(crate) offer: Option<OfferMark>,
}

/// Operations on tokens.
pub(crate) trait TokenRows: UnitOfWork {
    /// The token with its state now, its account held before it.
    async fn hold_token(&self, digest: TokenDigest) -> Result<Option<TokenRow>, Self::Error>;

    /// Notes that a reset which was mailed to this address began this epoch, until it can matter no more.
    async fn keep_mailed_reset(
        &self,
        account: AccountId,
        address: AddressKey,
        epoch: Epoch,
        until: Timestamp,
    ) -> Result<(), Self::Error>;

    /// Uses a token up that nobody used before: of many at once, one gets `true` (R3).
    async fn use_up_token(&self, digest: TokenDigest) -> Result<bool, Self::Error>;

    /// Mints a token. Gives its expiry.
    async fn mint_token(&self, token: &NewToken, scope: &TokenScope<'_>) -> Result<Timestamp, Self::Error>;
}
