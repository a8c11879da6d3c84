//! The database that is measured: one with accounts, copied afresh for each round.

use anyhow::Result;
use clap::ValueEnum;

use crate::people::HashCost;
use crate::server::Server;
use crate::server::outbox::Outbox;
use crate::server::postgres::Cluster;
use crate::server::rekey::Rekey;
use crate::server::site::Site;
use crate::server::sqlite::{Home, Template};

/// How many accounts there are.
pub(super) const ACCOUNTS: u64 = 10_000;
/// PostgreSQL's database with the accounts.
const TEMPLATE: &str = "accounts";
/// And its copy.
const RUN: &str = "run";

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL, from the system's package, on the same cores.
    Postgres,
}

/// A database with accounts.
pub(super) enum Ground {
    Sqlite(Template),
    Postgres(Cluster),
}

/// A copy of it. In PostgreSQL it replaces the previous one.
pub(super) enum Plot<'a> {
    Sqlite(Home),
    Postgres(&'a Cluster, Site),
}

impl Ground {
    /// Lets the server create a database, and adds accounts.
    pub(super) fn make(database: Database, rekey: &Rekey) -> Result<Self> {
        Ok(match database {
            Database::Sqlite => Self::Sqlite(Template::make(rekey, ACCOUNTS)?),
            Database::Postgres => {
                let cluster = Cluster::start()?;
                cluster.create(TEMPLATE, None)?;
                drop(rekey.serve(&Site::on(cluster.url(TEMPLATE))?)?);
                cluster.fill(TEMPLATE, ACCOUNTS)?;
                Self::Postgres(cluster)
            }
        })
    }

    /// A copy to run on.
    pub(super) fn copy(&self) -> Result<Plot<'_>> {
        Ok(match self {
            Self::Sqlite(template) => Plot::Sqlite(template.copy()?),
            Self::Postgres(cluster) => {
                cluster.drop(RUN)?;
                cluster.create(RUN, Some(TEMPLATE))?;
                Plot::Postgres(cluster, Site::on(cluster.url(RUN))?)
            }
        })
    }
}

impl Plot<'_> {
    /// Gives every account a hash of its password at this cost.
    pub(super) fn set_hash_cost(&self, cost: HashCost) -> Result<()> {
        match self {
            Self::Sqlite(home) => home.set_hash_cost(cost, ACCOUNTS),
            Self::Postgres(cluster, _) => cluster.set_hash_cost(RUN, cost),
        }
    }

    /// Opens sign-up, with verification of addresses.
    pub(super) fn open_sign_up(&self, rekey: &Rekey) -> Result<()> {
        rekey.apply_locations(self.site(), "[[location]]\nid = 1\nsign_up = { open = true }\n")
    }

    /// A server on it with these settings.
    pub(super) fn serve(&self, rekey: &Rekey, settings: &[(&str, &str)]) -> Result<Server> {
        let (server, _) = rekey.serve_with(self.site(), settings)?;
        Ok(server)
    }

    fn site(&self) -> &Site {
        match self {
            Self::Sqlite(home) => home.site(),
            Self::Postgres(_, site) => site,
        }
    }

    /// The outcome of the requests.
    pub(super) fn outbox(&self) -> Result<Outbox> {
        match self {
            Self::Sqlite(home) => home.outbox(),
            Self::Postgres(cluster, _) => cluster.outbox(RUN),
        }
    }
}
