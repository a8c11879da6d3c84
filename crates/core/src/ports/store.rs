//! Storage. Methods are whole domain steps, one transaction each; there is no `begin`.
//!
//! A step reads the time itself, once, inside its transaction: SQLite from the clock it was given, PostgreSQL from
//! the database, so that nodes whose clocks differ agree (R3). Steps therefore take spans, never instants.

use async_trait::async_trait;

use crate::account::{Account, AccountStatus, NewAccount, PasswordHash};
use crate::audit::AuditRecord;
use crate::code::CodeTry;
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId, LocationId, SessionId};
use crate::location::LocationSettings;
use crate::network::ClientNetwork;
use crate::outbox::{Claim, Decision, DecisionRules, EntryState, Minted, Request, Settlement};
use crate::purpose::Purpose;
use crate::rate::{Bucket, Rate};
use crate::session::{ClientId, NewSession, OtherSessions, Session};
use crate::time::{Duration, Timestamp};
use crate::token::{NewToken, TokenDigest, TokenPurpose, TokenRecord, TokenState};

/// All of storage.
pub trait Store:
    RecoveryStore
    + OutboxStore
    + SessionStore
    + AccountStore
    + LocationStore
    + KeyStore
    + NetworkStore
    + AuditStore
    + UpkeepStore
{
}

impl<T> Store for T where
    T: RecoveryStore
        + OutboxStore
        + SessionStore
        + AccountStore
        + LocationStore
        + KeyStore
        + NetworkStore
        + AuditStore
        + UpkeepStore
{
}

/// Why a step was not done. Whatever it was, nothing of the step is left behind.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many steps are waiting already.
    #[error("the database has too much to do")]
    Overloaded,
    /// The database can't be reached or written: gone, busy, or its disk full. It may be back later.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database answered with something that should not be.
    #[error("the database failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// How often an address may be asked for.
#[derive(Debug, Clone, Copy)]
pub struct AddressLimits {
    /// How long after a request the next of the same purpose is refused; zero: not at all.
    pub cooldown: Duration,
    /// Requests per address and purpose.
    pub requests: Option<Rate>,
    /// Mails per address, all purposes together.
    pub mails: Option<Rate>,
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
    /// outbox. Never looks an account up (R1). At most three rows: outbox, per-purpose limit, mail cap.
    async fn accept_request(
        &self,
        id: EntryId,
        request: Request,
        limits: AddressLimits,
    ) -> Result<Acceptance, StoreError>;

    /// How long the address has to wait before a request of this purpose would be accepted; zero if it need not.
    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: AddressLimits,
    ) -> Result<Duration, StoreError>;

    /// What is known of a token. Changes nothing (R2). A token of an older epoch than its account's, or of a
    /// locked or missing account, is void; a disowned account's are good for [`TokenPurpose::Reset`] and
    /// [`TokenPurpose::ExchangedReset`] alone.
    async fn inspect_token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, StoreError>;

    /// Mints a link for an account without a mail (`rekey account reset`). `None` if there is no such account or
    /// it is locked.
    async fn mint_token(
        &self,
        account: AccountId,
        location: LocationId,
        token: NewToken,
    ) -> Result<Option<()>, StoreError>;

    /// Tries a code: counts the try, then compares, in one transaction (R4). If right, uses the code up and mints
    /// `token` for its account and location. Wrong tries also spend [`WRONG_CODES_PER_ADDRESS`](crate::code::WRONG_CODES_PER_ADDRESS),
    /// whether or not a code is pending. Only the newest code of an address and purpose exists.
    async fn exchange_code(
        &self,
        attempt: CodeTry,
        token: NewToken,
        network: ClientNetwork,
    ) -> Result<CodeOutcome, StoreError>;

    /// Checks all again and completes a reset: uses the token up by a conditional update, sets the hash, raises the
    /// epoch, ends sessions, clears [`Account::must_reset`], turns a disowned account active, marks the address
    /// verified, puts the notice into the outbox, mints the way in (in the new epoch), writes the audit record.
    async fn complete_reset(&self, step: CompleteReset) -> Result<Completion, StoreError>;

    /// "This wasn't me" (R9): uses the token up, raises the epoch, ends sessions, sets the account to
    /// [`AccountStatus::Disowned`] (a locked one stays locked), puts a [`NoticeKind::Disowned`](crate::outbox::NoticeKind::Disowned) notice into the
    /// outbox, writes the audit record.
    async fn disown(
        &self,
        token: TokenDigest,
        notice: EntryId,
        network: ClientNetwork,
    ) -> Result<DisownOutcome, StoreError>;
}

