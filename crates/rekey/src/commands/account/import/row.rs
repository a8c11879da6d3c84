//! A row of an import, whatever the file's format.

use std::fmt;
use std::str::FromStr;

use rekey_core::accounts::{AccountDraft, DraftError, DraftPassword};
use rekey_core::{EmailAddress, Locale, LocationId};

use crate::commands::location_id;
use crate::config::nearest;

/// The fields that a row may have.
pub(super) const FIELDS: [&str; 7] =
    ["email", "name", "password_hash", "locations", "locale", "provider", "email_verified"];

/// A row whose fields are valid, before it is compared with others or with the database.
#[derive(Debug)]
pub(super) struct Row {
    /// The line that it begins on, counted from one.
    pub line: u64,
    pub draft: AccountDraft,
}

/// A row that can't be imported. The message never repeats a value, which may be personal data.
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
            DraftError::Fault(_) => return Self::row(line, error.to_string()),
        };
        Self::field(line, field, error)
    }

    pub(super) fn unknown_field(line: u64, name: &str) -> Self {
        let advice = match nearest(name, FIELDS) {
            Some(near) => format!("unknown field; did you mean `{near}`?"),
            None => format!("unknown field; known fields: {}", FIELDS.join(", ")),
        };
        Self::field(line, name, advice)
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "line {}, {field}: {}", self.line, self.problem),
            None => write!(f, "line {}: {}", self.line, self.problem),
        }
    }
}

/// The fields of a row as texts. What is empty is absent. No `Debug`: one is a hash.
#[derive(Default)]
pub(super) struct Texts {
    /// See [`FIELDS`].
    pub email: String,
    /// See [`FIELDS`].
    pub name: String,
    /// See [`FIELDS`].
    pub password_hash: String,
    /// See [`FIELDS`].
    pub locations: Vec<String>,
    /// See [`FIELDS`].
    pub locale: String,
    /// See [`FIELDS`].
    pub provider: String,
    /// See [`FIELDS`].
    pub email_verified: String,
}

impl Texts {
    /// The account that they describe.
    pub(super) fn parse(self, line: u64) -> Result<Row, RowError> {
        let email = EmailAddress::parse(&self.email).map_err(|error| RowError::field(line, "email", error))?;
        let locations: Result<Vec<LocationId>, String> = self.locations.iter().map(|text| location_id(text)).collect();
        let email_verified = match self.email_verified.to_ascii_lowercase().as_str() {
            "" | "false" | "no" | "0" => false,
            "true" | "yes" | "1" => true,
            _ => return Err(RowError::field(line, "email_verified", "expected true or false")),
        };
        let draft = AccountDraft {
            email,
            name: Some(self.name).filter(|name| !name.is_empty()),
            locations: locations.map_err(|error| RowError::field(line, "locations", error))?,
            locale: optional::<Locale>(line, "locale", &self.locale)?,
            provider: Some(self.provider).filter(|provider| !provider.is_empty()),
            password: if self.password_hash.is_empty() {
                DraftPassword::None
            } else {
                DraftPassword::Hashed(self.password_hash.into())
            },
            email_verified,
        };
        Ok(Row { line, draft })
    }
}

fn optional<T: FromStr<Err: fmt::Display>>(line: u64, field: &str, text: &str) -> Result<Option<T>, RowError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| RowError::field(line, field, error))
}
