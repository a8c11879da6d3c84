//! Reads settings from a tree. Every source goes through these methods, and every mistake is kept, so that one look
//! at the configuration reports all of them.

mod lists;

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use rekey_core::image::{Image, ImageName};
use rekey_core::rate::Rate;
use rekey_core::time::Duration;
use url::Url;
use zeroize::Zeroizing;

use super::error::{SettingError, nearest};
use super::image_files::ImageFiles;
use super::published::Fresh;
use super::tree::{Node, Source, Table, Value};
use super::{parse, secret_file, settings};
use crate::spelling::truth;

/// Reads one table. A method returns none if the setting is absent, or wrong, which is then reported.
pub(super) struct Reader<'a> {
    table: &'a Table,
    /// The full name of the table; empty at the top.
    path: String,
    /// Where the table is, if it is an item of a list.
    source: Option<Source>,
    /// The keys that a setting has been read from.
    known: Vec<String>,
    scope: Scope,
    found: &'a mut Found,
}

/// What misspelled keys of a table are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All settings: the right name may be in another section.
    Settings,
    /// Its own keys, in the settings' file: a setting that belongs elsewhere may have slipped below it.
    ItemOfSettings,
    /// Its own keys.
    OtherFile,
}

enum SecretSource {
    /// The setting itself, which may be absent.
    Value,
    File(SecretFile),
    /// What is wrong has been reported.
    Unusable,
}

/// The content of a file with a secret.
struct SecretFile {
    /// The setting that names the file.
    key: String,
    path: String,
    text: Zeroizing<String>,
}

/// What readers of one configuration have in common.
#[derive(Default)]
pub(super) struct Found {
    pub errors: Vec<SettingError>,
    /// The files that secrets were read from.
    pub secret_files: Vec<PathBuf>,
    /// Where images are found by their file names.
    pub image_files: ImageFiles,
    /// The images of the location that is being read.
    pub images: Vec<Image>,
}

static NO_TABLE: Table = Table::new();

impl<'a> Reader<'a> {
    /// A reader of the server's settings.
    pub(super) fn settings(table: &'a Table, found: &'a mut Found) -> Self {
        Self { table, path: String::new(), source: None, known: Vec::new(), scope: Scope::Settings, found }
    }

