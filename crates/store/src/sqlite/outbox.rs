//! The outbox: putting entries in, and the steps of those who deliver them.

use async_trait::async_trait;
use rekey_core::account::Epoch;
use rekey_core::audit::Action;
use rekey_core::outbox::{
    Claim, Decision, DecisionRules, EntryState, Facts, Minted, Notice, Request, Settlement, Silence, Subject,
};
use rekey_core::ports::{EntryChange, EntryFilter, EntrySummary, OutboxDepth, OutboxStore, StoreError};
use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::webhooks::WebhookEvent;
use rekey_core::{EmailAddress, EntryId};
use rusqlite::{Row, params};

use super::address_counts::AddressCounts;
use super::audit::{DONE, Event};
use super::codes::{self, NewCode};
use super::rows::{code, id, instant, optional_id, row_count};
use super::step::{Failure, Step};
use super::tokens::{self, Owner};
use super::{SqliteStore, accounts, limits, notices, webhooks};
use crate::shared::notices as budget;
use crate::shared::retry::{Standing, retry};
use crate::shared::standing::code_owner;
use crate::shared::subject_row::{SubjectRow, subject_code};
use crate::shared::webhook_data::of_mail;

/// Puts a request in.
pub(super) fn add_request(step: &Step<'_>, id: EntryId, request: &Request, due_at: Timestamp) -> Result<(), Failure> {
    step.execute(
        "INSERT INTO outbox (id, state, subject, address, address_key, channel, location, locale, browser_locale,
                             redirect_to, network, accepted_at, due_at)
         VALUES (?1, 'pending', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
            request.network.to_string(),
            step.micros(),
            due_at.as_microsecond(),
        ],
    )?;
    Ok(())
}

/// Puts a notice in, due at once. Notices are neither counted nor stopped by any cap (R9).
pub(super) fn add_notice(step: &Step<'_>, id: EntryId, notice: &Notice) -> Result<(), Failure> {
    step.execute(
        "INSERT INTO outbox (id, state, subject, channel, location, locale, browser_locale, network, account, epoch,
                             address, accepted_at, due_at)
         VALUES (?1, 'pending', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)",
        params![
            id.as_uuid().into_bytes(),
            notice.kind.code(),
            notice.door.as_ref().map(|door| door.channel.code()),
            notice.location.get(),
            notice.door.as_ref().and_then(|door| door.locale.as_ref()).map(ToString::to_string),
            notice.door.as_ref().and_then(|door| door.browser_locale.as_ref()).map(ToString::to_string),
            notice.network.to_string(),
            notice.account.as_uuid().into_bytes(),
            notice.epoch.0,
            notice.to.as_ref().map(EmailAddress::as_stored),
            step.micros(),
        ],
    )?;
    Ok(())
}

