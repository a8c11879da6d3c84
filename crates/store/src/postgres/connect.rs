//! Connecting: waiting until the database is up, migrating, filling the pool.

use std::error::Error;
use std::sync::Arc;

use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use rekey_core::Backoff;
use rekey_core::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::migrate::{MigrateError, migrate};
use super::settings::{PostgresSettings, Server, UrlError};
use super::step::{Database, StepClock};
use super::step_error::{chain, is_connection, may_pass};
use super::tls::{TlsError, connector};
use crate::shared::trail::Trail;

/// How long one connection attempt may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The pause between connection attempts.
pub(super) const PAUSES: Backoff = Backoff::new(&[
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1_600),
    Duration::from_secs(2),
]);
/// When TCP keep-alive probes a silent peer.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// How statements are planned. A prepared statement keeps its plan; one made while a table was small could still scan
/// or sort all of it long after it has grown. So plans must use indexes: every statement here has one, in the right
/// order. Statements are also too small for JIT compilation to pay.
const PLANNING: [(&str, &str); 3] = [("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("jit", "off")];

/// Why a store can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// A URL can't be used.
    #[error("{setting}: {error}")]
    Url {
        /// Which one: `database_url` or `direct_url`.
        setting: &'static str,
        /// What is wrong with it.
        #[source]
        error: UrlError,
    },
    /// TLS can't be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The database did not come up in time, or refuses us.
    #[error("the database can't be reached: {}", chain(.0))]
    Unreachable(tokio_postgres::Error),
    /// It is frozen, or something else listens there. The driver itself limits only how long TCP takes.
    #[error("the database can't be reached: its server accepts connections but doesn't answer")]
    Silent,
    /// Start-up options get lost on the way, and so would prepared statements.
    #[error("a pooler in transaction mode is in between, such as PgBouncer, and `pooler` is not set: {reason}")]
    Pooler {
        /// How that was seen.
        reason: String,
    },
    /// Its encoding lacks characters; rows with them would be refused.
    #[error("the database has the encoding {encoding}, which lacks letters that addresses and names may have")]
    Encoding {
        /// PostgreSQL's name for it.
        encoding: String,
    },
    /// It can't be brought up to date.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The pool refuses its settings.
    #[error("the connection pool can't be set up")]
    Pool(#[from] deadpool_postgres::BuildError),
}

/// Why a database refuses us, where another try would not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misconfiguration {
    /// The user or the password is wrong, or is let in from elsewhere only.
    Login,
    /// The database does not exist.
    NoDatabase,
    /// No TLS came about.
    Tls,
    /// The file with certificates can't be used.
    Certificates,
    /// The host's name has no address.
    NoHost,
    /// As many connections are open as the server allows.
    Full,
    /// It takes no writes, as a standby.
    ReadOnly,
    /// The search path names no schema that exists.
    NoSchema,
    /// The user may not make tables.
    Rights,
    /// A pooler in transaction mode that the settings don't mention.
    Pooler,
}

impl ConnectError {
    /// What has to be put right, if another try would not help.
    pub fn misconfiguration(&self) -> Option<Misconfiguration> {
        match self {
            Self::Unreachable(error) => misconfiguration(error),
            Self::Tls(_) => Some(Misconfiguration::Certificates),
            Self::Migrate(error) => error.sql_state().and_then(misconfiguration_of),
            Self::Pooler { .. } => Some(Misconfiguration::Pooler),
            _ => None,
        }
    }
}

fn misconfiguration(error: &tokio_postgres::Error) -> Option<Misconfiguration> {
    if let Some(code) = error.code() {
        return misconfiguration_of(code);
    }
    // The driver gives these only in words.
    let (said, cause) = (error.to_string(), error.source().map(ToString::to_string).unwrap_or_default());
    match (said.as_str(), cause.as_str()) {
        (_, "password missing") => Some(Misconfiguration::Login),
        ("error performing TLS handshake", _) => Some(Misconfiguration::Tls),
        (_, cause) if cause.starts_with("failed to lookup address") => Some(Misconfiguration::NoHost),
        _ => None,
    }
}

fn misconfiguration_of(code: &SqlState) -> Option<Misconfiguration> {
    let known = [
        (SqlState::INVALID_PASSWORD, Misconfiguration::Login),
        (SqlState::INVALID_AUTHORIZATION_SPECIFICATION, Misconfiguration::Login),
        (SqlState::INVALID_CATALOG_NAME, Misconfiguration::NoDatabase),
        (SqlState::TOO_MANY_CONNECTIONS, Misconfiguration::Full),
        (SqlState::INSUFFICIENT_PRIVILEGE, Misconfiguration::Rights),
        (SqlState::READ_ONLY_SQL_TRANSACTION, Misconfiguration::ReadOnly),
        (SqlState::INVALID_SCHEMA_NAME, Misconfiguration::NoSchema),
    ];
    known.into_iter().find(|(known, _)| known == code).map(|(_, mistake)| mistake)
}

/// A server, and how to encrypt connections to it.
#[derive(Clone)]
pub(super) struct Route {
    server: Server,
    tls: MakeRustlsConnect,
}

/// A client, and the connection that the caller must drive.
type Fresh = (Client, Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>);

impl Route {
    fn new(setting: &'static str, url: &secrecy::SecretString) -> Result<Self, ConnectError> {
        let mut server = Server::parse(url).map_err(|error| ConnectError::Url { setting, error })?;
        let config = &mut server.config;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("rekey");
        }
        config.keepalives_idle(config.get_keepalives_idle().min(KEEPALIVE));
        let tls = connector(&server.roots)?;
        Ok(Self { server, tls })
    }

    /// The route of everyday statements.
    pub(super) fn everyday(settings: &PostgresSettings) -> Result<Self, ConnectError> {
        Self::new("database_url", &settings.url)
    }

    /// The route past the pooler, if there is one.
    pub(super) fn direct(settings: &PostgresSettings) -> Result<Option<Self>, ConnectError> {
        match &settings.direct_url {
            Some(url) => Self::new("direct_url", url).map(Some),
            None if settings.pooler => Ok(None),
            None => Self::everyday(settings).map(Some),
        }
    }

    /// One connection attempt.
    pub(super) async fn open(&self) -> Result<Fresh, ConnectError> {
        let config = &self.server.config;
        let patience = config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT);
        match tokio::time::timeout(patience, config.connect(self.tls.clone())).await {
            Ok(opened) => opened.map_err(ConnectError::Unreachable),
            Err(_) => Err(ConnectError::Silent),
        }
    }

    /// Connects to a database that may still be starting. Permanent refusals end the wait at once.
    async fn wait_until_open(&self, wait: Duration) -> Result<Fresh, ConnectError> {
        let first = match self.open().await {
            Ok(fresh) => return Ok(fresh),
            Err(error) if may_heal(&error) && !wait.is_zero() => error,
            Err(error) => return Err(error),
        };
        // Commands log warnings only, and nobody should wonder what they wait for.
        tracing::warn!(error = %first, wait = ?wait, "waiting for the database");
        let mut last = first;
        let trying = async {
            let mut failures = 0;
            loop {
                tokio::time::sleep(PAUSES.after(failures)).await;
                failures += 1;
                match self.open().await {
                    Err(error) if may_heal(&error) => last = error,
                    other => return other,
                }
            }
        };
        match tokio::time::timeout(wait, trying).await {
            Ok(opened) => opened,
            Err(_) => Err(last),
        }
    }
}

