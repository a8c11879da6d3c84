//! An installation, opened: its database, brought up to date, and its keys.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rekey_core::ports::{Breaches, Clock, Deliveries, LocationStore, Observer, Rng, Store, StoreError, Unobserved};
use rekey_core::{Directories, Engine, LocationId, Ports, Settings};
use rekey_http::Dialect;
use rekey_http_client::{HttpClient, Networks};
use rekey_mail::SmtpSettings;
use rekey_mail::senders::{EventReaders, Senders};
use rekey_render::{Overrides, Renderer};
use rekey_store::SqlStore;
use rekey_store::copy::UNFINISHED;
use rekey_store::postgres::{ConnectError, Misconfiguration, PostgresSettings, StepClock};
use rekey_store::sqlite::SqliteSettings;
use url::Url;

use crate::adapters::keys::{JwtSigner, KeyRing, KeyedVault, Wrapping};
use crate::adapters::{BreachRanges, OsRng, PasswordHasher, SystemClock};
use crate::command_error::{CommandError, with_causes};
use crate::config::{Config, DatabaseUrl, Secret, SenderConfig, ServerConfig, sender_tools, whole_path};
use crate::directories::DirectorySettings;
use crate::file_error::reason;
use crate::operator;

/// The note that says who set a database up.
const MADE_BY: &str = "made_by";
/// What it says for `--dev`.
const DEV: &str = "dev";
/// What it says otherwise.
const SERVER: &str = "server";

pub struct Installation {
    pub config: Config,
    pub store: Arc<dyn Store>,
    pub keys: KeyRing,
    /// What its keys are sealed with.
    pub wrapping: Wrapping,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
}

impl Installation {
    /// Opens database and keys for a command that needs existing data: if it created an empty database in the wrong
    /// folder, it would report success.
    pub async fn open(config: Config) -> Result<Self, CommandError> {
        demand(&config)?;
        Self::open_for(config, None, Arc::new(Unobserved)).await
    }

    /// Opens database and keys for a command that may be the first one. Both are made where they are missing.
    pub async fn open_or_make(config: Config) -> Result<Self, CommandError> {
        Self::open_for(config, None, Arc::new(Unobserved)).await
    }

