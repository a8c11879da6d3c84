//! How far ahead of the program a database's schema may be.

use refinery_core::{Migration, SchemaVersion};

/// Migrations only add, so that the previous version keeps working alongside the one that applied them: while nodes are
/// replaced one by one, or if one has to be rolled back. A schema that is two versions ahead may have removed what the
/// version in between no longer needed.
const AHEAD: SchemaVersion = 1;

/// Whether a database with this schema version is too new for a program that knows that one.
pub(crate) fn is_too_new(found: SchemaVersion, known: SchemaVersion) -> bool {
    found > known + AHEAD
}

/// Whether a migration was applied by a newer program and is tolerated by this one, which knows that version.
pub(crate) fn is_ahead(migration: &Migration, known: SchemaVersion) -> bool {
    let is_ahead = migration.version() > known && !is_too_new(migration.version(), known);
    if is_ahead {
        tracing::warn!(%migration, "a newer version has been here; this one keeps running until it is replaced");
    }
    is_ahead
}

/// The newest version among a program's migrations.
pub(crate) fn newest(migrations: &[Migration]) -> SchemaVersion {
    migrations.iter().map(Migration::version).max().unwrap_or(0)
}