/// Whether the server may let us in later.
fn may_heal(error: &ConnectError) -> bool {
    match error {
        ConnectError::Unreachable(error) => error.code().map_or_else(|| is_connection(error), may_pass),
        ConnectError::Silent => true,
        _ => false,
    }
}

/// Waits for the database, brings it up to date, and opens the pool.
pub(super) async fn connect(
    settings: &PostgresSettings,
    clock: StepClock,
    trail: Arc<Trail>,
) -> Result<Database, ConnectError> {
    let everyday = Route::everyday(settings)?;
    let migrating = Route::direct(settings)?.unwrap_or_else(|| everyday.clone());
    let (client, driver) = open_up_to_date(&migrating, settings.connect_wait).await?;
    drop(client);
    // Close this connection before the pool opens its own.
    let _ = driver.await;
    let timeout = settings.statement_timeout;
    let ours = timeouts(timeout).into_iter().chain(PLANNING.map(|(name, value)| (name, value.to_owned())));
    let mut config = everyday.server.config;
    let begin = if settings.pooler {
        let local = ours.map(|(name, value)| format!("; SET LOCAL {name} = {value}"));
        format!("BEGIN ISOLATION LEVEL READ COMMITTED{}", local.collect::<String>())
    } else {
        // For statements that are a transaction of their own. The others say so.
        let isolation = ("default_transaction_isolation", r"read\ committed".to_owned());
        let ours = ours.chain([isolation]).map(|(name, value)| format!("-c {name}={value}"));
        let ours = ours.collect::<Vec<_>>().join(" ");
        let options = config.get_options().map_or_else(|| ours.clone(), |theirs| format!("{theirs} {ours}"));
        config.options(options);
        "BEGIN ISOLATION LEVEL READ COMMITTED".to_owned()
    };
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let pool = Pool::builder(Manager::from_config(config, everyday.tls, recycling))
        .max_size(settings.max_connections.max(1))
        .wait_timeout(Some(timeout))
        .create_timeout(Some(CONNECT_TIMEOUT))
        .runtime(Runtime::Tokio1)
        .build()?;
    if !settings.pooler {
        require_own_session(&pool, timeout).await?;
    }
    Ok(Database {
        pool,
        clock,
        unnamed: settings.pooler,
        begin: begin.into(),
        patience: timeout * 2,
        news: Arc::default(),
        trail,
        outage: Arc::default(),
    })
}

