//! Sign-up, and proof that an address is its account's.

use async_trait::async_trait;

use super::{Acceptance, AddressLimits, StoreError};
use crate::account::{Account, NewAccount};
use crate::digest::DigestKey;
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId};
use crate::network::ClientNetwork;
use crate::offer::OfferMark;
use crate::origin::Origin;
use crate::outbox::Request;
use crate::password_hash::PasswordHash;
use crate::profile::{ProfilePatch, ProfileTooLong};
use crate::session::{NewSession, Session};
use crate::time::Duration;
use crate::token::{NewToken, TokenDigest, TokenState};

/// The steps of sign-up.
#[async_trait]
pub trait SignUpStore: Send + Sync {
    /// The password that was offered for this address by a sign-up that nobody has confirmed, whether or not the
    /// address had an account before.
    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, StoreError>;

    /// Checks cooldown and caps as [`RecoveryStore::accept_request`](super::RecoveryStore::accept_request) does, puts
    /// the request for the verification email into the outbox, and writes the offer down: for the address's account, or
    /// for a new one that is [unconfirmed](crate::AccountStatus::Unconfirmed). Nothing else about an account changes. A
    /// second password that is offered for an address contests the first, and then neither will be accepted. A sign-up
    /// that has to wait does what [`refuse_offer`](Self::refuse_offer) does.
    async fn offer_account(&self, offer: AccountOffer) -> Result<Acceptance, StoreError>;

    /// Accepts a request as [`RecoveryStore::accept_request`](super::RecoveryStore::accept_request) does. If it is
    /// accepted and its address has no account, one is made that is [unconfirmed](crate::AccountStatus::Unconfirmed).
    async fn accept_newcomer(&self, newcomer: Newcomer) -> Result<Acceptance, StoreError>;

    /// Records that a sign-up had to wait: every offer for its address, now or within
    /// [`OFFER_LIFETIME`](crate::sign_up::OFFER_LIFETIME), is contested (R26). An address without an account gets an
    /// unconfirmed one, so that its owner can get in by a reset whatever strangers do. Nothing is written if the
    /// password is known to be that of the current offer.
    async fn refuse_offer(&self, refused: RefusedOffer) -> Result<(), StoreError>;

    /// Makes an account that need not be verified, and opens a session for it. `None` if the address already has an
    /// account.
    async fn register(
        &self,
        account: NewAccount,
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<Option<(Session, Account)>, StoreError>;

    /// Uses up a token of [`TokenPurpose::VerifyEmail`](crate::TokenPurpose::VerifyEmail): the address is its
    /// account's. Opens no session. If the account has to get a new password, mints `reset` for it.
    async fn verify_email(
        &self,
        token: TokenDigest,
        reset: NewToken,
        network: ClientNetwork,
    ) -> Result<Verification, StoreError>;

    /// Uses up a token of [`TokenPurpose::NewAddress`](crate::TokenPurpose::NewAddress): its account gets the address
    /// that the email went to, unless another account has it by now. Begins an epoch, and puts a notice to the previous
    /// address into the outbox. If another system knows the account, an import compares the other system's address with
    /// the previous one, whose digest under `key` is kept.
    async fn confirm_new_address(
        &self,
        token: TokenDigest,
        origin: Origin,
        notice: EntryId,
        key: DigestKey,
    ) -> Result<Verification, StoreError>;

    /// Changes what is known of a person.
    async fn patch_profile(&self, id: AccountId, patch: ProfilePatch) -> Result<PatchOutcome, StoreError>;
}

/// What somebody offers for an address that is still to be verified.
#[derive(Debug, Clone)]
pub struct AccountOffer {
    /// Id of the request for the mail.
    pub entry: EntryId,
    /// The request for the mail.
    pub request: Request,
    /// What limits it.
    pub limits: AddressLimits,
    /// The account, if the address has none yet. Its password is what is offered.
    pub account: NewAccount,
    /// The offer that this very password was compared with: signing up twice with one password contests nothing.
    pub repeats: Option<OfferMark>,
}

/// A request for an address that may have no account yet.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Id of the request.
    pub entry: EntryId,
    /// The request.
    pub request: Request,
    /// What limits it.
    pub limits: AddressLimits,
    /// How long it is due to nobody but the process that accepts it, as of any request.
    pub reserved: Duration,
    /// The account, if the address has none yet, without a password.
    pub account: NewAccount,
}

/// A sign-up that has to wait. Its password was not hashed.
#[derive(Debug, Clone)]
pub struct RefusedOffer {
    /// The account, if the address has none yet, without a password.
    pub account: NewAccount,
    /// The offer that is known to be of this very password.
    pub repeats: Option<OfferMark>,
    /// From where.
    pub network: ClientNetwork,
}

/// What became of a change to a profile.
#[derive(Debug, Clone)]
pub enum PatchOutcome {
    /// The account after the step.
    Done(Box<Account>),
    /// Nothing was changed: the profile would be too long.
    TooLong(ProfileTooLong),
    /// No account has this id, or one that lives in a directory.
    Unknown,
}

/// What became of a verification.
#[derive(Debug, Clone)]
pub enum Verification {
    /// The address is verified.
    Done(Box<Account>),
    /// The token was not good (any more).
    Refused(TokenState),
    /// No such token.
    Unknown,
}
