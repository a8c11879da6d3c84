//! An app with a table of its own, on either kind of server, and a directory over it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use mysql_async::Conn;
use rekey_core::directory::{DirectoryKey, PasswordWrite, SealedPassword, Version};
use rekey_core::ports::{Clock, HashError, Rng};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Duration, after};
use rekey_core::{EmailAddress, EntryId, Password, Work};
use rekey_directory::sql::{
    ForeignHasher, HashFormat, Rights, Role, Server, Source, SqlDirectory, SqlSettings, Statement, Statements,
};

use crate::cluster::Cluster;
use crate::database::{Database, Session};
use crate::mariadb::{MariaDb, url};

/// A database of one test's own.
pub(crate) enum App {
    Postgres(Database),
    MariaDb(MariaDb),
}

/// A transaction that somebody else leaves open.
pub(crate) enum Held {
    Postgres(#[expect(dead_code, reason = "held until the test ends")] Session),
    MariaDb(#[expect(dead_code, reason = "held until the test ends")] Conn),
}

impl App {
    pub(crate) async fn postgres() -> Self {
        Self::Postgres(Database::create(Cluster::shared()).await)
    }

    pub(crate) async fn mariadb() -> Self {
        Self::MariaDb(MariaDb::create().await)
    }

    /// Runs statements.
    pub(crate) async fn run(&self, statements: &[&str]) {
        for sql in statements {
            match self {
                Self::Postgres(database) => database.run(sql).await,
                Self::MariaDb(database) => database.run(sql).await,
            }
        }
    }

    /// The first column of the first row.
    pub(crate) async fn text(&self, sql: &str) -> Option<String> {
        match self {
            Self::Postgres(database) => database.text(sql).await,
            Self::MariaDb(database) => database.text(sql).await,
        }
    }

    /// Leaves a statement's transaction open.
    pub(crate) async fn hold(&self, sql: &str) -> Held {
        match self {
            Self::Postgres(database) => Held::Postgres(database.hold(sql).await),
            Self::MariaDb(database) => Held::MariaDb(database.hold(sql).await),
        }
    }

    /// The URL for a database user.
    pub(crate) fn url(&self, user: Option<&str>) -> String {
        match self {
            Self::Postgres(database) => match user {
                Some(user) => database.url().replace("postgres@", &format!("{user}@")),
                None => database.url(),
            },
            Self::MariaDb(database) => url(user.unwrap_or("root"), &database.server.socket(), &database.name),
        }
    }

    /// The server's socket, and the URL over another one in a folder.
    pub(crate) fn socket(&self) -> PathBuf {
        match self {
            Self::Postgres(database) => database.cluster().folder().join(".s.PGSQL.5432"),
            Self::MariaDb(database) => database.server.socket(),
        }
    }

    /// A socket in `folder` that may replace the server's, and the URL over it.
    pub(crate) fn through(&self, folder: &std::path::Path) -> (PathBuf, String) {
        match self {
            Self::Postgres(database) => {
                let host = folder.display().to_string().replace('/', "%2F");
                (folder.join(".s.PGSQL.5432"), format!("postgres://postgres@{host}:5432/{}", database.name()))
            }
            Self::MariaDb(database) => {
                let socket = folder.join("socket");
                let url = url("root", &socket, &database.name);
                (socket, url)
            }
        }
    }

    /// A database user of the test's own, without rights.
    pub(crate) async fn add_user(&self) -> String {
        match self {
            Self::Postgres(database) => {
                let user = format!("{}_user", database.name());
                database.command(&format!("DROP ROLE IF EXISTS {user}")).await;
                database.command(&format!("CREATE ROLE {user} LOGIN")).await;
                user
            }
            Self::MariaDb(database) => {
                let user = format!("{}_user", database.name);
                database.run(&format!("CREATE USER '{user}'@'%'")).await;
                user
            }
        }
    }

    /// The table of an app, with Ann in it.
    pub(crate) async fn with_people(self) -> Self {
        self.run(&[
            "CREATE TABLE people (id bigint PRIMARY KEY, mail varchar(200) NOT NULL, pw varchar(200), closed boolean, \
             boss boolean, shown varchar(60))",
            "CREATE TABLE visits (person bigint)",
            "INSERT INTO people VALUES (9007199254740993, 'Ann@Example.com', 'old hash', false, false, 'Ann')",
            "INSERT INTO visits VALUES (9007199254740993), (9007199254740993), (2)",
        ])
        .await;
        self
    }

    pub(crate) async fn hash(&self) -> String {
        self.text("SELECT pw FROM people WHERE shown = 'Ann'").await.unwrap()
    }

    pub(crate) async fn visits(&self) -> String {
        self.text("SELECT concat(count(*), '') FROM visits").await.unwrap()
    }
}

pub(crate) const FIND: &str = "SELECT id, mail AS email, pw AS hash, shown AS name, closed AS locked, boss AS privileged FROM people \
     WHERE lower(mail) = :address";
pub(crate) const GET: &str = "SELECT id, mail AS email, pw AS hash, shown AS name, closed AS locked, boss AS privileged FROM people WHERE id = :id";
pub(crate) const SET: &str = "UPDATE people SET pw = :new_hash WHERE id = :id AND pw = :old_hash";
pub(crate) const END: &str = "DELETE FROM visits WHERE person = :id";

/// A directory, and the clock that it goes by.
pub(crate) struct Subject {
    pub(crate) directory: SqlDirectory,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) hasher: Arc<CountingHasher>,
}

pub(crate) fn own(set_password: &str) -> Source {
    let parse = |text, role| Statement::parse(text, role).unwrap();
    Source::Own(Statements {
        find: parse(FIND, Role::Find),
        get: parse(GET, Role::Get),
        set_password: parse(set_password, Role::SetPassword),
        end_sessions: None,
        rights: Rights::default(),
    })
}

impl Subject {
    /// Over the people of an app.
    pub(crate) fn of(app: &App) -> Self {
        Self::at(&app.url(None), own(SET))
    }

