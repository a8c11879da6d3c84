//! What database servers spell differently.

use std::fmt;

/// A kind of server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

impl Dialect {
    /// How the `count`-th place of a parameter is written.
    pub(super) fn place(self, count: usize) -> String {
        match self {
            Self::Postgres => format!("${count}"),
            Self::MySql => "?".to_owned(),
        }
    }

    /// A name of a table or column.
    pub(super) fn name(self, name: &str) -> String {
        match self {
            Self::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Self::MySql => format!("`{}`", name.replace('`', "``")),
        }
    }
}

/// A table, by its name and that of its schema (MySQL: database), if it is not the usual one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    schema: Option<String>,
    name: String,
}

impl TableName {
    /// Reads `table` or `schema.table`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let fits =
            |part: &str| !part.is_empty() && part.len() <= 64 && !part.contains(['"', '`', '\'', '\\', '.', '\0']);
        let (schema, name) = match text.split_once('.') {
            Some((schema, name)) => (Some(schema), name),
            None => (None, text),
        };
        if schema.is_none_or(fits) && fits(name) {
            Ok(Self { schema: schema.map(ToOwned::to_owned), name: name.to_owned() })
        } else {
            Err("expected the name of a table, such as \"users\" or \"accounts.users\"")
        }
    }

    /// A table that a preset names.
    pub(super) fn known(name: &str) -> Self {
        Self { schema: None, name: name.to_owned() }
    }

    /// The same table in a schema.
    pub(super) fn within(self, schema: &str) -> Self {
        Self { schema: Some(schema.to_owned()), name: self.name }
    }

    /// A table in the same schema.
    pub(super) fn beside(&self, name: impl Into<String>) -> Self {
        Self { schema: self.schema.clone(), name: name.into() }
    }

    pub(super) fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The name as statements write it.
    pub(super) fn quoted(&self, dialect: Dialect) -> String {
        let name = dialect.name(&self.name);
        match &self.schema {
            Some(schema) => format!("{}.{name}", dialect.name(schema)),
            None => name,
        }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_quotes_in_them_refused() {
        let table = TableName::parse("auth.users").unwrap();
        assert_eq!(table.quoted(Dialect::Postgres), "\"auth\".\"users\"");
        assert_eq!(table.beside("sessions").quoted(Dialect::MySql), "`auth`.`sessions`");
        for text in ["", "a.", ".b", "a.b.c", "a\"b", "a`b"] {
            assert!(TableName::parse(text).is_err(), "{text}");
        }
    }
}