/// What became of a try at a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It was right, and the token is minted.
    Right {
        /// Whose code it was.
        account: AccountId,
        /// When the minted token's time is over.
        expires_at: Timestamp,
    },
    /// It was wrong, used, expired, void, out of tries, or there is none: one answer.
    Refused,
}

/// A reset to be completed.
#[derive(Debug, Clone)]
pub struct CompleteReset {
    /// The token that was submitted; of [`TokenPurpose::Reset`] or [`TokenPurpose::ExchangedReset`].
    pub token: TokenDigest,
    /// The location that the token must belong to, where the dialect names one.
    pub location: Option<LocationId>,
    /// The new password's hash.
    pub password: PasswordHash,
    /// Id for the notice.
    pub notice: EntryId,
    /// From where.
    pub network: ClientNetwork,
    /// How the person gets in.
    pub way_in: WayIn,
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
        /// The account, as it is now.
        account: Box<Account>,
        /// When it was done.
        at: Timestamp,
    },
    /// The token was not good (any more), or belongs to another location ([`TokenState::Void`]).
    Refused(TokenState),
    /// No such token.
    Unknown,
}

/// What became of a "this wasn't me".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisownOutcome {
    /// The door is shut.
    Done,
    /// The token was not good (any more).
    Refused(TokenState),
    /// No such token.
    Unknown,
}

/// The steps of mail workers, and of operators who look at the outbox.
#[async_trait]
pub trait OutboxStore: Send + Sync {
    /// Takes up to `limit` due entries, oldest first, for the length of the lease. Nobody else gets them until
    /// they are settled or the lease is over.
    async fn claim(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, StoreError>;

    /// Looks the account up, lets `rules` decide, and writes token, code and audit record: the same rows whatever
    /// was decided, decoys belonging to nobody. `None` if the claim was lost. The account is found by the request's
    /// canonical address, or by the notice's id.
    async fn prepare(
        &self,
        claim: &Claim,
        rules: &DecisionRules,
        minted: Minted,
    ) -> Result<Option<Decision>, StoreError>;

    /// Writes down what became of a claimed entry. Settling for good forgets the address. `false` if the claim was lost.
    async fn settle(&self, claim: &Claim, settlement: Settlement) -> Result<bool, StoreError>;

    /// How long until the next entry is due: zero if one is, `None` if nothing is pending.
    async fn next_due(&self) -> Result<Option<Duration>, StoreError>;

    /// Entries in a state, newest first.
    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, StoreError>;

    /// Makes a pending entry due now, or a given up one pending again, because an operator says so. What is due within
    /// a `lease` may be in a worker's hands and is left to it. A request that was given up has lost its address; a
    /// notice finds its account again.
    async fn retry_entry(&self, id: EntryId, lease: Duration) -> Result<EntryChange, StoreError>;

    /// Gives a pending entry up, because an operator says so, and forgets its address. A worker that holds it loses
    /// its claim; a mail that is on its way already arrives.
    async fn drop_entry(&self, id: EntryId, reason: &str) -> Result<EntryChange, StoreError>;
}

/// What became of an operator's change to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryChange {
    /// It was made.
    Done,
    /// Nothing was changed: the entry is due within a lease anyway, or being sent.
    DueSoon,
    /// Nothing was changed: the address that the request was for is forgotten.
    AddressForgotten,
    /// Nothing was changed: the entry is settled in this state.
    Settled(EntryState),
    /// There is no such entry.
    Unknown,
}

