//! Systems that keep the bench's people, and what Rekey's settings say about them.

use anyhow::Result;

use super::Server;
use super::postgres::Cluster;
use super::slapd::{self, Slapd};
use crate::people::{self, HashCost};

const DATABASE: &str = "app";

/// A running system. Dropping it ends it.
pub(crate) enum Directory {
    /// None: Rekey's own accounts.
    Own,
    /// A table of PostgreSQL.
    Table(Cluster),
    /// A backend that keeps them in memory.
    Backend(Server),
    /// OpenLDAP.
    Ldap(Slapd),
}

impl Directory {
    /// One of each, with the first so many people.
    pub(crate) fn all(accounts: u64) -> Result<[Self; 4]> {
        Ok([Self::Own, Self::table(accounts)?, Self::Backend(Server::backend(accounts)?), Self::ldap(accounts)?])
    }

    fn table(accounts: u64) -> Result<Self> {
        let cluster = Cluster::start()?;
        cluster.create(DATABASE, None)?;
        let (hash, last) = (people::password_hash(HashCost::USUAL, 0)?, accounts - 1);
        cluster.sql(
            DATABASE,
            &format!(
                "CREATE TABLE people (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, pw text NOT NULL);
                 INSERT INTO people
                 SELECT n, 'person-' || lpad(n::text, 10, '0') || '@bench.example', '{hash}'
                 FROM generate_series(0::bigint, {last}) AS n"
            ),
        )?;
        Ok(Self::Table(cluster))
    }

    fn ldap(accounts: u64) -> Result<Self> {
        Slapd::start(accounts).map(Self::Ldap)
    }

    /// What the results call it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Own => "Rekey's own accounts",
            Self::Table(_) => "sql, PostgreSQL",
            Self::Backend(_) => "http, a backend in memory",
            Self::Ldap(_) => "ldap, OpenLDAP",
        }
    }

    /// The settings that make Rekey use it; none for its own accounts.
    pub(crate) fn settings(&self) -> Option<String> {
        let kind = match self {
            Self::Own => return None,
            Self::Table(cluster) => {
                let select = "SELECT id, email, pw AS hash FROM people WHERE";
                format!(
                    "kind = \"sql\"
url = \"{}\"
hash = \"argon2id\"
find = \"{select} email = :address\"
get = \"{select} id = :id\"
set_password = \"UPDATE people SET pw = :new_hash WHERE id = :id AND pw = :old_hash\"",
                    cluster.url(DATABASE)
                )
            }
            Self::Backend(server) => format!(
                "kind = \"http\"
url = \"http://{}/\"
secret = \"whsec_dGhlIHNlY3JldCBvZiB0aGUgYmVuY2gncyBjYWxscyE=\"",
                server.address
            ),
            Self::Ldap(slapd) => format!(
                "kind = \"ldap\"
url = \"ldap://{}\"
base = \"{}\"
bind_dn = \"{}\"
bind_password = \"{}\"",
                slapd.address,
                slapd::BASE,
                slapd::SERVICE,
                slapd::SERVICE_PASSWORD
            ),
        };
        Some(format!("[directories.app]\n{kind}\n\n[[locations]]\nid = 1\ndirectory = \"app\"\n"))
    }
}
