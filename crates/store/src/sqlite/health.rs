//! The health of a database file.

use std::path::Path;

use rekey_core::ports::Clock;
use rekey_core::time::{Duration, until};

use super::open;
use super::open_error::OpenError;
use crate::health::{Health, TRIES, median};

/// How long to wait for a server's writer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Examines the existing database at `path`. A commit that changes nothing shows what commits cost. Blocks.
pub fn examine(path: &Path, clock: &dyn Clock) -> Result<Health, OpenError> {
    let conn = open::checkpointer(path, BUSY_TIMEOUT)?;
    let timed = |sql: &str| -> rusqlite::Result<Duration> {
        let spans = (0..TRIES).map(|_| {
            let started = clock.now();
            conn.execute_batch(sql)?;
            Ok(until(clock.now(), started))
        });
        Ok(median(spans.collect::<rusqlite::Result<_>>()?))
    };
    let look = || {
        let answers_in = timed("SELECT count(*) FROM data_keys")?;
        let schema: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let commits_in = timed(&format!("BEGIN IMMEDIATE; PRAGMA user_version = {schema}; COMMIT"))?;
        let version: String = conn.query_row("SELECT sqlite_version()", [], |row| row.get(0))?;
        Ok(Health { version: format!("SQLite {version}"), answers_in, commits_in, clock: None, risks: Vec::new() })
    };
    look().map_err(|error| OpenError::from_sqlite(path, error))
}
