//! Sign-up, and proof that an address is its account's.

use async_trait::async_trait;

use super::{Acceptance, AddressLimits, StoreError};
use crate::account::{Account, NewAccount};
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId};
use crate::network::ClientNetwork;
use crate::outbox::Request;
use crate::password_hash::PasswordHash;
use crate::profile::{ProfilePatch, ProfileTooLong};
use crate::session::{NewSession, Session};
use crate::token::{TokenDigest, TokenState};

/// The steps of sign-up.
#[async_trait]
pub trait SignUpStore: Send + Sync {
    /// The password that was offered for this address by a sign-up that nobody has confirmed, whether or not the
    /// address had an account before.
    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, StoreError>;

    /// Checks cooldown and caps as [`RecoveryStore::accept_request`](super::RecoveryStore::accept_request) does, puts
    /// the request for the verification mail into the outbox, and writes the offer down: for the address's account, or
    /// for a new one that is [unconfirmed](crate::AccountStatus::Unconfirmed). Nothing else about an account changes.
    /// A second password that is offered for an address contests the first: then none of them will be taken over.
    async fn offer_account(&self, offer: AccountOffer) -> Result<Acceptance, StoreError>;

    /// Makes an account that need not be verified, and opens a session for it. `None` if the address is taken.
    async fn register(
        &self,
        account: NewAccount,
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<Option<(Session, Account)>, StoreError>;

    /// Uses up a token of [`TokenPurpose::VerifyEmail`](crate::TokenPurpose::VerifyEmail): the address is its
    /// account's. Opens no session.
    async fn verify_email(&self, token: TokenDigest, network: ClientNetwork) -> Result<Verification, StoreError>;

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
    /// The password that stood offered and is the same one as this: whoever signs up twice contests nothing.
    pub repeats: Option<PasswordHash>,
}

/// What became of a change to a profile.
#[derive(Debug, Clone)]
pub enum PatchOutcome {
    /// The account as it is now.
    Done(Box<Account>),
    /// Nothing was changed: the profile would be too long.
    TooLong(ProfileTooLong),
    /// No account has this id.
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
