//! Where a database is, and how connections to it are encrypted.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::config::{Host, SslMode};

use super::dialect::Dialect;

/// A database, by its URL. `Debug` shows no password.
#[derive(Clone)]
pub struct Server {
    pub(super) place: Place,
    pub(super) encryption: Encryption,
}

#[derive(Clone)]
pub(super) enum Place {
    Postgres(Box<tokio_postgres::Config>),
    MySql(mysql_async::Opts),
}

/// How connections are encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Not at all: the server is on this machine, or the operator wants it so.
    Off,
    /// By TLS, the server's certificate being checked against those of a PEM file, else the system's.
    Verified(Option<PathBuf>),
}

/// An unusable URL. The text never shows the URL, because it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not the URL of a database.
    #[error(
        "expected a URL such as postgres://user:password@host/name or mysql://user:password@host/name; percent-encode \
         special characters of the password: @ as %40, / as %2F, ? as %3F, # as %23, % as %25, : as %3A"
    )]
    Malformed,
    /// A TLS mode that does not check the server's certificate, or is unknown.
    #[error(
        "sslmode={0} is not accepted; use verify-full (the default where the server is on another machine) or disable"
    )]
    SslMode(String),
    /// A parameter that the driver does not know.
    #[error("a parameter behind the `?` is unknown; sslmode and sslrootcert are known for every database")]
    Parameter,
    /// It names root certificates without TLS.
    #[error("sslrootcert has no effect with sslmode=disable; remove one of them")]
    UnusedRoot,
}

impl Server {
    /// Reads a URL. Without `sslmode`, servers on other machines have to prove who they are.
    pub fn parse(url: &SecretString) -> Result<Self, UrlError> {
        let url = url.expose_secret();
        let (scheme, rest) = url.split_once("://").ok_or(UrlError::Malformed)?;
        let dialect = match scheme {
            "postgres" | "postgresql" => Dialect::Postgres,
            "mysql" | "mariadb" => Dialect::MySql,
            _ => return Err(UrlError::Malformed),
        };
        let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
        // Drivers would mistake the text between two such signs, part of a password, for a host.
        if base.matches('@').count() > 1 || base.contains('#') || query.contains('@') {
            return Err(UrlError::Malformed);
        }
        let (mut mode, mut root, mut others) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(decode(value)),
                Some(("sslrootcert", value)) => root = Some(PathBuf::from(decode(value))),
                _ => others.push(pair),
            }
        }
        let others = others.join("&");
        let place = match dialect {
            Dialect::Postgres => Place::postgres(base, &others)?,
            Dialect::MySql => Place::mysql(base, &others)?,
        };
        let root = root.filter(|root| root.as_os_str() != "system");
        let encryption = match mode.as_deref() {
            Some("disable") if root.is_some() => return Err(UrlError::UnusedRoot),
            Some("disable") => Encryption::Off,
            Some("require" | "verify-full") => Encryption::Verified(root),
            Some(other) => return Err(UrlError::SslMode(other.to_owned())),
            None if root.is_none() && place.is_here() => Encryption::Off,
            None => Encryption::Verified(root),
        };
        Ok(Self { place: place.encrypted(&encryption), encryption })
    }

    /// Its kind.
    pub fn dialect(&self) -> Dialect {
        match self.place {
            Place::Postgres(_) => Dialect::Postgres,
            Place::MySql(_) => Dialect::MySql,
        }
    }

    /// The user that statements run as.
    pub(super) fn user(&self) -> &str {
        let user = match &self.place {
            Place::Postgres(config) => config.get_user(),
            Place::MySql(options) => options.user(),
        };
        user.unwrap_or("rekey")
    }

    /// The database, where tables of others can be named beside its own.
    pub(super) fn database(&self) -> Option<&str> {
        match &self.place {
            Place::Postgres(_) => None,
            Place::MySql(options) => options.db_name(),
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({:?}, …)", self.dialect())
    }
}

