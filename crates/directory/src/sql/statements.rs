//! The statements of a directory, and the rights that they need.

use super::dialect::{Dialect, TableName};
use super::server::Server;
use super::statement::Statement;

/// What is asked of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statements {
    /// Finds accounts by their address: rows with `id`, `email`, `hash`, and if there are any `name`, `locale`, `locked`
    /// and `privileged`.
    pub find: Statement,
    /// Finds one account by its id: the same columns.
    pub get: Statement,
    /// Sets a password where the old hash is unchanged.
    pub set_password: Statement,
    /// Ends sessions, if the database has any.
    pub end_sessions: Option<Statement>,
    /// The rights that they need. Empty for an operator's own.
    pub rights: Rights,
}

/// Rights to columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    select: Vec<(TableName, Vec<String>)>,
    update: Vec<(TableName, Vec<String>)>,
    delete: Vec<TableName>,
}

impl Rights {
    pub(super) fn select(mut self, table: &TableName, columns: &[&str]) -> Self {
        self.select.push((table.clone(), owned(columns)));
        self
    }

    pub(super) fn update(mut self, table: &TableName, columns: &[&str]) -> Self {
        self.update.push((table.clone(), owned(columns)));
        self
    }

    pub(super) fn delete(mut self, table: &TableName) -> Self {
        self.delete.push(table.clone());
        self
    }

    /// The statements that grant them and nothing else. On MySQL they name the database, so that they run in any session.
    pub(super) fn grants(&self, server: &Server) -> Vec<String> {
        let (dialect, user) = (server.dialect(), server.user());
        let who = match dialect {
            Dialect::Postgres => dialect.name(user),
            Dialect::MySql => format!("'{}'@'%'", user.replace('\'', "''")),
        };
        let full = |table: &TableName| match server.database() {
            Some(database) if table.schema().is_none() => table.clone().within(database).quoted(dialect),
            _ => table.quoted(dialect),
        };
        let list = |columns: &[String]| columns.iter().map(|c| dialect.name(c)).collect::<Vec<_>>().join(", ");
        let schemas = self.select.iter().filter_map(|(table, _)| table.schema());
        let mut grants: Vec<String> = match dialect {
            Dialect::Postgres => {
                schemas.map(|s| format!("GRANT USAGE ON SCHEMA {} TO {who};", dialect.name(s))).collect()
            }
            Dialect::MySql => Vec::new(),
        };
        grants.dedup();
        for (table, columns) in &self.select {
            // MySQL hides columns without rights, and which columns there are decides what is asked.
            let columns = match dialect {
                Dialect::Postgres => format!(" ({})", list(columns)),
                Dialect::MySql => String::new(),
            };
            grants.push(format!("GRANT SELECT{columns} ON {} TO {who};", full(table)));
        }
        for (table, columns) in &self.update {
            grants.push(format!("GRANT UPDATE ({}) ON {} TO {who};", list(columns), full(table)));
        }
        for table in &self.delete {
            grants.push(format!("GRANT DELETE ON {} TO {who};", full(table)));
        }
        grants
    }
}

fn owned(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}
