//! An app's own tables: accounts are looked up and passwords set by statements, in PostgreSQL, MySQL or MariaDB.
//!
//! The version of an account is its hash. A password is set only where the hash is unchanged, in a transaction that the
//! server rolls back if its end does not arrive in time.

mod account;
mod check;
mod database;
mod dialect;
mod hash_format;
mod mysql;
mod postgres;
mod preset;
mod schema;
mod server;
mod statement;
mod statements;

use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::directory::{
    DirectoryEntry, DirectoryError, DirectoryKey, DirectoryName, PasswordWrite, Remark, SealedPassword, Standing,
};
use rekey_core::policy::BrokenRule;
use rekey_core::ports::{Clock, Directory, HashError, Rng, WriteError};
use rekey_core::time::Duration;
use rekey_core::{EmailAddress, Password, Work};
use tokio::sync::OnceCell;

pub use dialect::{Dialect, TableName};
pub use hash_format::{ForeignHasher, HashFormat};
pub use preset::Preset;
pub use server::{Server, UrlError};
pub use statement::{Role, Statement, StatementError};
pub use statements::{Rights, Statements};

use account::entry;
use database::{Database, Failure, MOST_ROWS, Mode, Row, Transaction, Values};
use mysql::MySql;
use postgres::Postgres;
use server::Place;

use crate::rest::Rest;
use crate::tls::TlsError;

/// How often an account is shut again whose password changed meanwhile.
const SHUT_ATTEMPTS: usize = 3;
/// Random bytes in a password that nobody knows.
const NOBODYS_BYTES: usize = 32;
/// Marks a password that is too long for the format.
const TOO_LONG: &str = "";

/// Where the statements come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A known system's tables, and that of its users if it has another name.
    Preset(Preset, Option<TableName>),
    /// The operator's own.
    Own(Statements),
}

/// A database that is a directory. `Debug` shows no password.
#[derive(Debug, Clone)]
pub struct SqlSettings {
    /// What the settings call it.
    pub name: DirectoryName,
    /// Where it is.
    pub server: Server,
    /// What it is asked.
    pub source: Source,
    /// What ends sessions instead of the preset's statement.
    pub end_sessions: Option<Statement>,
    /// The format of its hashes.
    pub format: HashFormat,
    /// For each statement.
    pub timeout: Duration,
    /// The most open connections.
    pub connections: usize,
    /// Whether accounts may be recovered that administer the system.
    pub include_privileged: bool,
}

/// The directory.
pub struct SqlDirectory {
    settings: SqlSettings,
    database: Box<dyn Database>,
    /// Made when they are first needed, because a preset's depend on the tables.
    statements: OnceCell<Statements>,
    rest: Rest,
    hasher: Arc<dyn ForeignHasher>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
}

/// What ends sessions when a hash is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SessionEnd {
    /// A statement.
    Statement,
    /// The hash itself: the system's sessions depend on it.
    Hash,
    /// Nothing that is known here.
    Unknown,
}

/// What became of a write before its transaction ends.
enum Written {
    /// One row was changed.
    Once,
    /// None was, and this is the account now.
    Never(Option<Box<DirectoryEntry>>),
}

