//! Migrates the database in one transaction, under an advisory lock that ends with it. If several nodes start at once,
//! one migrates and the others find it done. A pooler in transaction mode does no harm.

use refinery_core::error::Kind;
use refinery_core::traits::r#async::{AsyncQuery, AsyncTransaction};
use refinery_core::{AsyncMigrate, Migration, SchemaVersion};
use time::OffsetDateTime;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use super::step_error::{chain, sql_state};
use crate::shared::schema;

mod embedded {
    refinery::embed_migrations!("migrations/postgres");
}

/// The number of the advisory lock: "rekey" and 1.
const LOCK: i64 = 0x7265_6b65_7901;
/// Where refinery records applied migrations.
const HISTORY: &str = "refinery_schema_history";

/// After how many deadlocks a migration gives up. PostgreSQL takes a second to detect each.
const DEADLOCKS: usize = 10;

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A newer Rekey has used the database.
    #[error(
        "the database has the schema version {found}, and this version of Rekey knows {known} and works beside the next \
         one at most: it was used by a newer one; start that one, or restore a backup"
    )]
    Newer {
        /// The database's version.
        found: SchemaVersion,
        /// The newest version that this program knows.
        known: SchemaVersion,
    },
    /// A migration failed. Nothing of it is left behind.
    #[error("the database can't be brought up to date: {}", refinery_trouble(.0))]
    Refinery(refinery_core::Error),
    /// The database failed.
    #[error("the database failed while it was brought up to date: {}", chain(.0))]
    Postgres(tokio_postgres::Error),
}

/// Refinery's own words for a failed statement repeat the driver's.
fn refinery_trouble(error: &refinery_core::Error) -> String {
    match error.kind() {
        Kind::Connection(what, cause) => format!("{what}: {}", chain(&**cause)),
        _ => chain(error),
    }
}

impl From<refinery_core::Error> for MigrateError {
    fn from(error: refinery_core::Error) -> Self {
        Self::Refinery(error)
    }
}

impl From<tokio_postgres::Error> for MigrateError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl MigrateError {
    /// Whether it lost a deadlock against running nodes, and may win the next time.
    fn is_deadlock(&self) -> bool {
        self.sql_state() == Some(&SqlState::T_R_DEADLOCK_DETECTED)
    }

    /// What the server said.
    pub(super) fn sql_state(&self) -> Option<&SqlState> {
        match self {
            Self::Newer { .. } => None,
            Self::Refinery(error) => sql_state(error),
            Self::Postgres(error) => error.code(),
        }
    }
}

/// Applies missing migrations. Nodes of the version before keep running: their steps and a migration can deadlock over
/// tables, and PostgreSQL then ends one of the two.
pub(super) async fn migrate(client: &Client) -> Result<(), MigrateError> {
    for _ in 0..DEADLOCKS {
        match apply(client).await {
            Err(error) if error.is_deadlock() => {
                tracing::warn!("the migration and a node that works waited for each other; it begins again");
                client.batch_execute("ROLLBACK").await?;
            }
            done => return done,
        }
    }
    apply(client).await
}

async fn apply(client: &Client) -> Result<(), MigrateError> {
    let runner = embedded::migrations::runner();
    let known = schema::newest(runner.get_migrations());
    // Migrations may take long, and so may the node that got the lock first.
    client.batch_execute("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").await?;
    client.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    if let Some(found) = newest_applied(client).await?.filter(|found| schema::is_too_new(*found, known)) {
        return Err(MigrateError::Newer { found, known });
    }
    runner.run_async(&mut Locked { client, known }).await?;
    client.batch_execute("COMMIT").await?;
    Ok(())
}

/// The version of a database that has one.
async fn newest_applied(client: &Client) -> Result<Option<SchemaVersion>, tokio_postgres::Error> {
    let there = rows(client, &format!("SELECT to_regclass('{HISTORY}')")).await?;
    if !there.iter().any(|row| row.get(0).is_some()) {
        return Ok(None);
    }
    let newest = rows(client, &format!("SELECT max(version) FROM {HISTORY}")).await?;
    Ok(newest.first().and_then(|row| row.get(0)).and_then(|version| version.parse().ok()))
}

/// The rows of a statement, as text: the simple protocol needs no prepared statement.
async fn rows(client: &Client, sql: &str) -> Result<Vec<SimpleQueryRow>, tokio_postgres::Error> {
    let messages = client.simple_query(sql).await?;
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    Ok(rows.collect())
}

/// A client whose transaction is already open, as refinery's driver: refinery's own would begin one for each step,
/// outside of which a transaction's lock would end.
struct Locked<'a> {
    client: &'a Client,
    /// The newest version that this program knows.
    known: SchemaVersion,
}

impl AsyncTransaction for Locked<'_> {
    type Error = tokio_postgres::Error;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(
        &'a mut self,
        queries: T,
    ) -> Result<usize, Self::Error> {
        let mut count = 0;
        for query in queries {
            self.client.batch_execute(query).await?;
            count += 1;
        }
        Ok(count)
    }
}

impl AsyncQuery<Vec<Migration>> for Locked<'_> {
    async fn query<'a>(&'a mut self, query: &'a str) -> Result<Vec<Migration>, Self::Error> {
        let applied = rows(self.client, query).await?.into_iter().filter_map(|row| {
            let text = |name| row.get(name).unwrap_or_default();
            let version = text("version").parse().ok()?;
            // Refinery compares name and checksum. A checksum that isn't a number matches none.
            let checksum = text("checksum").parse().unwrap_or(0);
            Some(Migration::applied(version, text("name").to_owned(), OffsetDateTime::UNIX_EPOCH, checksum))
        });
        Ok(applied.filter(|migration| !schema::is_ahead(migration, self.known)).collect())
    }
}

impl AsyncMigrate for Locked<'_> {}
