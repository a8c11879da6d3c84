//! Settings of a PostgreSQL store: where the database is and how to use it.

use std::path::PathBuf;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rekey_core::ports::{Observer, Unobserved};
use rekey_core::time::Duration;
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::config::SslMode;

/// How a PostgreSQL store reaches its database.
#[derive(Debug, Clone)]
pub struct PostgresSettings {
    /// The database: `postgres://user:password@host:port/name`, with what libpq's `sslmode` calls `disable`,
    /// `prefer` (the default), `require` or `verify-full`. The last checks the server's certificate against
    /// `sslrootcert=FILE`, or against the system's roots if that is absent or `system`.
    pub url: SecretString,
    /// The same database without the pooler, for migrations and wake-ups.
    pub direct_url: Option<SecretString>,
    /// Whether [`url`](Self::url) leads to a pooler in transaction mode (PgBouncer): no prepared statements, no
    /// LISTEN, no start-up options.
    pub pooler: bool,
    /// The most open connections, not counting the one that listens.
    pub max_connections: usize,
    /// How long a statement may take. A step that waits twice as long drops the connection.
    pub statement_timeout: Duration,
    /// How long the start waits for a database that is still starting.
    pub connect_wait: Duration,
    /// Counts commits.
    pub observer: Arc<dyn Observer>,
}

impl PostgresSettings {
    /// The database at this URL, reached directly, with the usual limits.
    pub fn new(url: impl Into<SecretString>) -> Self {
        Self {
            url: url.into(),
            direct_url: None,
            pooler: false,
            max_connections: 16,
            statement_timeout: Duration::from_secs(10),
            connect_wait: Duration::from_secs(30),
            observer: Arc::new(Unobserved),
        }
    }
}

/// Whether a URL is usable, as far as that shows without connecting.
pub fn check_url(url: &SecretString) -> Result<(), UrlError> {
    Server::parse(url).map(drop)
}

/// An unusable URL. The text never shows the URL, because it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum UrlError {
    /// Not a PostgreSQL URL. The driver's message is left out: it may repeat part of a password that was not escaped.
    #[error(
        "expected a URL such as postgres://user:password@host:5432/name; signs such as @ / ? # % : in a password \
         have to be written as %40 %2F %3F %23 %25 %3A"
    )]
    Malformed,
    /// An unsupported TLS mode.
    #[error("sslmode={0} is not known; use disable, prefer, require or verify-full")]
    SslMode(String),
    /// It has a parameter that PostgreSQL's URLs don't have.
    #[error("unknown parameter `{name}`; {advice}")]
    Parameter {
        /// Its name.
        name: String,
        /// What to do instead.
        advice: &'static str,
    },
    /// It names root certificates that the TLS mode ignores.
    #[error("sslrootcert is checked with sslmode=verify-full alone; set that too")]
    UnusedRoot,
}

/// Which roots a server's certificate is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Roots {
    /// None: the connection is encrypted, but the server is not authenticated, as with libpq's `prefer` and `require`.
    Unchecked,
    /// The operating system's.
    System,
    /// Those of a PEM file.
    File(PathBuf),
}

/// A parsed URL.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) config: tokio_postgres::Config,
    pub(super) roots: Roots,
}

impl Server {
    /// Parses a URL. The TLS parameters are removed first, because the driver does not know all of them.
    pub(super) fn parse(url: &SecretString) -> Result<Self, UrlError> {
        let url = url.expose_secret();
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(UrlError::Malformed);
        }
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        // The driver would mistake the text between two such signs, part of a password, for a host.
        if base.matches('@').count() > 1 {
            return Err(UrlError::Malformed);
        }
        let (mut ssl_mode, mut root, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => ssl_mode = Some(decode(mode)),
                Some(("sslrootcert", path)) => root = Some(decode(path)),
                _ => rest.push(pair),
            }
        }
        let config = format!("{base}?{}", rest.join("&")).parse::<tokio_postgres::Config>();
        let mut config = config.map_err(|_| unknown_parameter(base, query, &rest).unwrap_or(UrlError::Malformed))?;
        let (mode, verified) = match ssl_mode.as_deref() {
            Some("disable") => (SslMode::Disable, false),
            None | Some("prefer") => (SslMode::Prefer, false),
            Some("require") => (SslMode::Require, false),
            Some("verify-full") => (SslMode::Require, true),
            Some(other) => return Err(UrlError::SslMode(other.to_owned())),
        };
        config.ssl_mode(mode);
        let roots = match (verified, root) {
            (false, None) => Roots::Unchecked,
            (false, Some(_)) => return Err(UrlError::UnusedRoot),
            (true, None) => Roots::System,
            (true, Some(root)) if root == "system" => Roots::System,
            (true, Some(root)) => Roots::File(root.into()),
        };
        Ok(Self { config, roots })
    }
}