impl SqlDirectory {
    /// The directory of these settings. Nothing is connected yet.
    pub fn new(
        settings: SqlSettings,
        hasher: Arc<dyn ForeignHasher>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, TlsError> {
        let SqlSettings { server: Server { place, encryption }, timeout, connections, .. } = &settings;
        let database: Box<dyn Database> = match place.clone() {
            Place::Postgres(config) => Box::new(Postgres::new(*config, encryption, *timeout, *connections)?),
            Place::MySql(options) => Box::new(MySql::new(options, encryption, *timeout, *connections)?),
        };
        Ok(Self { settings, database, statements: OnceCell::new(), rest: Rest::default(), hasher, clock, rng })
    }

    fn unavailable(&self, reason: impl Into<String>) -> DirectoryError {
        DirectoryError::Unavailable { directory: self.settings.name.clone(), reason: reason.into() }
    }

    fn failed(&self, failure: Failure) -> DirectoryError {
        self.unavailable(failure.reason)
    }

    fn not_done(&self, failure: Failure) -> WriteError {
        WriteError::NotDone(self.failed(failure))
    }

    /// The statements, as the tables need them.
    async fn statements(&self, transaction: &mut dyn Transaction) -> Result<&Statements, Failure> {
        let made = self.statements.get_or_try_init(|| async move {
            let mut statements = match &self.settings.source {
                Source::Own(statements) => statements.clone(),
                Source::Preset(preset, users) => {
                    let dialect = self.database.dialect();
                    let mut tables = Vec::new();
                    for name in preset.tables(users.as_ref()) {
                        tables.push(schema::table(transaction, dialect, name).await?);
                    }
                    preset.statements(&tables, dialect).map_err(Failure::refused)?
                }
            };
            statements.end_sessions = self.settings.end_sessions.clone().or(statements.end_sessions);
            Ok(statements)
        });
        made.await
    }

    /// What ends sessions. Whether a preset has a statement for that may depend on the tables, so it counts once they
    /// have been read, which the first lookup does.
    fn session_end(&self) -> SessionEnd {
        let made = self.statements.get().and_then(|statements| statements.end_sessions.as_ref());
        match &self.settings.source {
            _ if self.settings.end_sessions.is_some() || made.is_some() => SessionEnd::Statement,
            Source::Preset(preset, _) if preset.ends_sessions_by_the_hash() => SessionEnd::Hash,
            Source::Preset(..) | Source::Own(_) => SessionEnd::Unknown,
        }
    }

    async fn rows(
        &self,
        transaction: &mut dyn Transaction,
        statement: &Statement,
        values: Values<'_>,
    ) -> Result<Vec<Row>, Failure> {
        let rows = transaction.rows(&statement.text(self.database.dialect()), &values.of(statement)).await?;
        if rows.len() > MOST_ROWS {
            return Err(Failure::refused(format!("a lookup found more than {MOST_ROWS} accounts")));
        }
        Ok(rows)
    }

    async fn run(
        &self,
        transaction: &mut dyn Transaction,
        statement: &Statement,
        values: Values<'_>,
    ) -> Result<u64, Failure> {
        transaction.run(&statement.text(self.database.dialect()), &values.of(statement)).await
    }

    /// The accounts of rows. Each counts once, however many rows a join makes of it.
    fn entries(&self, rows: &[Row]) -> Result<Vec<DirectoryEntry>, Failure> {
        let mut entries: Vec<DirectoryEntry> = Vec::new();
        for row in rows {
            let found = entry(row, self.settings.include_privileged).map_err(Failure::refused)?;
            entries.extend(found.filter(|found| entries.iter().all(|known| known.key != found.key)));
        }
        Ok(entries)
    }

    async fn find_in(
        &self,
        transaction: &mut dyn Transaction,
        address: &EmailAddress,
    ) -> Result<Vec<DirectoryEntry>, Failure> {
        let statement = &self.statements(transaction).await?.find;
        let values = Values { address: Some(address.canonical()), ..Values::default() };
        let mut entries = self.entries(&self.rows(transaction, statement, values).await?)?;
        entries.retain(|entry| entry.email.canonical() == address.canonical());
        Ok(entries)
    }

    async fn get_in(
        &self,
        transaction: &mut dyn Transaction,
        key: &DirectoryKey,
    ) -> Result<Option<DirectoryEntry>, Failure> {
        let statement = &self.statements(transaction).await?.get;
        let values = Values { id: Some(key.as_str()), ..Values::default() };
        let mut entries = self.entries(&self.rows(transaction, statement, values).await?)?;
        entries.retain(|entry| entry.key == *key);
        Ok(entries.pop())
    }

    /// Sets a hash where the old one is unchanged, and ends sessions.
    async fn replace(
        &self,
        transaction: &mut dyn Transaction,
        key: &DirectoryKey,
        (old_hash, new_hash): (&str, &str),
    ) -> Result<Written, Failure> {
        let statements = self.statements(transaction).await?;
        let values =
            Values { id: Some(key.as_str()), old_hash: Some(old_hash), new_hash: Some(new_hash), ..Values::default() };
        match self.run(transaction, &statements.set_password, values).await? {
            0 => return Ok(Written::Never(self.get_in(transaction, key).await?.map(Box::new))),
            1 => {}
            more => {
                return Err(Failure::refused(format!("set_password changed {more} rows; it may change one")));
            }
        }
        if let Some(statement) = &statements.end_sessions {
            self.run(transaction, statement, values).await?;
        }
        Ok(Written::Once)
    }

    /// Replaces a password with one that nobody knows. `false` if it changed meanwhile.
    async fn close(&self, key: &DirectoryKey, old_hash: &str, new_hash: &str) -> Result<bool, Failure> {
        let mut transaction = self.database.begin(Mode::Write).await?;
        match self.replace(&mut *transaction, key, (old_hash, new_hash)).await? {
            Written::Once => transaction.commit().await.map(|()| true),
            Written::Never(Some(entry)) if entry.version.expose() != old_hash => {
                transaction.roll_back().await.map(|()| false)
            }
            // Gone, or shut by the system itself.
            Written::Never(_) => transaction.roll_back().await.map(|()| true),
        }
    }

    async fn hash_of_nobody(&self) -> Result<String, HashError> {
        let mut bytes = [0; NOBODYS_BYTES];
        self.rng.fill(&mut bytes);
        let password = Password::new(hex::encode(bytes));
        self.hasher.hash_for(&Work::of_operator(), &password, self.settings.format).await
    }
}

#[async_trait]
impl Directory for SqlDirectory {
    async fn find(&self, address: &EmailAddress) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        if let Some(reason) = self.rest.reason(self.clock.now()) {
            return Err(self.unavailable(reason));
        }
        let found = async {
            let mut transaction = self.database.begin(Mode::Read).await?;
            let found = self.find_in(&mut *transaction, address).await?;
            transaction.roll_back().await?;
            Ok(found)
        };
        let found: Result<_, Failure> = found.await;
        let unanswered = found.as_ref().err().filter(|failure| !failure.was_refused);
        self.rest.note(self.clock.now(), unanswered.map(|failure| failure.reason.as_str()));
        found.map_err(|failure| self.failed(failure))
    }

