//! The audit trail.

use async_trait::async_trait;

use super::StoreError;
use crate::audit::AuditRecord;

/// The audit trail, as operators read it. Writing is part of the steps.
#[async_trait]
pub trait AuditStore: Send + Sync {
    /// Records after a number, oldest first.
    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError>;
}