/// Refuses a connection that drops start-up options: it leads to a pooler, whose sessions also lose prepared
/// statements.
async fn require_own_session(pool: &Pool, timeout: Duration) -> Result<(), ConnectError> {
    let lost = |reason: String| ConnectError::Pooler { reason };
    let client = match pool.get().await {
        Ok(client) => client,
        Err(PoolError::Backend(error)) => {
            let said = error.as_db_error().map(DbError::message).unwrap_or_default();
            let is_poolers = said.contains("startup parameter");
            return Err(if is_poolers { lost(said.to_owned()) } else { ConnectError::Unreachable(error) });
        }
        // The server was there a moment ago; steps will tell what became of it.
        Err(_) => return Ok(()),
    };
    let sql = "SELECT extract(epoch FROM current_setting('statement_timeout')::interval)::float8";
    let rows = client.query_typed(sql, &[]).await.map_err(ConnectError::Unreachable)?;
    let set = rows.first().map(|row| row.try_get::<_, f64>(0)).transpose().map_err(ConnectError::Unreachable)?;
    match set {
        Some(set) if (set - timeout.as_secs_f64()).abs() < 0.002 => Ok(()),
        _ => Err(lost("it drops the start-up options of connections".to_owned())),
    }
}

/// A dedicated connection to the migrated database that bypasses any pooler, and the task that drives it. None if
/// nothing bypasses the pooler.
pub(crate) async fn open_alone(settings: &PostgresSettings) -> Result<Option<(Client, JoinHandle<()>)>, ConnectError> {
    match Route::direct(settings)? {
        Some(route) => open_up_to_date(&route, settings.connect_wait).await.map(Some),
        None => Ok(None),
    }
}

/// Waits for the database and brings it up to date.
async fn open_up_to_date(route: &Route, wait: Duration) -> Result<(Client, JoinHandle<()>), ConnectError> {
    let (client, connection) = route.wait_until_open(wait).await?;
    let driver = tokio::spawn(drive(connection));
    let opened = async {
        require_utf8(&client).await?;
        Ok(migrate(&client).await?)
    };
    match opened.await {
        Ok(()) => Ok((client, driver)),
        Err(error) => {
            drop(client);
            let _ = driver.await;
            Err(error)
        }
    }
}

/// Refuses a database whose encoding is not UTF-8.
pub(super) async fn require_utf8(client: &Client) -> Result<(), ConnectError> {
    let sql = "SELECT pg_encoding_to_char(encoding)::text FROM pg_database WHERE datname = current_database()";
    let rows = client.query_typed(sql, &[]).await.map_err(ConnectError::Unreachable)?;
    let encoding = rows.first().map_or(Ok("unknown".to_owned()), |row| row.try_get(0));
    let encoding = encoding.map_err(ConnectError::Unreachable)?;
    if encoding == "UTF8" { Ok(()) } else { Err(ConnectError::Encoding { encoding }) }
}

/// The server's own limits, in milliseconds. The second one releases the rows of a node that vanished in
/// mid-transaction.
fn timeouts(statement: Duration) -> [(&'static str, String); 2] {
    let ms = statement.as_millis().max(1);
    [("statement_timeout", ms), ("idle_in_transaction_session_timeout", ms * 2)]
        .map(|(name, ms)| (name, ms.to_string()))
}

async fn drive<S, T>(connection: Connection<S, T>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    if let Err(error) = connection.await {
        tracing::warn!(error = chain(&error), "the connection to the database broke");
    }
}