    /// A reader of another file.
    pub(super) fn file(table: &'a Table, found: &'a mut Found) -> Self {
        Self { scope: Scope::OtherFile, ..Self::settings(table, found) }
    }

    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn get(&mut self, key: &str) -> Option<&'a Node> {
        self.known.push(key.to_owned());
        self.table.get(key)
    }

    /// Reports a mistake in `key`.
    pub(super) fn report(&mut self, key: &str, message: impl Into<String>) {
        let error = SettingError::new(&self.name(key), message);
        self.found.errors.push(match self.table.get(key) {
            Some(node) => error.from(&node.source),
            None => error,
        });
    }

    /// Reports a mistake in the table's own name.
    pub(super) fn report_table(&mut self, message: &str) {
        let error = SettingError::new(&self.path, message);
        self.found.errors.push(match &self.source {
            Some(source) => error.from(source),
            None => error,
        });
    }

    /// Reports that `key`, without which the table means nothing, is absent, unless it is there and wrong.
    pub(super) fn require(&mut self, key: &str, expected: &str) {
        if self.is_set(key) {
            return;
        }
        let error = SettingError::new(&self.name(key), format!("is missing; expected {expected}"));
        self.found.errors.push(match &self.source {
            Some(source) => error.from(source),
            None => error,
        });
    }

    fn wrong_kind(&mut self, key: &str, expected: &str, found: &Value) {
        self.report(key, format!("expected {expected}, found {}", found.kind()));
    }

    fn line(&mut self, key: &str) -> Option<&'a str> {
        match &self.get(key)?.value {
            Value::Text(text) => match parse::line(text) {
                Ok(line) => return Some(line),
                Err(problem) => self.report(key, problem),
            },
            other => self.wrong_kind(key, "a string", other),
        }
        None
    }

    /// A text on one line, read by `parse`.
    pub(super) fn parsed<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let line = self.line(key)?;
        parse(line).map_err(|problem| self.report(key, problem)).ok()
    }

    /// A text on one line that parses as `T`.
    pub(super) fn text<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<T> {
        self.parsed(key, parse::from_str)
    }

    /// A text that may have several lines.
    pub(super) fn long_text<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<T> {
        match &self.get(key)?.value {
            Value::Text(text) => parse::from_str(text).map_err(|problem| self.report(key, problem)).ok(),
            other => {
                self.wrong_kind(key, "a string", other);
                None
            }
        }
    }

    /// A text on one line that may be anything but empty.
    pub(super) fn line_of_text(&mut self, key: &str) -> Option<String> {
        self.parsed(key, |line| match line {
            "" => Err("is empty; set it, or leave it out".to_owned()),
            line => Ok(line.to_owned()),
        })
    }

    pub(super) fn path(&mut self, key: &str) -> Option<PathBuf> {
        self.line_of_text(key).map(PathBuf::from)
    }

    /// An image: the URL in `key` with `_url`, which may be one that `location show` prints, or the file that `key` names.
    pub(super) fn image(&mut self, key: &str, url: fn(&str) -> Result<Url, String>) -> Option<Url> {
        let url_key = format!("{key}_url");
        if self.table.contains_key(key) && self.table.contains_key(&url_key) {
            self.report(key, format!("set either {key}, a file, or {url_key}"));
        }
        let (linked, file) =
            (self.parsed(&url_key, |text| kept_image(text).map_or_else(|| url(text), Ok)), self.path(key));
        let Some(file) = file else { return linked };
        match self.found.image_files.read(&file) {
            Ok(image) => {
                let name = image.name();
                self.found.images.push(image);
                Some(name.to_url())
            }
            Err(problem) => {
                self.report(key, format!("{}: {problem}", file.display()));
                None
            }
        }
    }

    /// The images that were read since the last call.
    pub(super) fn take_images(&mut self) -> Vec<Image> {
        std::mem::take(&mut self.found.images)
    }

    /// A secret: the text of `key`, or of the file that `key` with `_file` names. Both together are an error.
    pub(super) fn secret<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<T> {
        match self.secret_source(key) {
            SecretSource::Value => self.text(key),
            SecretSource::File(file) => {
                let value = parse::line(&file.text).and_then(parse::from_str);
                value.map_err(|problem| self.report(&file.key, format!("{}: {problem}", file.path))).ok()
            }
            SecretSource::Unusable => None,
        }
    }

    /// A secret of which an example that everybody knows is refused.
    pub(super) fn fresh_secret<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<T> {
        self.secret::<Fresh<T>>(key).map(|fresh| fresh.0)
    }

    /// Whether `key` is set, itself or by its `_file`, usable or not.
    pub(super) fn is_set(&self, key: &str) -> bool {
        self.table.contains_key(key) || self.table.contains_key(&format!("{key}_file"))
    }

    fn secret_source(&mut self, key: &str) -> SecretSource {
        let file_key = format!("{key}_file");
        if self.get(&file_key).is_none() {
            return SecretSource::Value;
        }
        if let Some(other) = self.get(key) {
            let message =
                format!("{} is set as well (in {}); set one of the two, not both", self.name(key), other.source);
            self.report(&file_key, message);
            return SecretSource::Unusable;
        }
        let Some(path) = self.path(&file_key) else { return SecretSource::Unusable };
        self.found.secret_files.push(path.clone());
        match secret_file::read(&path) {
            Ok(text) => SecretSource::File(SecretFile { path: path.display().to_string(), key: file_key, text }),
            Err(problem) => {
                self.report(&file_key, problem);
                SecretSource::Unusable
            }
        }
    }

    /// Marks a secret as known without reading it.
    pub(super) fn skip_secret(&mut self, key: &str) {
        self.known.extend([key.to_owned(), format!("{key}_file")]);
    }

    pub(super) fn switch(&mut self, key: &str) -> Option<bool> {
        let value = match &self.get(key)?.value {
            Value::Boolean(value) => Some(*value),
            Value::Integer(number) => truth(&number.to_string()),
            Value::Text(text) => truth(parse::clean(text)),
            _ => None,
        };
        if value.is_none() {
            self.report(key, "expected true or false");
        }
        value
    }

    /// A whole number between two bounds, both of which are allowed.
    pub(super) fn number(&mut self, key: &str, least: u32, most: u32) -> Option<u32> {
        let value = match &self.get(key)?.value {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => parse::clean(text).parse().ok(),
            _ => None,
        };
        let number =
            value.and_then(|number| u32::try_from(number).ok()).filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.report(key, format!("expected a whole number from {least} to {most}"));
        }
        number
    }

    pub(super) fn span(&mut self, key: &str, shortest: Duration, longest: Duration) -> Option<Duration> {
        self.parsed(key, |text| parse::span_within(text, shortest, longest))
    }

    /// A span; `off` is zero.
    pub(super) fn span_or_off(&mut self, key: &str, longest: Duration) -> Option<Duration> {
        self.parsed(key, |text| parse::span_or_off(text, longest))
    }

    /// A rate; none is `off`.
    pub(super) fn rate_or_off(&mut self, key: &str, default: Option<Rate>) -> Option<Rate> {
        self.parsed(key, parse::rate_or_off).unwrap_or(default)
    }

    /// A table within this one, which reads as empty if it is absent.
    pub(super) fn section<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'_>) -> T) -> T {
        let table = match self.get(key).map(|node| &node.value) {
            None => &NO_TABLE,
            Some(Value::Table(table)) => table,
            Some(other) => {
                self.wrong_kind(key, "a table", other);
                &NO_TABLE
            }
        };
        let path = self.name(key);
        self.inner(table, path, None, self.scope, read)
    }

    fn inner<T>(
        &mut self,
        table: &Table,
        path: String,
        source: Option<Source>,
        scope: Scope,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> T {
        let mut reader = Reader { table, path, source, known: Vec::new(), scope, found: self.found };
        let value = read(&mut reader);
        reader.finish();
        value
    }

    /// Reports the keys that no setting has been read from.
    pub(super) fn finish(self) {
        for (key, node) in self.table {
            if !self.known.contains(key) {
                self.unknown(&self.name(key), node).into_iter().for_each(|error| self.found.errors.push(error));
            }
        }
    }

    /// Of an unknown table, each value is reported: its right name may be in another section.
    fn unknown(&self, name: &str, node: &Node) -> Vec<SettingError> {
        match &node.value {
            Value::Table(table) if self.scope == Scope::Settings && !table.is_empty() => {
                table.iter().flat_map(|(key, inner)| self.unknown(&format!("{name}.{key}"), inner)).collect()
            }
            _ => vec![SettingError::new(name, self.advice(name, &node.source)).from(&node.source)],
        }
    }

    /// The name with its first part corrected, if that part should have been one under which operators name tables of
    /// their own, such as `directories`. No list has the names below it.
    fn in_named_tables(&self, name: &str) -> Option<String> {
        let (first, rest) = name.split_once('.').filter(|_| self.path.is_empty())?;
        let near = nearest(first, self.known.iter().map(String::as_str))?;
        settings::ALL
            .iter()
            .any(|setting| setting.path == near && matches!(setting.kind, settings::Kind::NamedTables))
            .then(|| format!("{near}.{rest}"))
    }

    fn advice(&self, name: &str, source: &Source) -> String {
        let key = name.rsplit('.').next().unwrap_or(name);
        let near_key = nearest(key, self.known.iter().map(String::as_str));
        let is_in_file = matches!(source, Source::Line(..));
        let in_named_tables = self.in_named_tables(name);
        if self.scope != Scope::OtherFile
            && in_named_tables.is_none()
            && let Some(place) = settings::place_of_key(key).filter(|_| is_in_file)
        {
            return format!("does not belong here; {place}");
        }
        if self.scope == Scope::Settings {
            let known = settings::names();
            let nearest = || nearest(name, known.iter().map(String::as_str)).map(ToOwned::to_owned);
            return match in_named_tables.or_else(nearest) {
                Some(near) if is_in_file => format!("unknown setting; did you mean `{near}`?"),
                Some(near) => {
                    format!("unknown setting; did you mean `{near}`? Its variable is {}", settings::variable(&near))
                }
                None => "unknown setting; `rekey config schema` lists them all".to_owned(),
            };
        }
        match near_key {
            Some(near) => format!("unknown setting; did you mean `{near}`?"),
            None => format!("unknown setting; known here: {}", self.known.join(", ")),
        }
    }
}

/// An image that the database has, as `image:NAME`.
fn kept_image(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| ImageName::from_url(url).is_some())
}
