//! The audit trail: records that steps leave, the sealing of the chain, and the end of its oldest part.

use futures_util::future::try_join;
use rekey_core::audit::{Accepted, Action, Actor, Anchor, AuditRecord, ChainFlaw, ChainPoint, ChainWalk, Counted};
use rekey_core::time::Timestamp;
use rekey_core::webhooks::WebhookEvent;
use rekey_core::{AccountId, DigestKey};

use crate::rows::{AuditEvent, AuditRows, Commit, StepResult, WebhookRows};
use crate::shared::webhook_data::of_account;

impl AuditEvent<'_> {
    /// Writes the event down, and puts a message for each receiver that wants to know of it.
    pub(crate) async fn record<R: AuditRows + WebhookRows>(self, rows: &R) -> Result<(), R::Error> {
        let records = [self.as_record(rows, 1)];
        let recorded = rows.insert_records(&records);
        match WebhookEvent::of(self.action) {
            Some(event) => {
                let data = of_account(self.account, self.location);
                try_join(recorded, rows.put_webhooks(event, &data)).await.map(|_| ())
            }
            None => recorded.await,
        }
    }

    /// Who did it, in a process that `operator` runs, if it is a command.
    fn actor<'a>(&self, operator: Option<&'a str>) -> Actor<'a> {
        match (self.backend, operator, self.network) {
            (Some(token), ..) => Actor::Backend(token),
            (None, Some(operator), _) => Actor::Operator(operator),
            (None, None, Some(_)) => Actor::Person,
            (None, None, None) => Actor::Server,
        }
    }

    /// The record of an event that happened `count` times.
    fn as_record<R: AuditRows>(&self, rows: &R, count: u32) -> AuditRecord {
        let Self { action, account, address, location, network, outcome, .. } = *self;
        let actor = Some(self.actor(rows.trail().operator()).to_string());
        rows.trail().marked(AuditRecord {
            number: 0,
            at: rows.now(),
            action,
            account,
            address,
            location,
            network,
            outcome: outcome.to_owned(),
            count,
            actor,
            mark: None,
            digest: [0; 32],
        })
    }
}

/// A record for each of these new accounts, all of which the same event made.
pub(super) async fn record_created<R: AuditRows>(
    rows: &R,
    accounts: &[AccountId],
    event: AuditEvent<'_>,
) -> Result<(), R::Error> {
    let records: Vec<_> = accounts.iter().map(|account| event.of(*account).as_record(rows, 1)).collect();
    rows.insert_records(&records).await
}

/// [`AuditStore::record_counts`](rekey_core::ports::AuditStore::record_counts).
pub(crate) async fn record_counts<R: AuditRows>(rows: &R, counted: &[Counted]) -> StepResult<(), R> {
    let record = |Counted { fact, count }: &Counted| AuditEvent::counted(*fact).as_record(rows, *count);
    let records: Vec<_> = counted.iter().map(record).collect();
    rows.insert_records(&records).await.map(Commit)
}

/// [`AuditStore::seal_audit`](rekey_core::ports::AuditStore::seal_audit). The head's row is the lock: the next sealer
/// continues where this one ends.
pub(crate) async fn seal<R: AuditRows>(rows: &R, key: &DigestKey, limit: usize) -> StepResult<usize, R> {
    let mut head = rows.hold_head().await?;
    let mut sealed = Vec::new();
    for (row, record) in rows.unsealed_records(limit).await? {
        let record = AuditRecord { number: head.number + 1, ..record };
        head = record.seal(key, &head);
        sealed.push((row, head));
    }
    rows.seal_records(&sealed).await?;
    rows.set_head(&head).await?;
    Ok(Commit(sealed.len()))
}

/// [`AuditStore::accept_audit`](rekey_core::ports::AuditStore::accept_audit).
pub(crate) async fn accept<R: AuditRows + WebhookRows>(rows: &R, key: &DigestKey) -> StepResult<(), R> {
    let head = rows.hold_head().await?;
    let Anchor { point, .. } = rows.hold_anchor().await?;
    rows.set_anchor(&Anchor { point, mark: Some(point.mark(key)) }).await?;
    rows.set_accepted(&Accepted::up_to(head, key)).await?;
    AuditEvent::done(Action::AuditAccepted).record(rows).await.map(Commit)
}

/// Deletes the oldest records, as far as all of them are from before an instant. What is left hangs on the digest of
/// the last one that went.
///
/// A record goes only if the chain is whole from its beginning up to it: seal and mark cover its time, so that nobody
/// can make it old without the key. What `rekey audit verify` would name stays to be seen, and everything behind it
/// stays too. A process without the key deletes nothing.
pub(super) async fn forget<R: AuditRows>(rows: &R, before: Timestamp, limit: usize) -> Result<u64, R::Error> {
    let Some(key) = rows.trail().key() else { return Ok(0) };
    let anchor = rows.hold_anchor().await?;
    let oldest = rows.oldest_sealed(anchor.point.number, limit).await?;
    let is_due = |record: &Option<AuditRecord>| record.as_ref().is_none_or(|record| record.at <= before);
    let due: Vec<_> = oldest.into_iter().take_while(is_due).collect();
    let Some(first) = due.first() else { return Ok(0) };
    if !anchor.is_genuine(&key, first.as_ref()) {
        tracing::error!("no audit record is deleted: the beginning of the trail was moved; see `rekey audit verify`");
        return Ok(0);
    }
    let accepted = rows.accepted().await?;
    let accepted = accepted.last(&key, rows.sealed_digest(accepted.point.number).await?);
    let mut walk = ChainWalk::from(anchor.point, &key);
    let mut is_whole = |record: &AuditRecord| match walk.look_at(record) {
        None => true,
        Some(ChainFlaw::Unmarked { number }) => number <= accepted,
        Some(_) => false,
    };
    let whole = due.iter().map_while(|record| record.as_ref().filter(|record| is_whole(record)));
    let (count, last) = whole.fold((0, None), |(count, _), record| (count + 1, Some(record)));
    if count < due.len() {
        let number = last.map_or(anchor.point.number, |record| record.number) + 1;
        tracing::error!(
            number,
            "no audit record from this one on is deleted: it was changed, removed or inserted; see `rekey audit verify`"
        );
    }
    let Some(&AuditRecord { number, digest, .. }) = last else { return Ok(0) };
    let point = ChainPoint { number, digest };
    let deleted = rows.delete_sealed(number).await?;
    rows.set_anchor(&Anchor { point, mark: Some(point.mark(&key)) }).await?;
    Ok(deleted)
}