    pub(crate) fn at(url: &str, source: Source) -> Self {
        Self::with(url, source, |_| {})
    }

    pub(crate) fn with(url: &str, source: Source, change: impl FnOnce(&mut SqlSettings)) -> Self {
        let end_sessions = match &source {
            Source::Own(_) => Some(Statement::parse(END, Role::EndSessions).unwrap()),
            Source::Preset(..) => None,
        };
        let mut settings = SqlSettings {
            name: "app".parse().unwrap(),
            server: Server::parse(&url.to_owned().into()).unwrap(),
            source,
            end_sessions,
            format: HashFormat::Bcrypt2b,
            timeout: Duration::from_secs(2),
            connections: 3,
            include_privileged: false,
        };
        change(&mut settings);
        let clock = Arc::new(ManualClock::default());
        let hasher = Arc::new(CountingHasher::default());
        let rng = Arc::new(SeededRng::new(4));
        let directory = SqlDirectory::new(settings, hasher.clone(), clock.clone(), rng).unwrap();
        Self { directory, clock, hasher }
    }

    /// A write for an account, due now.
    pub(crate) fn write(&self, id: &str, old_hash: &str, new_hash: &str) -> PasswordWrite {
        let rng: &dyn Rng = &SeededRng::new(5);
        PasswordWrite {
            id: EntryId::new(self.clock.now(), rng).as_uuid(),
            key: DirectoryKey::new(id).unwrap(),
            replaces: Version::new(old_hash),
            password: SealedPassword::new(new_hash),
            expires_at: after(self.clock.now(), Duration::from_secs(20)),
        }
    }
}

pub(crate) const ANN_ID: &str = "9007199254740993";

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// "Hashes" by counting.
#[derive(Default)]
pub(crate) struct CountingHasher(AtomicUsize);

impl CountingHasher {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl ForeignHasher for CountingHasher {
    async fn hash_for(&self, _: &Work, _: &Password, format: HashFormat) -> Result<String, HashError> {
        Ok(format!("{} {}", format.name(), self.0.fetch_add(1, Ordering::Relaxed)))
    }
}
