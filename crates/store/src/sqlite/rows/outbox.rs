//! The rows of the outbox.

use rekey_core::outbox::{Claim, EntryState, Notice, Request, SentMail};
use rekey_core::ports::{EntryFilter, EntrySummary, OutboxDepth};
use rekey_core::time::{Duration, Timestamp, until};
use rekey_core::{AccountId, AddressKey, EmailAddress, EntryId};
use rusqlite::{Row, params};

use crate::rows::{HeldClaim, OutboxRows, PreparedMail, SettledEntry};
use crate::shared::retry::Standing;
use crate::shared::subject_row::subject_code;
use crate::sqlite::columns::{code, id, instant, location, optional_id, row_count};
use crate::sqlite::step::{Step, StepError};

impl OutboxRows for Step<'_> {
    async fn put_notice(&self, id: EntryId, notice: &Notice) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO outbox (id, state, subject, channel, location, locale, browser_locale, network, device, account,
                                 epoch, address, accepted_at, due_at, owner)
             VALUES (?1, 'pending', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?9)",
            params![
                id.as_uuid().into_bytes(),
                notice.kind.code(),
                notice.language.as_ref().map(|language| language.channel.code()),
                notice.location.get(),
                notice.language.as_ref().and_then(|language| language.locale.as_ref()).map(ToString::to_string),
                notice.language.as_ref().and_then(|language| language.browser_locale.as_ref()).map(ToString::to_string),
                notice.origin.network.to_string(),
                notice.origin.device.map(|device| device.to_string()),
                notice.account.as_uuid().into_bytes(),
                notice.epoch.0,
                notice.to.as_ref().map(EmailAddress::as_stored),
                self.micros(),
            ],
        )?;
        Ok(())
    }

    async fn held_claim(&self, claim: &Claim) -> Result<Option<HeldClaim>, StepError> {
        self.one(
            "SELECT recorded FROM outbox WHERE id = ?1 AND claim = ?2 AND state = 'pending'",
            params![claim.entry.as_uuid().into_bytes(), claim.number],
            |row| Ok(HeldClaim { recorded: row.get(0)? }),
        )
    }

    async fn mark_prepared(&self, claim: &Claim, mail: &PreparedMail) -> Result<(), StepError> {
        self.execute(
            "UPDATE outbox SET recorded = 1, mail = ?2, mailbox = ?3, owner = ?4 WHERE id = ?1",
            params![
                claim.entry.as_uuid().into_bytes(),
                mail.name.as_bytes(),
                mail.mailbox.as_ref().map(AddressKey::as_bytes),
                mail.owner.map(|account| account.as_uuid().into_bytes()),
            ],
        )?;
        Ok(())
    }

    async fn put_off(&self, claim: &Claim, due_at: Timestamp, reason: &str) -> Result<bool, StepError> {
        let changed = self.execute(
            "UPDATE outbox SET due_at = ?1, failures = failures + 1, reason = ?2, claim = claim + 1
             WHERE id = ?3 AND claim = ?4 AND state = 'pending'",
            params![due_at.as_microsecond(), reason, claim.entry.as_uuid().into_bytes(), claim.number],
        )?;
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
            "UPDATE outbox SET state = ?1, reason = ?2, settled_at = ?3, address = NULL, redirect_to = NULL,
                       mail = CASE ?1 WHEN 'sent' THEN ?6 WHEN 'gave_up' THEN mail END,
                       mailbox = CASE ?1 WHEN 'sent' THEN ?7 WHEN 'gave_up' THEN mailbox END, sender = ?8, provider_id = ?9
                   WHERE id = ?4 AND (claim = ?5 OR ?1 = 'sent') AND state = 'pending'";
        let values = params![
            state.code(),
            reason,
            self.micros(),
            claim.entry.as_uuid().into_bytes(),
            claim.number,
            sent.map(|mail| mail.name.as_bytes()),
            sent.map(|mail| mail.mailbox.as_bytes()),
            sent.and_then(|mail| mail.sender.as_deref()),
            sent.and_then(|mail| mail.provider_id.as_deref()),
        ];
        if self.execute(sql, values)? == 0 {
            return Ok(None);
        }
        // RETURNING would make SQLite copy each page that the update writes, and keep the rows in a table of their own.
        self.one("SELECT owner, location FROM outbox WHERE id = ?1", [claim.entry.as_uuid().into_bytes()], |row| {
            Ok(SettledEntry { owner: optional_id(row, 0)?, location: location(row, 1)? })
        })
    }

    async fn hold_entry(&self, id: EntryId) -> Result<Option<Standing>, StepError> {
        self.one(
            "SELECT state, due_at, address IS NOT NULL OR (account IS NOT NULL AND subject <> 'address_changed')
             FROM outbox WHERE id = ?1",
            [id.as_uuid().into_bytes()],
            |row| {
                Ok(Standing {
                    state: code(row, 0, "outbox.state", EntryState::from_code)?,
                    due_in: until(instant(row, 1)?, self.now),
                    has_recipient: row.get(2)?,
                })
            },
        )
    }

    async fn make_due(&self, id: EntryId) -> Result<(), StepError> {
        self.execute(
            "UPDATE outbox SET state = 'pending', due_at = ?1, settled_at = NULL, claim = claim + 1 WHERE id = ?2",
            params![self.micros(), id.as_uuid().into_bytes()],
        )?;
        Ok(())
    }

    async fn give_up(&self, id: EntryId, reason: &str) -> Result<bool, StepError> {
        let changed = self.execute(
            "UPDATE outbox SET state = 'gave_up', reason = ?1, settled_at = ?2, address = NULL, redirect_to = NULL
             WHERE id = ?3 AND state = 'pending'",
            params![reason, self.micros(), id.as_uuid().into_bytes()],
        )?;
        Ok(changed == 1)
    }
}

