//! Firebase Authentication: `firebase auth:export`, as JSON or as CSV, which has no headings.

use super::{Fields, Problem, flag, objects, provider, text};
use crate::commands::account::import::row::Said;

/// The columns of the CSV file.
pub(in crate::commands::account::import) const COLUMNS: [&str; 28] = [
    "localId",
    "email",
    "emailVerified",
    "passwordHash",
    "salt",
    "displayName",
    "photoUrl",
    "google.com",
    "googleEmail",
    "googleName",
    "googlePhoto",
    "facebook.com",
    "facebookEmail",
    "facebookName",
    "facebookPhoto",
    "twitter.com",
    "twitterEmail",
    "twitterName",
    "twitterPhoto",
    "github.com",
    "githubEmail",
    "githubName",
    "githubPhoto",
    "createdAt",
    "lastSignedInAt",
    "phoneNumber",
    "disabled",
    "customAttributes",
];

/// "REDACTED" in base64: who exported was not allowed to read hashes.
const REDACTED: &str = "UkVEQUNURUQ=";

/// The parameters by which a project hashes. One of them is a key, so that they come in a file.
pub(in crate::commands::account::import) struct FirebaseParameters {
    signer_key: String,
    salt_separator: String,
    rounds: u32,
    mem_cost: u32,
}

impl FirebaseParameters {
    /// Reads what the console shows: `hash_config { algorithm: SCRYPT, base64_signer_key: …, … }`. On failure: the
    /// missing field.
    pub(in crate::commands::account::import) fn read(text: &str) -> Result<Self, &'static str> {
        let value = |name: &'static str| {
            let mut words = text.split([',', '{', '}', '\n', '"', ' ', '\t', '\r']).filter(|word| !word.is_empty());
            let named = |word: &&str| word.trim_end_matches([':', '=']) == name;
            words.find(named).and_then(|_| words.find(|word| ![":", "="].contains(word))).ok_or(name)
        };
        let number = |name: &'static str| value(name)?.parse::<u32>().map_err(|_| name);
        if value("algorithm")? != "SCRYPT" {
            return Err("algorithm SCRYPT");
        }
        Ok(Self {
            signer_key: value("base64_signer_key")?.to_owned(),
            salt_separator: value("base64_salt_separator")?.to_owned(),
            rounds: number("rounds")?,
            mem_cost: number("mem_cost")?,
        })
    }

    fn hash(&self, salt: &str, hash: &str) -> String {
        let Self { signer_key, salt_separator, rounds, mem_cost } = self;
        format!("$fbscrypt$v=1,n={mem_cost},r={rounds},p=1,ss={salt_separator},sk={signer_key}${salt}${hash}")
    }
}

pub(super) fn read(fields: &Fields, parameters: Option<&FirebaseParameters>) -> Result<Said, Problem> {
    let hash = text(fields, "passwordHash");
    let password_hash = match (hash.as_str(), parameters) {
        ("", _) => hash,
        (REDACTED, _) => {
            return Err(("password_hash", "the export was made without the right to read hashes".to_owned()));
        }
        (_, Some(parameters)) => parameters.hash(&text(fields, "salt"), &hash),
        (_, None) => {
            let problem = "it takes the project's parameters: import with --firebase-parameters FILE";
            return Err(("password_hash", problem.to_owned()));
        }
    };
    Ok(Said {
        email: text(fields, "email"),
        name: text(fields, "displayName"),
        provider: if password_hash.is_empty() { signs_in_with(fields) } else { String::new() },
        password_hash,
        email_verified: flag(fields, "emailVerified", "email_verified")?,
        locked: flag(fields, "disabled", "status")?,
        external_id: text(fields, "localId"),
        ..Said::default()
    })
}

fn signs_in_with(fields: &Fields) -> String {
    let is_provider = |id: &str| !id.is_empty() && id != "password" && id != "phone";
    let ids = objects(fields, "providerUserInfo").into_iter().map(|info| text(&info, "providerId"));
    let of_columns = ["google.com", "facebook.com", "twitter.com", "github.com"].into_iter();
    let of_columns = of_columns.filter(|name| !text(fields, name).is_empty()).map(str::to_owned);
    ids.chain(of_columns).find(|id| is_provider(id)).map(|id| provider(&id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_are_read_as_the_console_shows_them() {
        let shown = "hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: jxsp+/8KiQ==,\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}\n";
        let hash = FirebaseParameters::read(shown).map(|parameters| parameters.hash("U0FMVA==", "SEFTSA=="));
        assert_eq!(hash, Ok("$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxsp+/8KiQ==$U0FMVA==$SEFTSA==".to_owned()));
        let of = |text: &str| FirebaseParameters::read(text).map(drop);
        assert_eq!(of(&shown.replace("mem_cost", "memory")), Err("mem_cost"));
        assert_eq!(of(&shown.replace("8,", "eight,")), Err("rounds"));
        assert_eq!(of(&shown.replace("SCRYPT", "BCRYPT")), Err("algorithm SCRYPT"));
    }
}
