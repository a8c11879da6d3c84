//! The product's own backend: accounts by id, and requests that may come twice.

use async_trait::async_trait;

use super::StoreError;
use crate::account::Account;
use crate::account::AccountEdit;
use crate::audit::BackendToken;
use crate::ids::{AccountId, EntryId};
use crate::network::ClientNetwork;
use crate::time::Duration;

/// Who calls for the product's own backend.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// From where.
    pub network: ClientNetwork,
    /// By which token; none at the command line.
    pub backend: Option<BackendToken>,
}

impl From<ClientNetwork> for Caller {
    fn from(network: ClientNetwork) -> Self {
        Self { network, backend: None }
    }
}

/// The steps of the product's own backend.
#[async_trait]
pub trait BackendStore: Send + Sync {
    /// Changes an account as [`AccountEdit::apply`] says, and records it. The previous address gets `notice` (R9). An
    /// unconfirmed sign-up does not reserve its address.
    async fn edit_account(
        &self,
        id: AccountId,
        edit: AccountEdit,
        caller: Caller,
        notice: EntryId,
    ) -> Result<EditOutcome, StoreError>;

    /// Deletes an account with its sessions, tokens and codes. `false` if it does not exist.
    async fn delete_account(&self, id: AccountId, caller: Caller) -> Result<bool, StoreError>;

    /// Notes that a request which may arrive twice is in progress, unless it already is, or was already answered. The
    /// note is forgotten after `lease` if nobody [answers](Self::keep_answer).
    async fn begin_request(&self, request: RepeatableRequest, lease: Duration) -> Result<Repetition, StoreError>;

    /// Keeps the answer to such a request for `retention`; without an answer, forgets that there was one.
    async fn keep_answer(
        &self,
        request: RepeatableRequest,
        answer: Option<KeptAnswer>,
        retention: Duration,
    ) -> Result<(), StoreError>;
}

/// What became of a change.
#[derive(Debug, Clone)]
pub enum EditOutcome {
    /// The account after the change.
    Done(Box<Account>),
    /// Another account has the address.
    AddressTaken,
    /// Another account has the external id.
    ExternalIdTaken,
    /// The account lives in a directory, which keeps what was to be changed.
    InDirectory,
    /// Nobody has this id.
    Unknown,
}

/// A request that may arrive twice: a client that did not get the answer sends it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatableRequest {
    /// The keyed digest of the client's idempotency key.
    pub key: [u8; 32],
    /// The keyed digest of its content, which distinguishes it from another request with the same key.
    pub content: [u8; 32],
}

/// What is known of a request that may come twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repetition {
    /// It came for the first time, and is under way from now on.
    First,
    /// It came before, and its answer has not gone out yet.
    UnderWay,
    /// It was answered.
    Answered(KeptAnswer),
    /// Another request had the same name.
    Different,
}

/// An answer to be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The HTTP status, a number that storage does not look into.
    pub status: u16,
    /// The body.
    pub body: String,
}
