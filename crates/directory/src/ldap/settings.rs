//! What the settings say of a server.

use std::path::PathBuf;
use std::time::Duration;

use rekey_core::directory::DirectoryName;
use secrecy::SecretString;
use url::Url;

/// What kind of server it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    /// Passwords are set by the extended operation of RFC 3062; rules are those of the overlay `ppolicy`.
    OpenLdap,
    /// Passwords are set in `unicodePwd`.
    ActiveDirectory,
}

/// An LDAP server that is a directory. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct LdapSettings {
    /// What the settings call it.
    pub name: DirectoryName,
    /// The servers, `ldap:` or `ldaps:`; the first that answers is asked.
    pub servers: Vec<Url>,
    /// Whether `ldap:` servers have to begin TLS before anything else.
    pub start_tls: bool,
    /// The certificates that a server's is checked against; none: the operating system's.
    pub ca_file: Option<PathBuf>,
    /// Who Rekey is there.
    pub bind_dn: String,
    /// Its password.
    pub bind_password: SecretString,
    /// Below which entry the accounts are.
    pub base: String,
    /// What kind of server it is.
    pub flavor: Flavor,
    /// Which entries are accounts; none: as usual for the flavor.
    pub filter: Option<String>,
    /// Groups whose members administer something (R32).
    pub privileged_groups: Vec<String>,
    /// Whether privileged accounts may be recovered.
    pub include_privileged: bool,
    /// For each call, from the connection to the last answer.
    pub timeout: Duration,
}

/// Whether a text is a filter that a server would take.
pub fn is_filter(text: &str) -> bool {
    ldap3::parse_filter(text).is_ok()
}
