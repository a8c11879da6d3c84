//! What is wrong with a row of an import.

use std::fmt;

use rekey_core::accounts::DraftError;

use crate::config::nearest;

/// A row that can't be imported. The message never repeats a value, which may be personal data or a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowError {
    line: u64,
    field: Option<String>,
    problem: String,
}

impl RowError {
    /// The row as a whole can't be read.
    pub(super) fn row(line: u64, problem: impl Into<String>) -> Self {
        Self { line, field: None, problem: problem.into() }
    }

    /// A field can't be used.
    pub(super) fn field(line: u64, field: &str, problem: impl fmt::Display) -> Self {
        Self { line, field: Some(field.to_owned()), problem: problem.to_string() }
    }

    /// The account can't be made.
    pub(super) fn draft(line: u64, error: &DraftError) -> Self {
        let field = match error {
            DraftError::UnknownLocation(_) => "locations",
            DraftError::Password(_) | DraftError::UnusableHash(_) => "password_hash",
            DraftError::Name => "name",
            DraftError::Provider => "provider",
            DraftError::AddressTaken => "email",
            DraftError::ExternalIdTaken => "external_id",
            DraftError::Fault(_) => return Self::row(line, error.to_string()),
        };
        Self::field(line, field, error)
    }

    /// An unknown field. Without headings its name may be a value, so only what looks like a name is shown; otherwise the
    /// column of a table tells where it is.
    pub(super) fn unknown_field(line: u64, name: &str, column: Option<usize>, known: &[&str]) -> Self {
        if !is_name(name) {
            let place = column.map_or_else(String::new, |column| format!("column {}: ", column + 1));
            return Self::row(line, format!("{place}unknown field; known fields: {}", known.join(", ")));
        }
        let advice = match nearest(name, known.iter().copied()) {
            Some(near) => format!("unknown field; did you mean `{near}`?"),
            None => format!("unknown field; known fields: {}", known.join(", ")),
        };
        Self::field(line, name, advice)
    }
}

/// Whether a text can't be an address or a hash: those have a sign, a digit, or more letters.
fn is_name(text: &str) -> bool {
    text.len() <= 32 && text.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_-. ".contains(&byte))
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "line {}, {field}: {}", self.line, self.problem),
            None => write!(f, "line {}: {}", self.line, self.problem),
        }
    }
}
