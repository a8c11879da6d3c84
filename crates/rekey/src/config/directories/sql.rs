//! `kind = "sql"`: an app's own tables.

use std::str::FromStr;

use rekey_core::directory::DirectoryName;
use rekey_core::time::Duration;
use rekey_directory::sql::{
    Dialect, HashFormat, Preset, Rights, Role, Server, Source, SqlSettings, Statement, Statements, TableName, UrlError,
};
use secrecy::SecretString;

use crate::config::reader::Reader;

/// For a statement. Far below the time that a directory has for a write, which takes several.
const TIMEOUT: Duration = Duration::from_secs(3);
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(5);
/// The open connections: emails and resets are few beside the app's own work.
const CONNECTIONS: u32 = 4;
const MOST_CONNECTIONS: u32 = 32;

pub(super) fn read(reader: &mut Reader<'_>, name: Option<DirectoryName>) -> Option<SqlSettings> {
    reader.require("url", "a database such as \"postgres://rekey:password@db.example.com/app\"");
    let server = reader.secret::<ServerUrl>("url").map(|url| url.0);
    let preset = reader.parsed("preset", |text| named(text, &Preset::ALL, Preset::name));
    let has_preset = reader.is_set("preset");
    let table = reader.parsed("table", |text| TableName::parse(text).map_err(ToOwned::to_owned));
    let format = reader.parsed("hash", |text| named(text, &HashFormat::ALL, HashFormat::name));
    let find = statement(reader, "find", Role::Find);
    let get = statement(reader, "get", Role::Get);
    let set_password = statement(reader, "set_password", Role::SetPassword);
    let end_sessions = statement(reader, "end_sessions", Role::EndSessions);
    let timeout = reader.span("timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT).unwrap_or(TIMEOUT);
    let connections = reader.number("connections", 1, MOST_CONNECTIONS).unwrap_or(CONNECTIONS);
    let include_privileged = reader.switch("include_privileged").unwrap_or(false);
    let (source, format) = if has_preset {
        for key in ["find", "get", "set_password"] {
            if reader.is_set(key) {
                reader.report(key, "the preset has this statement; leave one of the two out");
            }
        }
        let preset = preset?;
        if table.is_some() && !preset.takes_table() {
            reader.report("table", format!("the tables of {} have fixed names; leave it out", preset.name()));
        }
        if let Some(server) = server.as_ref().filter(|server| !preset.runs_on(server.dialect())) {
            let kind = match server.dialect() {
                Dialect::Postgres => "PostgreSQL",
                Dialect::MySql => "MySQL or MariaDB",
            };
            reader.report("preset", format!("{} does not run on {kind}, which url names", preset.name()));
        }
        (Source::Preset(preset, table), format.unwrap_or(preset.format()))
    } else {
        reader.require("find", "a statement that selects id, email and hash by :address; or set a preset");
        reader.require("get", "a statement that selects the same by :id");
        reader.require("set_password", "a statement that sets :new_hash where :id has :old_hash");
        reader.require("hash", &names(&HashFormat::ALL, HashFormat::name));
        if table.is_some() {
            reader.report("table", "is for presets; the statements name their tables");
        }
        let own = Statements {
            find: find?,
            get: get?,
            set_password: set_password?,
            end_sessions: None,
            rights: Rights::default(),
        };
        (Source::Own(own), format?)
    };
    let connections = usize::try_from(connections).unwrap_or(1);
    let (name, server) = (name?, server?);
    Some(SqlSettings { name, server, source, end_sessions, format, timeout, connections, include_privileged })
}

struct ServerUrl(Server);

impl FromStr for ServerUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Server::parse(&SecretString::from(text)).map(Self)
    }
}

fn statement(reader: &mut Reader<'_>, key: &str, role: Role) -> Option<Statement> {
    let text: String = reader.long_text(key)?;
    Statement::parse(&text, role).map_err(|error| reader.report(key, error.to_string())).ok()
}

/// One of these by its name.
fn named<T: Copy>(text: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| format!("expected {}", names(all, name)))
}

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> String {
    let names: Vec<String> = all.iter().map(|one| format!("\"{}\"", name(*one))).collect();
    format!("one of {}", names.join(", "))
}
