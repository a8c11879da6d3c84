//! Why a database file can't be used, and what to do.

use std::path::PathBuf;

/// Why a store could not be opened. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder is missing and can't be made.
    #[error("the folder {} can't be made: {source}; make it yourself, or choose another place for the database", folder.display())]
    Folder { folder: PathBuf, source: std::io::Error },
    /// The file can't be made, opened or written.
    #[error("{} can't be written: {reason}; give this user the right to write the file and its folder, or choose another place for the database", path.display())]
    Unwritable { path: PathBuf, reason: String },
    /// There is no room for it.
    #[error("the disk of {} is full; make room on it", path.display())]
    Full { path: PathBuf },
    /// The file is not a SQLite database.
    #[error("{} is not a database; move it away, or choose another place for the database", path.display())]
    NotADatabase { path: PathBuf },
    /// The file is a database that Rekey did not make.
    #[error("{} belongs to another program; choose another place for the database", path.display())]
    Foreign { path: PathBuf },
    /// The database was used by a newer version.
    #[error("{} was used by a newer version of Rekey (it has migration {migration}, which this one does not know); install that version, or restore a backup from before", path.display())]
    Newer {
        path: PathBuf,
        /// The first unknown migration.
        migration: String,
    },
    /// The database has the same migrations with other contents.
    #[error("{} was made by another build of Rekey: migration {migration} is not the same there; use the build that made it", path.display())]
    Diverged {
        path: PathBuf,
        /// The migration that differs.
        migration: String,
    },
    /// Another program has locked the database.
    #[error("{} is kept locked by another program; end that, and try again", path.display())]
    Busy { path: PathBuf },
    /// Any other error of SQLite.
    #[error("{} can't be opened: {source}", path.display())]
    Other { path: PathBuf, source: Box<dyn std::error::Error + Send + Sync> },
}

impl OpenError {
    /// What an error of SQLite means when it occurs while `path` is opened.
    pub(super) fn from_sqlite(path: &std::path::Path, error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::NotADatabase { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(
                ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure,
            ) => Self::Unwritable { path, reason: error.to_string() },
            _ => Self::Other { path, source: Box::new(error) },
        }
    }
}
