//! Keycloak: a realm exported with its users, in one file or several.

use serde_json::Value;

use super::{Fields, Problem, flag, joined, object, objects, provider, text};
use crate::commands::account::import::row::Said;

pub(super) fn read(fields: &Fields) -> Result<Option<Said>, Problem> {
    if fields.contains_key("realm") {
        let problem = "this is a realm without users; export it by `kc.sh export --users realm_file`";
        return Err(("email", problem.to_owned()));
    }
    if !text(fields, "serviceAccountClientId").is_empty() {
        return Ok(None);
    }
    let password_hash = hash(fields)?;
    let federated = objects(fields, "federatedIdentities").into_iter().next().unwrap_or_default();
    let provider = provider(&text(&federated, "identityProvider"));
    let enabled = flag(fields, "enabled", "status")?;
    Ok(Some(Said {
        email: text(fields, "email"),
        name: joined(&text(fields, "firstName"), &text(fields, "lastName")),
        locale: first_of(&object(fields, "attributes"), "locale"),
        provider: if password_hash.is_empty() { provider } else { String::new() },
        password_hash,
        email_verified: flag(fields, "emailVerified", "email_verified")?,
        locked: enabled.map(|enabled| !enabled),
        external_id: text(fields, "id"),
        ..Said::default()
    }))
}

/// The first of a list of texts, which Keycloak writes also where there can be one alone.
fn first_of(fields: &Fields, name: &str) -> String {
    match fields.get(name) {
        Some(Value::Array(items)) => items.first().and_then(Value::as_str).unwrap_or_default().to_owned(),
        _ => text(fields, name),
    }
}

/// The hash of the password, as PHC strings and passlib write it.
fn hash(fields: &Fields) -> Result<String, Problem> {
    let credentials = objects(fields, "credentials");
    let Some(password) = credentials.into_iter().find(|credential| text(credential, "type") == "password") else {
        return Ok(String::new());
    };
    let unreadable = |what: &str| ("password_hash", format!("the password's {what} can't be read"));
    let (about, secret) = (object(&password, "credentialData"), object(&password, "secretData"));
    if about.is_empty() || secret.is_empty() {
        return Err(unreadable("credentialData and secretData"));
    }
    let (value, salt) = (text(&secret, "value"), text(&secret, "salt"));
    let iterations = text(&about, "hashIterations");
    let parameters = object(&about, "additionalParameters");
    match text(&about, "algorithm").as_str() {
        "pbkdf2" => Ok(format!("$pbkdf2${iterations}${salt}${value}")),
        algorithm @ ("pbkdf2-sha256" | "pbkdf2-sha512") => Ok(format!("${algorithm}${iterations}${salt}${value}")),
        "argon2" => {
            let of = |name: &str| first_of(&parameters, name);
            let version = match of("version").as_str() {
                "1.0" => 16,
                _ => 19,
            };
            let kind = Some(of("type")).filter(|kind| !kind.is_empty()).unwrap_or_else(|| "id".to_owned());
            let (salt, value) = (salt.trim_end_matches('='), value.trim_end_matches('='));
            let (memory, lanes) = (of("memory"), of("parallelism"));
            Ok(format!("$argon2{kind}$v={version}$m={memory},t={iterations},p={lanes}${salt}${value}"))
        }
        // Extensions of Keycloak write whole hashes.
        _ if value.starts_with('$') => Ok(value),
        _ => Err(unreadable("algorithm")),
    }
}
