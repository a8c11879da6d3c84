//! Data keys, wrapped.

use async_trait::async_trait;
use rekey_core::audit::Action;
use rekey_core::ports::{DataKeyKind, DataKeyRow, KeyStore, StoreError};
use tokio_postgres::Row;

use super::PostgresStore;
use super::audit::Event;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;

#[async_trait]
impl KeyStore for PostgresStore {
    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError> {
        let sql = "SELECT id, kind, wrapped, created_at, active_at FROM data_keys ORDER BY created_at, id";
        Ok(self.database.read(sql, &[]).await?.iter().map(key).collect::<Result<_, _>>()?)
    }

    async fn add_data_key(&self, key: DataKeyRow, only_first: bool) -> Result<bool, StoreError> {
        let key = &key;
        self.database.step(|tx| async move { add(&tx, key, only_first).await }).await
    }

    async fn rewrap_data_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, StoreError> {
        self.database
            .step(|tx| async move {
                let sql = "UPDATE data_keys SET wrapped = $3 WHERE id = $1 AND wrapped = $2";
                let done = tx.execute(sql, values![id, until_now, wrapped]).await? > 0;
                if done {
                    Event::done(Action::KeyRewrapped).record(&tx).await?;
                }
                Ok(done)
            })
            .await
    }
}

fn key(row: &Row) -> Result<DataKeyRow, Trouble> {
    Ok(DataKeyRow {
        id: row.try_get(0)?,
        kind: DataKeyKind::from_code(row.try_get(1)?).ok_or(Corrupt::column("data_keys.kind"))?,
        wrapped: row.try_get(2)?,
        created_at: row.try_get(3)?,
        active_at: row.try_get(4)?,
    })
}

/// Nodes that start at once stand in line here, so that the second one sees the first one's key.
async fn add(tx: &Tx, key: &DataKeyRow, only_first: bool) -> Result<bool, Trouble> {
    tx.execute("LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE", &[]).await?;
    let added = tx
        .execute(
            "INSERT INTO data_keys (id, kind, wrapped, created_at, active_at)
             SELECT $1, $2, $3, $4, $5 WHERE NOT ($6 AND EXISTS (SELECT FROM data_keys WHERE kind = $2))",
            values![
                key.id.as_str(),
                key.kind.code(),
                key.wrapped.as_slice(),
                key.created_at,
                key.active_at,
                only_first
            ],
        )
        .await?;
    if added == 0 {
        return Ok(false);
    }
    Event::done(Action::KeyCreated).record(tx).await?;
    Ok(true)
}
