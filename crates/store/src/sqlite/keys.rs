//! Data keys, wrapped.

use async_trait::async_trait;
use rekey_core::audit::Action;
use rekey_core::ports::{DataKeyKind, DataKeyRow, KeyStore, StoreError};
use rusqlite::params;

use super::SqliteStore;
use super::audit::{DONE, Event};
use super::rows::{code, instant};
use super::step::{Failure, Step};

#[async_trait]
impl KeyStore for SqliteStore {
    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError> {
        self.read(|step| {
            step.all(
                "SELECT id, kind, wrapped, created_at, active_at FROM data_keys ORDER BY created_at, id",
                [],
                |row| {
                    Ok(DataKeyRow {
                        id: row.get(0)?,
                        kind: code(row, 1, "data_keys.kind", DataKeyKind::from_code)?,
                        wrapped: row.get(2)?,
                        created_at: instant(row, 3)?,
                        active_at: instant(row, 4)?,
                    })
                },
            )
        })
        .await
    }

    async fn add_data_key(&self, key: DataKeyRow, only_first: bool) -> Result<bool, StoreError> {
        self.write(move |step| add(step, &key, only_first)).await
    }

    async fn rewrap_data_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, StoreError> {
        let (id, until_now, wrapped) = (id.to_owned(), until_now.to_owned(), wrapped.to_owned());
        self.write(move |step| {
            let sql = "UPDATE data_keys SET wrapped = ?3 WHERE id = ?1 AND wrapped = ?2";
            let done = step.execute(sql, params![id, until_now, wrapped])? > 0;
            if done {
                record(step, Action::KeyRewrapped)?;
            }
            Ok(done)
        })
        .await
    }
}

fn add(step: &Step<'_>, key: &DataKeyRow, only_first: bool) -> Result<bool, Failure> {
    let added = step.execute(
        "INSERT INTO data_keys (id, kind, wrapped, created_at, active_at)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT (?6 AND EXISTS (SELECT 1 FROM data_keys WHERE kind = ?2))",
        params![
            key.id,
            key.kind.code(),
            key.wrapped,
            key.created_at.as_microsecond(),
            key.active_at.as_microsecond(),
            only_first,
        ],
    )?;
    if added == 0 {
        return Ok(false);
    }
    record(step, Action::KeyCreated)?;
    Ok(true)
}

fn record(step: &Step<'_>, action: Action) -> Result<(), Failure> {
    Event { action, account: None, address: None, location: None, network: None, outcome: DONE }.record(step)
}
