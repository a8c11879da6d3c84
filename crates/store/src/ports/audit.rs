//! The audit trail.

use async_trait::async_trait;
use rekey_core::DigestKey;
use rekey_core::audit::{AuditRecord, ChainEnds, Counted};
use rekey_core::ports::{AuditStore, StoreError};

use super::{read, step};
use crate::rows::Reads;
use crate::steps::audit;
use crate::store::SqlStore;

#[async_trait]
impl AuditStore for SqlStore {
    fn act_for(&self, operator: &str) {
        self.trail.act_for(operator);
    }

    async fn record_counts(&self, counted: Vec<Counted>) -> Result<(), StoreError> {
        step!(self, answer, |rows, counted| audit::record_counts(rows, counted))
    }

    async fn seal_audit(&self, key: &DigestKey, limit: usize) -> Result<usize, StoreError> {
        // Nodes with nothing to seal don't wait for the lock.
        if !read!(self, |rows| rows.has_unsealed_records())? {
            return Ok(0);
        }
        let key = key.clone();
        step!(self, answer, |rows, key| audit::seal(rows, key, limit))
    }

    async fn accept_audit(&self, key: &DigestKey) -> Result<(), StoreError> {
        let key = key.clone();
        step!(self, answer, |rows, key| audit::accept(rows, key))
    }

    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError> {
        read!(self, |rows| rows.audit_records(after, limit))
    }

    async fn audit_ends(&self) -> Result<ChainEnds, StoreError> {
        read!(self, |rows| rows.audit_ends())
    }
}
