//! Lists: of texts, of secrets, and of tables.

use std::fmt::Display;
use std::str::FromStr;

use super::{Reader, Scope, SecretSource, SettingError, parse};
use crate::config::published::Fresh;
use crate::config::tree::{Node, Source, Table, Value, has_indexes, in_order};

/// How lists of texts are written.
const LIST: &str = "a list: [\"a\", \"b\"] in a file; a,b or the JSON [\"a\", \"b\"] in the environment";

/// How messages name an item.
#[derive(Clone, Copy)]
enum Items<'a> {
    /// By its text.
    Shown,
    /// By its number, because it is secret.
    Counted,
    /// By its number and the file that it is in.
    InFile(&'a str),
}

impl Items<'_> {
    fn name(self, line: &str, index: usize) -> String {
        match self {
            Self::Shown => format!("`{line}`"),
            Self::Counted => format!("number {}", index + 1),
            Self::InFile(path) => format!("{path}, number {}", index + 1),
        }
    }
}

impl Reader<'_> {
    /// A list of texts, each of which parses.
    pub(crate) fn list<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<Vec<T>> {
        let node = self.get(key)?.clone();
        self.items(key, node, Items::Shown)
    }

    /// A list of secrets: the value of `key`, or the file that `key` with `_file` names, with an item a line or as in a
    /// variable. Messages count the items and never repeat them.
    pub(crate) fn secret_list<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<Vec<T>> {
        let file = match self.secret_source(key) {
            SecretSource::Value => {
                let node = self.get(key)?.clone();
                return self.items(key, node, Items::Counted);
            }
            SecretSource::File(file) => file,
            SecretSource::Unusable => return None,
        };
        let source = self.table.get(&file.key)?.source.clone();
        self.items(&file.key, Node { value: Value::Text(file.text), source }, Items::InFile(&file.path))
    }

    /// A list of secrets of which examples that everybody knows are refused.
    pub(crate) fn fresh_secret_list<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<Vec<T>> {
        let list = self.secret_list::<Fresh<T>>(key)?;
        Some(list.into_iter().map(|fresh| fresh.0).collect())
    }

    /// Parses every item; none if one is wrong.
    fn items<T: FromStr<Err: Display>>(&mut self, key: &str, node: Node, items: Items<'_>) -> Option<Vec<T>> {
        let nodes = match node.value {
            Value::List(nodes) => nodes,
            Value::Table(table) if has_indexes(&table) => in_order(table),
            Value::Text(text) => {
                let Some(nodes) = split(&text, &node.source) else {
                    self.report(key, format!("expected {LIST}, found text that is not JSON"));
                    return None;
                };
                nodes
            }
            other => {
                self.wrong_kind(key, LIST, &other);
                return None;
            }
        };
        let mut values = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            match item(node, index, items) {
                Ok(value) => values.push(value),
                Err((value, problem)) => {
                    let name = self.name(key);
                    self.found.errors.push(SettingError::new(&name, format!("{value}: {problem}")).from(&node.source));
                }
            }
        }
        (values.len() == nodes.len()).then_some(values)
    }

    /// A list of tables, each read by `read`. `expected` says how they are written. None if one is wrong.
    pub(crate) fn tables<T>(
        &mut self,
        key: &str,
        expected: &str,
        mut read: impl FnMut(&mut Reader<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let node = self.get(key)?;
        let nodes = match &node.value {
            Value::List(nodes) => Some(nodes.clone()),
            Value::Table(table) if has_indexes(table) => Some(in_order(table.clone())),
            Value::Text(text) => json(parse::clean(text), &node.source),
            _ => None,
        };
        let Some(tables) = nodes.and_then(only_tables) else {
            self.report(key, format!("expected {expected}"));
            return None;
        };
        let scope = if self.scope == Scope::OtherFile { Scope::OtherFile } else { Scope::ItemOfSettings };
        let mut values = Vec::new();
        for (index, (table, source)) in tables.iter().enumerate() {
            let path = format!("{}.{index}", self.name(key));
            values.extend(self.inner(table, path, Some(source.clone()), scope, &mut read));
        }
        (values.len() == tables.len()).then_some(values)
    }
}

impl Reader<'_> {
    /// Tables by name, `[key.NAME]`, each read by `read`. `expected` says how they are written. Those that are wrong are
    /// left out, and reported.
    pub(crate) fn named_tables<T>(
        &mut self,
        key: &str,
        expected: &str,
        mut read: impl FnMut(&mut Reader<'_>, &str) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let tables = match &node.value {
            Value::Table(tables) => Some(tables.clone()),
            Value::Text(text) => json_table(parse::clean(text), &node.source),
            _ => None,
        };
        let Some(tables) = tables else {
            self.report(key, format!("expected {expected}"));
            return Vec::new();
        };
        let mut values = Vec::new();
        let scope = if self.scope == Scope::OtherFile { Scope::OtherFile } else { Scope::ItemOfSettings };
        for (name, node) in &tables {
            let path = format!("{}.{name}", self.name(key));
            let Value::Table(table) = &node.value else {
                let error = SettingError::new(&path, format!("expected {expected}"));
                self.found.errors.push(error.from(&node.source));
                continue;
            };
            values.extend(self.inner(table, path, Some(node.source.clone()), scope, |reader| read(reader, name)));
        }
        values
    }
}

fn only_tables(nodes: Vec<Node>) -> Option<Vec<(Table, Source)>> {
    let tables = nodes.into_iter().map(|node| match node.value {
        Value::Table(table) => Some((table, node.source)),
        _ => None,
    });
    tables.collect()
}

/// Parses an item. Fails with its name and what is wrong with it.
fn item<T: FromStr<Err: Display>>(node: &Node, index: usize, items: Items<'_>) -> Result<T, (String, String)> {
    let Value::Text(text) = &node.value else {
        return Err((Items::Counted.name("", index), format!("expected a string, found {}", node.value.kind())));
    };
    let line = parse::line(text).map_err(|problem| (Items::Counted.name("", index), problem))?;
    parse::from_str(line).map_err(|problem| (items.name(line, index), problem))
}

/// The items of a text: JSON, or separated by commas or line breaks. None if it starts like JSON and is invalid.
fn split(text: &str, source: &Source) -> Option<Vec<Node>> {
    let text = parse::clean(text);
    // No item of any list begins so.
    if text.starts_with('[') {
        return json(text, source);
    }
    let items = text.split([',', '\n']).map(str::trim).filter(|item| !item.is_empty());
    Some(items.map(|item| Node { value: Value::text(item), source: source.clone() }).collect())
}

/// The items of a JSON array.
fn json(text: &str, source: &Source) -> Option<Vec<Node>> {
    let items: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    Some(items.into_iter().map(|item| json_node(item, source)).collect())
}

/// The entries of a JSON object.
fn json_table(text: &str, source: &Source) -> Option<Table> {
    match json_node(serde_json::from_str(text).ok()?, source).value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

fn json_node(value: serde_json::Value, source: &Source) -> Node {
    use serde_json::Value as Json;
    let value = match value {
        Json::Null => Value::Other("null"),
        Json::Bool(value) => Value::Boolean(value),
        Json::Number(number) => number.as_i64().map_or(Value::Other("a fraction"), Value::Integer),
        Json::String(text) => Value::Text(text.into()),
        Json::Array(items) => Value::List(items.into_iter().map(|item| json_node(item, source)).collect()),
        Json::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, json_node(value, source)));
            Value::Table(entries.collect::<Table>())
        }
    };
    Node { value, source: source.clone() }
}