impl Place {
    fn postgres(base: &str, parameters: &str) -> Result<Self, UrlError> {
        let read = |parameters: &str| format!("postgres://{base}?{parameters}").parse::<tokio_postgres::Config>();
        let config = read(parameters).map_err(|_| unless_plain(read("").is_ok()))?;
        if config.get_hosts().is_empty() { Err(UrlError::Malformed) } else { Ok(Self::Postgres(Box::new(config))) }
    }

    fn mysql(base: &str, parameters: &str) -> Result<Self, UrlError> {
        let read = |parameters: &str| mysql_async::Opts::from_url(&format!("mysql://{base}?{parameters}"));
        let options = read(parameters).map_err(|_| unless_plain(read("").is_ok()))?;
        if options.db_name().is_none_or(str::is_empty) { Err(UrlError::Malformed) } else { Ok(Self::MySql(options)) }
    }

    /// Whether nobody else can read what is sent to it: a socket or a loopback address.
    fn is_here(&self) -> bool {
        match self {
            Self::Postgres(config) => config.get_hosts().iter().all(|host| match host {
                Host::Tcp(name) => is_loopback(name),
                Host::Unix(_) => true,
            }),
            Self::MySql(options) => options.socket().is_some() || is_loopback(options.ip_or_hostname()),
        }
    }

    fn encrypted(self, encryption: &Encryption) -> Self {
        match self {
            Self::Postgres(mut config) => {
                let is_off = *encryption == Encryption::Off;
                config.ssl_mode(if is_off { SslMode::Disable } else { SslMode::Require });
                Self::Postgres(config)
            }
            other @ Self::MySql(_) => other,
        }
    }
}

/// What is wrong with a URL that can't be read with its parameters.
fn unless_plain(is_read_without: bool) -> UrlError {
    if is_read_without { UrlError::Parameter } else { UrlError::Malformed }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encryption(url: &str) -> Result<Encryption, UrlError> {
        Server::parse(&url.into()).map(|server| server.encryption)
    }

    #[test]
    fn servers_elsewhere_have_to_prove_who_they_are() {
        for scheme in ["postgres", "postgresql", "mysql", "mariadb"] {
            let of = |rest: &str| encryption(&format!("{scheme}://u:p@{rest}")).unwrap();
            assert_eq!(of("db.example/app"), Encryption::Verified(None));
            assert_eq!(of("db.example/app?sslmode=require"), Encryption::Verified(None));
            assert_eq!(of("db.example/app?sslrootcert=%2Fca.pem"), Encryption::Verified(Some("/ca.pem".into())));
            assert_eq!(of("db.example/app?sslmode=verify-full&sslrootcert=system"), Encryption::Verified(None));
            assert_eq!(of("db.example/app?sslmode=disable"), Encryption::Off);
            for here in ["localhost:6000/app", "127.0.0.1/app", "[::1]/app"] {
                assert_eq!(of(here), Encryption::Off, "{here}");
            }
            assert_eq!(of("localhost/app?sslmode=verify-full"), Encryption::Verified(None));
        }
        assert_eq!(encryption("postgres://u@%2Frun%2Fpostgresql/app").unwrap(), Encryption::Off);
        assert_eq!(encryption("mysql://u@db/app?socket=%2Frun%2Fm.sock").unwrap(), Encryption::Off);
    }

    #[test]
    fn what_is_unsafe_or_no_url_is_refused_without_repeating_it() {
        for (url, problem) in [
            ("postgres://u:secret@h/d?sslmode=prefer", UrlError::SslMode("prefer".to_owned())),
            ("mysql://u:secret@h/d?sslmode=disable&sslrootcert=x", UrlError::UnusedRoot),
            ("mysql://u:secret@h/d?secret=1", UrlError::Parameter),
            ("postgres://u:secret@h/d?secret=1", UrlError::Parameter),
            ("postgres://u:secret@secret@h/d", UrlError::Malformed),
            ("mysql://u:secret@h", UrlError::Malformed),
            ("sqlite://secret", UrlError::Malformed),
            ("secret", UrlError::Malformed),
        ] {
            let error = Server::parse(&url.into()).unwrap_err();
            assert_eq!(error, problem, "{url}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
