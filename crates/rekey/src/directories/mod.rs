//! Directories: systems that keep accounts elsewhere. What the settings say of each, and the one that calls a backend;
//! the others are in `rekey-directory`.

mod bounded;
mod http;

use std::sync::Arc;

use rekey_core::directory::DirectoryName;
use rekey_core::ports::{Clock, Directory, Rng};
use rekey_directory::ldap::{self, LdapDirectory, LdapSettings};
use rekey_directory::sql::{SqlDirectory, SqlSettings};
use rekey_directory::tls::TlsError;
use rekey_http_client::{HttpClient, MOST_IN_FLIGHT};

pub use http::{HttpSettings, PasswordForm};

use bounded::Bounded;
use http::HttpDirectory;

use crate::adapters::PasswordHasher;

/// A directory of the settings. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub enum DirectorySettings {
    /// A backend that answers signed calls.
    Http(HttpSettings),
    /// An LDAP server.
    Ldap(Box<LdapSettings>),
    /// An app's own tables.
    Sql(Box<SqlSettings>),
}

impl DirectorySettings {
    /// What the settings call it.
    pub fn name(&self) -> &DirectoryName {
        match self {
            Self::Http(settings) => &settings.name,
            Self::Ldap(settings) => &settings.name,
            Self::Sql(settings) => &settings.name,
        }
    }
    /// The directory of these settings. It is not called yet.
    pub fn open(
        self,
        client: HttpClient,
        hasher: Arc<PasswordHasher>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Arc<dyn Directory>, TlsError> {
        Ok(Arc::new(match self {
            Self::Http(settings) => {
                Bounded::new(HttpDirectory::new(settings, client, hasher, clock, rng), MOST_IN_FLIGHT)
            }
            Self::Ldap(settings) => Bounded::new(LdapDirectory::new(*settings, clock, rng)?, ldap::MOST_CONNECTIONS),
            Self::Sql(settings) => {
                let connections = settings.connections;
                Bounded::new(SqlDirectory::new(*settings, hasher, clock, rng)?, connections)
            }
        }))
    }
}