/// Inserts a request.
pub(super) fn add_request(step: &Step<'_>, id: EntryId, request: &Request, due_at: Timestamp) -> Result<(), StepError> {
    step.execute(
        "INSERT INTO outbox (id, state, subject, address, address_key, channel, location, locale, browser_locale,
                             redirect_to, network, accepted_at, due_at, notice_allowed, moves, device)
         VALUES (?1, 'pending', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            id.as_uuid().into_bytes(),
            request.purpose.code(),
            request.address.as_stored(),
            request.address_key.as_bytes(),
            request.channel.code(),
            request.location.get(),
            request.locale.as_ref().map(ToString::to_string),
            request.browser_locale.as_ref().map(ToString::to_string),
            request.redirect_to.as_ref().map(AsRef::<str>::as_ref),
            request.origin.network.to_string(),
            step.micros(),
            due_at.as_microsecond(),
            request.notice_allowed,
            request.moves.map(|account| account.as_uuid().into_bytes()),
            request.origin.device.map(|device| device.to_string()),
        ],
    )?;
    Ok(())
}

/// How long until the next entry is due.
pub(super) fn next_due(step: &Step<'_>) -> Result<Option<Duration>, StepError> {
    let sql = "SELECT due_at FROM outbox WHERE state = 'pending' ORDER BY due_at LIMIT 1";
    step.one(sql, [], |row| Ok(until(instant(row, 0)?, step.now)))
}

/// Counts by the small indexes of pending and given-up entries, never by the whole table.
pub(super) fn depth(step: &Step<'_>) -> Result<OutboxDepth, StepError> {
    let sql = "SELECT count(*) FILTER (WHERE due_at <= ?1), count(*) FILTER (WHERE due_at > ?1), min(accepted_at),
                   (SELECT count(*) FROM outbox WHERE state = 'gave_up')
               FROM outbox WHERE state = 'pending'";
    let depth = step.one(sql, [step.micros()], |row| {
        let counted = |column| Ok::<u64, StepError>(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default());
        let oldest: Option<i64> = row.get(2)?;
        Ok(OutboxDepth {
            due: counted(0)?,
            waiting: counted(1)?,
            gave_up: counted(3)?,
            oldest: oldest.map(|_| instant(row, 2)).transpose()?.map(|accepted| until(step.now, accepted)),
        })
    })?;
    Ok(depth.unwrap_or_default())
}

/// One statement for each filter, so that each can use an index.
pub(super) fn list(step: &Step<'_>, filter: EntryFilter) -> Result<Vec<EntrySummary>, StepError> {
    macro_rules! select {
        ($condition:literal) => {
            concat!(
                "SELECT id, subject, state, accepted_at, failures, due_at, reason FROM outbox",
                $condition,
                " ORDER BY id DESC LIMIT ?1"
            )
        };
    }
    let sql = match filter.state {
        None => select!(""),
        // Few entries wait, whatever SQLite's statistics say.
        Some(EntryState::Pending) => select!(" INDEXED BY outbox_due WHERE state = 'pending'"),
        Some(EntryState::Sent) => select!(" WHERE state = 'sent'"),
        Some(EntryState::Silent) => select!(" WHERE state = 'silent'"),
        Some(EntryState::GaveUp) => select!(" WHERE state = 'gave_up'"),
    };
    step.all(sql, [row_count(filter.limit)], summary)
}

/// The pending entries for an address or account. Few entries wait.
pub(super) fn pending_for(
    step: &Step<'_>,
    account: AccountId,
    address: AddressKey,
) -> Result<Vec<EntrySummary>, StepError> {
    let sql = "SELECT id, subject, state, accepted_at, failures, due_at, reason FROM outbox INDEXED BY outbox_due
               WHERE state = 'pending' AND (account = ?1 OR address_key = ?2) ORDER BY accepted_at, id";
    step.all(sql, params![account.as_uuid().into_bytes(), address.as_bytes()], summary)
}

fn summary(row: &Row<'_>) -> Result<EntrySummary, StepError> {
    let state = code(row, 2, "outbox.state", EntryState::from_code)?;
    let due_at = instant(row, 5)?;
    Ok(EntrySummary {
        id: id(row, 0)?,
        subject: code(row, 1, "outbox.subject", |code| subject_code(code).ok())?,
        state,
        accepted_at: instant(row, 3)?,
        failures: row.get(4)?,
        due_at: (state == EntryState::Pending).then_some(due_at),
        reason: row.get(6)?,
    })
}
