//! The two sources of settings, the TOML file and the environment, as trees.

use std::collections::btree_map::Entry;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use zeroize::Zeroizing;

use super::error::{ConfigError, SettingError};
use super::settings::{self, Kind};
use super::tree::{Node, Source, Table, Value};
use crate::file_error::reason;

/// The settings of one source.
pub struct Layer {
    pub(super) table: Table,
    /// What could not be put into the tree.
    pub(super) errors: Vec<SettingError>,
}

impl Layer {
    /// The settings of a TOML file.
    pub fn file(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let help = if error.kind() == ErrorKind::NotFound { "; `rekey config init` makes one" } else { "" };
            let message = format!("the configuration can't be read: {}{help}", reason(&error));
            ConfigError(vec![SettingError::in_file(&name, message)])
        })?;
        Self::toml(&name, &Zeroizing::new(text))
    }

    /// The settings of a TOML text from the file `name`. Every syntax error is reported, by line and without the text.
    pub fn toml(name: &str, text: &str) -> Result<Self, ConfigError> {
        let file = TomlFile::new(name, text);
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { table: file.table(table.into_inner()), errors: Vec::new() });
        }
        let errors = errors.iter().map(|error| {
            let start = error.span().map_or(0, |span| span.start);
            SettingError::in_file(&file.at(start).to_string(), format!("invalid TOML: {}", error.message()))
        });
        Err(ConfigError(errors.collect()))
    }

    /// The settings among these environment variables: `REKEY_…`, with `__` between levels. Variables that Kubernetes
    /// adds for a service named `rekey` (`REKEY_PORT`, `REKEY_SERVICE_HOST`, …) are ignored.
    pub fn environment<N: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut variables: Vec<(String, OsString)> = variables
            .into_iter()
            .filter_map(|(name, value)| Some((name.into().into_string().ok()?, value.into())))
            .collect();
        variables.sort();
        let mut layer = Self { table: Table::new(), errors: Vec::new() };
        for (name, value) in variables {
            let Some(rest) = name.strip_prefix("REKEY_").filter(|rest| !is_service_link(rest)) else { continue };
            let path = rest.to_ascii_lowercase().replace("__", ".");
            let source = Source::Variable(name.clone());
            let Ok(text) = value.into_string().map(Zeroizing::new) else {
                layer.errors.push(SettingError::new(&path, "the value is not valid UTF-8").from(&source));
                continue;
            };
            // `VARIABLE=` sets nothing, so that compose files can pass variables on; a list becomes empty.
            if text.trim().is_empty() && settings::find(&path).map(|setting| setting.kind) != Some(Kind::List) {
                continue;
            }
            let node = Node { value: Value::Text(text), source: source.clone() };
            if let Err(other) = insert(&mut layer.table, &path, node) {
                let message = format!("conflicts with {other}; set one of the two");
                layer.errors.push(SettingError::new(&path, message).from(&source));
            }
        }
        layer
    }
}

fn is_service_link(rest: &str) -> bool {
    rest == "PORT" || rest.starts_with("PORT_") || rest == "SERVICE_HOST" || rest.starts_with("SERVICE_PORT")
}

/// Puts a value at its path. Fails with the source of a value that is in its way.
fn insert(table: &mut Table, path: &str, node: Node) -> Result<(), Source> {
    match path.split_once('.') {
        None => match table.entry(path.to_owned()) {
            Entry::Occupied(other) => Err(other.get().source.clone()),
            Entry::Vacant(entry) => {
                entry.insert(node);
                Ok(())
            }
        },
        Some((section, rest)) => {
            let empty = || Node { value: Value::Table(Table::new()), source: node.source.clone() };
            let entry = table.entry(section.to_owned()).or_insert_with(empty);
            match &mut entry.value {
                Value::Table(inner) => insert(inner, rest, node),
                _ => Err(entry.source.clone()),
            }
        }
    }
}

/// Turns byte offsets of a TOML text into lines, and its values into nodes.
struct TomlFile {
    name: Arc<str>,
    /// The offset at which each line starts.
    starts: Vec<usize>,
}