    async fn get(&self, key: &DirectoryKey) -> Result<Option<DirectoryEntry>, DirectoryError> {
        let found = async {
            let mut transaction = self.database.begin(Mode::Read).await?;
            let found = self.get_in(&mut *transaction, key).await?;
            transaction.roll_back().await?;
            Ok(found)
        };
        found.await.map_err(|failure| self.failed(failure))
    }

    async fn seal(&self, work: &Work, password: &Password) -> Result<SealedPassword, HashError> {
        let format = self.settings.format;
        if format.longest().is_some_and(|longest| password.expose().len() > longest) {
            return Ok(SealedPassword::new(TOO_LONG));
        }
        Ok(SealedPassword::new(self.hasher.hash_for(work, password, format).await?))
    }

    async fn set_password(&self, write: &PasswordWrite) -> Result<(), WriteError> {
        let new_hash = write.password.expose();
        if new_hash == TOO_LONG {
            let longest = self.settings.format.longest().unwrap_or_default();
            let words =
                format!("Use at most {longest} characters; letters with accents and emoji count as two to four.");
            return Err(WriteError::Refused(BrokenRule::in_words(&words).into_iter().collect()));
        }
        let mut transaction = self.database.begin(Mode::Write).await.map_err(|failure| self.not_done(failure))?;
        let hashes = (write.replaces.expose(), new_hash);
        // A lock that was set while the password waited counts.
        let now = self.get_in(&mut *transaction, &write.key).await.map_err(|failure| self.not_done(failure))?;
        if now.is_none_or(|entry| entry.standing == Standing::Shut) {
            return Err(WriteError::Gone);
        }
        // Whatever fails before the commit is sent is never committed.
        let written = self.replace(&mut *transaction, &write.key, hashes).await;
        match written.map_err(|failure| self.not_done(failure))? {
            Written::Once => {}
            Written::Never(entry) => {
                let changed = entry.is_some_and(|entry| entry.version.expose() != write.replaces.expose());
                return Err(if changed { WriteError::Changed } else { WriteError::Gone });
            }
        }
        // From here on the server waits for the commit a few seconds only, less than is left of the lease.
        if self.clock.now() >= write.expires_at {
            return Err(WriteError::NotDone(self.unavailable("it took too long")));
        }
        match transaction.commit().await {
            Ok(()) => Ok(()),
            Err(failure) if failure.was_refused => Err(self.not_done(failure)),
            Err(failure) => Err(WriteError::Unclear(self.failed(failure))),
        }
    }

    fn ends_sessions(&self) -> bool {
        self.session_end() != SessionEnd::Unknown
    }

    async fn shut(&self, key: &DirectoryKey) -> Result<(), DirectoryError> {
        let hash = self.hash_of_nobody().await.map_err(|error| self.unavailable(error.to_string()))?;
        for _ in 0..SHUT_ATTEMPTS {
            let Some(entry) = self.get(key).await? else { return Ok(()) };
            let closed = self.close(key, entry.version.expose(), &hash).await;
            if closed.map_err(|failure| self.failed(failure))? {
                return Ok(());
            }
        }
        Err(self.unavailable("its password keeps changing"))
    }

    async fn examine(&self, address: Option<&EmailAddress>) -> Result<Vec<Remark>, DirectoryError> {
        self.check(address).await.map_err(|failure| self.failed(failure))
    }
}
