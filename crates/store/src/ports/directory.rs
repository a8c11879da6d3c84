//! Resets that are done in directories.

use async_trait::async_trait;
use rekey_core::EntryId;
use rekey_core::account::Account;
use rekey_core::ports::{DirectoryStore, FinishWrite, NewWrite, PendingWrite, StoreError, WriteBegun};
use rekey_core::time::Duration;

use super::{read, step};
use crate::rows::{DirectoryRows, Reads, commit};
use crate::steps::directory;
use crate::store::SqlStore;

#[async_trait]
impl DirectoryStore for SqlStore {
    async fn begin_write(&self, write: NewWrite) -> Result<WriteBegun, StoreError> {
        step!(self, answer, |rows, write| directory::begin_write(rows, write))
    }

    async fn release_write(&self, id: EntryId) -> Result<bool, StoreError> {
        step!(self, answer, |rows| commit(rows.delete_write(id)))
    }

    async fn finish_write(&self, finish: FinishWrite) -> Result<Option<Box<Account>>, StoreError> {
        step!(self, answer, |rows, finish| directory::finish_write(rows, finish))
    }

    async fn claim_writes(&self, limit: usize, lease: Duration) -> Result<Vec<PendingWrite>, StoreError> {
        step!(self, background, |rows| commit(rows.claim_writes(limit, lease)))
    }

    async fn pending_writes(&self, limit: usize) -> Result<Vec<PendingWrite>, StoreError> {
        read!(self, |rows| rows.pending_writes(limit))
    }
}