/// The parameter that the driver does not know, unless the query could be a piece of a password.
fn unknown_parameter(base: &str, query: &str, pairs: &[&str]) -> Option<UrlError> {
    let complaint = |query: &str| {
        let error = format!("{base}?{query}").parse::<tokio_postgres::Config>().err()?;
        Some(std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default())
    };
    if query.contains('@') || complaint("").is_some() {
        return None;
    }
    let name = pairs.iter().find_map(|pair| {
        let name = decode(pair.split('=').next()?);
        complaint(pair).filter(|complaint| *complaint == format!("unknown option `{name}`")).map(|_| name)
    })?;
    let advice = advice(&name);
    Some(UrlError::Parameter { name, advice })
}

/// What to do about a parameter that other programs put into such URLs.
fn advice(parameter: &str) -> &'static str {
    match parameter {
        "pgbouncer" | "statement_cache_size" | "prepared_statements" | "prepareThreshold" => {
            "remove it, and if a pooler such as PgBouncer is in between, set pooler = true in [database] \
             (REKEY_DATABASE__POOLER=true)"
        }
        "schema" | "search_path" | "currentSchema" => {
            "choose a schema by options=-csearch_path%3DNAME, or behind a pooler by ALTER ROLE … SET search_path = NAME"
        }
        "connection_limit" | "pool_size" | "max_connections" => "set max_connections in [database] instead",
        "pool_timeout" | "socket_timeout" | "statement_timeout" => "set statement_timeout in [database] instead",
        "ssl" | "sslaccept" | "sslnegotiate" | "requiressl" => "use sslmode=require or sslmode=verify-full instead",
        "sslcert" | "sslkey" | "sslpassword" | "sslidentity" => {
            "client certificates are not supported; remove it and use a password"
        }
        _ => "remove it; sslmode, sslrootcert, options, connect_timeout and the like are known, as in libpq",
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Server, UrlError> {
        Server::parse(&url.into())
    }

    #[test]
    fn the_way_of_tls_is_taken_from_the_url() {
        for (query, mode, roots) in [
            ("", SslMode::Prefer, Roots::Unchecked),
            ("?sslmode=disable", SslMode::Disable, Roots::Unchecked),
            ("?sslmode=require&application_name=x", SslMode::Require, Roots::Unchecked),
            ("?sslmode=verify-full", SslMode::Require, Roots::System),
            ("?sslmode=verify-full&sslrootcert=system", SslMode::Require, Roots::System),
            ("?sslrootcert=%2Fca.pem&sslmode=verify-full", SslMode::Require, Roots::File("/ca.pem".into())),
        ] {
            let server = parse(&format!("postgres://u:p@db.example:6000/rekey{query}")).unwrap();
            assert_eq!((server.config.get_ssl_mode(), server.roots), (mode, roots), "{query}");
            assert_eq!(server.config.get_dbname(), Some("rekey"));
        }
    }

    #[test]
    fn a_url_that_promises_what_is_not_done_is_refused() {
        assert!(matches!(parse("postgres://h/d?sslmode=verify-ca"), Err(UrlError::SslMode(_))));
        assert!(matches!(parse("postgres://h/d?sslmode=require&sslrootcert=x"), Err(UrlError::UnusedRoot)));
    }

    #[test]
    fn a_parameter_of_another_program_is_named_with_what_to_do_instead() {
        for (query, name, says) in [
            ("pgbouncer=true", "pgbouncer", "pooler = true"),
            ("sslmode=require&pgbouncer=true&connection_limit=1", "pgbouncer", "REKEY_DATABASE__POOLER"),
            ("schema=public", "schema", "options=-csearch_path%3DNAME"),
            ("connect_timeout=5&connection_limit=1", "connection_limit", "max_connections"),
            ("ssl=true", "ssl", "sslmode=require"),
            ("sslcert=a.pem", "sslcert", "client certificates"),
            ("gssencmode=disable", "gssencmode", "remove it"),
        ] {
            let error = parse(&format!("postgres://u:p@db.example:6000/rekey?{query}")).unwrap_err();
            let text = error.to_string();
            assert!(matches!(&error, UrlError::Parameter { name: found, .. } if found == name), "{query}: {text}");
            assert!(text.contains(&format!("`{name}`")) && text.contains(says), "{query}: {text}");
        }
        assert!(matches!(parse("postgres://u:p@h/d?connect_timeout=soon"), Err(UrlError::Malformed)));
        assert!(parse("postgres://u:p@h/d?options=-csearch_path%3Drekey").is_ok());
    }

    #[test]
    fn a_piece_of_a_password_is_never_taken_for_a_parameter() {
        for url in [
            "postgres://u:?hush@h/d",
            "postgres://u:a?hush=1@h/d",
            "postgres://u:p@a?hush=1@h/d?x=1",
            "postgres://u:x?hush=1",
        ] {
            let text = parse(url).map_or_else(|error| error.to_string(), |_| String::new());
            assert!(!text.contains("hush"), "{url}: {text}");
        }
    }

    #[test]
    fn an_error_shows_no_password() {
        for url in ["mysql://u:hush@h/d", "postgres://u:hush@h/d?nonsense=1", "postgres://u:hush@h:port/d"] {
            let error = parse(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        }
    }
}
