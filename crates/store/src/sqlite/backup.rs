//! A consistent copy of the database, made while it is in use.

use std::path::{Path, PathBuf};

use rekey_core::time::Duration;
use rusqlite::Connection;

use super::open;
use super::open_error::OpenError;

/// How long to wait for a lock of the source.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The new file can't be made.
    #[error("{} can't be written: {why}; choose a file that does not exist yet, in a folder that you can write to", path.display())]
    File { path: PathBuf, why: std::io::Error },
    /// SQLite failed, for example because the disk is full.
    #[error("the backup failed")]
    Sqlite(#[from] rusqlite::Error),
    /// The copy is damaged.
    #[error("the backup is damaged: {0}; the database itself may be, too")]
    Damaged(String),
}

/// A backup that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackUp {
    /// Its size.
    pub bytes: u64,
    /// How many accounts are in it.
    pub accounts: u64,
}

/// Copies the database at `path` into a new file that only its owner can read, and checks the copy. Servers keep
/// running; what they commit after the start is not in it. Blocks.
pub fn back_up(path: &Path, to: &Path) -> Result<BackUp, BackupError> {
    let failed = |why| BackupError::File { path: to.to_owned(), why };
    let conn = open::checkpointer(path, BUSY_TIMEOUT)?;
    open::check_owner(&conn, path)?;
    let file = open::new_private_file(to).map_err(failed)?;
    let copied = (|| {
        let newest = newest_record(&conn)?;
        // SQLite treats an empty file as a new database.
        conn.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        let copy = open::reader(to, BUSY_TIMEOUT)?;
        let verdict: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(BackupError::Damaged(verdict));
        }
        // Every step leaves a record, so that a copy with the newest one has all that was committed before it began.
        if newest_record(&copy)? < newest {
            return Err(BackupError::Damaged("it lacks the newest records".to_owned()));
        }
        let accounts: i64 = copy.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0))?;
        Ok(u64::try_from(accounts).unwrap_or_default())
    })();
    let accounts = copied.inspect_err(|_| {
        // An incomplete backup is useless.
        drop(std::fs::remove_file(to));
    })?;
    file.sync_all().map_err(failed)?;
    Ok(BackUp { bytes: file.metadata().map_err(failed)?.len(), accounts })
}

/// The id of the newest audit record; ids are never given twice.
fn newest_record(database: &Connection) -> Result<i64, rusqlite::Error> {
    database.query_row("SELECT coalesce(max(id), 0) FROM audit", [], |row| row.get(0))
}