#[async_trait]
impl OutboxStore for SqliteStore {
    async fn claim(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, StoreError> {
        self.write_in_background(move |step| claim(step, limit, lease)).await
    }

    async fn claim_reserved(&self, entries: Vec<EntryId>, lease: Duration) -> Result<Vec<Claim>, StoreError> {
        self.write_in_background(move |step| claim_reserved(step, &entries, lease)).await
    }

    async fn prepare(
        &self,
        claim: &Claim,
        rules: &DecisionRules,
        minted: Minted,
    ) -> Result<Option<Decision>, StoreError> {
        let (claim, rules) = (claim.clone(), rules.clone());
        self.write_in_background(move |step| prepare(step, &claim, &rules, minted)).await
    }

    async fn settle(&self, claim: &Claim, settlement: Settlement) -> Result<bool, StoreError> {
        let claim = claim.clone();
        self.write_in_background(move |step| settle(step, &claim, &settlement)).await
    }

    async fn next_due(&self) -> Result<Option<Duration>, StoreError> {
        self.read(|step| {
            let sql = "SELECT due_at FROM outbox WHERE state = 'pending' ORDER BY due_at LIMIT 1";
            step.one(sql, [], |row| Ok(until(instant(row, 0)?, step.now)))
        })
        .await
    }

    async fn outbox_depth(&self) -> Result<OutboxDepth, StoreError> {
        self.read(depth).await
    }

    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, StoreError> {
        self.read(move |step| list(step, filter)).await
    }

    async fn retry_entry(&self, id: EntryId, lease: Duration) -> Result<EntryChange, StoreError> {
        self.write(move |step| retry_entry(step, id, lease)).await
    }

    async fn drop_entry(&self, id: EntryId, reason: &str) -> Result<EntryChange, StoreError> {
        let reason = reason.to_owned();
        self.write(move |step| drop_entry(step, id, &reason)).await
    }
}

/// Counts by the indexes of pending and given up entries, which are small, never by the whole table.
fn depth(step: &Step<'_>) -> Result<OutboxDepth, Failure> {
    let sql = "SELECT count(*) FILTER (WHERE due_at <= ?1), count(*) FILTER (WHERE due_at > ?1), min(accepted_at),
                   (SELECT count(*) FROM outbox WHERE state = 'gave_up')
               FROM outbox WHERE state = 'pending'";
    let depth = step.one(sql, [step.micros()], |row| {
        let counted = |column| Ok::<u64, Failure>(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default());
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

/// The query for pending entries, as [`claimed`] reads them.
macro_rules! pending {
    ($and:literal) => {
        concat!(
            "SELECT id, claim + 1, accepted_at, failures, subject, address, address_key, channel, location, locale,
                    browser_locale, redirect_to, network, account, epoch
             FROM outbox WHERE state = 'pending'",
            $and
        )
    };
}

/// Takes what has been due longest.
fn claim(step: &Step<'_>, limit: usize, lease: Duration) -> Result<Vec<Claim>, Failure> {
    let due = pending!(" AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2");
    let claims = step.all(due, params![step.micros(), row_count(limit)], |row| claimed(step, row))?;
    hold(step, &claims, lease)?;
    Ok(claims)
}

fn claim_reserved(step: &Step<'_>, entries: &[EntryId], lease: Duration) -> Result<Vec<Claim>, Failure> {
    let untaken = pending!(" AND id = ?1 AND claim = 0");
    let mut claims = Vec::new();
    for entry in entries {
        claims.extend(step.one(untaken, [entry.as_uuid().into_bytes()], |row| claimed(step, row))?);
    }
    hold(step, &claims, lease)?;
    Ok(claims)
}

fn claimed(step: &Step<'_>, row: &Row<'_>) -> Result<Claim, Failure> {
    let accepted_at = instant(row, 2)?;
    Ok(Claim {
        entry: id(row, 0)?,
        number: row.get(1)?,
        accepted_at,
        age: until(step.now, accepted_at),
        failures: row.get(3)?,
        subject: subject(row, 4)?,
    })
}

/// A claim moves `due_at` to the lease's end: should nobody settle the entry until then, it is simply due again.
fn hold(step: &Step<'_>, claims: &[Claim], lease: Duration) -> Result<(), Failure> {
    let lease_ends = after(step.now, lease).as_microsecond();
    for claim in claims {
        step.execute(
            "UPDATE outbox SET claim = ?1, due_at = ?2 WHERE id = ?3",
            params![claim.number, lease_ends, claim.entry.as_uuid().into_bytes()],
        )?;
    }
    Ok(())
}

fn subject(row: &Row<'_>, first: usize) -> Result<Subject, Failure> {
    let account = optional_id(row, first + 9)?;
    let epoch: Option<i64> = row.get(first + 10)?;
    let columns = SubjectRow {
        subject: row.get(first)?,
        address: row.get(first + 1)?,
        address_key: row.get(first + 2)?,
        channel: row.get(first + 3)?,
        location: row.get(first + 4)?,
        locale: row.get(first + 5)?,
        browser_locale: row.get(first + 6)?,
        redirect_to: row.get(first + 7)?,
        network: row.get(first + 8)?,
        notice: account.zip(epoch.map(Epoch)),
    };
    Ok(columns.into_subject()?)
}

fn prepare(step: &Step<'_>, claim: &Claim, rules: &DecisionRules, minted: Minted) -> Result<Option<Decision>, Failure> {
    if !still_holds(step, claim)? {
        return Ok(None);
    }
    let (account, codes_allowed) = match &claim.subject {
        Subject::Request(request) => {
            (accounts::by_email(step, request.address.canonical())?, limits::leaves_codes(step, request.address_key)?)
        }
        Subject::Notice(notice) => (accounts::by_id(step, notice.account)?, false),
    };
    let payer = budget::payer(claim, rules);
    let notices_left = payer.map(|location| notices::budget(step, location)).transpose()?;
    let facts = Facts {
        accepted_at: claim.accepted_at,
        subject: &claim.subject,
        account: account.as_ref(),
        codes_allowed,
        notice_left: notices_left.is_some_and(|left| budget::is_left(left, claim, step.now)),
    };
    let verdict = rules.decide(&facts, minted);
    if let Some((location, left)) = payer.zip(notices_left) {
        notices::keep(step, location, budget::after(left, claim, &verdict.decision, step.now))?;
    }
    let redirect_to = claim.subject.redirect_to();
    let owner = Owner { account: verdict.owner, location: verdict.location, session: None, redirect_to };
    tokens::mint(step, &verdict.link, &owner)?;
    if let Subject::Request(request) = &claim.subject {
        if let Some(lifetime) = verdict.code_lifetime {
            let code = NewCode {
                address: request.address_key,
                purpose: request.purpose,
                request: claim.entry,
                digest: minted.code,
                account: code_owner(&verdict),
                location: verdict.location,
                lifetime,
            };
            codes::mint(step, &code)?;
        }
        let event = Event {
            action: Action::RecoveryRequested,
            account: account.as_ref().map(|account| account.id),
            address: Some(request.address_key),
            location: Some(verdict.location),
            network: Some(request.network),
            outcome: verdict.decision.silence().map_or(DONE, Silence::code),
        };
        event.record(step)?;
    }
    Ok(Some(verdict.decision))
}

/// Whether nobody else has claimed or settled the entry. A lease that ran out loses a claim only to somebody who
/// took it: a mail that a slow server accepted after all is then not sent twice.
fn still_holds(step: &Step<'_>, claim: &Claim) -> Result<bool, Failure> {
    let held = step.one(
        "SELECT 1 FROM outbox WHERE id = ?1 AND claim = ?2 AND state = 'pending'",
        params![claim.entry.as_uuid().into_bytes(), claim.number],
        |_| Ok(()),
    )?;
    Ok(held.is_some())
}

fn settle(step: &Step<'_>, claim: &Claim, settlement: &Settlement) -> Result<bool, Failure> {
    let (entry, number) = (claim.entry.as_uuid().into_bytes(), claim.number);
    let (state, reason) = match settlement {
        Settlement::Retry { wait, reason } => {
            let changed = step.execute(
                "UPDATE outbox SET due_at = ?1, failures = failures + 1, reason = ?2, claim = claim + 1
                 WHERE id = ?3 AND claim = ?4 AND state = 'pending'",
                params![after(step.now, *wait).as_microsecond(), reason, entry, number],
            )?;
            return Ok(changed == 1);
        }
        Settlement::Sent => (EntryState::Sent, None),
        Settlement::Silent(silence) => (EntryState::Silent, Some(silence.code())),
        Settlement::GaveUp { reason } | Settlement::Withdrawn { reason, .. } => {
            (EntryState::GaveUp, Some(reason.as_str()))
        }
    };
    let changed = step.execute(
        "UPDATE outbox SET state = ?1, reason = ?2, settled_at = ?3, address = NULL, redirect_to = NULL
         WHERE id = ?4 AND (claim = ?5 OR ?1 = 'sent') AND state = 'pending'",
        params![state.code(), reason, step.micros(), entry, number],
    )?;
    if changed == 1 && state == EntryState::GaveUp {
        webhooks::tell(step, WebhookEvent::MailGivenUp, &of_mail(claim.entry, reason))?;
    }
    if let (1, Settlement::Withdrawn { cooldown, .. }) = (changed, settlement) {
        give_cooldown_back(step, claim, *cooldown)?;
    }
    Ok(changed == 1)
}

/// Ends the cooldown that a request began, unless a later one began another.
fn give_cooldown_back(step: &Step<'_>, claim: &Claim, cooldown: Duration) -> Result<(), Failure> {
    let Subject::Request(request) = &claim.subject else { return Ok(()) };
    let counts = AddressCounts::read(step, request.address_key)?;
    counts.give_cooldown_back(step, request.purpose, claim.accepted_at, cooldown)
}

fn standing(step: &Step<'_>, entry: EntryId) -> Result<Option<Standing>, Failure> {
    step.one(
        "SELECT state, due_at, address IS NOT NULL OR (account IS NOT NULL AND subject <> 'address_changed')
         FROM outbox WHERE id = ?1",
        [entry.as_uuid().into_bytes()],
        |row| {
            Ok(Standing {
                state: code(row, 0, "outbox.state", EntryState::from_code)?,
                due_in: until(instant(row, 1)?, step.now),
                has_recipient: row.get(2)?,
            })
        },
    )
}

fn retry_entry(step: &Step<'_>, entry: EntryId, lease: Duration) -> Result<EntryChange, Failure> {
    let change = retry(standing(step, entry)?.as_ref(), lease);
    if change == EntryChange::Done {
        step.execute(
            "UPDATE outbox SET state = 'pending', due_at = ?1, settled_at = NULL, claim = claim + 1 WHERE id = ?2",
            params![step.micros(), entry.as_uuid().into_bytes()],
        )?;
    }
    Ok(change)
}

fn drop_entry(step: &Step<'_>, entry: EntryId, reason: &str) -> Result<EntryChange, Failure> {
    let dropped = step.execute(
        "UPDATE outbox SET state = 'gave_up', reason = ?1, settled_at = ?2, address = NULL, redirect_to = NULL
         WHERE id = ?3 AND state = 'pending'",
        params![reason, step.micros(), entry.as_uuid().into_bytes()],
    )?;
    if dropped == 1 {
        webhooks::tell(step, WebhookEvent::MailGivenUp, &of_mail(entry, Some(reason)))?;
        return Ok(EntryChange::Done);
    }
    Ok(standing(step, entry)?.map_or(EntryChange::Unknown, |entry| EntryChange::Settled(entry.state)))
}

/// One statement for each filter, so that each can go by an index.
fn list(step: &Step<'_>, filter: EntryFilter) -> Result<Vec<EntrySummary>, Failure> {
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
        // Few wait, whatever SQLite believes.
        Some(EntryState::Pending) => select!(" INDEXED BY outbox_due WHERE state = 'pending'"),
        Some(EntryState::Sent) => select!(" WHERE state = 'sent'"),
        Some(EntryState::Silent) => select!(" WHERE state = 'silent'"),
        Some(EntryState::GaveUp) => select!(" WHERE state = 'gave_up'"),
    };
    step.all(sql, [row_count(filter.limit)], |row| {
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
    })
}
