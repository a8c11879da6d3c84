//! Settings before they are parsed: a tree of values, each with its source.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A line of a TOML file, counted from 1.
    Line(Arc<str>, usize),
    /// An environment variable, as it was spelled.
    Variable(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(file, line) => write!(f, "{file}, line {line}"),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// A value and its source. It has no `Debug`, because any text may be a secret.
#[derive(Clone)]
pub(super) struct Node {
    pub value: Value,
    pub source: Source,
}

#[derive(Clone)]
pub(super) enum Value {
    Text(Zeroizing<String>),
    Boolean(bool),
    Integer(i64),
    /// A value that no setting takes, such as a date: what to call it in a message.
    Other(&'static str),
    List(Vec<Node>),
    Table(Table),
}

pub(super) type Table = BTreeMap<String, Node>;

impl Value {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Zeroizing::new(text.to_owned()))
    }

    /// The kind of value, for messages that must not repeat it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "a number",
            Self::Other(kind) => kind,
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Lays `upper` over `lower`, table by table. A table whose keys are numbers changes single items of a list.
pub(super) fn merge(lower: &mut Table, upper: Table) {
    for (key, node) in upper {
        match (lower.get_mut(&key).map(|below| &mut below.value), node.value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (Some(Value::List(items)), Value::Table(above)) if has_indexes(&above) => {
                let mut below: Table = (0..).map(|index: usize| index.to_string()).zip(std::mem::take(items)).collect();
                merge(&mut below, above);
                *items = in_order(below);
            }
            (_, value) => {
                lower.insert(key, Node { value, source: node.source });
            }
        }
    }
}

fn index(key: &str) -> Option<usize> {
    key.parse().ok()
}

/// Whether the table is a list that was written item by item, as `REKEY_LOCATIONS__0__NAME` does.
pub(super) fn has_indexes(table: &Table) -> bool {
    !table.is_empty() && table.keys().all(|key| index(key).is_some())
}

/// The items of a table whose keys are numbers, lowest number first.
pub(super) fn in_order(table: Table) -> Vec<Node> {
    let mut items: Vec<_> = table.into_iter().collect();
    items.sort_by_key(|(key, _)| index(key));
    items.into_iter().map(|(_, node)| node).collect()
}

/// The source of a setting such as `mail.from`, if it is set.
pub(super) fn source_of<'a>(table: &'a Table, path: &str) -> Option<&'a Source> {
    find(table, path).map(|node| &node.source)
}

/// A setting such as `mail.from`, if it is set.
pub(super) fn find<'a>(table: &'a Table, path: &str) -> Option<&'a Node> {
    match path.split_once('.') {
        None => table.get(path),
        Some((section, rest)) => match &table.get(section)?.value {
            Value::Table(inner) => find(inner, rest),
            _ => None,
        },
    }
}
