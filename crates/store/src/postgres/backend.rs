//! The product's own backend: accounts by id, and requests that may come twice.

use async_trait::async_trait;
use rekey_core::account::AccountEdit;
use rekey_core::account::{Account, AccountStatus};
use rekey_core::audit::Action;
use rekey_core::ports::{BackendStore, EditOutcome, KeptAnswer, RepeatableRequest, Repetition, StoreError};
use rekey_core::time::{Duration, after};
use rekey_core::{AccountId, ClientNetwork, EntryId};
use tokio_postgres::error::SqlState;

use super::PostgresStore;
use super::accounts::{by_email, delete, hold};
use super::audit::Event;
use super::entries::put_notice;
use super::rows::location_number;
use super::sign_ups::forget_offer;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;
use crate::shared::notices::of_address_change;

#[async_trait]
impl BackendStore for PostgresStore {
    async fn edit_account(
        &self,
        id: AccountId,
        edit: AccountEdit,
        network: ClientNetwork,
        notice: EntryId,
    ) -> Result<EditOutcome, StoreError> {
        let edit = &edit;
        self.database.step(|tx| async move { edit_account(&tx, id, edit, network, notice).await }).await
    }

    async fn delete_account(&self, id: AccountId, network: ClientNetwork) -> Result<bool, StoreError> {
        self.database.step(|tx| async move { delete_account(&tx, id, network).await }).await
    }

    async fn begin_request(&self, request: RepeatableRequest, lease: Duration) -> Result<Repetition, StoreError> {
        self.database.step(|tx| async move { begin(&tx, &request, lease).await }).await
    }

    async fn keep_answer(
        &self,
        request: RepeatableRequest,
        answer: Option<KeptAnswer>,
        retention: Duration,
    ) -> Result<(), StoreError> {
        let answer = answer.as_ref();
        self.database.step(|tx| async move { keep(&tx, &request, answer, retention).await }).await
    }
}

async fn edit_account(
    tx: &Tx,
    id: AccountId,
    edit: &AccountEdit,
    network: ClientNetwork,
    notice: EntryId,
) -> Result<EditOutcome, Trouble> {
    let Some(before) = hold(tx, id).await? else { return Ok(EditOutcome::Unknown) };
    if let Some(email) = &edit.email {
        // As where accounts are added: a stranger's sign-up keeps nobody out.
        let sql = "DELETE FROM accounts WHERE canonical_email = $1 AND status = $2 AND id <> $3";
        tx.execute(sql, values![email.canonical(), AccountStatus::Unconfirmed.code(), id.as_uuid()]).await?;
        if by_email(tx, email).await?.is_some_and(|other| other.id != id) {
            return Ok(EditOutcome::AddressTaken);
        }
    }
    let edited = edit.apply(&before, tx.now());
    if !edited.actions.is_empty() {
        write(tx, &edited.account).await?;
        if edited.account.email != before.email {
            // Whoever signed up did so with the address before.
            forget_offer(tx, id).await?;
        }
        if let Some(told) = of_address_change(&before, &edited.account) {
            put_notice(tx, notice, &told).await?;
        }
        for action in edited.actions {
            Event::done(action).of(id).from(network).record(tx).await?;
        }
    }
    Ok(EditOutcome::Done(Box::new(edited.account)))
}

/// Writes all that an edit may have changed. Whoever took the address meanwhile is met by the next try.
async fn write(tx: &Tx, account: &Account) -> Result<(), Trouble> {
    let locations: Vec<i32> = account.locations.iter().copied().map(location_number).collect();
    let written = tx
        .execute(
            "UPDATE accounts SET email = $2, canonical_email = $3, email_verified = $4, name = $5, locale = $6,
                 status = $7, must_reset = $8, epoch = $9, epoch_at = $10, updated_at = $11, locations = $12,
                 profile = $13::text::json, provider = $14
             WHERE id = $1",
            values![
                account.id.as_uuid(),
                account.email.as_stored(),
                account.email.canonical(),
                account.email_verified,
                account.name.as_deref(),
                account.locale.as_ref().map(ToString::to_string),
                account.status.code(),
                account.must_reset,
                account.epoch.0,
                account.epoch_at,
                account.updated_at,
                locations,
                account.profile.to_json(),
                account.provider.as_deref(),
            ],
        )
        .await;
    match written {
        Err(Trouble::Postgres(error)) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Err(Trouble::Outrun),
        written => written.map(|_| ()),
    }
}

async fn delete_account(tx: &Tx, id: AccountId, network: ClientNetwork) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE";
    if tx.query_opt(sql, values![id.as_uuid()]).await?.is_none() {
        return Ok(false);
    }
    delete(tx, id).await?;
    Event::done(Action::AccountDeleted).of(id).from(network).record(tx).await?;
    Ok(true)
}

async fn begin(tx: &Tx, request: &RepeatableRequest, lease: Duration) -> Result<Repetition, Trouble> {
    let (key, content) = (&request.key[..], &request.content[..]);
    let begun = tx
        .execute(
            "INSERT INTO repeatable_requests AS known (key, content, over_at) VALUES ($1, $2, $3)
             ON CONFLICT (key) DO UPDATE SET content = $2, status = NULL, answer = NULL, over_at = $3
             WHERE known.over_at <= $4",
            values![key, content, after(tx.now(), lease), tx.now()],
        )
        .await?;
    if begun == 1 {
        return Ok(Repetition::First);
    }
    let sql = "SELECT content = $2, status, answer FROM repeatable_requests WHERE key = $1";
    let Some(row) = tx.query_opt(sql, values![key, content]).await? else { return Err(Trouble::Outrun) };
    let (same, status): (bool, Option<i32>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(match status {
        _ if !same => Repetition::Different,
        Some(status) => {
            let status = u16::try_from(status).map_err(|_| Corrupt::column("repeatable_requests.status"))?;
            Repetition::Answered(KeptAnswer { status, body: row.try_get(2)? })
        }
        None => Repetition::UnderWay,
    })
}

async fn keep(
    tx: &Tx,
    request: &RepeatableRequest,
    answer: Option<&KeptAnswer>,
    retention: Duration,
) -> Result<(), Trouble> {
    let (key, content) = (&request.key[..], &request.content[..]);
    match answer {
        Some(KeptAnswer { status, body }) => {
            tx.execute(
                "UPDATE repeatable_requests SET status = $3, answer = $4, over_at = $5 WHERE key = $1 AND content = $2",
                values![key, content, i32::from(*status), body.as_str(), after(tx.now(), retention)],
            )
            .await?
        }
        None => {
            tx.execute(
                "DELETE FROM repeatable_requests WHERE key = $1 AND content = $2 AND status IS NULL",
                values![key, content],
            )
            .await?
        }
    };
    Ok(())
}
