//! Directories: systems that keep accounts elsewhere. What the settings say of each, and the one that calls a backend;
//! the others are in `rekey-directory`.

mod http;

use rekey_core::directory::DirectoryName;
use rekey_directory::ldap::LdapSettings;
use rekey_directory::sql::SqlSettings;

pub use http::{HttpDirectory, HttpSettings, PasswordForm};

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
}
