//! What other systems export, read as it comes.

mod auth0;
mod cognito;
mod firebase;
mod keycloak;
mod supabase;

use clap::ValueEnum;
use rekey_core::time::Timestamp;
use serde_json::{Map, Value};

pub(super) use self::firebase::{COLUMNS as FIREBASE_COLUMNS, FirebaseParameters};
use super::record::{NotATruth, Record, truth};
use super::row::Said;
use super::row_error::RowError;

/// Who wrote the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum System {
    /// You, in Rekey's own format
    Rekey,
    /// Auth0: the export of password hashes, or of users
    Auth0,
    /// Firebase Authentication: `firebase auth:export`
    Firebase,
    /// Amazon Cognito: `aws cognito-idp list-users`
    Cognito,
    /// Keycloak: a realm exported with its users
    Keycloak,
    /// Supabase: the table auth.users
    Supabase,
}

/// What reading needs besides the file.
pub(super) struct Context {
    pub now: Timestamp,
    pub firebase: Option<FirebaseParameters>,
}

/// What is wrong with a field, by its name in [`FIELDS`](super::row::FIELDS).
type Problem = (&'static str, String);
type Fields = Map<String, Value>;

impl System {
    /// Who exports records with these names.
    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let has = |candidates: &[&str]| candidates.iter().any(|name| names.contains(name));
        if has(&["Attributes", "cognito:username"]) {
            Self::Cognito
        } else if has(&["localId"]) {
            Self::Firebase
        } else if has(&["encrypted_password"]) {
            Self::Supabase
        } else if has(&["credentials", "emailVerified", "realm"]) {
            Self::Keycloak
        } else if has(&["passwordHash", "user_id", "identities", "custom_password_hash", "_id"]) {
            Self::Auth0
        } else {
            Self::Rekey
        }
    }

    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rekey => "Rekey",
            Self::Auth0 => "Auth0",
            Self::Firebase => "Firebase",
            Self::Cognito => "Cognito",
            Self::Keycloak => "Keycloak",
            Self::Supabase => "Supabase",
        }
    }

    /// What a record says. None: it is nobody who could sign in.
    pub(super) fn read(self, record: Record, context: &Context) -> Result<Option<Said>, RowError> {
        let line = record.line;
        let said = match self {
            Self::Rekey => return Said::read(record).map(Some),
            Self::Auth0 => auth0::read(&record.fields).map(Some),
            Self::Firebase => firebase::read(&record.fields, context.firebase.as_ref()).map(Some),
            Self::Cognito => cognito::read(&record.fields).map(Some),
            Self::Keycloak => keycloak::read(&record.fields),
            Self::Supabase => supabase::read(&record.fields, context.now),
        };
        said.map_err(|(field, problem)| RowError::field(line, field, problem))
    }
}

/// A text or number as text; empty if the field is absent.
fn text(fields: &Fields, name: &str) -> String {
    match fields.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The first of these texts that is not empty.
fn first<const N: usize>(texts: [String; N]) -> String {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// A person's names, joined.
fn joined(given: &str, family: &str) -> String {
    [given, family].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
}

fn flag(fields: &Fields, name: &str, field: &'static str) -> Result<Option<bool>, Problem> {
    let value = fields.get(name).unwrap_or(&Value::Null);
    truth(value).map_err(|NotATruth| (field, format!("expected true or false in {name}")))
}

/// An object, also as JSON text; empty if the field is absent.
fn object(fields: &Fields, name: &str) -> Fields {
    match fields.get(name) {
        Some(Value::Object(fields)) => fields.clone(),
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        _ => Fields::new(),
    }
}

/// The objects of a list, also as JSON text.
fn objects(fields: &Fields, name: &str) -> Vec<Fields> {
    let items = match fields.get(name) {
        Some(Value::Array(items)) => items.clone(),
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        _ => Vec::new(),
    };
    items.into_iter().filter_map(|item| if let Value::Object(fields) = item { Some(fields) } else { None }).collect()
}

/// The name that people know a provider by.
fn provider(id: &str) -> String {
    const KNOWN: [(&str, &str); 14] = [
        ("google", "Google"),
        ("google.com", "Google"),
        ("google-oauth2", "Google"),
        ("facebook", "Facebook"),
        ("facebook.com", "Facebook"),
        ("apple", "Apple"),
        ("apple.com", "Apple"),
        ("github", "GitHub"),
        ("github.com", "GitHub"),
        ("twitter", "X"),
        ("twitter.com", "X"),
        ("windowslive", "Microsoft"),
        ("azure", "Microsoft"),
        ("microsoft.com", "Microsoft"),
    ];
    let id = id.trim();
    let known = KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(id));
    known.map_or_else(|| id.to_owned(), |(_, name)| (*name).to_owned())
}
