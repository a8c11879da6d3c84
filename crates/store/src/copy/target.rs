//! The PostgreSQL side: empty at first, and marked as unfinished until everything is copied and compared.

use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use super::column::Column;
use super::digest::Tally;
use super::plan::{NOTES, TABLES, Table};
use super::source::{Batch, KeyValue};
use super::{CopyError, UNFINISHED};
use crate::postgres::{self, PostgresSettings};

/// The number of the advisory lock: "rekey" and 2.
const LOCK: i64 = 0x7265_6b65_7902;
/// The note that says how far a copy has come.
const PLACE: &str = "copied_to";
/// The note that says who made a database. Servers check it before they start.
const MADE_BY: &str = "made_by";

/// The target of a copy in progress.
pub(super) struct Target {
    client: Client,
    driver: JoinHandle<()>,
}

/// How far a copy has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Whose data it is.
    pub(super) installation: Option<String>,
    /// The table that is being copied.
    pub(super) table: String,
    /// Which of its parts.
    pub(super) part: usize,
    /// How many rows of the part have been copied.
    pub(super) rows: u64,
    /// The key of the last of them.
    pub(super) after: Vec<KeyValue>,
}

impl Target {
    /// Opens, locks and migrates the database.
    pub(super) async fn open(settings: &PostgresSettings) -> Result<Self, CopyError> {
        let Some((client, driver)) = postgres::open_alone(settings).await? else { return Err(CopyError::Pooled) };
        let target = Self { client, driver };
        target.client.batch_execute("SET statement_timeout = 0; SET lock_timeout = '10s'").await?;
        let locked = target.client.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).await;
        locked.map_err(|_| CopyError::TargetInUse)?;
        target.check_columns().await?;
        Ok(target)
    }

    /// Closes the connection, so that the copy leaves nothing open on the server.
    pub(super) async fn close(self) {
        drop(self.client);
        // A driver that panicked has nothing left to close.
        drop(self.driver.await);
    }

    /// Fails on columns that the plan does not know: they would be lost silently.
    async fn check_columns(&self) -> Result<(), CopyError> {
        // The second table is that of 0.1, which nothing is copied to.
        let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns
                   WHERE table_schema = current_schema() AND is_generated = 'NEVER'
                     AND table_name NOT IN ('refinery_schema_history', 'address_limits')";
        let mut there = self.pairs(sql).await?;
        let mut planned: Vec<(String, String)> = all_tables()
            .flat_map(|table| {
                table.columns.iter().map(|Column(column, _)| (table.name.to_owned(), (*column).to_owned()))
            })
            .collect();
        there.sort();
        planned.sort();
        match there
            .iter()
            .find(|pair| !planned.contains(pair))
            .or_else(|| planned.iter().find(|pair| !there.contains(pair)))
        {
            None => Ok(()),
            Some((table, column)) => Err(CopyError::UnknownColumn { name: format!("{table}.{column}") }),
        }
    }

    async fn pairs(&self, sql: &str) -> Result<Vec<(String, String)>, CopyError> {
        let rows = self.client.query(sql, &[]).await?;
        Ok(rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, tokio_postgres::Error>>()?)
    }

    /// How far an earlier copy came. Marks an empty database as the target of a copy.
    pub(super) async fn place(&self, installation: Option<String>) -> Result<Place, CopyError> {
        let note = self.client.query_opt("SELECT value FROM notes WHERE name = $1", &[&PLACE]).await?;
        if let Some(note) = note {
            let place: Place = serde_json::from_str(note.try_get(0)?).map_err(|_| CopyError::UnknownPlace)?;
            return if place.installation == installation { Ok(place) } else { Err(CopyError::OtherSource) };
        }
        let taken = self.taken().await?;
        if !taken.is_empty() {
            return Err(CopyError::NotEmpty { tables: taken.join(", ") });
        }
        let place = Place { installation, table: TABLES[0].name.to_owned(), ..Place::default() };
        self.client.batch_execute("BEGIN; DELETE FROM audit_ends").await?;
        self.note(MADE_BY, UNFINISHED).await?;
        self.set_place(&place).await?;
        self.client.batch_execute("COMMIT").await?;
        Ok(place)
    }

    /// Which tables hold foreign data. Migrating an empty database leaves the ends of an empty audit trail and the note
    /// of who made it.
    async fn taken(&self) -> Result<Vec<&'static str>, CopyError> {
        let mut taken = Vec::new();
        for table in all_tables() {
            let harmless = match table.name {
                "audit_ends" => "number = 0",
                "notes" => "name = 'made_by' AND value = 'server'",
                _ => "false",
            };
            let sql = format!("SELECT EXISTS (SELECT FROM {} WHERE NOT ({harmless}))", table.name);
            if self.client.query_one(&sql, &[]).await?.try_get(0)? {
                taken.push(table.name);
            }
        }
        Ok(taken)
    }

    /// Writes a batch and the place that it reaches, in one transaction.
    pub(super) async fn write(&self, table: &Table, batch: &Batch, place: &Place) -> Result<(), CopyError> {
        self.client.batch_execute("BEGIN").await?;
        self.insert(table, batch).await?;
        self.set_place(place).await?;
        Ok(self.client.batch_execute("COMMIT").await?)
    }

    /// Records the place up to which everything is copied.
    pub(super) async fn set_place(&self, place: &Place) -> Result<(), CopyError> {
        // Strings, numbers and lists are always JSON.
        self.note(PLACE, &serde_json::to_string(place).unwrap_or_default()).await
    }

    async fn note(&self, name: &str, value: &str) -> Result<(), CopyError> {
        let sql = "INSERT INTO notes (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
        self.client.execute(sql, &[&name, &value]).await?;
        Ok(())
    }

    async fn insert(&self, table: &Table, batch: &Batch) -> Result<(), CopyError> {
        let columns = table.columns;
        let names: Vec<&str> = columns.iter().map(|Column(name, _)| *name).collect();
        let values = columns.iter().enumerate().map(|(index, Column(_, kind))| kind.writes(&format!("c{index}")));
        let values: Vec<String> = values.collect();
        let arrays: Vec<String> = (1..=columns.len()).map(|place| format!("${place}::text[]")).collect();
        let aliases: Vec<String> = (0..columns.len()).map(|index| format!("c{index}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM unnest({}) AS given ({})",
            table.name,
            names.join(", "),
            values.join(", "),
            arrays.join(", "),
            aliases.join(", ")
        );
        let parameters: Vec<&(dyn ToSql + Sync)> = batch.columns.iter().map(|column| column as _).collect();
        let inserted = self.client.execute(&sql, &parameters).await;
        inserted.map_err(|source| CopyError::Refused { table: table.name, source })?;
        Ok(())
    }

    /// Counts and digests a table.
    pub(super) async fn tally(&self, table: &Table) -> Result<Tally, CopyError> {
        let columns: Vec<String> = table.columns.iter().map(|Column(name, kind)| kind.reads(name)).collect();
        let sql = format!("SELECT {} FROM {}", columns.join(", "), table.name);
        let none: [&(dyn ToSql + Sync); 0] = [];
        let mut rows = std::pin::pin!(self.client.query_raw(&sql, none).await?);
        let mut tally = Tally::default();
        while let Some(row) = rows.try_next().await? {
            let texts = texts(&row, table)?;
            tally.add(texts.iter().map(Option::as_deref));
        }
        Ok(tally)
    }

    /// Replaces the mark by the source's notes: from here on the database is like any other. Sequences continue after
    /// the copied numbers.
    pub(super) async fn finish(&self, notes: &[Batch]) -> Result<(), CopyError> {
        self.client.batch_execute("ANALYZE").await?;
        self.client
            .batch_execute(
                "BEGIN;
                 SELECT setval(pg_get_serial_sequence('audit', 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) FROM audit;
                 DELETE FROM notes",
            )
            .await?;
        for batch in notes {
            self.insert(&NOTES, batch).await?;
        }
        Ok(self.client.batch_execute("COMMIT").await?)
    }
}

/// Every table, in the order in which they are copied.
fn all_tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain([&NOTES])
}

fn texts(row: &Row, table: &Table) -> Result<Vec<Option<String>>, CopyError> {
    let text = |(index, Column(name, kind)): (usize, &Column)| {
        let text: Option<String> = row.try_get(index)?;
        let settled = text.map(|text| kind.settled(text)).transpose();
        settled.map_err(|_| CopyError::Misfit { table: table.name, column: name })
    };
    table.columns.iter().enumerate().map(text).collect()
}
