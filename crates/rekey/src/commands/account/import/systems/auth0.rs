//! Auth0: the export of password hashes that its support hands out, exports of users, and files for its own import.

use serde_json::Value;

use super::{Fields, Problem, first, flag, joined, object, objects, provider, text};
use crate::commands::account::import::row::Said;

/// The connection of people who have a password at Auth0.
const DATABASE: &str = "auth0";

pub(super) fn read(fields: &Fields) -> Result<Said, Problem> {
    // The export of hashes may say the address in a list of identifiers alone.
    let identifiers = objects(fields, "identifiers");
    let identifier = identifiers.into_iter().find(|one| text(one, "type") == "email").unwrap_or_default();
    let email = first([text(fields, "email"), text(&identifier, "value")]);
    let email_verified = flag(fields, "email_verified", "email_verified")?;
    let verified_there = flag(&identifier, "verified", "email_verified")?;
    let password_hash = hash(fields)?;
    let user_id = user_id(fields);
    let name = first([text(fields, "name"), joined(&text(fields, "given_name"), &text(fields, "family_name"))]);
    Ok(Said {
        provider: if password_hash.is_empty() { signs_in_with(fields, &user_id) } else { String::new() },
        // Auth0 puts the address there where it knows no name.
        name: if name == email { String::new() } else { name },
        email,
        password_hash,
        email_verified: email_verified.or(verified_there),
        locked: flag(fields, "blocked", "status")?,
        external_id: user_id,
        ..Said::default()
    })
}

/// The id that Auth0's tokens call `sub`.
fn user_id(fields: &Fields) -> String {
    let own = first([text(fields, "alt_id"), text(&object(fields, "_id"), "$oid"), text(fields, "_id")]);
    match text(fields, "user_id") {
        id if !id.is_empty() => id,
        _ if own.is_empty() => own,
        _ => format!("{DATABASE}|{own}"),
    }
}

fn hash(fields: &Fields) -> Result<String, Problem> {
    let bcrypt = first([text(fields, "passwordHash"), text(fields, "password_hash")]);
    let custom = object(fields, "custom_password_hash");
    if !bcrypt.is_empty() || custom.is_empty() {
        return Ok(bcrypt);
    }
    match text(&custom, "algorithm").as_str() {
        // These say all that is needed in one text.
        "bcrypt" | "argon2" | "pbkdf2" | "ldap" => Ok(text(&object(&custom, "hash"), "value")),
        _ => Err(("password_hash", "of custom_password_hash, bcrypt, argon2, pbkdf2 and ldap can be read".to_owned())),
    }
}

fn signs_in_with(fields: &Fields, user_id: &str) -> String {
    let identities = objects(fields, "identities");
    let is_local = |id: &str| id.is_empty() || id == DATABASE || id == "email" || id == "sms";
    let of_identity = identities.first().map(|identity| text(identity, "provider"));
    let of_id = user_id.split_once('|').map(|(prefix, _)| prefix.to_owned());
    match of_identity.or(of_id) {
        Some(id) if !is_local(&id) => provider(&id),
        _ => fields.get("provider").and_then(Value::as_str).map(provider).unwrap_or_default(),
    }
}
