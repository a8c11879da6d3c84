//! What mail workers do with entries, and what operators see and change of them.

use async_trait::async_trait;

use super::StoreError;
use crate::digest::AddressKey;
use crate::directory::Home;
use crate::ids::{AccountId, EntryId};
use crate::outbox::{Claim, DecisionRules, EntryState, Mailed, Minted, Preparation, Settlement};
use crate::time::{Duration, Timestamp};

/// The steps of mail workers, and of operators who look at the outbox.
#[async_trait]
pub trait OutboxStore: Send + Sync {
    /// Claims up to `limit` due entries, oldest first, for the length of the lease. Nobody else gets them until they
    /// are settled or the lease is over.
    async fn claim(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, StoreError>;

    /// Claims those of these entries that nobody has claimed yet, due or not, as [`claim`](Self::claim) does.
    async fn claim_reserved(&self, entries: Vec<EntryId>, lease: Duration) -> Result<Vec<Claim>, StoreError>;

    /// Makes a claim last for the length of the lease from now on. `false` if it was lost, or the entry is settled.
    async fn renew(&self, claim: &Claim, lease: Duration) -> Result<bool, StoreError>;

    /// Looks the account up, lets `rules` decide, and writes token, code and audit record: the same rows whatever was
    /// decided, with decoys that belong to nobody. `None` if the claim was lost. The account is found by the request's
    /// canonical address, or by the notice's id; one that lives in a directory was found `where` it lives, and gets a
    /// shadow. If it has another address or version there than when it was last seen, its tokens are void. What an
    /// `earlier` attempt mailed is sent once more if it is what would be sent now and good for half of its life at
    /// least; then nothing is minted.
    async fn prepare(
        &self,
        claim: &Claim,
        home: Home,
        rules: &DecisionRules,
        minted: Minted,
        earlier: Option<Mailed>,
    ) -> Result<Option<Preparation>, StoreError>;

    /// Writes down what became of a claimed entry. Settling for good forgets the address. `false` if the claim was
    /// lost, or the entry is settled already. If the email was sent, that is recorded even if the claim was lost,
    /// because the worker that has the entry now may not have sent it again yet.
    async fn settle(&self, claim: &Claim, settlement: Settlement) -> Result<bool, StoreError>;

    /// How long until the next entry is due: zero if one is, `None` if nothing is pending.
    async fn next_due(&self) -> Result<Option<Duration>, StoreError>;

    /// How much waits, and how much was given up.
    async fn outbox_depth(&self) -> Result<OutboxDepth, StoreError>;

    /// Entries in a state, newest first.
    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, StoreError>;

    /// The pending entries for a person: requests for this address, and notices to this account, oldest first.
    async fn pending_entries(&self, account: AccountId, address: AddressKey) -> Result<Vec<EntrySummary>, StoreError>;

    /// Makes a pending entry due now, or a given-up one pending again, at an operator's request. An entry that is due
    /// within a `lease` may be claimed by a worker and is left to it. A request that was given up has lost its address;
    /// a notice finds its account again.
    async fn retry_entry(&self, id: EntryId, lease: Duration) -> Result<EntryChange, StoreError>;

    /// Gives a pending entry up, because an operator says so, and forgets its address. A worker that holds it loses
    /// its claim; an email that is on its way already arrives.
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
    /// No entry has this id.
    Unknown,
}

/// How full the outbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxDepth {
    /// Pending entries that could be sent now.
    pub due: u64,
    /// Pending entries that wait for a retry, or are in a worker's hands.
    pub waiting: u64,
    /// Entries that were given up and not yet swept.
    pub gave_up: u64,
    /// How long ago the oldest pending entry was accepted; none if nothing is pending.
    pub oldest: Option<Duration>,
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
    /// The code of its [`Purpose`](crate::purpose::Purpose) or [`NoticeKind`](crate::outbox::NoticeKind).
    pub subject: &'static str,
    /// Its state.
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
