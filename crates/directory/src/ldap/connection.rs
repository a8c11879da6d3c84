//! A connection: one server, bound, for one call.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ldap3::controls::RawControl;
use ldap3::exop::PasswordModify;
use ldap3::{
    Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Mod, Scope, SearchEntry, SearchOptions, StdStream,
};
use rustls::ClientConfig;
use secrecy::ExposeSecret;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use url::Url;

use super::entry::Entry;
use super::problem::{Problem, describe};
use super::settings::LdapSettings;
use crate::tls::{self, TlsError};

/// How many entries a search may find. Nobody has more accounts under one address.
const MOST_ENTRIES: i32 = 20;

const SUCCESS: u32 = 0;
const SIZE_LIMIT_EXCEEDED: u32 = 4;
const REFERRAL: u32 = 10;
const NO_SUCH_OBJECT: u32 = 32;
const BUSY: u32 = 51;
const UNAVAILABLE: u32 = 52;

/// How servers are reached.
pub(super) struct Connector {
    tls: Option<Arc<ClientConfig>>,
}

impl Connector {
    pub(super) fn new(settings: &LdapSettings) -> Result<Self, TlsError> {
        let needs_tls = settings.start_tls || settings.servers.iter().any(|server| server.scheme() == "ldaps");
        let tls = needs_tls.then(|| tls::client_config(settings.ca_file.as_deref())).transpose()?;
        Ok(Self { tls: tls.map(Arc::new) })
    }

    /// A bound connection to the first server that answers. One that refuses the bind has answered.
    pub(super) async fn connect(&self, settings: &LdapSettings) -> Result<Connection, Problem> {
        let mut failures = Vec::new();
        let count = u32::try_from(settings.servers.len()).unwrap_or(u32::MAX).max(1);
        // The others need a part of the time, too.
        let patience = if count == 1 { settings.timeout } else { settings.timeout / (count + 1) };
        for server in &settings.servers {
            let is_connected = AtomicBool::new(false);
            let reached = tokio::time::timeout(patience, self.reach(settings, server, &is_connected)).await;
            let reached = reached.unwrap_or_else(|_| {
                // Servers wait for the rest of a message that is not for them.
                let advice = if is_connected.load(Ordering::Relaxed) { other_port(server) } else { "" };
                Err(Problem::unanswered(format!("it did not answer within {patience:?}{advice}")))
            });
            match reached {
                Ok(connection) => return Ok(connection),
                Err(problem) if problem.silence().is_none() => return Err(problem),
                Err(problem) => failures.push(format!("{}: {}", name(server), problem.reason())),
            }
        }
        Err(Problem::unanswered(failures.join("; ")))
    }

    async fn reach(
        &self,
        settings: &LdapSettings,
        server: &Url,
        is_connected: &AtomicBool,
    ) -> Result<Connection, Problem> {
        let unanswered = |error: LdapError| Problem::unanswered(reason(server, &error));
        let mut connection = self.open(settings, server, is_connected).await.map_err(unanswered)?;
        let bound = connection.ldap.simple_bind(&settings.bind_dn, settings.bind_password.expose_secret()).await;
        let result = bound.map_err(unanswered)?;
        match result.rc {
            SUCCESS => Ok(connection),
            // Others may be able to.
            BUSY | UNAVAILABLE => Err(Problem::unanswered(describe(&result))),
            // The text is about ourselves.
            _ => Err(Problem::new(format!("bind_dn can't sign in: {} {}", describe(&result), result.text.trim()))),
        }
    }

    async fn open(
        &self,
        settings: &LdapSettings,
        server: &Url,
        is_connected: &AtomicBool,
    ) -> Result<Connection, LdapError> {
        let usual = if server.scheme() == "ldaps" { 636 } else { 389 };
        let address = format!("{}:{}", server.host_str().unwrap_or("localhost"), server.port().unwrap_or(usual));
        let stream = TcpStream::connect(address).await?.into_std()?;
        is_connected.store(true, Ordering::Relaxed);
        let mut options =
            LdapConnSettings::new().set_starttls(settings.start_tls).set_std_stream(StdStream::Tcp(stream));
        if let Some(tls) = &self.tls {
            options = options.set_config(tls.clone());
        }
        let (connection, ldap) = LdapConnAsync::from_url_with_settings(options, server).await?;
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                tracing::debug!(%error, "a connection to an LDAP server ended");
            }
        });
        Ok(Connection { ldap, driver })
    }
}

