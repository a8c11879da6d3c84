//! Migrates a database under a lock, so that a server and commands may start at the same time.

use std::path::Path;

use refinery_core::error::Kind;
use refinery_core::traits::sync::{Query, Transaction};
use refinery_core::{Migrate, Migration, SchemaVersion};
use rusqlite::Connection;
use time::OffsetDateTime;

use super::open_error::OpenError;
use crate::shared::schema;

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// Applies missing migrations. Never touches a database that a newer version used.
pub(super) fn bring_up_to_date(conn: &Connection, path: &Path) -> Result<(), OpenError> {
    let sqlite = |error| OpenError::from_sqlite(path, error);
    conn.execute_batch("BEGIN IMMEDIATE").map_err(sqlite)?;
    let runner = embedded::migrations::runner();
    let known = schema::newest(runner.get_migrations());
    let run = runner.run(&mut Locked { conn, known });
    let done = run.map(|_| ()).map_err(|error| explain(path, error, known));
    conn.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(sqlite)?;
    done
}

fn explain(path: &Path, error: refinery_core::Error, known: SchemaVersion) -> OpenError {
    let path = path.to_owned();
    match error.kind() {
        Kind::MissingVersion(migration) if migration.version() > known => {
            OpenError::Newer { path, migration: migration.to_string() }
        }
        Kind::MissingVersion(migration) | Kind::DivergentVersion(migration, _) => {
            OpenError::Diverged { path, migration: migration.to_string() }
        }
        _ => OpenError::Other { path, source: Box::new(error) },
    }
}

/// A connection with an open transaction. Refinery's own adapter would open one per query, and another process could
/// interfere.
struct Locked<'a> {
    conn: &'a Connection,
    /// The newest version that this program knows.
    known: SchemaVersion,
}

impl Transaction for Locked<'_> {
    type Error = rusqlite::Error;

    fn execute<'q, T: Iterator<Item = &'q str>>(&mut self, queries: T) -> Result<usize, Self::Error> {
        let mut count = 0;
        for query in queries {
            self.conn.execute_batch(query)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Locked<'_> {
    fn query(&mut self, query: &str) -> Result<Vec<Migration>, Self::Error> {
        let mut statement = self.conn.prepare(query)?;
        let applied = statement.query_map([], |row| {
            let checksum: String = row.get(3)?;
            // The time of application is for people who read the table; nothing depends on it. A checksum that isn't a
            // number counts as a different one.
            let checksum = checksum.parse().unwrap_or_default();
            Ok(Migration::applied(row.get(0)?, row.get(1)?, OffsetDateTime::UNIX_EPOCH, checksum))
        })?;
        let applied: Vec<Migration> = applied.collect::<Result<_, _>>()?;
        Ok(applied.into_iter().filter(|migration| !schema::is_ahead(migration, self.known)).collect())
    }
}

impl Migrate for Locked<'_> {}
