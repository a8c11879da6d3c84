//! The SQLite side: a locked database, read from end to end.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::CopyError;
use super::column::Column;
use super::digest::Tally;
use super::plan::{Part, Table};
use crate::sqlite;

/// How many rows go into the target at once.
const BATCH: usize = 2_000;
/// How many batches are read ahead.
const AHEAD: usize = 2;

/// A database file, held so that no other process can use it.
#[derive(Clone)]
pub(super) struct Source(Arc<Mutex<Connection>>);

/// A value of a part's key, after which a scan continues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum KeyValue {
    Bytes(String),
    Text(String),
    Number(i64),
}

/// Some rows, column by column, as texts.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) columns: Vec<Vec<Option<String>>>,
    pub(super) rows: usize,
    /// The key of the last row.
    pub(super) end: Vec<KeyValue>,
}

impl Source {
    /// Opens and migrates an existing database, and locks everyone else out.
    pub(super) fn open(path: &Path) -> Result<Self, CopyError> {
        Ok(Self(Arc::new(Mutex::new(sqlite::open_alone(path)?))))
    }

    /// A name unique to this installation: that of its oldest key.
    pub(super) async fn installation(&self) -> Result<Option<String>, CopyError> {
        self.ask(|conn| conn.query_row("SELECT min(id) FROM data_keys", [], |row| row.get(0))).await
    }

    /// How many rows a part has.
    pub(super) async fn count(&self, part: &'static Part) -> Result<u64, CopyError> {
        let sql = format!("SELECT count(*) FROM {} WHERE {}", part.table, part.only);
        let count: i64 = self.ask(move |conn| conn.query_row(&sql, [], |row| row.get(0))).await?;
        Ok(count.unsigned_abs())
    }

    /// Reads a part's rows after a key, in the key's order, as fast as the receiver takes them.
    pub(super) fn scan(
        &self,
        table: &'static Table,
        part: &'static Part,
        after: Vec<KeyValue>,
    ) -> mpsc::Receiver<Result<Batch, CopyError>> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let source = self.clone();
        tokio::task::spawn_blocking(move || {
            let scanned =
                source.with(|conn| scan(conn, table, part, &after, |batch| sender.blocking_send(Ok(batch)).is_ok()));
            if let Err(error) = scanned {
                // A receiver that is gone needs no answer.
                drop(sender.blocking_send(Err(error)));
            }
        });
        receiver
    }

    /// Counts and digests all rows that go into a table.
    pub(super) async fn tally(&self, table: &'static Table) -> Result<Tally, CopyError> {
        let mut all = Tally::default();
        for part in table.parts {
            let mut batches = self.scan(table, part, Vec::new());
            while let Some(batch) = batches.recv().await {
                let batch = batch?;
                let mut tally = Tally::default();
                for row in 0..batch.rows {
                    tally.add(batch.columns.iter().map(|column| column[row].as_deref()));
                }
                all = all.and(tally);
            }
        }
        Ok(all)
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, CopyError> {
        let source = self.clone();
        let asked = tokio::task::spawn_blocking(move || source.with(work)).await;
        Ok(asked.map_err(|_| CopyError::Interrupted)??)
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The statement that reads a part: its columns in the target's order, then its key.
pub(super) fn statement(table: &Table, part: &Part, is_behind: bool) -> String {
    let expressions: Vec<&str> = table.columns.iter().map(|Column(name, _)| part.expression(name)).collect();
    let key = part.key.join(", ");
    let behind = if is_behind {
        let places: Vec<String> = (1..=part.key.len()).map(|place| format!("?{place}")).collect();
        format!("({key}) > ({})", places.join(", "))
    } else {
        "true".to_owned()
    };
    let (from, only) = (part.table, part.only);
    format!("SELECT {}, {key} FROM {from} WHERE {behind} AND {only} ORDER BY {key}", expressions.join(", "))
}

/// Sends batches until there are no more or the receiver is gone.
fn scan(
    conn: &Connection,
    table: &'static Table,
    part: &'static Part,
    after: &[KeyValue],
    mut take: impl FnMut(Batch) -> bool,
) -> Result<(), CopyError> {
    let mut statement = conn.prepare(&statement(table, part, !after.is_empty()))?;
    let values = after.iter().map(KeyValue::value).collect::<Result<Vec<_>, _>>()?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut batch = Batch::default();
    while let Some(row) = rows.next()? {
        batch.columns.resize_with(table.columns.len(), Vec::new);
        for (index, Column(name, kind)) in table.columns.iter().enumerate() {
            let text = kind.text(row.get_ref(index)?);
            let text = text.map_err(|_| CopyError::Misfit { table: table.name, column: name })?;
            batch.columns[index].push(text);
        }
        batch.rows += 1;
        batch.end = key_of(row, table.columns.len(), part)?;
        if batch.rows == BATCH && !take(std::mem::take(&mut batch)) {
            return Ok(());
        }
    }
    if batch.rows > 0 {
        take(batch);
    }
    Ok(())
}

fn key_of(row: &rusqlite::Row<'_>, first: usize, part: &Part) -> Result<Vec<KeyValue>, CopyError> {
    let values = (first..first + part.key.len()).map(|index| {
        Ok(match row.get_ref(index)? {
            ValueRef::Blob(bytes) => KeyValue::Bytes(hex::encode(bytes)),
            ValueRef::Integer(number) => KeyValue::Number(number),
            other => KeyValue::Text(other.as_str().map_err(rusqlite::Error::from)?.to_owned()),
        })
    });
    values.collect()
}

impl KeyValue {
    fn value(&self) -> Result<Value, CopyError> {
        Ok(match self {
            Self::Bytes(digits) => Value::Blob(hex::decode(digits).map_err(|_| CopyError::UnknownPlace)?),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(number) => Value::Integer(*number),
        })
    }
}
