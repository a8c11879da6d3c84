//! Where the data is, and `[database]`: how a PostgreSQL server is used.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rekey_core::time::Duration;
use rekey_store::postgres::{PostgresSettings, check_url};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::error::SettingError;
use super::reader::Reader;

#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// An absolute path. See [`DatabaseUrl::file`].
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

impl DatabaseUrl {
    /// The embedded one in this file, by its absolute path, so that every message shows which file is meant.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self::Sqlite(whole_path(path.as_ref()))
    }
}

/// A path from the root on. A relative one begins in the folder that the program was started in.
pub fn whole_path(path: &Path) -> PathBuf {
    // Only a folder that is gone has no path, and no file in it can be opened either.
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path).trim();
            // SQLite would take these names for a database that is gone with the process.
            return match path {
                "" | ":memory:" => Err("a database needs a file: \"sqlite:PATH\"".to_owned()),
                path => Ok(Self::file(path)),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text.parse().map(Self::Postgres);
        }
        Err("expected \"sqlite:PATH\" or \"postgres://user:password@host/name\"".to_owned())
    }
}

/// For people: without a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

/// The URL of a PostgreSQL database. It may hold a password, which is never shown.
#[derive(Debug, Clone)]
pub struct PostgresUrl(SecretString);

impl FromStr for PostgresUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = SecretString::from(text);
        check_url(&url).map_err(|error| error.to_string())?;
        Ok(Self(url))
    }
}

/// Host and name of the database, if they can be found in the URL with certainty.
impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(self.0.expose_secret()).ok();
        let place = url.as_ref().and_then(|url| {
            // Such a character, unescaped in a password, would put part of it into the path.
            let path = Some(url.path()).filter(|path| !path.contains(['@', ':']))?;
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            Some(format!("{}{port}{path}", url.host_str()?))
        });
        write!(f, "postgres://{}", place.as_deref().unwrap_or("…"))
    }
}

/// All of it is for PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Whether `database_url` leads to a pooler in transaction mode.
    pub pooler: bool,
    /// The way past the pooler.
    pub direct_url: Option<PostgresUrl>,
    /// How many connections a node opens at most, the one that listens apart.
    pub max_connections: u32,
    /// How long a statement may take.
    pub statement_timeout: Duration,
    /// How long a start waits for a database that is coming up.
    pub connect_wait: Duration,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            pooler: false,
            direct_url: None,
            max_connections: 16,
            statement_timeout: Duration::from_secs(10),
            connect_wait: Duration::from_secs(30),
        }
    }
}

impl DatabaseConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let default = Self::default();
        let statement_timeout = reader.span("statement_timeout", Duration::from_millis(100), Duration::from_mins(10));
        let connect_wait = reader.span("connect_wait", Duration::ZERO, Duration::from_hours(1));
        Self {
            pooler: reader.switch("pooler").unwrap_or(default.pooler),
            direct_url: reader.secret("direct_url"),
            max_connections: reader.number("max_connections", 1, 1_000).unwrap_or(default.max_connections),
            statement_timeout: statement_timeout.unwrap_or(default.statement_timeout),
            connect_wait: connect_wait.unwrap_or(default.connect_wait),
        }
    }

    pub fn settings(&self, url: &PostgresUrl) -> PostgresSettings {
        PostgresSettings {
            direct_url: self.direct_url.as_ref().map(|direct| direct.0.clone()),
            pooler: self.pooler,
            max_connections: usize::try_from(self.max_connections).unwrap_or(usize::MAX),
            statement_timeout: self.statement_timeout,
            connect_wait: self.connect_wait,
            ..PostgresSettings::new(url.0.clone())
        }
    }

    /// What does not go with this URL.
    pub(super) fn check(&self, url: &DatabaseUrl, dev: bool) -> Option<SettingError> {
        match url {
            DatabaseUrl::Postgres(_) if dev => Some(SettingError::new(
                "database_url",
                "with --dev data is kept in SQLite; use \"sqlite:PATH\", or leave --dev out",
            )),
            DatabaseUrl::Sqlite(_) if !dev && self.direct_url.is_some() => Some(SettingError::new(
                "database.direct_url",
                "belongs to a PostgreSQL database, and database_url names a file; set database_url, or leave this out",
            )),
            DatabaseUrl::Sqlite(_) | DatabaseUrl::Postgres(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_read_and_shown_without_a_password() {
        let show = |text: &str| text.parse::<DatabaseUrl>().map(|url| url.to_string());
        let here = std::env::current_dir().unwrap();
        assert_eq!(show("sqlite:data/rekey.db").unwrap(), format!("sqlite:{}/data/rekey.db", here.display()));
        assert_eq!(show("sqlite:///var/lib/rekey.db").unwrap(), "sqlite:/var/lib/rekey.db");
        for (url, shown) in [
            ("postgres://me:hush@db/rekey", "postgres://db/rekey"),
            ("postgresql://me:hush@db:5433/rekey?sslmode=require&password=hush", "postgres://db:5433/rekey"),
            ("postgres://me@%2Fvar%2Frun%2Fpostgresql/rekey", "postgres://%2Fvar%2Frun%2Fpostgresql/rekey"),
            ("postgres://me:hush@one:5432,two:5432/rekey", "postgres://…"),
        ] {
            assert_eq!(show(url).unwrap(), shown);
        }
        for text in ["", "data/rekey.db", "sqlite:", "sqlite::memory:", "mysql://db/rekey"] {
            assert!(show(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_with_signs_that_were_not_escaped_is_shown_neither_as_a_place_nor_in_a_complaint() {
        for sign in ["/", "?", "#", "@", ":", "%", "hush/", "1/2", "1:2/3", "x=?"] {
            let text = format!("postgres://me:{sign}hush@db/rekey");
            let shown = text.parse::<PostgresUrl>().map_or_else(|complaint| complaint, |url| url.to_string());
            assert!(!shown.contains("hush"), "{text}: {shown}");
        }
    }

    #[test]
    fn an_unusable_url_is_refused_before_anybody_connects() {
        for (url, says) in [
            ("postgres://db:port/rekey", "%40"),
            ("postgres://db/rekey?sslmode=maybe", "verify-full"),
            ("postgres://db/rekey?sslrootcert=ca.pem", "verify-full"),
        ] {
            let complaint = url.parse::<DatabaseUrl>().unwrap_err();
            assert!(complaint.contains(says), "{complaint}");
        }
    }
}
