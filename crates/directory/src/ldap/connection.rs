//! A connection: one server, bound, for one call.

use std::sync::Arc;
use std::time::Duration;

use ldap3::controls::RawControl;
use ldap3::exop::PasswordModify;
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Mod, Scope, SearchEntry, SearchOptions};
use rustls::ClientConfig;
use secrecy::ExposeSecret;
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
            match self.open(settings, server, patience).await {
                Ok(connection) => return connection.bind(settings).await,
                Err(error) => failures.push(format!("{}: {error}", name(server))),
            }
        }
        Err(Problem::unanswered(failures.join("; ")))
    }

    async fn open(&self, settings: &LdapSettings, server: &Url, patience: Duration) -> Result<Connection, LdapError> {
        let mut options = LdapConnSettings::new().set_conn_timeout(patience).set_starttls(settings.start_tls);
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
    async fn bind(mut self, settings: &LdapSettings) -> Result<Self, Problem> {
        let bound = self.ldap.simple_bind(&settings.bind_dn, settings.bind_password.expose_secret()).await;
        let result = bound.map_err(|error| Problem::new(error.to_string()))?;
        match result.rc {
            SUCCESS => Ok(self),
            // The text is about ourselves.
            _ => Err(Problem::new(format!("bind_dn can't sign in: {} {}", describe(&result), result.text.trim()))),
        }
    }

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
