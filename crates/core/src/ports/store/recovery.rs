//! Requests, tokens and codes, and the resets they end in.

use async_trait::async_trait;

use super::StoreError;
use super::backend::Caller;
use crate::account::{Account, Epoch};
use crate::code::CodeTry;
use crate::digest::{AddressKey, DigestKey};
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::network::ClientNetwork;
use crate::origin::Origin;
use crate::outbox::{NoticeLanguage, Request};
use crate::password_hash::PasswordHash;
use crate::purpose::Purpose;
use crate::rate::Rate;
use crate::session::NewSession;
use crate::time::{Duration, Timestamp};
use crate::token::{NewToken, TokenDigest, TokenRecord, TokenState};

/// How often emails for an address may be requested, for one purpose. No request waits longer than its
/// [`MailBudget`](crate::purpose::MailBudget) says.
#[derive(Debug, Clone, Copy)]
pub struct AddressLimits {
    /// How long after a request the next of the same purpose is refused; zero: not at all.
    pub cooldown: Duration,
    /// Requests per address and purpose.
    pub requests: Option<Rate>,
    /// Mails per address, all purposes of the same [`MailBudget`](crate::purpose::MailBudget) together.
    pub mails: Option<Rate>,
    /// Whether a sign-up asks. Its cooldown makes other sign-ups wait, but not the first request to send its email
    /// again.
    pub sign_up: bool,
}

