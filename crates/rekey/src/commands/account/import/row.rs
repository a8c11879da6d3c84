//! A row of an import: what is said of an account, whichever system said it.

use std::fmt;
use std::str::FromStr;

use rekey_core::account::ExternalId;
use rekey_core::accounts::{AccountDraft, DraftPassword};
use rekey_core::profile::Profile;
use rekey_core::{EmailAddress, Locale, LocationId};
use serde_json::{Map, Value};

use super::record::{NotATruth, Record, truth};
use super::row_error::RowError;
use crate::commands::location_id;
use crate::spelling::unless_empty;

/// The fields that a row of Rekey's own format may have.
pub(super) const FIELDS: [&str; 10] = [
    "email",
    "name",
    "password_hash",
    "locations",
    "locale",
    "provider",
    "email_verified",
    "status",
    "external_id",
    "profile",
];

/// A row whose fields are valid, before it is compared with others or with the database.
#[derive(Debug)]
pub(super) struct Row {
    /// The line that it begins on, counted from one.
    pub line: u64,
    pub draft: AccountDraft,
}

/// What is said of an account. What is empty is not said. No `Debug`: one text is a hash.
#[derive(Default)]
pub(super) struct Said {
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub locations: Vec<String>,
    pub locale: String,
    pub provider: String,
    pub email_verified: Option<bool>,
    pub locked: Option<bool>,
    pub external_id: String,
    pub profile: Map<String, Value>,
}

impl Said {
    /// Reads a record of Rekey's own format.
    pub(super) fn read(record: Record) -> Result<Self, RowError> {
        let Record { line, fields } = record;
        let mut said = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "email" => said.email = text(line, &name, value)?,
                "name" => said.name = text(line, &name, value)?,
                "password_hash" => said.password_hash = text(line, &name, value)?,
                "locations" => said.locations = list(line, &name, value)?,
                "locale" => said.locale = text(line, &name, value)?,
                "provider" => said.provider = text(line, &name, value)?,
                "email_verified" => {
                    said.email_verified =
                        truth(&value).map_err(|NotATruth| RowError::field(line, &name, "expected true or false"))?;
                }
                "status" => {
                    said.locked = match text(line, &name, value)?.to_ascii_lowercase().as_str() {
                        "" => None,
                        "active" => Some(false),
                        "locked" => Some(true),
                        _ => return Err(RowError::field(line, &name, "expected active or locked")),
                    }
                }
                "external_id" => {
                    said.external_id = match value {
                        Value::Number(number) => number.to_string(),
                        value => text(line, &name, value)?,
                    }
                }
                "profile" => said.profile = object(line, &name, value)?,
                _ => return Err(RowError::unknown_field(line, &name, None, &FIELDS)),
            }
        }
        Ok(said)
    }

    /// The account that is described.
    pub(super) fn draft(self, line: u64) -> Result<Row, RowError> {
        let email = EmailAddress::parse(&self.email).map_err(|error| RowError::field(line, "email", error))?;
        let locations: Result<Vec<LocationId>, String> = self.locations.iter().map(|text| location_id(text)).collect();
        let profile = Profile::default().patched_by(&self.profile);
        let draft = AccountDraft {
            name: unless_empty(self.name),
            locations: locations.map_err(|error| RowError::field(line, "locations", error))?,
            locale: optional::<Locale>(line, "locale", &self.locale)?,
            provider: unless_empty(self.provider),
            password: unless_empty(self.password_hash)
                .map_or(DraftPassword::None, |hash| DraftPassword::Hashed(hash.into())),
            email_verified: self.email_verified.unwrap_or(false),
            locked: self.locked,
            profile: profile.map_err(|error| RowError::field(line, "profile", error))?,
            external_id: optional::<ExternalId>(line, "external_id", &self.external_id)?,
            ..AccountDraft::new(email)
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

fn text(line: u64, field: &str, value: Value) -> Result<String, RowError> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.trim().to_owned()),
        _ => Err(RowError::field(line, field, "expected a text")),
    }
}

fn list(line: u64, field: &str, value: Value) -> Result<Vec<String>, RowError> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => Ok(items.iter().map(|item| item.to_string().replace('"', "")).collect()),
        Value::Number(one) => Ok(vec![one.to_string()]),
        Value::String(text) => Ok(text.split([' ', ';', ',']).filter(|id| !id.is_empty()).map(str::to_owned).collect()),
        _ => Err(RowError::field(line, field, "expected a list of numbers")),
    }
}

fn object(line: u64, field: &str, value: Value) -> Result<Map<String, Value>, RowError> {
    let value = match value {
        Value::String(text) if text.trim().is_empty() => Value::Null,
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::Bool(false)),
        value => value,
    };
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(fields) => Ok(fields),
        _ => Err(RowError::field(line, field, "expected a JSON object")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<Row, String> {
        let Value::Object(fields) = value else { panic!("an object") };
        Said::read(Record { line: 3, fields }).and_then(|said| said.draft(3)).map_err(|error| error.to_string())
    }

    #[test]
    fn truth_has_many_spellings_in_every_format() {
        for (value, verified) in [
            (json!(true), true),
            (json!("t"), true),
            (json!("TRUE"), true),
            (json!(1), true),
            (json!("1"), true),
            (json!("Yes"), true),
            (json!("f"), false),
            (json!(0), false),
            (json!(" 0 "), false),
            (json!(null), false),
            (json!(""), false),
        ] {
            let row = read(json!({ "email": "a@example.com", "email_verified": value })).unwrap();
            assert_eq!(row.draft.email_verified, verified, "{value}");
        }
        for value in [json!("maybe"), json!(2), json!([true])] {
            let error = read(json!({ "email": "a@example.com", "email_verified": value })).unwrap_err();
            assert_eq!(error, "line 3, email_verified: expected true or false", "{value}");
        }
    }

    #[test]
    fn an_error_shows_neither_an_address_nor_a_hash() {
        let hash = "$2b$10$.qHPp/srqo1NAAAAAvlkmOdqAbH2Rg0qPv2Txj3ZwXfjJnewSjc4m";
        for value in [
            json!({ "ana@example.com": "ana@example.com" }),
            json!({ hash: "ana@example.com" }),
            json!({ "email": "ana@example.com@" }),
            json!({ "email": "ana@example.com", "status": "ana@example.com" }),
            json!({ "email": "ana@example.com", "locations": [hash] }),
            json!({ "email": "ana@example.com", "locale": hash }),
            json!({ "email": "ana@example.com", "external_id": " \u{7}ana@example.com" }),
            json!({ "email": "ana@example.com", "profile": hash }),
        ] {
            let error = read(value.clone()).unwrap_err();
            assert!(!error.contains("ana") && !error.contains("$2b"), "{value}: {error}");
            assert!(error.starts_with("line 3"), "{error}");
        }
    }
}