    /// Opens database and keys for a server, whose workers are woken by what other nodes put into the outbox, and
    /// whose commits are counted.
    pub async fn open_for_server(
        config: Config,
        deliveries: Arc<dyn Deliveries>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, CommandError> {
        Self::open_for(config, Some(deliveries), observer).await
    }

    async fn open_for(
        config: Config,
        deliveries: Option<Arc<dyn Deliveries>>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, CommandError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let rng: Arc<dyn Rng> = Arc::new(OsRng::default());
        let is_command = deliveries.is_none();
        let store = open_store(&config, clock.clone(), deliveries, observer).await?;
        if is_command {
            store.act_for(&operator::name());
        }
        let secret = match &config.server.secret {
            Some(secret) => secret.clone(),
            None => development_secret(&config.server.database_url, &*rng)?,
        };
        let mut wrapping = Wrapping::new(secret.bytes());
        for previous in &config.server.previous_secrets {
            wrapping = wrapping.and_then(|wrapping| wrapping.and_previous(previous.bytes()));
        }
        let wrapping = wrapping.map_err(|_| CommandError::failed("cryptography is not available"))?;
        let keys = KeyRing::open(&*store, &wrapping, &*clock, &*rng).await?;
        Ok(Self { config, store, keys, wrapping, clock, rng })
    }

    /// The hasher that the configuration asks for.
    pub fn hasher(&self) -> Result<Arc<PasswordHasher>, CommandError> {
        hasher(&self.config, self.rng.clone())
    }

    /// The list of breached passwords that the configuration asks for, if it asks for one.
    pub fn breaches(&self) -> Result<Option<Arc<dyn Breaches>>, CommandError> {
        breaches(&self.config)
    }

    /// The directories that the configuration names.
    pub fn directories(&self) -> Result<Directories, CommandError> {
        self.directories_over(&self.hasher()?)
    }

    /// The same, which hash by this hasher.
    pub fn directories_over(&self, hasher: &Arc<PasswordHasher>) -> Result<Directories, CommandError> {
        directories(&self.config, hasher, &self.clock, &self.rng)
    }

    /// An engine for commands: it builds links as the server does, and a server's workers find what it puts into the
    /// outbox in their next round.
    pub fn into_engine(self) -> Result<Engine, CommandError> {
        let public_url = self.public_url();
        let hasher = self.hasher()?;
        let breaches = self.breaches()?;
        let directories = self.directories_over(&hasher)?;
        let settings = engine_settings(&self.config, public_url.clone());
        let vault = Arc::new(KeyedVault::new(self.keys.totp, self.rng.clone()));
        let ports = Ports {
            directories,
            store: self.store,
            vault,
            hasher,
            signer: Arc::new(JwtSigner::new(&public_url, self.keys.signing)),
            clock: self.clock,
            rng: self.rng,
            deliveries: Arc::new(NextRound),
            breaches,
            observer: Arc::new(Unobserved),
        };
        Ok(Engine::new(ports, settings, self.keys.digest))
    }

    fn public_url(&self) -> Url {
        public_url(&self.config, self.config.server.listen.0.port())
    }
}

/// The list of breached passwords that a configuration asks for, if it asks for one.
pub fn breaches(config: &Config) -> Result<Option<Arc<dyn Breaches>>, CommandError> {
    let passwords = &config.passwords;
    let Some(base) = passwords.breach_check.0.clone() else { return Ok(None) };
    let client = http_client(&config.server)?;
    Ok(Some(Arc::new(BreachRanges::new(client, base, passwords.breach_check_timeout))))
}

/// The directories that a configuration names, which hash by this hasher.
pub fn directories(
    config: &Config,
    hasher: &Arc<PasswordHasher>,
    clock: &Arc<dyn Clock>,
    rng: &Arc<dyn Rng>,
) -> Result<Directories, CommandError> {
    if config.directories.is_empty() {
        return Ok(Directories::default());
    }
    let client = http_client(&config.server)?;
    let directory = |settings: &DirectorySettings| {
        let name = settings.name().clone();
        let directory = settings.clone().open(client.clone(), hasher.clone(), clock.clone(), rng.clone());
        Ok((name.clone(), directory.map_err(|error| CommandError::usage(format!("directories.{name}: {error}")))?))
    };
    config.directories.iter().map(directory).collect()
}

/// The hasher that a configuration asks for.
pub fn hasher(config: &Config, rng: Arc<dyn Rng>) -> Result<Arc<PasswordHasher>, CommandError> {
    let hasher = PasswordHasher::new(config.passwords.cost(), rng);
    Ok(Arc::new(hasher.map_err(|error| CommandError::usage(error.to_string()))?))
}

/// The client for all that this process calls.
pub fn http_client(config: &ServerConfig) -> Result<HttpClient, CommandError> {
    let client = HttpClient::new(Networks::new(config.outbound_networks()));
    client.map_err(|error| CommandError::failed(format!("TLS can't be set up: {error}")))
}

/// The senders of the settings.
pub fn senders_of(
    server: &ServerConfig,
    senders: &[SenderConfig],
    smtp: &SmtpSettings,
) -> Result<Senders, CommandError> {
    let tools = sender_tools(server, smtp.clone()).map_err(CommandError::failed)?;
    let named: Result<Vec<_>, _> = senders.iter().map(|sender| sender.sender(&tools)).collect();
    Ok(Senders::new(named.map_err(|error| CommandError::usage(format!("mail.senders: {error}")))?))
}

/// What reads the messages about the emails of the senders of the settings.
pub fn event_readers_of(
    server: &ServerConfig,
    senders: &[SenderConfig],
    smtp: &SmtpSettings,
) -> Result<EventReaders, CommandError> {
    let tools = sender_tools(server, smtp.clone()).map_err(CommandError::failed)?;
    let mut readers = EventReaders::default();
    for sender in senders {
        let reader = sender.events(&tools);
        if let Some(reader) = reader.map_err(|error| CommandError::usage(format!("mail.senders: {error}")))? {
            readers.add(&sender.name, reader);
        }
    }
    Ok(readers)
}

/// Where people reach the server; in development, where it listens, if nothing else is set.
///
/// # Panics
/// Never: an address and a port make a URL.
#[expect(clippy::expect_used, reason = "an address and a port make a URL")]
pub fn public_url(config: &Config, port: u16) -> Url {
    if let Some(url) = &config.server.public_url {
        return url.0.clone();
    }
    // People can't go to "every address of this machine".
    let ip = match config.server.listen.0.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        ip => ip,
    };
    let address = SocketAddr::new(ip, port);
    Url::parse(&format!("http://{address}")).expect("an address and a port make a URL")
}

