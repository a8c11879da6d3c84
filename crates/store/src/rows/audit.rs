//! The rows of the audit trail.

use rekey_core::audit::{Action, AuditRecord, ChainPoint, Fact};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, AddressKey, ClientNetwork, LocationId};

use super::UnitOfWork;

/// The outcome of what went well.
pub(crate) const DONE: &str = "done";
/// The outcome of what was refused.
pub(crate) const REFUSED: &str = "refused";

/// Something that happened, on its way into the trail.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AuditEvent<'a> {
    pub(crate) action: Action,
    pub(crate) account: Option<AccountId>,
    pub(crate) address: Option<AddressKey>,
    pub(crate) location: Option<LocationId>,
    pub(crate) network: Option<ClientNetwork>,
    pub(crate) outcome: &'a str,
}

impl AuditEvent<'static> {
    /// Something that went well.
    pub(crate) fn done(action: Action) -> Self {
        Self { action, account: None, address: None, location: None, network: None, outcome: DONE }
    }

    /// Something that was only counted.
    pub(crate) fn counted(Fact { action, outcome, account, address, network }: Fact) -> Self {
        Self { action, account, address, location: None, network, outcome }
    }
}

impl AuditEvent<'_> {
    pub(crate) fn of(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    pub(crate) fn at(self, location: LocationId) -> Self {
        Self { location: Some(location), ..self }
    }

    pub(crate) fn from(self, network: ClientNetwork) -> Self {
        Self { network: Some(network), ..self }
    }
}

/// One end of the chain of sealed records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChainEnd {
    /// The last record that was deleted because its time was over.
    Anchor,
    /// The newest sealed record.
    Head,
}

impl ChainEnd {
    /// Its name in `audit_ends`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Anchor => "anchor",
            Self::Head => "head",
        }
    }
}

/// Operations on the audit trail.
pub(crate) trait AuditRows: UnitOfWork {
    /// A record, without a place in the chain, of something that happened `count` times.
    async fn insert_record(&self, event: &AuditEvent<'_>, count: u32) -> Result<(), Self::Error>;

    /// A record [`Action::AccountCreated`] for each of these accounts.
    async fn insert_created(&self, accounts: &[AccountId]) -> Result<(), Self::Error>;

    /// An end of the chain, held: sealers and janitors of all nodes work one after another.
    async fn hold_chain_end(&self, end: ChainEnd) -> Result<ChainPoint, Self::Error>;

    async fn set_chain_end(&self, end: ChainEnd, point: &ChainPoint) -> Result<(), Self::Error>;

    /// Records without a place in the chain, oldest first, by their row ids. Their number is 0, their digest zeros.
    async fn unsealed_records(&self, limit: usize) -> Result<Vec<(i64, AuditRecord)>, Self::Error>;

    /// Gives records, by their row ids, their places.
    async fn seal_records(&self, sealed: &[(i64, ChainPoint)]) -> Result<(), Self::Error>;

    /// The oldest sealed records with their instants.
    async fn oldest_sealed(&self, limit: usize) -> Result<Vec<(ChainPoint, Timestamp)>, Self::Error>;

    /// Deletes sealed records up to this number.
    async fn delete_sealed(&self, up_to: i64) -> Result<u64, Self::Error>;
}