fn name(server: &Url) -> String {
    let port = server.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", server.host_str().unwrap_or_default())
}

/// Why a server can't be talked to. Libraries describe a port that speaks another protocol by what they read there.
fn reason(server: &Url, error: &LdapError) -> String {
    let expects_tls = server.scheme() == "ldaps";
    match error {
        LdapError::Io { source } if expects_tls && is_no_tls(source) => {
            format!("it doesn't speak TLS on this port{}", other_port(server))
        }
        LdapError::LdapResult { result } if !expects_tls => {
            format!("it refuses StartTLS ({}); give it a certificate, or write ldaps://", describe(result))
        }
        LdapError::ResultRecv { .. } | LdapError::OpSend { .. } if !expects_tls => {
            format!("it ended the connection instead of answering{}", other_port(server))
        }
        LdapError::Io { source } if !expects_tls && is_no_ldap(source) => {
            format!("it doesn't speak plain LDAP on this port{}", other_port(server))
        }
        LdapError::Io { source } => source.to_string(),
        other => other.to_string(),
    }
}

/// What to write if a port speaks the other protocol.
fn other_port(server: &Url) -> &'static str {
    if server.scheme() == "ldaps" {
        "; if the port is for plain LDAP, such as 389, write ldap://"
    } else {
        "; if the port is for TLS, such as 636, write ldaps://"
    }
}

/// Whether a server answered a TLS handshake with something else, or hung up.
fn is_no_tls(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let is_cut = matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset);
    is_cut || matches!(inner, Some(rustls::Error::InvalidMessage(_)))
}

/// Whether a server answered plain LDAP with something else, or hung up.
fn is_no_ldap(error: &io::Error) -> bool {
    let is_cut = matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe);
    is_cut || (error.kind() == ErrorKind::Other && error.get_ref().is_some_and(|inner| !inner.is::<rustls::Error>()))
}

/// A connection, which is closed with the call.
pub(super) struct Connection {
    ldap: Ldap,
    driver: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    /// The entries below `base` that match. What servers refer to elsewhere is left alone.
    pub(super) async fn search(
        &mut self,
        base: &str,
        filter: &str,
        attributes: &[&str],
    ) -> Result<Vec<Entry>, Problem> {
        self.search_in(base, Scope::Subtree, filter, attributes).await
    }

    /// One entry, if it is there and matches.
    pub(super) async fn read(&mut self, dn: &str, filter: &str, attributes: &[&str]) -> Result<Option<Entry>, Problem> {
        Ok(self.search_in(dn, Scope::Base, filter, attributes).await?.pop())
    }

    async fn search_in(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
    ) -> Result<Vec<Entry>, Problem> {
        self.ldap.with_search_options(SearchOptions::new().sizelimit(MOST_ENTRIES));
        let found = self.ldap.search(base, scope, filter, attributes.to_vec()).await;
        let found = found.map_err(|error| Problem::new(error.to_string()))?;
        match found.1.rc {
            SUCCESS => Ok(found.0.into_iter().map(|entry| Entry::from(SearchEntry::construct(entry))).collect()),
            NO_SUCH_OBJECT => Err(Problem::new(format!("there is no entry `{base}`, or bind_dn can't see it"))),
            SIZE_LIMIT_EXCEEDED => Err(Problem::new("more entries match than the server lists")),
            REFERRAL => Err(Problem::new("it refers to another server, which is not asked; name that one in url")),
            _ => Err(Problem::new(describe(&found.1))),
        }
    }

    /// Sets a password by RFC 3062.
    pub(super) async fn modify_password(
        &mut self,
        dn: &str,
        password: &str,
        controls: Vec<RawControl>,
    ) -> Result<LdapResult, Problem> {
        let change = PasswordModify { user_id: Some(dn), old_pass: None, new_pass: Some(password) };
        let done = self.ldap.with_controls(controls).extended(change).await;
        done.map(|done| done.1).map_err(|error| Problem::of_operation(&error))
    }

    /// Replaces the values of attributes.
    pub(super) async fn replace(
        &mut self,
        dn: &str,
        values: Vec<(&str, Vec<u8>)>,
        controls: Vec<RawControl>,
    ) -> Result<LdapResult, Problem> {
        let changes = values.into_iter().map(|(name, value)| Mod::Replace(name.as_bytes().to_vec(), [value].into()));
        let done = self.ldap.with_controls(controls).modify(dn, changes.collect()).await;
        done.map_err(|error| Problem::of_operation(&error))
    }
}