/// What the configuration tells the engine.
pub fn engine_settings(config: &Config, public_url: Url) -> Settings {
    Settings {
        location_defaults: config.location_defaults(&public_url),
        public_url,
        channels: Dialect::channels(),
        limits: config.limits.settings(),
        bearer_lifetime: config.tokens.bearer,
        refresh_lifetime: config.tokens.refresh,
        mail_enabled: !matches!(config.outlet, crate::config::Outlet::Off),
        no_account_notice: config.mail.no_account_notice,
    }
}

/// The templates, with the operator's own over the built-in ones.
pub fn renderer(config: &Config) -> Result<Renderer, CommandError> {
    let Some(folder) = &config.server.templates else {
        return Renderer::new().map_err(|error| CommandError::failed(with_causes(&error)));
    };
    if !folder.is_dir() {
        return Err(CommandError::usage(format!("templates: there is no folder {}", folder.display()))
            .help("make the folder, or remove the setting"));
    }
    Renderer::with_overrides(folder).map_err(|error| {
        CommandError::usage(format!("templates in {}: {}", whole_path(folder).display(), with_causes(&error)))
            .help("fix the file, or remove it from the folder")
    })
}

/// The templates that a location has of its own.
pub async fn own_templates(store: &dyn LocationStore, location: LocationId) -> Result<Overrides, StoreError> {
    let stored = store.templates(location).await?;
    let texts = stored.iter().map(|template| (template.name().to_owned(), template.text().to_owned()));
    Ok(Overrides::of_location(texts))
}

/// No workers in this process: those of a server look for themselves every few seconds.
struct NextRound;

impl Deliveries for NextRound {
    fn wake(&self) {}
}

/// Fails without a database file. A PostgreSQL database exists, because an operator had to create it.
pub fn demand(config: &Config) -> Result<(), CommandError> {
    match &config.server.database_url {
        DatabaseUrl::Sqlite(path) if !path.exists() => {
            let maker = if config.dev { "serve --dev" } else { "migrate" };
            Err(CommandError::failed(format!("there is no database {}", path.display())).help(format!(
                "run this in the server's folder, or set database_url (REKEY_DATABASE_URL); `rekey {maker}` makes a new \
                 one"
            )))
        }
        DatabaseUrl::Sqlite(_) | DatabaseUrl::Postgres(_) => Ok(()),
    }
}

/// Opens the database, makes it if it is missing, brings it up to date, and makes sure that `--dev` and servers keep
/// apart: a database of `--dev` holds an account whose password everybody knows. `deliveries` is woken by what other
/// nodes put into the outbox; a database file has no other nodes.
pub async fn open_store(
    config: &Config,
    clock: Arc<dyn Clock>,
    deliveries: Option<Arc<dyn Deliveries>>,
    observer: Arc<dyn Observer>,
) -> Result<Arc<dyn Store>, CommandError> {
    let url = &config.server.database_url;
    let store: Arc<dyn Store> = match url {
        DatabaseUrl::Sqlite(path) => {
            open_sqlite(SqliteSettings { observer, ..SqliteSettings::new(path) }, clock).await?
        }
        DatabaseUrl::Postgres(address) => {
            let settings = PostgresSettings { observer, ..config.database.settings(address) };
            open_postgres(&settings, url, deliveries).await?
        }
    };
    let mine = if config.dev { DEV } else { SERVER };
    match (config.dev, store.note_once(MADE_BY, mine).await?) {
        (_, maker) if maker == mine => Ok(store),
        (_, maker) if maker == UNFINISHED => Err(CommandError::usage(format!(
            "{url} holds a copy of another database that is not finished"
        ))
        .help("run `rekey migrate --copy-from` again, which continues where it stopped; or set database_url to another place")),
        (true, _) => Err(CommandError::usage(format!("{url} was not made by --dev, which therefore leaves it alone"))
            .help("leave --dev out, or set database_url (REKEY_DATABASE_URL) to a file that is not there yet")),
        (false, _) => {
            Err(CommandError::usage(format!("{url} was made by --dev: it holds an account with a known password"))
                .help("add --dev, or set database_url to another place"))
        }
    }
}

