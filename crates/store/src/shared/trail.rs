//! What a process puts on the audit records that it writes.

use std::sync::{OnceLock, PoisonError, RwLock};

use rekey_core::DigestKey;
use rekey_core::audit::AuditRecord;

/// The installation's key of digests, and who acts where a step does not say.
#[derive(Default)]
pub(crate) struct Trail {
    /// None until the keys of the installation are read.
    key: RwLock<Option<DigestKey>>,
    /// The user at the command line; none in a server.
    operator: OnceLock<String>,
}

impl Trail {
    pub(crate) fn mark_by(&self, key: &DigestKey) {
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
    }

    /// Whatever this process does, this user does. The first one stays.
    pub(crate) fn act_for(&self, operator: &str) {
        let _ = self.operator.set(operator.to_owned());
    }

    pub(crate) fn key(&self) -> Option<DigestKey> {
        self.key.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The record with its mark.
    pub(crate) fn marked(&self, record: AuditRecord) -> AuditRecord {
        let mark = self.key().map(|key| record.mark(&key));
        AuditRecord { mark, ..record }
    }

    /// The user at the command line; none in a server.
    pub(crate) fn operator(&self) -> Option<&str> {
        self.operator.get().map(String::as_str)
    }
}