impl TomlFile {
    fn new(name: &str, text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
        Self { name: name.into(), starts }
    }

    fn at(&self, offset: usize) -> Source {
        Source::Line(Arc::clone(&self.name), self.starts.partition_point(|start| *start <= offset))
    }

    fn table(&self, table: DeTable<'_>) -> Table {
        let entries = table.into_iter().map(|(key, value)| {
            let source = self.at(key.span().start);
            (key.into_inner().into_owned(), Node { value: self.value(value.into_inner()), source })
        });
        entries.collect()
    }

    fn item(&self, item: Spanned<DeValue<'_>>) -> Node {
        Node { source: self.at(item.span().start), value: self.value(item.into_inner()) }
    }

    fn value(&self, value: DeValue<'_>) -> Value {
        match value {
            DeValue::String(text) => Value::text(&text),
            DeValue::Boolean(value) => Value::Boolean(value),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other("a number out of range"), Value::Integer),
            DeValue::Float(_) => Value::Other("a fraction"),
            DeValue::Datetime(_) => Value::Other("a date or time"),
            DeValue::Array(items) => Value::List(items.into_iter().map(|item| self.item(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'a>(layer: &'a Layer, key: &str) -> Option<&'a str> {
        match &layer.table.get(key)?.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }

    #[test]
    fn a_text_from_the_environment_stays_a_text() {
        let layer = Layer::environment([("REKEY_SECRET", "0123"), ("REKEY_DATABASE_URL", "true"), ("PATH", "/bin")]);
        assert_eq!(text(&layer, "secret"), Some("0123"));
        assert_eq!(text(&layer, "database_url"), Some("true"));
        assert_eq!(layer.table.len(), 2);
    }

    #[test]
    fn an_empty_variable_sets_nothing_but_a_list() {
        let layer = Layer::environment([("REKEY_CORS_ORIGINS", ""), ("REKEY_LISTEN", ""), ("REKEY_SECRET", " \n")]);
        assert_eq!(text(&layer, "cors_origins"), Some(""));
        assert_eq!(layer.table.len(), 1);
    }

    #[test]
    fn what_kubernetes_adds_for_a_service_is_left_alone() {
        let layer = Layer::environment([
            ("REKEY_PORT", "tcp://10.0.0.1:8080"),
            ("REKEY_PORT_8080_TCP_ADDR", "10.0.0.1"),
            ("REKEY_SERVICE_HOST", "10.0.0.1"),
            ("REKEY_SERVICE_PORT_HTTP", "8080"),
        ]);
        assert!(layer.table.is_empty());
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_by_line_without_showing_it() {
        let error = Layer::toml("rekey.toml", "listen = \"x\"\nsecret = \"hush\n").err().unwrap().to_string();
        assert!(error.starts_with("rekey.toml, line 2: "), "{error}");
        assert!(!error.contains("hush"), "{error}");
    }

    #[test]
    fn every_syntax_error_of_a_file_is_reported() {
        let errors =
            Layer::toml("rekey.toml", "listen = \n[mail]\nfrom = \"a@example.com\"\nfolder =\n").err().unwrap();
        let lines: Vec<_> = errors.0.iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[0].starts_with("rekey.toml, line 1: ") && lines[1].starts_with("rekey.toml, line 4: "),
            "{lines:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_text_is_reported() {
        use std::os::unix::ffi::OsStringExt;
        let layer = Layer::environment([("REKEY_LISTEN", OsString::from_vec(vec![0xff, b'8']))]);
        assert_eq!(layer.errors[0].to_string(), "listen (in REKEY_LISTEN): the value is not valid UTF-8");
    }

    #[test]
    fn a_list_is_set_as_a_whole_or_item_by_item() {
        let layer = Layer::environment([("REKEY_WEBHOOKS__0__URL", "https://a.example"), ("REKEY_WEBHOOKS", "[]")]);
        let error = layer.errors[0].to_string();
        assert!(error.contains("(in REKEY_WEBHOOKS__0__URL): conflicts with REKEY_WEBHOOKS;"), "{error}");
    }
}
