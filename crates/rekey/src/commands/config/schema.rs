//! `rekey config schema`: every setting, for people and for editors.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::config::settings::{self, Kind, Setting};

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey config schema                               Every setting, with its default
  rekey config schema --json > rekey.schema.json    A JSON Schema, for editors";

pub(super) fn print(out: &mut impl Write, json: bool) -> io::Result<()> {
    if json {
        return writeln!(out, "{:#}", schema());
    }
    for setting in settings::ALL {
        let default = if setting.default.is_empty() { "not set" } else { setting.default };
        writeln!(out, "{} ({default})\n    {}", setting.path, setting.about)?;
        writeln!(out, "    {}={}", setting.variable(), shell_word(&setting.example_in_environment()))?;
        if let Some(file_path) = setting.file_path() {
            writeln!(out, "    or from a file: {file_path}, {}", settings::variable(&file_path))?;
        }
    }
    Ok(())
}

/// A value as a shell takes it for one word.
fn shell_word(value: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+=,".contains(letter);
    if value.chars().all(is_plain) { value.to_owned() } else { format!("'{}'", value.replace('\'', r"'\''")) }
}

/// The settings as a JSON Schema (draft 2020-12).
fn schema() -> Value {
    let mut root = Map::new();
    for setting in settings::ALL {
        let target = match setting.section() {
            None => &mut root,
            Some(section) => {
                let table = root
                    .entry(section)
                    .or_insert_with(|| json!({"type": "object", "additionalProperties": false, "properties": {}}));
                match table.get_mut("properties").and_then(Value::as_object_mut) {
                    Some(properties) => properties,
                    None => continue,
                }
            }
        };
        target.insert(setting.key().to_owned(), property(setting));
        if setting.secret {
            let description = format!("A file that holds {}.", setting.path);
            target.insert(format!("{}_file", setting.key()), json!({"type": "string", "description": description}));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of Rekey",
        "type": "object",
        "additionalProperties": false,
        "properties": root,
    })
}

fn property(setting: &Setting) -> Value {
    let mut property = match setting.kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Switch => json!({"type": "boolean"}),
        Kind::Number => json!({"type": "integer"}),
        Kind::Tables => json!({"type": "array", "items": {"type": "object"}}),
        Kind::NamedTables => json!({"type": "object", "additionalProperties": {"type": "object"}}),
        Kind::List => json!({"type": "array", "items": {"type": "string"}}),
    };
    property["description"] = setting.about.into();
    // The defaults are TOML; for these kinds of values that is JSON as well.
    if let Ok(default) = serde_json::from_str::<Value>(setting.default) {
        property["default"] = default;
    }
    property
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_for_the_environment_can_be_copied_into_a_shell() {
        let mut out = Vec::new();
        print(&mut out, false).unwrap();
        let printed = String::from_utf8(out).unwrap();
        for setting in settings::ALL {
            let start = format!("{}=", setting.variable());
            let line = printed.lines().map(str::trim).find(|line| line.starts_with(&start)).unwrap();
            let script = format!("{line}; printf %s \"${}\"", setting.variable());
            let shell = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            let value = String::from_utf8(shell.stdout).unwrap();
            assert_eq!(value, setting.example_in_environment(), "{line}");
        }
    }

    #[test]
    fn every_secret_is_listed_with_the_file_that_may_hold_it() {
        let mut out = Vec::new();
        print(&mut out, false).unwrap();
        let printed = String::from_utf8(out).unwrap();
        assert!(printed.contains("or from a file: mail.smtp_url_file, REKEY_MAIL__SMTP_URL_FILE"), "{printed}");
        let schema = schema();
        assert_eq!(schema["properties"]["mail"]["properties"]["smtp_url_file"]["type"], "string");
        assert_eq!(schema["properties"]["secret_file"]["type"], "string");
    }

    #[test]
    fn the_schema_has_every_setting_with_its_default() {
        let schema = schema();
        assert_eq!(schema["properties"]["limits"]["properties"]["requests_per_address"]["default"], "3/15m");
        assert_eq!(schema["properties"]["dialects"]["default"], json!(["nexudus", "insforge", "singularity"]));
        assert_eq!(schema["properties"]["mail"]["properties"]["no_account_notice"]["type"], "boolean");
        for setting in settings::ALL.iter().filter(|setting| !setting.default.is_empty()) {
            assert!(property(setting).get("default").is_some(), "{}", setting.path);
        }
    }
}
