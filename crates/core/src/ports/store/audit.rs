//! The audit trail.

use async_trait::async_trait;

use super::StoreError;
use crate::audit::{AuditRecord, ChainEnds, Counted};
use crate::digest::DigestKey;

/// The audit trail, as operators read it. Writing is part of the steps, apart from what is only counted.
///
/// Steps that run in parallel commit in any order, so records have no place in the chain at first. Sealing gives them
/// one, so a reader who continues from a number misses no late record.
#[async_trait]
pub trait AuditStore: Send + Sync {
    /// From now on, this process records this user of the operating system as the actor.
    fn act_for(&self, operator: &str);

    /// Writes a record for each of these counts, all or none.
    async fn record_counts(&self, counted: Vec<Counted>) -> Result<(), StoreError>;

    /// Gives numbers and digests to up to `limit` records that have none yet. If many seal at once, one does it and the
    /// others continue after it. How many were sealed.
    async fn seal_audit(&self, key: &DigestKey, limit: usize) -> Result<usize, StoreError>;

    /// Accepts as genuine, from now on, the beginning of the chain and the sealed records without marks, and records
    /// that.
    async fn accept_audit(&self, key: &DigestKey) -> Result<(), StoreError>;

    /// Sealed records after a number, oldest first.
    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError>;

    /// Where the chain of sealed records begins and ends.
    async fn audit_ends(&self) -> Result<ChainEnds, StoreError>;
}