/// Which entries to list.
#[derive(Debug, Clone, Copy)]
pub struct EntryFilter {
    /// In this state; none: in any.
    pub state: Option<EntryState>,
    /// How many at most.
    pub limit: usize,
}

/// An entry, as an operator sees it.
#[derive(Debug, Clone)]
pub struct EntrySummary {
    /// Its id.
    pub id: EntryId,
    /// The code of its [`Purpose`] or [`NoticeKind`](crate::outbox::NoticeKind).
    pub subject: &'static str,
    /// How it stands.
    pub state: EntryState,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How often delivery failed.
    pub failures: u32,
    /// When it is tried next, if it is pending.
    pub due_at: Option<Timestamp>,
    /// What went wrong last, or why nothing was sent.
    pub reason: Option<String>,
}

/// The steps of sign-in and sessions.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens a session for an account whose password was just verified, if its status, epoch and password are
    /// still what they were. `None` if not. The client, where the session names none, is the canonical address.
    async fn open_session(
        &self,
        account: &Account,
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<Option<Session>, StoreError>;

    /// Uses up a token of one of these purposes and opens a session for its account. A token that passes on a
    /// session needs that session alive. The address counts as verified after [`TokenPurpose::SignIn`].
    async fn redeem_token(
        &self,
        token: TokenDigest,
        purposes: &'static [TokenPurpose],
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<SignInOutcome, StoreError>;

    /// Tries a sign-in code as [`RecoveryStore::exchange_code`] does, and opens a session if it was right.
    async fn redeem_code(
        &self,
        attempt: CodeTry,
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<SignInOutcome, StoreError>;

    /// Mints a token that passes a living session on. `None` if the session is over.
    async fn mint_for_session(&self, session: SessionId, token: NewToken) -> Result<Option<()>, StoreError>;

    /// Rotates a refresh token: the presented one is used up and `next` takes its place for another `lifetime`,
    /// and `others` says what becomes of the account's other sessions of the same client. A rotated token that is played again after
    /// [`ROTATION_GRACE`](crate::session::ROTATION_GRACE) ends its session. `client` must be the session's; none stands for the
    /// canonical address, as in [`NewSession::client`].
    async fn refresh(
        &self,
        presented: TokenDigest,
        client: Option<&ClientId>,
        others: OtherSessions,
        next: TokenDigest,
        lifetime: Duration,
        network: ClientNetwork,
    ) -> Result<RefreshOutcome, StoreError>;

    /// A living session with its account, looked up at each use of a bearer: not ended, not superseded, of the
    /// account's epoch, the account active. (A session outlives its bearer tokens only until its refresh token expires.)
    async fn living_session(&self, session: SessionId) -> Result<Option<(Session, Account)>, StoreError>;

    /// Ends a session. `false` if it was over already.
    async fn end_session(&self, session: SessionId, network: ClientNetwork) -> Result<bool, StoreError>;
}

/// What became of a sign-in by token or code.
#[derive(Debug, Clone)]
pub enum SignInOutcome {
    /// The session is open.
    Open(Box<(Session, Account)>),
    /// Token or code was not good, or the account may not sign in.
    Refused,
}

/// What became of a refresh.
#[derive(Debug, Clone)]
pub enum RefreshOutcome {
    /// Rotated.
    Rotated(Box<(Session, Account)>),
    /// Unknown, expired, superseded, of another client, just rotated, or its session is over.
    Refused,
    /// It was rotated longer ago, so somebody has a copy: the session is ended now.
    Stolen,
}

/// The steps of account keeping. Look-up and password write stand by themselves, because accounts may one day live
/// in another system's table.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// The account with this canonical address.
    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError>;

    /// The account with this id.
    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, StoreError>;

    /// Accounts in the order of their canonical addresses, after `after`.
    async fn accounts(&self, after: Option<&str>, limit: usize) -> Result<AccountPage, StoreError>;

    /// Adds accounts in one transaction, each by itself: one whose address is taken is left out.
    async fn add_accounts(&self, accounts: Vec<NewAccount>) -> Result<Vec<ImportOutcome>, StoreError>;

    /// Changes an account. Locking raises the epoch and ends sessions. `None` if there is no such account.
    async fn change_account(&self, email: &EmailAddress, change: AccountChange) -> Result<Option<Account>, StoreError>;
}

/// A page of accounts.
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// What to give as `after` for the next page; none: this was the last.
    pub next: Option<String>,
}

