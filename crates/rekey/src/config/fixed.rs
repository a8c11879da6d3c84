//! What a running server can't change: the settings of its listeners, its database and its hasher.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

use super::Config;
use super::settings;
use super::tree::{self, Node, Table, Value};

/// Settings that take a restart; a name with a dot at its end is a whole section.
const FIXED: [&str; 14] = [
    "listen",
    "public_url",
    "database_url",
    "secret",
    "previous_secrets",
    "log_format",
    "database.",
    "mail.wait_for_first_attempt",
    "passwords.hash_memory_kib",
    "passwords.hash_passes",
    "passwords.hash_lanes",
    "passwords.hash_threads",
    "passwords.hash_queue",
    "telemetry.",
];

/// Whether a change of this setting takes a restart.
pub fn needs_restart(path: &str) -> bool {
    FIXED.iter().any(|fixed| *fixed == path || (fixed.ends_with('.') && path.starts_with(fixed)))
}

/// Digests of the values of these settings, by which a change shows. Some are secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Fixed(BTreeMap<&'static str, [u8; 32]>);

impl fmt::Debug for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fixed(…)")
    }
}

impl Fixed {
    pub(super) fn of(table: &Table) -> Self {
        let settings = settings::ALL.iter().filter(|setting| needs_restart(setting.path));
        let digests = settings.map(|setting| {
            let mut digest = Sha256::new();
            if let Some(node) = tree::find(table, setting.path) {
                add(&mut digest, node);
            }
            // A secret may change while the name of its file stays.
            if let Some(Value::Text(file)) =
                setting.file_path().and_then(|path| tree::find(table, &path)).map(|node| &node.value)
            {
                digest.update(std::fs::read(file.trim()).unwrap_or_default());
            }
            (setting.path, digest.finalize().into())
        });
        Self(digests.collect())
    }

    fn changed(&self, since: &Self) -> Vec<&'static str> {
        self.0.iter().filter(|(path, digest)| since.0.get(*path) != Some(*digest)).map(|(path, _)| *path).collect()
    }
}

fn add(digest: &mut Sha256, node: &Node) {
    match &node.value {
        Value::Text(text) => digest.update(text.trim()),
        Value::Boolean(value) => digest.update([u8::from(*value)]),
        Value::Integer(number) => digest.update(number.to_string()),
        Value::Other(kind) => digest.update(kind),
        Value::List(items) => items.iter().for_each(|item| {
            add(digest, item);
            digest.update([0]);
        }),
        Value::Table(table) => table.iter().for_each(|(key, inner)| {
            digest.update(key);
            digest.update([0]);
            add(digest, inner);
        }),
    }
}

impl Config {
    /// The parts of this configuration that a server running with another one can adopt, and the differing settings
    /// that need a restart.
    #[must_use]
    pub fn over(mut self, running: &Self) -> (Self, Vec<&'static str>) {
        let changed = self.fixed.changed(&running.fixed);
        let kept = running.clone();
        self.fixed = kept.fixed;
        self.dev = kept.dev;
        self.server.listen = kept.server.listen;
        self.server.public_url = kept.server.public_url;
        self.server.database_url = kept.server.database_url;
        self.server.secret = kept.server.secret;
        self.server.previous_secrets = kept.server.previous_secrets;
        self.server.log_format = kept.server.log_format;
        self.database = kept.database;
        self.mail.wait_for_first_attempt = kept.mail.wait_for_first_attempt;
        self.passwords.hash_memory_kib = kept.passwords.hash_memory_kib;
        self.passwords.hash_passes = kept.passwords.hash_passes;
        self.passwords.hash_lanes = kept.passwords.hash_lanes;
        self.passwords.hash_threads = kept.passwords.hash_threads;
        self.passwords.hash_queue = kept.passwords.hash_queue;
        self.telemetry = kept.telemetry;
        (self, changed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Layer;
    use super::*;

    fn config(text: &str) -> Config {
        let base =
            "public_url = \"https://id.example.com\"\nsecret = \"jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ=\"\n";
        Config::from_layers([Layer::toml("rekey.toml", &format!("{base}{text}")).unwrap()], false).unwrap()
    }

    #[test]
    fn each_setting_that_takes_a_restart_exists() {
        for fixed in FIXED {
            assert!(settings::ALL.iter().any(|setting| setting.path.starts_with(fixed)), "{fixed}");
        }
    }

    #[test]
    fn what_takes_a_restart_stays_and_is_named_and_all_else_is_taken_over() {
        let running = config("listen = \"127.0.0.1:1\"\n");
        let next = config("listen = \"127.0.0.1:2\"\ndefault_location = 3\n[passwords]\nhash_threads = 1\n");
        let (taken, changed) = next.over(&running);
        assert_eq!(changed, ["listen", "passwords.hash_threads"]);
        assert_eq!(taken.server.listen, running.server.listen);
        assert_eq!(taken.passwords.hash_threads, None);
        assert_eq!(taken.server.default_location.get(), 3);
        let (_, changed) = config("listen = \"127.0.0.1:1\"\n").over(&taken);
        assert!(changed.is_empty(), "{changed:?}");
    }

    #[test]
    fn a_file_with_another_secret_in_it_is_another_value() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("database_url");
        let text = format!("database_url_file = \"{}\"\n", file.display());
        std::fs::write(&file, "postgres://a:one@db/rekey").unwrap();
        let running = config(&text);
        std::fs::write(&file, "postgres://a:two@db/rekey").unwrap();
        assert_eq!(config(&text).over(&running).1, ["database_url"]);
        assert_eq!(format!("{:?}", running.fixed), "Fixed(…)");
    }
}
