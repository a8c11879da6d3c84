//! Statements with named parameters, as operators write them.

use std::fmt;

use super::dialect::Dialect;

/// What a statement may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    /// The canonical address: lower-case.
    Address,
    /// What the directory knows the account by.
    Id,
    /// The hash that is to be replaced.
    OldHash,
    /// The hash that replaces it.
    NewHash,
}

impl Parameter {
    const ALL: [Self; 4] = [Self::Address, Self::Id, Self::OldHash, Self::NewHash];

    fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Id => "id",
            Self::OldHash => "old_hash",
            Self::NewHash => "new_hash",
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ":{}", self.name())
    }
}

/// What a statement is for, which decides the parameters that it needs. It may have no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Finds accounts by their address.
    Find,
    /// Finds an account by what the directory knows it by.
    Get,
    /// Sets a password.
    SetPassword,
    /// Ends an account's sessions.
    EndSessions,
}

impl Role {
    fn needs(self) -> &'static [Parameter] {
        match self {
            Self::Find => &[Parameter::Address],
            Self::Get | Self::EndSessions => &[Parameter::Id],
            Self::SetPassword => &[Parameter::Id, Parameter::OldHash, Parameter::NewHash],
        }
    }
}

/// A statement, cut at its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Parameter(Parameter),
}

/// Why a statement can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// There is nothing in it.
    #[error("is empty; expected an SQL statement")]
    Empty,
    /// A parameter that this statement may not have.
    #[error("unknown parameter `:{name}`; this statement has {known}")]
    Unknown {
        /// Its name.
        name: String,
        /// What there is instead.
        known: String,
    },
    /// A parameter without which the statement can't be right.
    #[error("has no {0}, which it needs")]
    Missing(String),
    /// More than one statement.
    #[error("has a `;` in the middle; expected one statement")]
    Several,
    /// A quotation or comment without an end.
    #[error("has a quotation or comment that does not end")]
    Open,
}

impl Statement {
    /// Reads a statement. Quoted text, comments and casts such as `::text` are left alone.
    pub fn parse(text: &str, role: Role) -> Result<Self, StatementError> {
        let text = text.trim().trim_end_matches(';').trim_end();
        if text.is_empty() {
            return Err(StatementError::Empty);
        }
        let mut pieces = Vec::new();
        let (mut plain, mut rest) = (String::new(), text);
        while let Some(first) = rest.chars().next() {
            let length = match first {
                _ if opaque_start(rest) => opaque(rest).ok_or(StatementError::Open)?,
                ';' => return Err(StatementError::Several),
                ':' if rest.starts_with("::") || rest.starts_with(":=") => 2,
                ':' => {
                    let name: &str =
                        rest[1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
                    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                        pieces.push(Piece::Parameter(parameter(name, role)?));
                        rest = &rest[1 + name.len()..];
                        continue;
                    }
                    1
                }
                other => other.len_utf8(),
            };
            plain.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        pieces.push(Piece::Text(plain));
        let statement = Self { pieces };
        match role.needs().iter().find(|needed| !statement.parameters().any(|found| found == **needed)) {
            None => Ok(statement),
            Some(missing) => Err(StatementError::Missing(missing.to_string())),
        }
    }

    /// Its parameters in order, each as often as it occurs.
    pub(super) fn parameters(&self) -> impl Iterator<Item = Parameter> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Parameter(parameter) => Some(*parameter),
        })
    }

    /// The statement as the server takes it. Each place of a parameter has a number of its own, so that the server may
    /// give each its own type.
    pub(super) fn text(&self, dialect: Dialect) -> String {
        let mut count = 0;
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Parameter(_) => {
                    count += 1;
                    text.push_str(&dialect.place(count));
                }
            }
        }
        text
    }
}

fn parameter(name: &str, role: Role) -> Result<Parameter, StatementError> {
    let known = |parameter: &Parameter| role.needs().contains(parameter);
    Parameter::ALL.into_iter().filter(known).find(|parameter| parameter.name() == name).ok_or_else(|| {
        let known: Vec<String> = role.needs().iter().map(ToString::to_string).collect();
        StatementError::Unknown { name: name.to_owned(), known: known.join(", ") }
    })
}

/// Whether a quotation or comment begins here.
fn opaque_start(text: &str) -> bool {
    ["'", "\"", "`", "--", "/*"].iter().any(|start| text.starts_with(start)) || dollar_quote(text).is_some()
}

/// The length of the quotation or comment that begins here. `None` if it does not end.
fn opaque(text: &str) -> Option<usize> {
    if text.starts_with("--") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return text.find("*/").map(|end| end + 2);
    }
    let quote = dollar_quote(text).unwrap_or(&text[..1]);
    text[quote.len()..].find(quote).map(|end| end + 2 * quote.len())
}

/// What PostgreSQL begins a quotation with besides `'`: `$$` or `$name$`.
fn dollar_quote(text: &str) -> Option<&str> {
    let name = text.strip_prefix('$')?;
    let end = name.find('$')?;
    let fits = name[..end].chars().all(|c| c.is_alphabetic() || c == '_');
    fits.then(|| &text[..end + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found_outside_quotations_comments_and_casts_alone() {
        let text = "SELECT ':address', \":id\", x::text, $$:id$$ -- :nothing\n /* :id */ FROM t WHERE a = :address OR b=:address;";
        let statement = Statement::parse(text, Role::Find).unwrap();
        assert_eq!(statement.parameters().count(), 2);
        let sql = statement.text(Dialect::Postgres);
        assert!(
            sql.ends_with("WHERE a = $1 OR b=$2") && sql.contains("x::text") && sql.contains("':address'"),
            "{sql}"
        );
        assert!(statement.text(Dialect::MySql).ends_with("WHERE a = ? OR b=?"));
    }

    #[test]
    fn a_statement_that_can_not_be_right_is_refused() {
        let problem = |text, role| Statement::parse(text, role).unwrap_err().to_string();
        assert!(problem(" ; ", Role::Find).contains("is empty"));
        assert!(problem("SELECT 1", Role::Find).contains(":address"));
        assert!(problem("UPDATE t SET p = :new_hash WHERE id = :id", Role::SetPassword).contains(":old_hash"));
        assert!(problem("SELECT :id, :new_hash", Role::Get).contains("`:new_hash`; this statement has :id"));
        assert!(problem("DELETE FROM s WHERE u = :id; DROP TABLE t", Role::EndSessions).contains("one statement"));
        assert!(problem("SELECT ' WHERE a = :address", Role::Find).contains("does not end"));
    }
}
