//! A consistent copy of the database, made while it is in use.

use std::path::{Path, PathBuf};

use rekey_core::time::Duration;

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
    #[error("{} can't be made: {why}; choose a file that is not there yet, in a folder that you can write to", path.display())]
    File { path: PathBuf, why: std::io::Error },
    /// SQLite failed, for example because the disk is full.
    #[error("the backup failed")]
    Sqlite(#[from] rusqlite::Error),
    /// The copy is damaged.
    #[error("the backup is damaged: {0}; the database itself may be, too")]
    Damaged(String),
}

/// Copies the database at `path` into a new file that only its owner can read, and checks the copy. Servers keep
/// running; what they commit after the start is not in it. Returns the size in bytes. Blocks.
pub fn back_up(path: &Path, to: &Path) -> Result<u64, BackupError> {
    let failed = |why| BackupError::File { path: to.to_owned(), why };
    let conn = open::checkpointer(path, BUSY_TIMEOUT)?;
    open::check_owner(&conn, path)?;
    let file = open::new_private_file(to).map_err(failed)?;
    let copied = (|| {
        // SQLite treats an empty file as a new database.
        conn.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        let copy = open::reader(to, BUSY_TIMEOUT)?;
        let verdict: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" { Ok(()) } else { Err(BackupError::Damaged(verdict)) }
    })();
    if let Err(error) = copied {
        // An incomplete backup is useless.
        drop(std::fs::remove_file(to));
        return Err(error);
    }
    file.sync_all().map_err(failed)?;
    Ok(file.metadata().map_err(failed)?.len())
}
