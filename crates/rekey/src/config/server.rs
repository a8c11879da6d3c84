//! The settings that stand outside any section.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use ipnet::IpNet;
use rekey_core::LocationId;
use rekey_http::{Dialect, IntrospectionClient};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use url::Url;
use zeroize::Zeroizing;

use super::database::DatabaseUrl;
use super::read::{self, AddressFault};
use super::secret::Secret;
use super::webhooks;
use crate::webhooks::Endpoint;

/// The settings that stand outside any section.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct ServerConfig {
    /// Where the server listens.
    #[serde(deserialize_with = "read::text")]
    pub listen: Listen,
    /// Where people reach it.
    #[serde(deserialize_with = "read::some_text")]
    pub public_url: Option<PublicUrl>,
    /// Where its data is.
    #[serde(deserialize_with = "read::text")]
    pub database_url: DatabaseUrl,
    /// What the stored keys are sealed under.
    #[serde(deserialize_with = "read::some_text")]
    pub secret: Option<Secret>,
    /// Secrets that the stored keys may still be sealed under, from before `secret`.
    #[serde(deserialize_with = "secrets")]
    pub previous_secrets: Vec<Secret>,
    /// A file that holds the secret.
    pub secret_file: Option<PathBuf>,
    /// The public APIs that are spoken.
    #[serde(deserialize_with = "read::texts")]
    pub dialects: Vec<DialectName>,
    /// Proxies whose `X-Forwarded-For` is believed (R13).
    #[serde(deserialize_with = "read::texts")]
    pub trusted_proxies: Vec<Proxy>,
    /// Front ends that a browser may call from.
    #[serde(deserialize_with = "read::texts")]
    pub cors_origins: Vec<Origin>,
    /// Services that may ask whether a bearer token is good (RFC 7662).
    #[serde(deserialize_with = "clients")]
    pub introspection_clients: Vec<IntrospectionClient>,
    /// Who is told what happened.
    #[serde(deserialize_with = "webhooks::endpoints")]
    pub webhooks: Vec<Endpoint>,
    /// The location of whoever names none.
    #[serde(deserialize_with = "location")]
    pub default_location: LocationId,
    /// A folder whose files replace built-in templates, assets and translations.
    pub templates: Option<PathBuf>,
    /// How the log is written.
    #[serde(deserialize_with = "read::text")]
    pub log_format: LogFormat,
}

impl ServerConfig {
    /// The networks of proxies whose word is taken for whom a request comes from.
    pub fn trusted_proxies(&self) -> Vec<IpNet> {
        self.trusted_proxies.iter().map(|proxy| proxy.0).collect()
    }
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: Listen(SocketAddr::from(([127, 0, 0, 1], 8080))),
            public_url: None,
            database_url: DatabaseUrl::file("data/rekey.db"),
            secret: None,
            previous_secrets: Vec::new(),
            secret_file: None,
            dialects: Dialect::ALL.map(DialectName).to_vec(),
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            introspection_clients: Vec::new(),
            webhooks: Vec::new(),
            default_location: LocationId::FIRST,
            templates: None,
            log_format: LogFormat::Auto,
        }
    }
}

fn location<'de, D: Deserializer<'de>>(input: D) -> Result<LocationId, D::Error> {
    let number = read::number_within(input, 1, i32::MAX.unsigned_abs())?;
    Ok(LocationId::new(number.into()).unwrap_or(LocationId::FIRST))
}

/// Reads secrets. Messages count them instead of showing them.
fn secrets<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Secret>, D::Error> {
    let texts = Zeroizing::new(read::plain_texts(input)?);
    let secrets = texts.iter().enumerate().map(|(index, text)| {
        text.parse::<Secret>().map_err(|error| D::Error::custom(format!("number {}: {error}", index + 1)))
    });
    secrets.collect()
}

/// The shortest secret of a client: as many random bytes in base64 as nobody guesses.
const SHORTEST_CLIENT_SECRET: usize = 16;

/// Reads `name:secret` each. Messages count the clients instead of showing them.
fn clients<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<IntrospectionClient>, D::Error> {
    let texts = Zeroizing::new(read::plain_texts(input)?);
    let clients = texts.iter().enumerate().map(|(index, text)| match text.split_once(':') {
        Some((id, secret)) if !id.is_empty() && secret.len() >= SHORTEST_CLIENT_SECRET => {
            Ok(IntrospectionClient { id: id.to_owned(), secret: secret.into() })
        }
        _ => Err(D::Error::custom(format!(
            "number {}: expected \"name:secret\", the secret of {SHORTEST_CLIENT_SECRET} characters at least",
            index + 1
        ))),
    });
    clients.collect()
}

/// An address to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

impl FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
        text.parse()
            .map(Self)
            .map_err(|_| "expected an address with a port, such as \"127.0.0.1:8080\" or \"[::]:8080\"")
    }
}

/// Where people reach the server: the start of every link (R12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(pub Url);

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read::safe_address(text).map(Self).map_err(|fault| match fault {
            AddressFault::NoHttps => "expected a URL that begins with https:, such as \"https://id.example.com\"",
            AddressFault::NotBare => {
                "expected a URL without user, query or fragment, such as \"https://id.example.com\""
            }
            AddressFault::InTheOpen => {
                "http: is taken for loopback hosts only, because links carry secrets; use https:"
            }
        })
    }
}

/// A dialect, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialectName(pub Dialect);

impl FromStr for DialectName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Dialect::from_code(text).map(Self).ok_or_else(|| {
            let known: Vec<&str> = Dialect::ALL.iter().map(|dialect| dialect.code()).collect();
            format!("no such dialect; expected one of: {}", known.join(", "))
        })
    }
}

/// A proxy: a network, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proxy(pub IpNet);

impl FromStr for Proxy {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let network = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        network.map(Self).ok_or("expected an address or a network, such as \"10.0.0.0/8\" or \"::1\"")
    }
}

/// An origin, as browsers write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(pub String);

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let origin = url.map(|url| url.origin().ascii_serialization());
        match origin {
            Some(origin) if origin == text => Ok(Self(origin)),
            _ => Err(
                "expected an origin as browsers send it, such as \"https://app.example.com\": no path, no slash at the end",
            ),
        }
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people on a terminal, as JSON elsewhere.
    Auto,
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("expected \"auto\", \"text\" or \"json\""),
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_loopback_hosts_only() {
        for text in [
            "http://localhost:8080",
            "http://127.0.0.1",
            "http://[::1]:1/",
            "http://a.localhost",
            "https://a.example/id",
        ] {
            assert!(text.parse::<PublicUrl>().is_ok(), "{text}");
        }
        for text in [
            "http://id.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "ftp://a.example",
            "id.example.com",
            "https://user:pass@a.example",
            "https://a.example/?x=1",
            "https://a.example/#x",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn origins_are_taken_as_browsers_send_them() {
        assert!("https://app.example.com".parse::<Origin>().is_ok());
        assert!("http://localhost:3000".parse::<Origin>().is_ok());
        for text in [
            "https://app.example.com/",
            "https://APP.example.com",
            "app.example.com",
            "*",
            "https://a.example:443",
            "null",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }

    #[test]
    fn proxies_are_networks_or_addresses() {
        assert_eq!("192.0.2.1".parse::<Proxy>().unwrap().0.to_string(), "192.0.2.1/32");
        assert!("10.0.0.0/8".parse::<Proxy>().is_ok());
        assert!("proxy.example".parse::<Proxy>().is_err());
    }
}
