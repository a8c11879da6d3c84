//! `kind = "ldap"`: OpenLDAP, Active Directory and others that speak LDAP.

use std::str::FromStr;

use rekey_core::directory::DirectoryName;
use rekey_core::time::Duration;
use rekey_directory::ldap::{Flavor, LdapSettings, is_filter};
use secrecy::SecretString;
use url::Url;

use crate::config::parse;
use crate::config::reader::Reader;

/// For a connection, a lookup and a change. Far below the time that a directory has for a write.
const TIMEOUT: Duration = Duration::from_secs(5);
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) fn read(reader: &mut Reader<'_>, name: Option<DirectoryName>) -> Option<LdapSettings> {
    reader.require("url", "a server such as \"ldaps://ldap.example.com\", or several with spaces between them");
    reader.require("bind_dn", "the entry that Rekey signs in as, such as \"cn=rekey,dc=example,dc=com\"");
    reader.require("bind_password", "its password");
    reader.require("base", "the entry that the accounts are below, such as \"ou=people,dc=example,dc=com\"");
    let servers = reader.parsed("url", servers);
    let start_tls = reader.switch("starttls");
    let ca_file = reader.path("ca_file");
    let bind_dn = reader.line_of_text("bind_dn");
    let bind_password = reader.secret::<BindPassword>("bind_password").map(|password| password.0);
    let base = reader.line_of_text("base");
    let flavor = reader.parsed("flavor", |flavor| match flavor {
        "openldap" => Ok(Flavor::OpenLdap),
        "active-directory" => Ok(Flavor::ActiveDirectory),
        _ => Err("expected \"openldap\" or \"active-directory\"".to_owned()),
    });
    let filter = reader.parsed("filter", |text| {
        let is_whole = text.starts_with('(') && text.ends_with(')') && is_filter(text);
        if is_whole {
            Ok(text.to_owned())
        } else {
            Err("expected a filter such as \"(objectClass=person)\"".to_owned())
        }
    });
    let privileged_groups = reader.list::<String>("privileged_groups").unwrap_or_default();
    let include_privileged = reader.switch("include_privileged").unwrap_or(false);
    let timeout = reader.span("timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT).unwrap_or(TIMEOUT);
    let flavor = flavor.unwrap_or(Flavor::OpenLdap);
    let servers = servers?;
    // Without TLS only on a loopback address, and never with Active Directory, which sets no password then.
    let is_local = servers.iter().all(parse::is_loopback_url);
    let may_be_plain = is_local && flavor == Flavor::OpenLdap;
    let start_tls = start_tls.unwrap_or(!may_be_plain);
    if !start_tls && !may_be_plain && servers.iter().any(|server| server.scheme() == "ldap") {
        reader.report("starttls", "passwords would cross the network in the clear; use ldaps: or starttls = true");
        return None;
    }
    Some(LdapSettings {
        name: name?,
        servers,
        start_tls,
        ca_file,
        bind_dn: bind_dn?,
        bind_password: bind_password?,
        base: base?,
        flavor,
        filter,
        privileged_groups,
        include_privileged,
        timeout,
    })
}

/// A password that signs in. With an empty one, LDAP servers sign anybody in anonymously.
struct BindPassword(SecretString);

impl FromStr for BindPassword {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            Err("is empty; LDAP servers accept that as an anonymous sign-in")
        } else {
            Ok(Self(text.into()))
        }
    }
}

/// One server, or several with spaces between them.
fn servers(text: &str) -> Result<Vec<Url>, String> {
    let servers: Option<Vec<Url>> = text.split_whitespace().map(server).collect();
    servers
        .filter(|servers| !servers.is_empty())
        .ok_or_else(|| "expected ldaps://HOST or ldap://HOST, several with spaces between them".to_owned())
}

/// A host and perhaps a port.
fn server(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none();
    (is_bare && matches!(url.scheme(), "ldap" | "ldaps") && url.host_str().is_some_and(|host| !host.is_empty()))
        .then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_host_and_nothing_else() {
        let several = servers("ldaps://a.example.com  ldap://b.example.com:1389/").unwrap();
        assert_eq!(several.len(), 2);
        for text in [
            "",
            "ldap://",
            "https://a.example.com",
            "ldaps://user:secret@a.example.com",
            "ldaps://a.example.com/dc=example",
            "ldaps://a.example.com?x",
        ] {
            assert!(servers(text).is_err(), "{text:?}");
        }
    }
}
