//! Keeping the database well: the janitor's batches, notes, and a sign of life.

use async_trait::async_trait;
use rekey_core::account::AccountStatus;
use rekey_core::ports::{Retention, StoreError, Swept, UpkeepStore};
use rekey_core::time::{Duration, Timestamp};

use super::rows::count;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use super::{PostgresStore, audit};

#[async_trait]
impl UpkeepStore for PostgresStore {
    async fn sweep(&self, retention: Retention, limit: usize) -> Result<Swept, StoreError> {
        self.database.step(|tx| async move { sweep(&tx, &retention, limit).await }).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.database
            .step(|tx| async move {
                let row = tx.query_opt("SELECT current_setting('transaction_read_only')::boolean", &[]).await?;
                let read_only = row.map(|row| row.try_get(0)).transpose()?;
                if read_only == Some(true) { Err(Trouble::ReadOnly) } else { Ok(()) }
            })
            .await
    }

    async fn note(&self, name: &str) -> Result<Option<String>, StoreError> {
        let rows = self.database.read("SELECT value FROM notes WHERE name = $1", values![name]).await?;
        Ok(rows.first().map(|row| row.try_get(0)).transpose().map_err(Trouble::from)?)
    }

    async fn note_once(&self, name: &str, value: &str) -> Result<String, StoreError> {
        self.database
            .step(|tx| async move {
                let sql = "INSERT INTO notes (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                tx.execute(sql, values![name, value]).await?;
                let stands = tx.query_opt("SELECT value FROM notes WHERE name = $1", values![name]).await?;
                Ok(stands.map(|row| row.try_get(0)).transpose()?.unwrap_or_else(|| value.to_owned()))
            })
            .await
    }
}

/// A kind of rows that end: the table, and when a row of it is over.
struct Kind {
    table: &'static str,
    over: &'static str,
    kept: fn(&Retention) -> Duration,
}

const AT_ONCE: fn(&Retention) -> Duration = |_| Duration::ZERO;

const KINDS: [Kind; 10] = [
    Kind { table: "codes", over: "expires_at", kept: AT_ONCE },
    Kind { table: "tokens", over: "expires_at", kept: |retention| retention.tokens },
    Kind { table: "refresh_tokens", over: "expires_at", kept: AT_ONCE },
    Kind { table: "sessions", over: "expires_at", kept: AT_ONCE },
    Kind { table: "address_limits", over: "idle_from", kept: AT_ONCE },
    Kind { table: "sign_in_trials", over: "over_at", kept: AT_ONCE },
    Kind { table: "network_limits", over: "full_at", kept: AT_ONCE },
    Kind { table: "repeatable_requests", over: "over_at", kept: AT_ONCE },
    Kind { table: "webhooks", over: "settled_at", kept: |retention| retention.entries },
    Kind { table: "outbox", over: "settled_at", kept: |retention| retention.entries },
];

/// Deletes a batch of each kind, by an index. Rows that a step holds are left for the next time.
async fn sweep(tx: &Tx, retention: &Retention, limit: usize) -> Result<Swept, Trouble> {
    let mut swept = Swept { rows: sweep_sign_ups(tx, limit).await? };
    for Kind { table, over, kept } in KINDS {
        let before = before(tx, kept(retention));
        let sql = format!(
            "DELETE FROM {table} WHERE ctid = ANY (ARRAY(
                 SELECT ctid FROM {table} WHERE {over} <= $1 ORDER BY {over} LIMIT $2 FOR UPDATE SKIP LOCKED))"
        );
        swept.rows += tx.execute(&sql, values![before, count(limit)]).await?;
    }
    swept.rows += audit::forget(tx, before(tx, retention.audit), limit).await?;
    Ok(swept)
}

/// Deletes offers that nobody confirmed. An account that a sign-up made goes, and takes its offer along; nothing else
/// finds it.
async fn sweep_sign_ups(tx: &Tx, limit: usize) -> Result<u64, Trouble> {
    // Both rows are locked: an offer that is renewed meanwhile is looked at again, and stays.
    let over = "SELECT accounts.id FROM sign_ups JOIN accounts ON accounts.id = sign_ups.account
                WHERE sign_ups.expires_at <= $1 AND (accounts.status = $2) = $3
                ORDER BY sign_ups.expires_at LIMIT $4 FOR UPDATE SKIP LOCKED";
    let status = AccountStatus::Unconfirmed.code();
    let mut deleted = 0;
    for (table, id, unconfirmed) in [("accounts", "id", true), ("sign_ups", "account", false)] {
        let sql = format!("DELETE FROM {table} WHERE {id} = ANY (ARRAY({over}))");
        deleted += tx.execute(&sql, values![tx.now(), status, unconfirmed, count(limit)]).await?;
    }
    Ok(deleted)
}

/// The instant that lies `span` ago, or the first one that matters.
fn before(tx: &Tx, span: Duration) -> Timestamp {
    tx.now().saturating_sub(span).unwrap_or(Timestamp::UNIX_EPOCH)
}