/// What became of an account to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It was added.
    Added,
    /// Its address has an account already, which was left as it is.
    AddressTaken,
}

/// A change that an operator makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountChange {
    /// To this status.
    Status(AccountStatus),
    /// The next sign-in is refused until the password was reset.
    DemandReset,
    /// The account goes, with its sessions, tokens and codes.
    Delete,
}

/// The steps of location keeping.
#[async_trait]
pub trait LocationStore: Send + Sync {
    /// Every stored location's settings.
    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StoreError>;

    /// Patches locations, all or none: what a patch leaves absent keeps its value, a new id makes a new location.
    async fn apply_locations(&self, patches: Vec<(LocationId, LocationSettings)>) -> Result<(), StoreError>;
}

/// The steps of key keeping. Keys are stored wrapped; only their owner can open them.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// Every key that was not deleted, oldest first.
    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError>;

    /// Adds a key. With `only_first`, does nothing if there is one of the kind already, so that of many nodes that
    /// start at once one makes it. `true` if it was added.
    async fn add_data_key(&self, key: DataKeyRow, only_first: bool) -> Result<bool, StoreError>;
}

/// What a data key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataKeyKind {
    /// Signs JWTs.
    Signing,
    /// Makes keyed digests.
    Digest,
}

impl DataKeyKind {
    /// The stable name, used in storage and output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Digest => "digest",
        }
    }

    /// The kind with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Signing, Self::Digest].into_iter().find(|kind| kind.code() == code)
    }
}

/// A wrapped key.
#[derive(Debug, Clone)]
pub struct DataKeyRow {
    /// Its name; a signing key's `kid`.
    pub id: String,
    /// What it is for.
    pub kind: DataKeyKind,
    /// The key, sealed under the setting `secret`.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it is used; a signing key stands in JWKS before that.
    pub active_at: Timestamp,
}

/// Counts per client network, shared by all nodes.
#[async_trait]
pub trait NetworkStore: Send + Sync {
    /// Adds what this node counted since its last flush and gives the shared buckets of the same networks back.
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Bucket>, StoreError>;
}

/// What a node counted for a network.
#[derive(Debug, Clone, Copy)]
pub struct NetworkSpend {
    /// Which network.
    pub network: ClientNetwork,
    /// Which counter: a stable name.
    pub counter: &'static str,
    /// How many.
    pub count: u32,
    /// By what rate they refill.
    pub rate: Rate,
}

/// The audit trail, as operators read it. Writing is part of the steps.
#[async_trait]
pub trait AuditStore: Send + Sync {
    /// Records after a number, oldest first.
    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError>;
}

/// How long rows stay after they stopped mattering.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Tokens after their expiry, so that a late one can be told from a wrong one (contracts/singularity.md).
    pub tokens: Duration,
    /// Settled outbox entries.
    pub entries: Duration,
    /// Audit records.
    pub audit: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            tokens: Duration::from_hours(7 * 24),
            entries: Duration::from_hours(7 * 24),
            audit: Duration::from_hours(365 * 24),
        }
    }
}

/// How many rows a sweep deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// All kinds together.
    pub rows: u64,
}

/// Keeping the database well.
#[async_trait]
pub trait UpkeepStore: Send + Sync {
    /// Deletes a batch, at most `limit` rows of each kind, of what has expired.
    async fn sweep(&self, retention: Retention, limit: usize) -> Result<Swept, StoreError>;

    /// Answers if the database does.
    async fn ping(&self) -> Result<(), StoreError>;

    /// A note that the installation keeps about itself.
    async fn note(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Writes a note, if there is none of that name. Gives the one that stands.
    async fn note_once(&self, name: &str, value: &str) -> Result<String, StoreError>;
}
