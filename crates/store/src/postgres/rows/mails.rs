//! The rows of emails that were handed over, and of mailboxes that emails are kept from.

use rekey_core::outbox::{Bounce, EntryState, MailFate, MailFigures, MailName, MailRecord, Stopped};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, AddressKey, EntryId};
use tokio_postgres::Row;
use uuid::Uuid;

use super::outbox::failures;
use crate::postgres::columns::{bytes32, location, optional_id};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{HandedOver, MailRows, Stop, StoppedMailbox};
use crate::shared::corrupt::Corrupt;
use crate::shared::subject_row::subject_code;

/// The columns that [`mail`] reads.
pub(super) const MAIL: &str = "id, owner, location, subject, state, accepted_at, failures, due_at, settled_at, reason, \
     mail, sender, provider_id, delivered_at, bounced_at, bounce, complained_at, report";

/// The query for what a mailbox was kept from last.
pub(super) const STOPPED: &str = "SELECT bounced_until, complained_until FROM stopped_mailboxes WHERE mailbox = $1";

impl MailRows for Tx {
    async fn handed_over(&self, name: MailName) -> Result<Option<HandedOver>, StepError> {
        let sql = "SELECT id, mailbox, owner, location FROM outbox WHERE mail = $1";
        let row = self.query_opt(sql, values![&name.as_bytes()[..]]).await?;
        row.map(|row| {
            Ok(HandedOver {
                entry: EntryId::from(row.try_get::<_, Uuid>(0)?),
                mailbox: bytes32(row.try_get(1)?, "outbox.mailbox")?.into(),
                owner: optional_id(&row, 2)?,
                location: location(row.try_get(3)?, "outbox.location")?,
            })
        })
        .transpose()
    }

    async fn mark_mail(&self, entry: EntryId, fate: MailFate, report: Option<&str>) -> Result<bool, StepError> {
        let sql = match fate {
            MailFate::Delivered => {
                "UPDATE outbox SET delivered_at = $2, report = coalesce($3, report)
                 WHERE id = $1 AND delivered_at IS NULL"
            }
            MailFate::Bounced(Bounce::Permanent) => {
                "UPDATE outbox SET bounced_at = $2, bounce = 'permanent', report = $3
                 WHERE id = $1 AND (bounced_at IS NULL OR bounce = 'transient')"
            }
            MailFate::Bounced(Bounce::Transient) => {
                "UPDATE outbox SET bounced_at = $2, bounce = 'transient', report = $3
                 WHERE id = $1 AND bounced_at IS NULL"
            }
            MailFate::Complained => {
                "UPDATE outbox SET complained_at = $2, report = coalesce($3, report)
                 WHERE id = $1 AND complained_at IS NULL"
            }
        };
        Ok(self.execute(sql, values![entry.as_uuid(), self.now(), report]).await? == 1)
    }

    async fn stop_of(&self, mailbox: AddressKey) -> Result<Stopped, StepError> {
        let row = self.query_opt(STOPPED, values![&mailbox.as_bytes()[..]]).await?;
        Ok(row.as_ref().map(stopped).transpose()?.unwrap_or_default())
    }

    async fn stop_mailbox(
        &self,
        mailbox: AddressKey,
        account: Option<AccountId>,
        stop: Stop,
        until: Timestamp,
    ) -> Result<(), StepError> {
        let sql = match stop {
            Stop::Bounced => {
                "INSERT INTO stopped_mailboxes AS known (mailbox, account, bounced_until, over_at) VALUES ($1, $2, $3, $3)
                 ON CONFLICT (mailbox) DO UPDATE
                 SET account = coalesce($2, known.account), bounced_until = $3, over_at = greatest(known.over_at, $3)"
            }
            Stop::Complained => {
                "INSERT INTO stopped_mailboxes AS known (mailbox, account, complained_until, over_at)
                 VALUES ($1, $2, $3, $3)
                 ON CONFLICT (mailbox) DO UPDATE
                 SET account = coalesce($2, known.account), complained_until = $3, over_at = greatest(known.over_at, $3)"
            }
        };
        let account = account.map(|account| account.as_uuid());
        self.execute(sql, values![&mailbox.as_bytes()[..], account, until]).await?;
        Ok(())
    }

    async fn release_mailbox(&self, mailbox: AddressKey) -> Result<Option<StoppedMailbox>, StepError> {
        let sql = "DELETE FROM stopped_mailboxes WHERE mailbox = $1 RETURNING account, over_at";
        let row = self.query_opt(sql, values![&mailbox.as_bytes()[..]]).await?;
        row.map(|row| Ok(StoppedMailbox { account: optional_id(&row, 0)?, over_at: row.try_get(1)? })).transpose()
    }
}

/// The row of [`STOPPED`].
pub(super) fn stopped(row: &Row) -> Result<Stopped, StepError> {
    Ok(Stopped { bounced_until: row.try_get(0)?, complained_until: row.try_get(1)? })
}

pub(super) fn figures(row: &Row) -> Result<MailFigures, StepError> {
    let counted = |column| Ok::<u64, StepError>(u64::try_from(row.try_get::<_, i64>(column)?).unwrap_or_default());
    Ok(MailFigures { sent: counted(0)?, delivered: counted(1)?, bounced: counted(2)?, complained: counted(3)? })
}

/// The email of a row of [`MAIL`].
pub(super) fn mail(row: &Row) -> Result<MailRecord, StepError> {
    let state = EntryState::from_code(row.try_get(4)?).ok_or(Corrupt::column("outbox.state"))?;
    let due_at: Timestamp = row.try_get(7)?;
    let name: Option<&[u8]> = row.try_get(10)?;
    let name = name.map(|bytes| <[u8; 16]>::try_from(bytes).map_err(|_| Corrupt::column("outbox.mail"))).transpose()?;
    let (bounced_at, bounce): (Option<Timestamp>, Option<&str>) = (row.try_get(14)?, row.try_get(15)?);
    let bounce = bounce.map(|code| Bounce::from_code(code).ok_or(Corrupt::column("outbox.bounce"))).transpose()?;
    Ok(MailRecord {
        entry: EntryId::from(row.try_get::<_, Uuid>(0)?),
        account: optional_id(row, 1)?,
        location: location(row.try_get(2)?, "outbox.location")?,
        subject: subject_code(row.try_get(3)?)?,
        state,
        accepted_at: row.try_get(5)?,
        failures: failures(row.try_get(6)?)?,
        due_at: (state == EntryState::Pending).then_some(due_at),
        settled_at: row.try_get(8)?,
        reason: row.try_get(9)?,
        name: name.map(MailName::from),
        sender: row.try_get(11)?,
        provider_id: row.try_get(12)?,
        delivered_at: row.try_get(13)?,
        bounced: bounced_at.zip(bounce),
        complained_at: row.try_get(16)?,
        report: row.try_get(17)?,
    })
}
