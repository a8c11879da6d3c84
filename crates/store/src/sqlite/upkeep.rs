//! Keeping the database well: the janitor's batches, notes, and a sign of life.

use async_trait::async_trait;
use rekey_core::ports::{Retention, StoreError, Swept, UpkeepStore};
use rekey_core::time::{Duration, Timestamp};
use rusqlite::params;

use super::rows::row_count;
use super::step::{Failure, Step};
use super::{SqliteStore, audit};

#[async_trait]
impl UpkeepStore for SqliteStore {
    async fn sweep(&self, retention: Retention, limit: usize) -> Result<Swept, StoreError> {
        self.write_in_background(move |step| sweep(step, &retention, limit)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        // By the writer: readers answer from a database that can no longer be written, too.
        self.write(|_| Ok(())).await
    }

    async fn note(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.read(move |step| read_note(step, &name)).await
    }

    async fn note_once(&self, name: &str, value: &str) -> Result<String, StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write(move |step| {
            step.execute("INSERT INTO notes (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING", [&name, &value])?;
            Ok(read_note(step, &name)?.unwrap_or_else(|| value.clone()))
        })
        .await
    }
}

fn read_note(step: &Step<'_>, name: &str) -> Result<Option<String>, Failure> {
    step.one("SELECT value FROM notes WHERE name = ?1", [name], |row| Ok(row.get(0)?))
}

/// What is over at an instant: each deletes a batch by an index. Sessions take their refresh tokens along.
const OVER: [&str; 10] = [
    "DELETE FROM codes WHERE (address_key, purpose) IN
         (SELECT address_key, purpose FROM codes WHERE expires_at <= ?1 LIMIT ?2)",
    // An account that a sign-up made goes, and takes the offer that nobody confirmed along; nothing else finds it.
    "DELETE FROM accounts WHERE id IN
         (SELECT account FROM sign_ups JOIN accounts ON accounts.id = sign_ups.account
          WHERE expires_at <= ?1 AND status = 'unconfirmed' LIMIT ?2)",
    "DELETE FROM sign_ups WHERE account IN
         (SELECT account FROM sign_ups JOIN accounts ON accounts.id = sign_ups.account
          WHERE expires_at <= ?1 AND status <> 'unconfirmed' LIMIT ?2)",
    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= ?1 LIMIT ?2)",
    "DELETE FROM refresh_tokens WHERE digest IN (SELECT digest FROM refresh_tokens WHERE expires_at <= ?1 LIMIT ?2)",
    "DELETE FROM address_limits WHERE address_key IN
         (SELECT address_key FROM address_limits WHERE over_at <= ?1 LIMIT ?2)",
    "DELETE FROM code_failures WHERE address_key IN
         (SELECT address_key FROM code_failures WHERE full_at <= ?1 LIMIT ?2)",
    "DELETE FROM sign_in_trials WHERE (address_key, network) IN
         (SELECT address_key, network FROM sign_in_trials WHERE over_at <= ?1 LIMIT ?2)",
    "DELETE FROM network_limits WHERE (network, counter) IN
         (SELECT network, counter FROM network_limits WHERE full_at <= ?1 LIMIT ?2)",
    "DELETE FROM repeatable_requests WHERE key IN (SELECT key FROM repeatable_requests WHERE over_at <= ?1 LIMIT ?2)",
];

fn sweep(step: &Step<'_>, retention: &Retention, limit: usize) -> Result<Swept, Failure> {
    let kept = [
        (
            "DELETE FROM tokens WHERE digest IN (SELECT digest FROM tokens WHERE expires_at <= ?1 LIMIT ?2)",
            retention.tokens,
        ),
        (
            "DELETE FROM outbox WHERE id IN
                 (SELECT id FROM outbox WHERE settled_at IS NOT NULL AND settled_at <= ?1 LIMIT ?2)",
            retention.entries,
        ),
        (
            "DELETE FROM webhooks WHERE id IN
                 (SELECT id FROM webhooks WHERE settled_at IS NOT NULL AND settled_at <= ?1 LIMIT ?2)",
            retention.entries,
        ),
    ];
    let mut rows = 0;
    for (sql, retention) in OVER.into_iter().map(|sql| (sql, Duration::ZERO)).chain(kept) {
        let deleted = step.execute(sql, params![before(step.now, retention).as_microsecond(), row_count(limit)])?;
        rows += deleted as u64;
    }
    rows += audit::forget(step, before(step.now, retention.audit).as_microsecond(), limit)?;
    Ok(Swept { rows })
}

/// The instant that lies `span` before `instant`, or the first one there is.
fn before(instant: Timestamp, span: Duration) -> Timestamp {
    instant.saturating_sub(span).unwrap_or(Timestamp::MIN)
}
