//! Opening connections: the file's permissions, WAL, and the settings of every connection.

use std::path::Path;

use rekey_core::time::Duration;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::open_error::OpenError;

/// How long to wait for others to close a database.
const ALONE_TIMEOUT: Duration = Duration::from_secs(2);

/// `PRAGMA application_id` of our databases; the first migration sets it.
const APPLICATION_ID: i32 = 0x5265_6b79;

/// A writable connection to a database that is created if it is missing.
pub(super) fn writer(path: &Path, busy_timeout: Duration) -> Result<Connection, OpenError> {
    make_folder(path)?;
    make_file(path)?;
    let conn = Connection::open(path).map_err(|error| OpenError::from_sqlite(path, error))?;
    conn.busy_timeout(busy_timeout).map_err(|error| OpenError::from_sqlite(path, error))?;
    check_owner(&conn, path)?;
    let set_up = || {
        let read_only = conn.is_readonly("main")?;
        if !read_only {
            use_wal(&conn, busy_timeout)?;
            // The writer copies the log itself, at a good time.
            conn.pragma_update(None, "wal_autocheckpoint", 0)?;
            // Answers are sent after the commit, which a power cut must not undo.
            conn.pragma_update(None, "synchronous", "full")?;
            conn.pragma_update(None, "cache_size", -16_384)?;
        }
        Ok(read_only)
    };
    if set_up().map_err(|error| OpenError::from_sqlite(path, error))? {
        return Err(OpenError::Unwritable { path: path.to_owned(), reason: "it is read-only".to_owned() });
    }
    common(&conn).map_err(|error| OpenError::from_sqlite(path, error))?;
    Ok(conn)
}

/// Switches to WAL. If many do so at once on a new database, all but one fail immediately instead of waiting, because
/// each holds a lock that another wants.
fn use_wal(conn: &Connection, busy_timeout: Duration) -> rusqlite::Result<()> {
    const PAUSE: Duration = Duration::from_millis(20);
    let mut pauses = busy_timeout.as_millis() / PAUSE.as_millis();
    loop {
        match conn.pragma_update(None, "journal_mode", "wal") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && pauses > 0 => {
                pauses -= 1;
                std::thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

/// A read-only connection to an existing database.
pub(super) fn reader(path: &Path, busy_timeout: Duration) -> Result<Connection, OpenError> {
    let open = || {
        let conn = Connection::open(path)?;
        conn.busy_timeout(busy_timeout)?;
        conn.pragma_update(None, "query_only", true)?;
        common(&conn)?;
        Ok(conn)
    };
    open().map_err(|error| OpenError::from_sqlite(path, error))
}

/// An exclusive connection to an existing database. In WAL mode every open connection holds a shared lock, which shows
/// whether there is another.
pub(super) fn alone(path: &Path) -> Result<Connection, OpenError> {
    let open = || {
        let conn =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        conn.busy_timeout(ALONE_TIMEOUT)?;
        conn.pragma_update(None, "locking_mode", "exclusive")?;
        Ok(conn)
    };
    let conn = open().map_err(|error| OpenError::from_sqlite(path, error))?;
    check_owner(&conn, path)?;
    common(&conn).map_err(|error| OpenError::from_sqlite(path, error))?;
    Ok(conn)
}

/// A connection that copies the log of an existing database and changes nothing else.
pub(super) fn checkpointer(path: &Path, busy_timeout: Duration) -> Result<Connection, OpenError> {
    let open = || {
        let conn = Connection::open(path)?;
        conn.busy_timeout(busy_timeout)?;
        conn.pragma_update(None, "wal_autocheckpoint", 0)?;
        // The copy is durable before the log starts over.
        conn.pragma_update(None, "synchronous", "full")?;
        Ok(conn)
    };
    open().map_err(|error| OpenError::from_sqlite(path, error))
}

/// A connection to a private database in memory.
pub(super) fn memory() -> Result<Connection, OpenError> {
    let open = || {
        let conn = Connection::open_in_memory()?;
        common(&conn)?;
        Ok(conn)
    };
    open().map_err(|error| OpenError::from_sqlite(Path::new(":memory:"), error))
}

fn common(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    // Without it, a statement is recompiled whenever a value that influenced its plan changes.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Refuses a database that is neither empty nor ours, before changing anything.
pub(super) fn check_owner(conn: &Connection, path: &Path) -> Result<(), OpenError> {
    let read = || -> rusqlite::Result<(i64, i32)> {
        let tables = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let id = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        Ok((tables, id))
    };
    match read().map_err(|error| OpenError::from_sqlite(path, error))? {
        (0, _) | (_, APPLICATION_ID) => Ok(()),
        _ => Err(OpenError::Foreign { path: path.to_owned() }),
    }
}

fn make_folder(path: &Path) -> Result<(), OpenError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|source| OpenError::Folder { folder: folder.to_owned(), source })
}

/// Creates the file if it is missing. SQLite gives the log the same permissions.
fn make_file(path: &Path) -> Result<(), OpenError> {
    match new_private_file(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(OpenError::Unwritable { path: path.to_owned(), reason: error.to_string() }),
    }
}

/// A new file that only its owner may access: it will hold password hashes.
pub(super) fn new_private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