impl AddressLimits {
    /// Whether nothing is limited: then nothing is counted, and what was counted before makes nobody wait.
    pub fn are_off(&self) -> bool {
        self.cooldown.is_zero() && self.requests.is_none() && self.mails.is_none()
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptance {
    /// It is in the outbox.
    Accepted,
    /// Nothing was written: the address has to wait so long.
    Suppressed {
        /// How long until the next request would be accepted.
        remaining: Duration,
    },
}

/// The steps of recovery.
#[async_trait]
pub trait RecoveryStore: Send + Sync {
    /// Checks cooldown and caps of the address and, if they allow it, counts the request and puts it into the
    /// outbox. Never looks an account up (R1). At most three rows: outbox, per-purpose limit, mail cap. The entry is
    /// due when it was `reserved` for so long; until then it is claimed only by its id
    /// ([`OutboxStore::claim_reserved`](super::OutboxStore::claim_reserved)).
    async fn accept_request(
        &self,
        id: EntryId,
        request: Request,
        limits: AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StoreError>;

    /// How long the address has to wait before a request of this purpose would be accepted; zero if it need not.
    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: AddressLimits,
    ) -> Result<Duration, StoreError>;

    /// What is known of a token. Changes nothing (R2). A token of an older epoch than its account's, or of a
    /// locked or missing account, is void; a disowned account's are good for
    /// [`TokenPurpose::Reset`](crate::token::TokenPurpose::Reset) and
    /// [`TokenPurpose::ExchangedReset`](crate::token::TokenPurpose::ExchangedReset) alone.
    async fn inspect_token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, StoreError>;

    /// Mints a link for an account without an email (`rekey account reset`). `false` if nobody has the address, or
    /// the account is locked.
    async fn mint_token(&self, account: AccountId, location: LocationId, token: NewToken) -> Result<bool, StoreError>;

    /// Tries a code: counts the try, then compares, in one transaction (R4). If right, uses the code up and mints
    /// `token` for its account and location. Wrong tries are counted against the address as well
    /// ([`WrongCodes`](crate::code::WrongCodes), R25), whether or not a code is pending. Only the newest code of an
    /// address and purpose exists.
    async fn exchange_code(
        &self,
        attempt: CodeTry,
        token: NewToken,
        network: ClientNetwork,
    ) -> Result<CodeOutcome, StoreError>;

    /// Checks everything again and completes a reset: uses the token up by a conditional update, sets the hash, raises
    /// the epoch, ends sessions, clears [`Account::must_reset`], turns a disowned account active, marks the address
    /// verified (and forgets what a stranger may have left before: second factor, name, profile, places), puts the notice into the outbox, mints the way in (in the new epoch), and writes the audit record.
    async fn complete_reset(&self, reset: CompleteReset) -> Result<Completion, StoreError>;

    /// Mints an assertion for an account that showed its second factor, unless it has moved on since. `false`: it has.
    async fn mint_assertion(
        &self,
        account: AccountId,
        epoch: Epoch,
        location: LocationId,
        token: NewToken,
    ) -> Result<bool, StoreError>;

    /// Uses an assertion up by a conditional update, if its account may sign in, and records it (R3).
    async fn redeem_assertion(&self, token: TokenDigest, caller: Caller) -> Result<AssertionUse, StoreError>;

    /// "This wasn't me" (R9): uses the token up, raises the epoch, ends sessions, sets the account to
    /// [`AccountStatus::Disowned`](crate::account::AccountStatus::Disowned) (a locked one stays locked), requires a new
    /// password however it is opened again, puts a [`NoticeKind::Disowned`](crate::outbox::NoticeKind::Disowned) notice
    /// into the outbox, writes the audit record. By a
    /// [`TokenPurpose::NotMyAddress`](crate::token::TokenPurpose::NotMyAddress), or any link that was mailed to another
    /// address than the account's (by `key`), the account is locked instead, as the audit record says, and nobody gets
    /// a notice: the account's address is somebody else's, and the previous one is forgotten. `email` is the address of
    /// an account that lives in a directory.
    async fn disown(
        &self,
        token: TokenDigest,
        notice: EntryId,
        origin: Origin,
        language: NoticeLanguage,
        key: DigestKey,
        email: Option<EmailAddress>,
    ) -> Result<DisownOutcome, StoreError>;
}

/// What became of a try at a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It was right, and the token is minted.
    Right {
        /// Whose code it was.
        account: AccountId,
        /// When the minted token expires.
        expires_at: Timestamp,
    },
    /// It was right, but the account has changed since it was mailed. Counts as a wrong code, so that guesses at it are
    /// bounded, too.
    Outdated,
    /// It was wrong, used, expired, out of tries, or never existed: one answer.
    Refused,
}

/// A reset to be completed.
#[derive(Debug, Clone)]
pub struct CompleteReset {
    /// The token that was submitted; of [`TokenPurpose::Reset`](crate::token::TokenPurpose::Reset) or
    /// [`TokenPurpose::ExchangedReset`](crate::token::TokenPurpose::ExchangedReset).
    pub token: TokenDigest,
    /// The location that the token must belong to, where the dialect names one.
    pub location: Option<LocationId>,
    /// The new password's hash.
    pub password: PasswordHash,
    /// Id for the notice.
    pub notice: EntryId,
    /// From where.
    pub origin: Origin,
    /// The language of the notice.
    pub language: NoticeLanguage,
    /// How the person gets in.
    pub way_in: WayIn,
    /// Minted in place of the way in, if the account has a second factor: a reset does not pass it by (R8).
    pub challenge: Option<NewToken>,
}

/// How a person gets in after a reset.
#[derive(Debug, Clone)]
pub enum WayIn {
    /// By signing in.
    None,
    /// By a one-time token.
    OneTime(NewToken),
    /// By a session, at once.
    Session(NewSession),
}

/// What became of a reset.
#[derive(Debug, Clone)]
pub enum Completion {
    /// The password is changed.
    Done {
        /// The account after the step.
        account: Box<Account>,
        /// When it was done.
        at: Timestamp,
    },
    /// The token isn't valid (any more), or belongs to another location ([`TokenState::Void`]).
    Refused(TokenState),
    /// No such token.
    Unknown,
}

/// What became of an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssertionUse {
    /// It is used up.
    Redeemed,
    /// It was not good (any more).
    Refused(TokenState),
    /// No such token.
    Unknown,
}

/// How an account is shut after "this wasn't me".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disowned {
    /// Whether it is locked: no reset opens it.
    pub locked: bool,
    /// Whether it has a second factor, which a reset would not change (R8).
    pub second_factor: bool,
}

/// What became of a "this wasn't me".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisownOutcome {
    /// The door is shut.
    Done(Disowned),
    /// The token was not good (any more).
    Refused(TokenState),
    /// No such token.
    Unknown,
}
