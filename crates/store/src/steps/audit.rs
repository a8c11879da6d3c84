//! The audit trail: records that steps leave, the sealing of the chain, and the end of its oldest part.

use rekey_core::DigestKey;
use rekey_core::audit::{AuditRecord, Counted};
use rekey_core::time::Timestamp;
use rekey_core::webhooks::WebhookEvent;

use crate::rows::{AuditEvent, AuditRows, ChainEnd, Commit, StepResult, WebhookRows};
use crate::shared::webhook_data::of_account;

impl AuditEvent<'_> {
    /// Writes the event down, and puts a message for each receiver that wants to know of it.
    pub(crate) async fn record<R: AuditRows + WebhookRows>(self, rows: &R) -> Result<(), R::Error> {
        rows.insert_record(&self, 1).await?;
        match WebhookEvent::of(self.action) {
            Some(event) => rows.put_webhooks(event, &of_account(self.account, self.location)).await,
            None => Ok(()),
        }
    }
}

/// [`AuditStore::record_counts`](rekey_core::ports::AuditStore::record_counts).
pub(crate) async fn record_counts<R: AuditRows>(rows: &R, counted: &[Counted]) -> StepResult<(), R> {
    for Counted { fact, count } in counted {
        rows.insert_record(&AuditEvent::counted(*fact), *count).await?;
    }
    Ok(Commit(()))
}

/// [`AuditStore::seal_audit`](rekey_core::ports::AuditStore::seal_audit). The head's row is the lock: the next sealer
/// continues where this one ends.
pub(crate) async fn seal<R: AuditRows>(rows: &R, key: &DigestKey, limit: usize) -> StepResult<usize, R> {
    let mut head = rows.hold_chain_end(ChainEnd::Head).await?;
    let mut sealed = Vec::new();
    for (row, record) in rows.unsealed_records(limit).await? {
        let record = AuditRecord { number: head.number + 1, ..record };
        head = record.seal(key, &head);
        sealed.push((row, head));
    }
    rows.seal_records(&sealed).await?;
    rows.set_chain_end(ChainEnd::Head, &head).await?;
    Ok(Commit(sealed.len()))
}

/// Deletes the oldest records, as far as all of them are from before an instant. What is left hangs on the digest of
/// the last one that went.
pub(super) async fn forget<R: AuditRows>(rows: &R, before: Timestamp, limit: usize) -> Result<u64, R::Error> {
    rows.hold_chain_end(ChainEnd::Anchor).await?;
    let oldest = rows.oldest_sealed(limit).await?;
    let Some((last, _)) = oldest.into_iter().take_while(|(_, at)| *at <= before).last() else { return Ok(0) };
    let deleted = rows.delete_sealed(last.number).await?;
    rows.set_chain_end(ChainEnd::Anchor, &last).await?;
    Ok(deleted)
}
