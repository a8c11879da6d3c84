//! Copies a whole installation from SQLite into PostgreSQL, once one machine is no longer enough.
//!
//! Tables are copied one after the other, each in the order of its key. A transaction holds a batch and the place that
//! it reaches, so that an interrupted copy continues there. Until everything is copied and every table has the same
//! count and digest on both sides, a note keeps servers out of the target. The source is locked meanwhile.

mod column;
mod digest;
mod plan;
mod source;
mod target;
#[cfg(test)]
mod tests;

use std::path::Path;

use self::plan::{NOTES, TABLES};
use self::source::Source;
use self::target::{Place, Target};
use crate::postgres::{ConnectError, PostgresSettings};
use crate::sqlite::OpenError;

/// The value of the note `made_by` in a database with an unfinished copy.
pub const UNFINISHED: &str = "unfinished copy";

/// How far a copy has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub table: &'static str,
    /// Whether it is being compared, after it was copied.
    pub comparing: bool,
    /// How many rows of all tables have been copied.
    pub rows: u64,
    /// How many there will be.
    pub all: u64,
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// How many rows each table has. All of them come from the source.
    pub tables: Vec<(&'static str, u64)>,
}

/// Why a copy was not made, or not finished. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The source is in use.
    #[error("a server or a command has the source open; end it first: what it wrote meanwhile would be lost")]
    SourceInUse,
    /// The source can't be opened.
    #[error(transparent)]
    Source(OpenError),
    /// The source can't be read.
    #[error("the source can't be read")]
    Sqlite(#[from] rusqlite::Error),
    /// The target can't be opened.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The target is behind a pooler.
    #[error("a copy needs a connection without a pooler between; set database.direct_url")]
    Pooled,
    /// The target failed.
    #[error("the target failed")]
    Postgres(#[from] tokio_postgres::Error),
    /// The target refuses some rows.
    #[error("the target does not take rows of {table}")]
    Refused { table: &'static str, source: tokio_postgres::Error },
    /// Another copy is under way.
    #[error("another copy into the target is under way")]
    TargetInUse,
    /// The target is not empty.
    #[error("the target holds data already ({tables}); make an empty database for the copy")]
    NotEmpty { tables: String },
    /// The target holds a part of another database.
    #[error("the target holds an unfinished copy of another database; make an empty database for this one")]
    OtherSource,
    /// The target holds an unfinished copy that can't be continued.
    #[error("the target holds an unfinished copy by another version of Rekey; make an empty database and start again")]
    UnknownPlace,
    /// The schema has a column that this program would not copy.
    #[error("this version of Rekey does not know how to copy {name}")]
    UnknownColumn {
        /// Table and column.
        name: String,
    },
    /// The source holds something that should not be there.
    #[error("{table}.{column} holds a value that makes no sense there")]
    Misfit { table: &'static str, column: &'static str },
    /// The copy differs from the source.
    #[error(
        "{tables} differ from the source, which was changed after the copy began; make an empty database and start again"
    )]
    Differs { tables: String },
    /// The program is ending.
    #[error("the copy was interrupted")]
    Interrupted,
}

impl From<OpenError> for CopyError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Busy { .. } => Self::SourceInUse,
            other => Self::Source(other),
        }
    }
}

/// Copies the SQLite database at this path into an empty PostgreSQL database, or continues an interrupted copy. The
/// source is migrated and otherwise unchanged.
pub async fn copy(
    path: &Path,
    settings: &PostgresSettings,
    mut watch: impl FnMut(Progress) + Send,
) -> Result<Copied, CopyError> {
    let path = path.to_owned();
    let opened = tokio::task::spawn_blocking(move || Source::open(&path)).await;
    let source = opened.map_err(|_| CopyError::Interrupted)??;
    let target = Target::open(settings).await?;
    let copied = copy_between(&source, &target, &mut watch).await;
    target.close().await;
    copied
}

async fn copy_between(
    source: &Source,
    target: &Target,
    watch: &mut (impl FnMut(Progress) + Send),
) -> Result<Copied, CopyError> {
    let mut all = 0;
    for part in TABLES.iter().flat_map(|table| table.parts) {
        all += source.count(part).await?;
    }
    let begun = target.place(source.installation().await?).await?;
    copy_rows(source, target, begun, |table, rows| watch(Progress { table, comparing: false, rows, all })).await?;

    let (mut tables, mut different, mut rows) = (Vec::new(), Vec::new(), 0);
    for table in TABLES {
        watch(Progress { table: table.name, comparing: true, rows, all });
        let (here, there) = tokio::try_join!(source.tally(table), target.tally(table))?;
        if here != there {
            different.push(table.name);
        }
        rows += there.rows;
        tables.push((table.name, there.rows));
    }
    if !different.is_empty() {
        return Err(CopyError::Differs { tables: different.join(", ") });
    }
    let mut notes = Vec::new();
    let mut batches = source.scan(&NOTES, &NOTES.parts[0], Vec::new());
    while let Some(batch) = batches.recv().await {
        notes.push(batch?);
    }
    target.finish(&notes).await?;
    Ok(Copied { tables })
}

/// Copies everything after a place. `watch` gets the table and its number of rows after each batch.
async fn copy_rows(
    source: &Source,
    target: &Target,
    begun: Place,
    mut watch: impl FnMut(&'static str, u64),
) -> Result<(), CopyError> {
    let begins_with = TABLES.iter().position(|table| table.name == begun.table).ok_or(CopyError::UnknownPlace)?;
    let mut rows = 0;
    for (number, table) in TABLES.iter().enumerate() {
        for (index, part) in table.parts.iter().enumerate() {
            if (number, index) < (begins_with, begun.part) {
                rows += source.count(part).await?;
                continue;
            }
            let mut place =
                Place { table: table.name.to_owned(), part: index, rows: 0, after: Vec::new(), ..begun.clone() };
            if (number, index) == (begins_with, begun.part) {
                (place.rows, place.after) = (begun.rows, begun.after.clone());
            }
            rows += place.rows;
            let mut batches = source.scan(table, part, place.after.clone());
            while let Some(batch) = batches.recv().await {
                let mut batch = batch?;
                rows += batch.rows as u64;
                place.rows += batch.rows as u64;
                place.after = std::mem::take(&mut batch.end);
                target.write(table, &batch, &place).await?;
                watch(table.name, rows);
            }
        }
    }
    Ok(())
}