async fn open_sqlite(settings: SqliteSettings, clock: Arc<dyn Clock>) -> Result<Arc<dyn Store>, CommandError> {
    let opened = tokio::task::spawn_blocking(move || SqlStore::open_sqlite(&settings, clock)).await;
    let opened = opened.map_err(|error| CommandError::failed(format!("opening the database failed: {error}")))?;
    let store = opened.map_err(|error| {
        let text = error.to_string();
        let (what, help) = text.split_once("; ").unwrap_or((&text, "see the `database_url` setting"));
        CommandError::failed(format!("the database: {what}")).help(help)
    })?;
    Ok(Arc::new(store))
}

/// Nodes agree on the time by the database's clock (R3).
async fn open_postgres(
    settings: &PostgresSettings,
    url: &DatabaseUrl,
    deliveries: Option<Arc<dyn Deliveries>>,
) -> Result<Arc<dyn Store>, CommandError> {
    match SqlStore::connect_postgres(settings, StepClock::Database, deliveries).await {
        Ok(store) => Ok(Arc::new(store)),
        Err(error) => Err(CommandError::failed(format!("{url}: {}", with_causes(&error))).help(database_help(&error))),
    }
}

/// What to do about a PostgreSQL database that can't be opened.
pub fn database_help(error: &ConnectError) -> &'static str {
    match error.misconfiguration() {
        Some(Misconfiguration::Login) => {
            "check user and password in database_url (REKEY_DATABASE_URL); pg_hba.conf on the database server says who may \
             log in from where"
        }
        Some(Misconfiguration::NoDatabase) => {
            "check the name at the end of database_url (REKEY_DATABASE_URL), or make the database: \
             `createdb --owner rekey rekey`"
        }
        Some(Misconfiguration::Tls) => {
            "check sslmode and sslrootcert in database_url (REKEY_DATABASE_URL): verify-full needs a certificate that names \
             the host; disable is for networks that nobody else can read"
        }
        Some(Misconfiguration::Certificates) => {
            "check sslrootcert in database_url (REKEY_DATABASE_URL), and that Rekey may read the file"
        }
        Some(Misconfiguration::NoHost) => {
            "check the host in database_url (REKEY_DATABASE_URL), and that its name resolves here"
        }
        Some(Misconfiguration::Full) => {
            "allow more connections (max_connections in postgresql.conf, CONNECTION LIMIT of the user), or lower \
             max_connections in [database]: each node opens up to that many"
        }
        Some(Misconfiguration::ReadOnly) => {
            "let database_url (REKEY_DATABASE_URL) lead to the primary: this server or this user takes no writes"
        }
        Some(Misconfiguration::NoSchema) => {
            "make the schema that options=-csearch_path in database_url (REKEY_DATABASE_URL) names: CREATE SCHEMA …"
        }
        Some(Misconfiguration::Rights) => {
            "make the user of database_url the owner of the database (ALTER DATABASE … OWNER TO …), or let it make tables \
             there: GRANT CREATE ON SCHEMA public TO …, which PostgreSQL 15 and later don't do by default"
        }
        Some(Misconfiguration::Pooler) => {
            "set pooler = true in [database] (REKEY_DATABASE__POOLER=true), and direct_url to the database itself; or let \
             database_url lead past the pooler"
        }
        None if matches!(error, ConnectError::Encoding { .. }) => {
            "make another database: CREATE DATABASE rekey TEMPLATE template0 ENCODING 'UTF8'"
        }
        None => "check that the server runs and that database_url (REKEY_DATABASE_URL) and [database] are right",
    }
}

/// The secret of `--dev`, kept beside its database and readable for its owner alone.
fn development_secret(url: &DatabaseUrl, rng: &dyn Rng) -> Result<Secret, CommandError> {
    let path = match url {
        DatabaseUrl::Sqlite(path) => path.with_extension("secret"),
        DatabaseUrl::Postgres(_) => PathBuf::from("data/dev.secret"),
    };
    let secret = Secret::generate(rng);
    match write_private(&path, format!("{}\n", secret.expose().as_str()).as_bytes()) {
        Ok(()) => Ok(secret),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Secret::read(&path)
            .map_err(|problem| CommandError::failed(problem).help("delete the folder data and start again")),
        Err(error) => Err(CommandError::failed(format!("{} can't be written: {}", path.display(), reason(&error)))
            .help("start rekey in a folder that you can write to")),
    }
}

/// Writes a new file that its owner alone can read. Refuses to replace one.
pub fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
