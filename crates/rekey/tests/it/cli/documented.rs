//! What pages tell people to type exists: commands with their flags, settings, variables.

use std::collections::BTreeSet;

use rekey_core::webhooks::WebhookEvent;
use serde_json::Value;
use toml::Table;

use super::dialect_pages::tables;
use super::sandbox::Sandbox;
use crate::documents::texts;

/// The code on a page: what is between backticks, and lines that are indented or fenced, continued ones joined.
fn code(page: &str) -> Vec<String> {
    let mut prose = String::new();
    let mut lines = String::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            lines.push_str(line);
            lines.push('\n');
        } else {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    let spans = prose.split('`').skip(1).step_by(2).map(|span| span.replace('\n', " "));
    spans.chain(lines.replace("\\\n", " ").lines().map(str::to_owned)).collect()
}

/// A command's words, as a shell splits them.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in command.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter.is_whitespace() => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `FILE`, `ID`, `…`: what a reader replaces.
fn is_placeholder(word: &str) -> bool {
    word.contains('…') || word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// The arguments of a command of ours, without placeholders. None if it is another program's.
fn arguments(command: &str) -> Option<Vec<String>> {
    let words = words(command);
    let is_before = |word: &&String| *word == "$" || word.starts_with("REKEY_") && word.contains('=');
    let mut rest = words.iter().skip_while(is_before);
    let program = rest.next()?;
    if program == "cargo" && words.iter().any(|word| word == "run") && !words.iter().any(|word| word == "-p") {
        rest.find(|word| *word == "--")?;
    } else if program != "rekey" && !program.ends_with("/rekey") {
        return None;
    }
    Some(rest.filter(|word| !is_placeholder(word)).cloned().collect())
}

/// The arguments of every command of ours in a piece of code.
pub(super) fn commands(piece: &str) -> impl Iterator<Item = Vec<String>> {
    let is_command = |arguments: &Vec<String>| arguments.first().is_some_and(|first| !first.starts_with('('));
    piece.split(['|', ';', '&', '#', '>']).filter_map(arguments).filter(is_command)
}

#[test]
fn every_command_that_a_page_shows_exists_with_its_flags() {
    let sandbox = Sandbox::empty();
    let mut shown = BTreeSet::new();
    let mut faults = Vec::new();
    for (page, text) in texts("md") {
        for arguments in code(&text).iter().flat_map(|piece| commands(piece)) {
            if !shown.insert(arguments.clone()) {
                continue;
            }
            // `rekey help outbox` takes no flags; what it explains must exist. With --help nothing is done.
            let known = arguments.iter().skip(usize::from(arguments[0] == "help")).map(String::as_str);
            let outcome = sandbox.run(&known.chain(["--help"]).collect::<Vec<_>>());
            // Prose may name a flag without its value.
            if outcome.code != Some(0) && !outcome.err.contains("a value is required") {
                faults.push(format!("{}: rekey {}\n{}", page.display(), arguments.join(" "), outcome.err));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(shown.len() > 40, "the pages' commands are found: {shown:?}");
}

/// The paths of all settings: `listen`, `mail.smtp_url`. Those that are lists of tables, too.
fn settings() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(&Sandbox::empty().run(&["config", "schema", "--json"]).done()).unwrap();
    let mut paths = BTreeSet::new();
    for (name, about) in schema["properties"].as_object().unwrap() {
        match about["properties"].as_object() {
            Some(section) => paths.extend(section.keys().map(|key| format!("{name}.{key}"))),
            None => {
                paths.insert(name.clone());
            }
        }
    }
    paths
}

/// Whether a setting exists: this one, or a table of settings that it belongs to (`directories` of `directories.app.url`).
fn is_known(settings: &BTreeSet<String>, path: &str) -> bool {
    path.match_indices('.').map(|(at, _)| &path[..at]).chain([path]).any(|prefix| settings.contains(prefix))
}

/// The names in a text that begin with this and continue with letters of this kind.
fn names<'a>(text: &'a str, start: &'a str, is_part: fn(char) -> bool) -> impl Iterator<Item = &'a str> {
    // In `user@mail.example.com` no name begins at `mail.`.
    let stands_alone =
        move |at: usize| !text[..at].ends_with(|c: char| is_part(c) || c.is_alphanumeric() || "@/".contains(c));
    text.match_indices(start).filter(move |(at, _)| stands_alone(*at)).map(move |(at, _)| {
        let rest = &text[at..];
        rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())].trim_end_matches('.')
    })
}

/// The setting that a variable sets. `REKEY_LOCATIONS__0__ID` is one of `locations`, `REKEY_DIRECTORIES__APP__URL` one of
/// `directories`.
fn set_by(variable: &str) -> String {
    let path = variable.strip_prefix("REKEY_").unwrap().to_lowercase();
    if path.starts_with("directories__") {
        return "directories".to_owned();
    }
    let item = path.split("__").position(|level| level.parse::<u32>().is_ok());
    path.split("__").take(item.unwrap_or(usize::MAX)).collect::<Vec<_>>().join(".")
}

#[test]
fn every_setting_and_variable_that_a_page_names_exists() {
    // A mistake that docs/configuration.md shows, and a variable of ops/compose.
    const NO_SETTINGS: [&str; 2] = ["REKEY_MAIL_SMTP_URL", "REKEY_HOST"];
    let settings = settings();
    let sections: BTreeSet<String> =
        settings.iter().filter_map(|path| Some(format!("{}.", path.split_once('.')?.0))).collect();
    let mut named = BTreeSet::new();
    for (page, text) in texts("md") {
        let page = page.display();
        let variables = names(&text, "REKEY_", |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        for variable in variables.filter(|name| !name.starts_with("REKEY_TEST_") && !name.ends_with('_')) {
            let known = NO_SETTINGS.contains(&variable) || is_known(&settings, &set_by(variable));
            assert!(known, "{page} names the variable {variable}, which sets nothing");
        }
        let code = code(&text);
        for section in &sections {
            let paths =
                code.iter().flat_map(|piece| names(piece, section, |c| c.is_ascii_lowercase() || "._".contains(c)));
            for path in paths.filter(|path| path.contains('.') && WebhookEvent::from_code(path).is_none()) {
                assert!(is_known(&settings, path), "{page} names the setting {path}, which does not exist");
                named.insert(path.to_owned());
            }
        }
    }
    assert!(named.len() > 10, "the pages' settings are found: {named:?}");
}

/// The settings that a piece of TOML sets. Locations and webhooks have keys of their own.
fn set_in(table: &Table) -> Vec<String> {
    let entries = table.iter().filter(|(name, _)| *name != "location" && !name.contains(char::is_uppercase));
    let paths = entries.flat_map(|(name, value)| match value.as_table() {
        Some(_) if name == "directories" => vec![name.clone()],
        Some(section) => section.keys().map(|key| format!("{name}.{key}")).collect(),
        None => vec![name.clone()],
    });
    paths.collect()
}

#[test]
fn every_setting_in_the_toml_of_a_page_exists() {
    let settings = settings();
    let mut shown = BTreeSet::new();
    for (page, text) in texts("md") {
        for path in tables(&text).iter().flat_map(set_in) {
            assert!(is_known(&settings, &path), "{} sets {path}, which does not exist", page.display());
            shown.insert(path);
        }
    }
    assert!(shown.len() > 10, "the pages' settings are found: {shown:?}");
}

#[test]
fn commands_are_found_in_code_of_every_kind() {
    let page = "Say `rekey audit\n--follow`, or `cargo run -- --dev doctor`.\n\n    $ REKEY_LISTEN=x rekey backup \"/a b\" \\\n        --config c | rekey x\n    cargo run -p rekey-bench -- y\n    createdb rekey\n";
    let found: Vec<Vec<String>> = code(page).iter().flat_map(|piece| commands(piece)).collect();
    assert_eq!(
        found,
        [vec!["audit", "--follow"], vec!["--dev", "doctor"], vec!["backup", "/a b", "--config", "c"], vec!["x"]]
    );
    assert_eq!(set_by("REKEY_LOCATIONS__0__ID"), "locations");
    assert_eq!(set_by("REKEY_MAIL__SMTP_URL_FILE"), "mail.smtp_url_file");
    let is_part = |c: char| c.is_ascii_lowercase() || "._".contains(c);
    assert_eq!(names("email.x, (mail.from), mail.", "mail.", is_part).collect::<Vec<_>>(), ["mail.from", "mail"]);
}
