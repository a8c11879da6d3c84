//! The rows of the outbox.
//!
//! A statement about one entry asks whether it is settled, not for its state. With the state, the planner could prefer
//! the index of all pending entries, as it does while it has no statistics of a new table.

use rekey_core::outbox::{Claim, EntryState, Notice, SentMail};
use rekey_core::ports::{EntrySummary, OutboxDepth};
use rekey_core::time::{Timestamp, until};
use rekey_core::{EmailAddress, EntryId};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::postgres::columns::{location, location_number, optional_id};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{HeldClaim, OutboxRows, PreparedMail, SettledEntry};
use crate::shared::corrupt::Corrupt;
use crate::shared::retry::Standing;
use crate::shared::subject_row::subject_code;

impl OutboxRows for Tx {
    async fn put_notice(&self, id: EntryId, notice: &Notice) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO outbox (id, subject, channel, location, locale, browser_locale, network, device, account, epoch,
                                 address, accepted_at, due_at, owner)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $9)",
            values![
                id.as_uuid(),
                notice.kind.code(),
                notice.language.as_ref().map(|language| language.channel.code()),
                location_number(notice.location),
                notice.language.as_ref().and_then(|language| language.locale.as_ref()).map(ToString::to_string),
                notice.language.as_ref().and_then(|language| language.browser_locale.as_ref()).map(ToString::to_string),
                notice.origin.network.to_string(),
                notice.origin.device.map(|device| device.to_string()),
                notice.account.as_uuid(),
                notice.epoch.0,
                notice.to.as_ref().map(EmailAddress::as_stored),
                self.now(),
            ],
        )
        .await?;
        self.announce_mail();
        Ok(())
    }

    async fn held_claim(&self, claim: &Claim) -> Result<Option<HeldClaim>, StepError> {
        let held = "SELECT recorded FROM outbox WHERE id = $1 AND claim = $2 AND settled_at IS NULL";
        let row = self.query_opt(held, values![claim.entry.as_uuid(), claim.number]).await?;
        row.map(|row| Ok(HeldClaim { recorded: row.try_get(0)? })).transpose()
    }

    async fn mark_prepared(&self, claim: &Claim, mail: &PreparedMail) -> Result<(), StepError> {
        self.execute(
            "UPDATE outbox SET recorded = true, mail = $2, mailbox = $3, owner = $4 WHERE id = $1",
            values![
                claim.entry.as_uuid(),
                &mail.name.as_bytes()[..],
                mail.mailbox.as_ref().map(|mailbox| &mailbox.as_bytes()[..]),
                mail.owner.map(|account| account.as_uuid()),
            ],
        )
        .await?;
        Ok(())
    }

    async fn put_off(&self, claim: &Claim, due_at: Timestamp, reason: &str) -> Result<bool, StepError> {
        let changed = self
            .execute(
                "UPDATE outbox SET due_at = $3, failures = failures + 1, reason = $4, claim = claim + 1
                 WHERE id = $1 AND claim = $2 AND settled_at IS NULL",
                values![claim.entry.as_uuid(), claim.number, due_at, reason],
            )
            .await?;
        Ok(changed == 1)
    }

    async fn settle_entry(
        &self,
        claim: &Claim,
        state: EntryState,
        reason: Option<&str>,
        sent: Option<&SentMail>,
    ) -> Result<Option<SettledEntry>, StepError> {
        let sql =
            "UPDATE outbox SET state = $3, reason = $4, settled_at = $5, address = NULL, redirect_to = NULL,
                       mail = CASE $3 WHEN 'sent' THEN $6 WHEN 'gave_up' THEN mail END,
                       mailbox = CASE $3 WHEN 'sent' THEN $7 WHEN 'gave_up' THEN mailbox END, sender = $8, provider_id = $9
                   WHERE id = $1 AND (claim = $2 OR $3 = 'sent') AND settled_at IS NULL
                   RETURNING owner, location";
        let row = self
            .query_opt(
                sql,
                values![
                    claim.entry.as_uuid(),
                    claim.number,
                    state.code(),
                    reason,
                    self.now(),
                    sent.map(|mail| &mail.name.as_bytes()[..]),
                    sent.map(|mail| &mail.mailbox.as_bytes()[..]),
                    sent.and_then(|mail| mail.sender.as_deref()),
                    sent.and_then(|mail| mail.provider_id.as_deref()),
                ],
            )
            .await?;
        row.map(|row| {
            let location = location(row.try_get(1)?, "outbox.location")?;
            Ok(SettledEntry { owner: optional_id(&row, 0)?, location })
        })
        .transpose()
    }

    async fn hold_entry(&self, id: EntryId) -> Result<Option<Standing>, StepError> {
        self.execute("SELECT FROM outbox WHERE id = $1 FOR UPDATE", values![id.as_uuid()]).await?;
        let sql = "SELECT state, due_at,
                       address IS NOT NULL OR (account IS NOT NULL AND subject <> 'address_changed'),
                       coalesce($2, clock_timestamp())
                   FROM outbox WHERE id = $1";
        let row = self.query_opt(sql, values![id.as_uuid(), self.injected_now()]).await?;
        row.map(|row| {
            Ok(Standing {
                state: EntryState::from_code(row.try_get(0)?).ok_or(Corrupt::column("outbox.state"))?,
                due_in: until(row.try_get(1)?, row.try_get(3)?),
                has_recipient: row.try_get(2)?,
            })
        })
        .transpose()
    }

    async fn make_due(&self, id: EntryId) -> Result<(), StepError> {
        self.execute(
            "UPDATE outbox SET state = 'pending', due_at = $2, settled_at = NULL, claim = claim + 1 WHERE id = $1",
            values![id.as_uuid(), self.now()],
        )
        .await?;
        self.announce_mail();
        Ok(())
    }

    async fn give_up(&self, id: EntryId, reason: &str) -> Result<bool, StepError> {
        let changed = self
            .execute(
                "UPDATE outbox SET state = 'gave_up', reason = $2, settled_at = $3, address = NULL, redirect_to = NULL
                 WHERE id = $1 AND settled_at IS NULL",
                values![id.as_uuid(), reason, self.now()],
            )
            .await?;
        Ok(changed == 1)
    }
}

pub(super) fn depth(row: &Row) -> Result<OutboxDepth, StepError> {
    let counted = |column| Ok::<u64, StepError>(u64::try_from(row.try_get::<_, i64>(column)?).unwrap_or_default());
    let (oldest, now): (Option<Timestamp>, Option<Timestamp>) = (row.try_get(3)?, row.try_get(4)?);
    Ok(OutboxDepth {
        due: counted(0)?,
        waiting: counted(1)?,
        gave_up: counted(2)?,
        oldest: oldest.zip(now).map(|(accepted, now)| until(now, accepted)),
    })
}

pub(super) fn summary(row: &Row) -> Result<EntrySummary, StepError> {
    let state = EntryState::from_code(row.try_get(2)?).ok_or(Corrupt::column("outbox.state"))?;
    let due_at: Timestamp = row.try_get(5)?;
    Ok(EntrySummary {
        id: EntryId::from(row.try_get::<_, Uuid>(0)?),
        subject: subject_code(row.try_get(1)?)?,
        state,
        accepted_at: row.try_get(3)?,
        failures: failures(row.try_get(4)?)?,
        due_at: (state == EntryState::Pending).then_some(due_at),
        reason: row.try_get(6)?,
    })
}

pub(super) fn failures(count: i32) -> Result<u32, Corrupt> {
    u32::try_from(count).map_err(|_| Corrupt::column("outbox.failures"))
}
