//! The settings outside any section.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use http::HeaderName;
use ipnet::IpNet;
use rekey_core::LocationId;
use rekey_http::input::ClientAddressHeader;
use rekey_http::{Dialect, IntrospectionClient};

use super::database::DatabaseUrl;
use super::locations::{self, LocationPatch};
use super::parse;
use super::reader::Reader;
use super::secret::{RandomSecret, Secret};
use super::shared::{PublicUrl, location_id};
use super::webhooks;
use crate::webhooks::Endpoint;

#[derive(Debug, Clone)]
pub struct ServerConfig {
    pub listen: Listen,
    pub public_url: Option<PublicUrl>,
    pub database_url: DatabaseUrl,
    /// The stored keys are sealed under it. Only `--dev` works without.
    pub secret: Option<Secret>,
    /// Secrets that the stored keys may still be sealed under, from before `secret`.
    pub previous_secrets: Vec<Secret>,
    pub dialects: Vec<DialectName>,
    /// Proxies whose word about the client's address is believed (R13).
    pub trusted_proxies: Vec<Network>,
    pub client_address_header: ClientAddressHeader,
    /// Private networks that may be called (R33).
    pub outbound_networks: Vec<Network>,
    /// Front ends that a browser may call from.
    pub cors_origins: Vec<Origin>,
    /// Request headers that those may send beside the ones that the dialects know.
    pub cors_headers: Vec<RequestHeader>,
    /// Services that may ask whether a bearer token is valid (RFC 7662).
    pub introspection_clients: Vec<IntrospectionClient>,
    pub webhooks: Vec<Endpoint>,
    /// Applied at each start of a server, as `rekey location apply` does.
    pub locations: Vec<LocationPatch>,
    /// Serves requests that name no location.
    pub default_location: LocationId,
    /// A folder whose files replace built-in templates, assets and translations.
    pub templates: Option<PathBuf>,
    pub log_format: LogFormat,
}

impl ServerConfig {
    pub(super) fn read(reader: &mut Reader<'_>, dev: bool) -> Self {
        let default = Self::default();
        let database = if dev { DatabaseUrl::file("data/dev.db") } else { default.database_url };
        let (secret, previous_secrets) = if dev {
            // --dev keeps a secret of its own beside its own database.
            reader.skip_secret("secret");
            reader.skip_secret("previous_secrets");
            (None, None)
        } else {
            (
                reader.fresh_secret::<RandomSecret>("secret").map(|secret| secret.0),
                reader.secret_list("previous_secrets"),
            )
        };
        let clients: Option<Vec<ClientEntry>> = reader.fresh_secret_list("introspection_clients");
        Self {
            listen: reader.text("listen").unwrap_or(default.listen),
            public_url: reader.text("public_url"),
            database_url: reader.secret("database_url").unwrap_or(database),
            secret,
            previous_secrets: previous_secrets.unwrap_or_default(),
            dialects: reader.list("dialects").unwrap_or(default.dialects),
            trusted_proxies: reader.list("trusted_proxies").unwrap_or_default(),
            client_address_header: reader.text("client_address_header").unwrap_or_default(),
            outbound_networks: reader.list("outbound_networks").unwrap_or_default(),
            cors_origins: reader.list("cors_origins").unwrap_or_default(),
            cors_headers: reader.list("cors_headers").unwrap_or_default(),
            introspection_clients: clients.into_iter().flatten().map(|client| client.0).collect(),
            webhooks: webhooks::endpoints(reader),
            locations: locations::read(reader, "locations").unwrap_or_default(),
            default_location: location_id(reader, "default_location").unwrap_or(default.default_location),
            templates: reader.path("templates"),
            log_format: reader.text("log_format").unwrap_or(default.log_format),
        }
    }

    pub fn trusted_proxies(&self) -> Vec<IpNet> {
        self.trusted_proxies.iter().map(|proxy| proxy.0).collect()
    }

    pub fn outbound_networks(&self) -> Vec<IpNet> {
        self.outbound_networks.iter().map(|network| network.0).collect()
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
            dialects: Dialect::all().map(DialectName).collect(),
            trusted_proxies: Vec::new(),
            client_address_header: ClientAddressHeader::default(),
            outbound_networks: Vec::new(),
            cors_origins: Vec::new(),
            cors_headers: Vec::new(),
            introspection_clients: Vec::new(),
            webhooks: Vec::new(),
            locations: Vec::new(),
            default_location: LocationId::FIRST,
            templates: None,
            log_format: LogFormat::Auto,
        }
    }
}

/// In characters: as many random bytes in base64 as nobody guesses.
const SHORTEST_CLIENT_SECRET: usize = 16;

/// A client of `/oauth2/introspect`, written `name:secret`.
struct ClientEntry(IntrospectionClient);

impl FromStr for ClientEntry {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some((id, secret)) if !id.is_empty() && secret.len() >= SHORTEST_CLIENT_SECRET => {
                Ok(Self(IntrospectionClient { id: id.to_owned(), secret: secret.into() }))
            }
            _ => {
                Err(format!("expected \"name:secret\", with a secret of at least {SHORTEST_CLIENT_SECRET} characters"))
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

impl FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::socket_address(text).map(Self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialectName(pub Dialect);

impl FromStr for DialectName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Dialect::from_code(text).map(Self).ok_or_else(|| {
            let known: Vec<&str> = Dialect::all().map(Dialect::code).collect();
            format!("unknown dialect; expected one of: {}", known.join(", "))
        })
    }
}

/// A network, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(pub IpNet);

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::ip_network(text).map(Self)
    }
}

/// An origin, as browsers write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(pub String);

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('*') {
            return Err("wildcards are not supported; list each front end by its own origin");
        }
        let origin = parse::web_url(text).map(|url| url.origin().ascii_serialization());
        match origin {
            Some(origin) if origin == text => Ok(Self(origin)),
            _ => Err(
                "expected an origin as browsers send it, such as \"https://app.example.com\": no path, no slash at the end",
            ),
        }
    }
}

/// The name of a request header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHeader(pub HeaderName);

impl FromStr for RequestHeader {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| "expected the name of a request header, such as \"X-Trace-Id\"")
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
    fn request_headers_are_names_alone() {
        assert_eq!("X-Trace-Id".parse::<RequestHeader>().unwrap().0, "x-trace-id");
        for text in ["", "X-Trace-Id: 1", "*, X", "é"] {
            assert!(text.parse::<RequestHeader>().is_err(), "{text}");
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
            "https://*.example.com",
            "https://a.example:443",
            "null",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }

    #[test]
    fn proxies_are_networks_or_addresses() {
        assert_eq!("192.0.2.1".parse::<Network>().unwrap().0.to_string(), "192.0.2.1/32");
        assert!("10.0.0.0/8".parse::<Network>().is_ok());
        assert!("proxy.example".parse::<Network>().is_err());
    }
}
