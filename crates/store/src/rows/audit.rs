//! The rows of the audit trail.

use rekey_core::audit::{Accepted, Action, Anchor, AuditRecord, BackendToken, ChainPoint, Fact};
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
    /// The backend's token, where it did this.
    pub(crate) backend: Option<BackendToken>,
    pub(crate) outcome: &'a str,
}

impl AuditEvent<'static> {
    /// Something that went well.
    pub(crate) fn done(action: Action) -> Self {
        Self { action, account: None, address: None, location: None, network: None, backend: None, outcome: DONE }
    }

    /// Something that was only counted.
    pub(crate) fn counted(Fact { action, outcome, account, address, network, backend }: Fact) -> Self {
        Self { action, account, address, location: None, network, backend, outcome }
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

    pub(crate) fn by(self, backend: Option<BackendToken>) -> Self {
        Self { backend, ..self }
    }
}

/// Operations on the audit trail.
pub(crate) trait AuditRows: UnitOfWork {
    /// Records without a place in the chain.
    async fn insert_records(&self, records: &[AuditRecord]) -> Result<(), Self::Error>;

    /// The newest sealed record, held: sealers of all nodes work one after another.
    async fn hold_head(&self) -> Result<ChainPoint, Self::Error>;

    async fn set_head(&self, head: &ChainPoint) -> Result<(), Self::Error>;

    /// The last record that was deleted because its time was over, held.
    async fn hold_anchor(&self) -> Result<Anchor, Self::Error>;

    async fn set_anchor(&self, anchor: &Anchor) -> Result<(), Self::Error>;

    /// Records without a place in the chain, oldest first, by their row ids. Their number is 0, their digest zeros.
    async fn unsealed_records(&self, limit: usize) -> Result<Vec<(i64, AuditRecord)>, Self::Error>;

    /// Gives records, by their row ids, their places.
    async fn seal_records(&self, sealed: &[(i64, ChainPoint)]) -> Result<(), Self::Error>;

    /// Up to where records were accepted.
    async fn accepted(&self) -> Result<Accepted, Self::Error>;

    async fn set_accepted(&self, accepted: &Accepted) -> Result<(), Self::Error>;

    /// The oldest sealed records after this number. A record whose row no program could have written is `None`.
    async fn oldest_sealed(&self, after: i64, limit: usize) -> Result<Vec<Option<AuditRecord>>, Self::Error>;

    /// The digest of the sealed record with this number.
    async fn sealed_digest(&self, number: i64) -> Result<Option<[u8; 32]>, Self::Error>;

    /// Deletes sealed records up to this number.
    async fn delete_sealed(&self, up_to: i64) -> Result<u64, Self::Error>;
}
