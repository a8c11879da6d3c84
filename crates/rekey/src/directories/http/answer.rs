//! What a directory answers.

use rekey_core::EmailAddress;
use rekey_core::directory::{DirectoryEntry, DirectoryKey, Standing, Version};
use rekey_core::policy::BrokenRule;
use serde::Deserialize;
use serde_json::Number;

#[derive(Deserialize)]
struct Accounts {
    accounts: Vec<Account>,
}

#[derive(Deserialize)]
struct Account {
    key: Text,
    email: String,
    version: Text,
    name: Option<String>,
    username: Option<String>,
    locale: Option<String>,
    privileged: Option<Flag>,
    locked: Option<Flag>,
}

/// A condition, or 0 and 1 as some databases have them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Truth(bool),
    Number(u8),
}

impl Flag {
    fn is_set(&self) -> bool {
        matches!(self, Self::Truth(true) | Self::Number(1..))
    }
}

/// A text, or a number as databases have them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Text(String),
    Number(Number),
}

impl Text {
    fn into_string(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

#[derive(Deserialize)]
struct RefusedPassword {
    #[serde(default)]
    rules: Vec<String>,
    min_length: Option<u32>,
    message: Option<String>,
}

/// The accounts of an answer. Fails with what is wrong with it, which repeats nothing of it.
pub(super) fn accounts(body: &[u8], include_privileged: bool) -> Result<Vec<DirectoryEntry>, String> {
    let Accounts { accounts } = serde_json::from_slice(body).map_err(|error| {
        format!(
            "it answered with no list `accounts` of objects with key, email and version (line {}, column {})",
            error.line(),
            error.column()
        )
    })?;
    accounts.into_iter().map(|account| entry(account, include_privileged)).collect()
}

fn entry(account: Account, include_privileged: bool) -> Result<DirectoryEntry, String> {
    let is_set = |flag: &Option<Flag>| flag.as_ref().is_some_and(Flag::is_set);
    let is_open = !is_set(&account.locked) && (include_privileged || !is_set(&account.privileged));
    Ok(DirectoryEntry {
        key: DirectoryKey::new(account.key.into_string()).ok_or("it answered with a key that is empty or too long")?,
        email: EmailAddress::parse(&account.email).map_err(|_| "it answered with an email that is not an address")?,
        name: account.name.filter(|name| !name.trim().is_empty()),
        username: account.username.filter(|name| !name.trim().is_empty()),
        locale: account.locale.and_then(|tag| tag.parse().ok()),
        version: Version::new(account.version.into_string()),
        standing: if is_open { Standing::Open } else { Standing::Shut },
    })
}

/// The rules that a refused password breaks: known ones by their codes, any other in the directory's words.
pub(super) fn refusal(body: &[u8]) -> Vec<BrokenRule> {
    let refusal =
        serde_json::from_slice(body).unwrap_or(RefusedPassword { rules: Vec::new(), min_length: None, message: None });
    let known = refusal.rules.iter().filter_map(|code| BrokenRule::from_code(code, refusal.min_length));
    let mut rules: Vec<BrokenRule> = known.collect();
    if rules.is_empty() {
        rules.extend(refusal.message.as_deref().and_then(BrokenRule::in_words));
    }
    if rules.is_empty() {
        rules.push(BrokenRule::TooCommon);
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_versions_may_be_numbers() {
        let body = br#"{"accounts": [{"key": 18446744073709551615, "email": "ann@example.com", "version": 12}]}"#;
        let entries = accounts(body, false).unwrap();
        assert_eq!((entries[0].key.as_str(), entries[0].version.expose()), ("18446744073709551615", "12"));
    }

    #[test]
    fn privileged_accounts_are_left_out_unless_they_are_included_and_locked_ones_always() {
        let body = |field: &str, value: &str| {
            format!(
                r#"{{"accounts": [{{"key": "7", "email": "ann@example.com", "version": "1", "{field}": {value}}}]}}"#
            )
        };
        let standing = |field, value, include| accounts(body(field, value).as_bytes(), include).unwrap()[0].standing;
        for yes in ["true", "1"] {
            assert_eq!(standing("privileged", yes, false), Standing::Shut);
            assert_eq!(standing("privileged", yes, true), Standing::Open);
            assert_eq!(standing("locked", yes, true), Standing::Shut);
        }
        for no in ["false", "0", "null"] {
            assert_eq!(standing("locked", no, false), Standing::Open);
        }
        assert!(accounts(body("locked", "\"no\"").as_bytes(), false).is_err(), "what is neither is not guessed");
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_described_without_repeating_it() {
        for body in [
            "",
            "[]",
            "secret@example.com",
            r#"{"accounts": [{"key": "7", "email": "secret@example.com"}]}"#,
            r#"{"accounts": [{"key": "", "email": "secret@example.com", "version": "1"}]}"#,
            r#"{"accounts": [{"key": "7", "email": "secret", "version": "1"}]}"#,
        ] {
            let problem = accounts(body.as_bytes(), false).unwrap_err();
            assert!(problem.starts_with("it answered with") && !problem.contains("secret"), "{problem}");
        }
    }

    #[test]
    fn a_refusal_names_known_rules_and_speaks_for_itself_otherwise() {
        let rules = |body: &str| refusal(body.as_bytes());
        assert_eq!(rules(r#"{"rules": ["used_before", "nonsense"]}"#), [BrokenRule::UsedBefore]);
        assert_eq!(rules(r#"{"rules": ["too_short"], "min_length": 14}"#), [BrokenRule::TooShort(14)]);
        assert_eq!(rules(r#"{"message": "No  \n pets."}"#), [BrokenRule::InWords("No pets.".to_owned())]);
        assert_eq!(rules("nonsense").len(), 1, "there is always a line under the field");
    }
}
