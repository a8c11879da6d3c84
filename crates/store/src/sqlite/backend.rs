//! The product's own backend: accounts by id, and requests that may come twice.

use async_trait::async_trait;
use rekey_core::account::AccountEdit;
use rekey_core::account::{Account, AccountStatus};
use rekey_core::audit::Action;
use rekey_core::ports::{BackendStore, EditOutcome, KeptAnswer, RepeatableRequest, Repetition, StoreError};
use rekey_core::time::{Duration, after};
use rekey_core::{AccountId, ClientNetwork, EntryId};
use rusqlite::params;

use super::accounts::{by_email, by_id};
use super::audit::Event;
use super::rows::row_count;
use super::sign_ups::forget_offer;
use super::step::{Failure, Step};
use super::{SqliteStore, outbox};
use crate::shared::notices::of_address_change;

#[async_trait]
impl BackendStore for SqliteStore {
    async fn edit_account(
        &self,
        id: AccountId,
        edit: AccountEdit,
        network: ClientNetwork,
        notice: EntryId,
    ) -> Result<EditOutcome, StoreError> {
        self.write(move |step| edit_account(step, id, &edit, network, notice)).await
    }

    async fn delete_account(&self, id: AccountId, network: ClientNetwork) -> Result<bool, StoreError> {
        self.write(move |step| delete(step, id, network)).await
    }

    async fn begin_request(&self, request: RepeatableRequest, lease: Duration) -> Result<Repetition, StoreError> {
        self.write(move |step| begin(step, &request, lease)).await
    }

    async fn keep_answer(
        &self,
        request: RepeatableRequest,
        answer: Option<KeptAnswer>,
        retention: Duration,
    ) -> Result<(), StoreError> {
        self.write(move |step| keep(step, &request, answer.as_ref(), retention)).await
    }
}

fn edit_account(
    step: &Step<'_>,
    id: AccountId,
    edit: &AccountEdit,
    network: ClientNetwork,
    notice: EntryId,
) -> Result<EditOutcome, Failure> {
    let Some(before) = by_id(step, id)? else { return Ok(EditOutcome::Unknown) };
    if let Some(email) = &edit.email {
        // As where accounts are added: a stranger's sign-up keeps nobody out.
        step.execute(
            "DELETE FROM accounts WHERE canonical_email = ?1 AND status = ?2 AND id <> ?3",
            params![email.canonical(), AccountStatus::Unconfirmed.code(), id.as_uuid().into_bytes()],
        )?;
        if by_email(step, email.canonical())?.is_some_and(|other| other.id != id) {
            return Ok(EditOutcome::AddressTaken);
        }
    }
    let edited = edit.apply(&before, step.now);
    if !edited.actions.is_empty() {
        write(step, &edited.account)?;
        if edited.account.email != before.email {
            // Whoever signed up did so with the address before.
            forget_offer(step, id)?;
        }
        if let Some(told) = of_address_change(&before, &edited.account) {
            outbox::add_notice(step, notice, &told)?;
        }
        for action in edited.actions {
            Event::done(action, id).from(network).record(step)?;
        }
    }
    Ok(EditOutcome::Done(Box::new(edited.account)))
}

/// Writes all that an edit may have changed.
fn write(step: &Step<'_>, account: &Account) -> Result<(), Failure> {
    let id = account.id.as_uuid().into_bytes();
    step.execute(
        "UPDATE accounts SET email = ?2, canonical_email = ?3, email_verified = ?4, name = ?5, locale = ?6,
             status = ?7, must_reset = ?8, epoch = ?9, epoch_at = ?10, updated_at = ?11, profile = ?12,
             provider = ?13
         WHERE id = ?1",
        params![
            id,
            account.email.as_stored(),
            account.email.canonical(),
            account.email_verified,
            account.name,
            account.locale.as_ref().map(ToString::to_string),
            account.status.code(),
            account.must_reset,
            account.epoch.0,
            account.epoch_at.as_microsecond(),
            account.updated_at.as_microsecond(),
            account.profile.to_json(),
            account.provider,
        ],
    )?;
    step.execute("DELETE FROM account_locations WHERE account = ?1", [id])?;
    for (position, location) in account.locations.iter().enumerate() {
        step.execute(
            "INSERT INTO account_locations (account, position, location) VALUES (?1, ?2, ?3)",
            params![id, row_count(position), location.get()],
        )?;
    }
    Ok(())
}

fn delete(step: &Step<'_>, id: AccountId, network: ClientNetwork) -> Result<bool, Failure> {
    let deleted = step.execute("DELETE FROM accounts WHERE id = ?1", [id.as_uuid().into_bytes()])?;
    if deleted == 1 {
        Event::done(Action::AccountDeleted, id).from(network).record(step)?;
    }
    Ok(deleted == 1)
}

fn begin(step: &Step<'_>, request: &RepeatableRequest, lease: Duration) -> Result<Repetition, Failure> {
    let begun = step.execute(
        "INSERT INTO repeatable_requests (key, content, over_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET content = ?2, status = NULL, answer = NULL, over_at = ?3 WHERE over_at <= ?4",
        params![request.key, request.content, after(step.now, lease).as_microsecond(), step.micros()],
    )?;
    if begun == 1 {
        return Ok(Repetition::First);
    }
    let known = step.one(
        "SELECT content = ?2, status, answer FROM repeatable_requests WHERE key = ?1",
        params![request.key, request.content],
        |row| {
            let (same, status): (bool, Option<u16>) = (row.get(0)?, row.get(1)?);
            Ok(match status {
                _ if !same => Repetition::Different,
                Some(status) => Repetition::Answered(KeptAnswer { status, body: row.get(2)? }),
                None => Repetition::UnderWay,
            })
        },
    )?;
    Ok(known.unwrap_or(Repetition::UnderWay))
}

fn keep(
    step: &Step<'_>,
    request: &RepeatableRequest,
    answer: Option<&KeptAnswer>,
    retention: Duration,
) -> Result<(), Failure> {
    match answer {
        Some(KeptAnswer { status, body }) => step.execute(
            "UPDATE repeatable_requests SET status = ?3, answer = ?4, over_at = ?5 WHERE key = ?1 AND content = ?2",
            params![request.key, request.content, status, body, after(step.now, retention).as_microsecond()],
        )?,
        None => step.execute(
            "DELETE FROM repeatable_requests WHERE key = ?1 AND content = ?2 AND status IS NULL",
            params![request.key, request.content],
        )?,
    };
    Ok(())
}
