//! The rows of emails that were handed over, and of mailboxes that emails are kept from.

use rekey_core::outbox::{Bounce, EntryState, MailFate, MailFigures, MailName, MailRecord, Stopped};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{AccountId, AddressKey, EntryId};
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::rows::{HandedOver, MailRows, Stop, StoppedMailbox};
use crate::shared::subject_row::subject_code;
use crate::sqlite::columns::{code, digest, id, instant, location, optional_id, optional_instant, row_count};
use crate::sqlite::step::{Step, StepError};

/// The query for emails, as [`mail`] reads them.
macro_rules! select_mails {
    ($which:literal) => {
        concat!(
            "SELECT id, owner, location, subject, state, accepted_at, failures, due_at, settled_at, reason, mail, sender,
                    provider_id, delivered_at, bounced_at, bounce, complained_at, report
             FROM outbox ",
            $which
        )
    };
}

impl MailRows for Step<'_> {
    async fn handed_over(&self, name: MailName) -> Result<Option<HandedOver>, StepError> {
        let sql = "SELECT id, mailbox, owner, location FROM outbox WHERE mail = ?1";
        self.one(sql, [name.as_bytes()], |row| {
            Ok(HandedOver {
                entry: id(row, 0)?,
                mailbox: digest(row, 1)?,
                owner: optional_id(row, 2)?,
                location: location(row, 3)?,
            })
        })
    }

    async fn mark_mail(&self, entry: EntryId, fate: MailFate, report: Option<&str>) -> Result<bool, StepError> {
        let sql = match fate {
            MailFate::Delivered => {
                "UPDATE outbox SET delivered_at = ?2, report = ifnull(?3, report)
                 WHERE id = ?1 AND delivered_at IS NULL"
            }
            MailFate::Bounced(Bounce::Permanent) => {
                "UPDATE outbox SET bounced_at = ?2, bounce = 'permanent', report = ?3
                 WHERE id = ?1 AND (bounced_at IS NULL OR bounce = 'transient')"
            }
            MailFate::Bounced(Bounce::Transient) => {
                "UPDATE outbox SET bounced_at = ?2, bounce = 'transient', report = ?3
                 WHERE id = ?1 AND bounced_at IS NULL"
            }
            MailFate::Complained => {
                "UPDATE outbox SET complained_at = ?2, report = ifnull(?3, report)
                 WHERE id = ?1 AND complained_at IS NULL"
            }
        };
        Ok(self.execute(sql, params![entry.as_uuid().into_bytes(), self.micros(), report])? == 1)
    }

    async fn stop_of(&self, mailbox: AddressKey) -> Result<Stopped, StepError> {
        stop_of(self, mailbox)
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
                "INSERT INTO stopped_mailboxes (mailbox, account, bounced_until, over_at) VALUES (?1, ?2, ?3, ?3)
                 ON CONFLICT DO UPDATE SET account = ifnull(?2, account), bounced_until = ?3, over_at = max(over_at, ?3)"
            }
            Stop::Complained => {
                "INSERT INTO stopped_mailboxes (mailbox, account, complained_until, over_at) VALUES (?1, ?2, ?3, ?3)
                 ON CONFLICT DO UPDATE SET account = ifnull(?2, account), complained_until = ?3, over_at = max(over_at, ?3)"
            }
        };
        let account = account.map(|account| account.as_uuid().into_bytes());
        self.execute(sql, params![mailbox.as_bytes(), account, until.as_microsecond()])?;
        Ok(())
    }

    async fn release_mailbox(&self, mailbox: AddressKey) -> Result<Option<StoppedMailbox>, StepError> {
        let sql = "DELETE FROM stopped_mailboxes WHERE mailbox = ?1 RETURNING account, over_at";
        self.one(sql, [mailbox.as_bytes()], |row| {
            Ok(StoppedMailbox { account: optional_id(row, 0)?, over_at: instant(row, 1)? })
        })
    }
}

pub(super) fn stop_of(step: &Step<'_>, mailbox: AddressKey) -> Result<Stopped, StepError> {
    let sql = "SELECT bounced_until, complained_until FROM stopped_mailboxes WHERE mailbox = ?1";
    let stopped = step.one(sql, [mailbox.as_bytes()], |row| {
        Ok(Stopped { bounced_until: optional_instant(row, 0)?, complained_until: optional_instant(row, 1)? })
    })?;
    Ok(stopped.unwrap_or_default())
}

pub(super) fn by_entry(step: &Step<'_>, entry: EntryId) -> Result<Option<MailRecord>, StepError> {
    step.one(select_mails!("WHERE id = ?1"), [entry.as_uuid().into_bytes()], mail)
}

pub(super) fn of_account(
    step: &Step<'_>,
    account: AccountId,
    before: Option<EntryId>,
    limit: usize,
) -> Result<Vec<MailRecord>, StepError> {
    let before = before.map_or(Uuid::max(), |entry| entry.as_uuid()).into_bytes();
    let sql = select_mails!("WHERE owner = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    step.all(sql, params![account.as_uuid().into_bytes(), before, row_count(limit)], mail)
}

pub(super) fn figures(step: &Step<'_>, span: Duration) -> Result<MailFigures, StepError> {
    let since = step.now.saturating_sub(span).unwrap_or(Timestamp::UNIX_EPOCH);
    let sql = "SELECT count(*), count(delivered_at), count(*) FILTER (WHERE bounce = 'permanent'), count(complained_at)
               FROM outbox WHERE state = 'sent' AND settled_at > ?1";
    let figures = step.one(sql, [since.as_microsecond()], |row| {
        let counted = |column| Ok::<u64, StepError>(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default());
        Ok(MailFigures { sent: counted(0)?, delivered: counted(1)?, bounced: counted(2)?, complained: counted(3)? })
    })?;
    Ok(figures.unwrap_or_default())
}

fn mail(row: &Row<'_>) -> Result<MailRecord, StepError> {
    let state = code(row, 4, "outbox.state", EntryState::from_code)?;
    let due_at = instant(row, 7)?;
    let bounced = match optional_instant(row, 14)? {
        Some(at) => Some((at, code(row, 15, "outbox.bounce", Bounce::from_code)?)),
        None => None,
    };
    Ok(MailRecord {
        entry: id(row, 0)?,
        account: optional_id(row, 1)?,
        location: location(row, 2)?,
        subject: code(row, 3, "outbox.subject", |code| subject_code(code).ok())?,
        state,
        accepted_at: instant(row, 5)?,
        failures: row.get(6)?,
        due_at: (state == EntryState::Pending).then_some(due_at),
        settled_at: optional_instant(row, 8)?,
        reason: row.get(9)?,
        name: row.get::<_, Option<[u8; 16]>>(10)?.map(MailName::from),
        sender: row.get(11)?,
        provider_id: row.get(12)?,
        delivered_at: optional_instant(row, 13)?,
        bounced,
        complained_at: optional_instant(row, 16)?,
        report: row.get(17)?,
    })
}
