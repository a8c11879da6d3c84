//! How far ahead a database may be of the program that opens it.

use refinery_core::{Migration, SchemaVersion};

/// Migrations only add, so that the version before can go on beside the one that applied them: while nodes are
/// replaced one after the other, or one of them has to go back. What is two ahead may have taken away what the version
/// before the last no longer needed.
const AHEAD: SchemaVersion = 1;

/// Whether a database with this schema version is beyond a program that knows that one.
pub(crate) fn is_too_new(found: SchemaVersion, known: SchemaVersion) -> bool {
    found > known + AHEAD
}

/// Whether a migration is one that a newer program applied and this one, which knows that version, goes along with.
pub(crate) fn is_ahead(migration: &Migration, known: SchemaVersion) -> bool {
    let is_ahead = migration.version() > known && !is_too_new(migration.version(), known);
    if is_ahead {
        tracing::warn!(%migration, "a newer version has been here; this one goes on, until it is replaced");
    }
    is_ahead
}

/// The newest version among a program's migrations.
pub(crate) fn newest(migrations: &[Migration]) -> SchemaVersion {
    migrations.iter().map(Migration::version).max().unwrap_or(0)
}
