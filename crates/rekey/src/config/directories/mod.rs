//! `[directories.NAME]`: systems that keep accounts elsewhere.

mod http;
mod ldap;
mod sql;

use rekey_core::directory::DirectoryName;

use super::reader::Reader;
use crate::directories::DirectorySettings;

/// The kinds there are.
const KINDS: &str = "\"http\", \"ldap\" or \"sql\"";
/// How directories are written.
const EXPECTED: &str = "tables: [directories.NAME] with kind, url and what the kind needs in a file, \
                        REKEY_DIRECTORIES__NAME__URL and the like in the environment";

/// A kind of directory.
#[derive(Clone, Copy)]
enum Kind {
    Http,
    Ldap,
    Sql,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Vec<DirectorySettings> {
    reader.named_tables("directories", EXPECTED, directory)
}

fn directory(reader: &mut Reader<'_>, name: &str) -> Option<DirectorySettings> {
    let name = name.parse::<DirectoryName>().map_err(|problem| reader.report_table(problem)).ok();
    reader.require("kind", KINDS);
    let kind = reader.parsed("kind", |kind| match kind {
        "http" => Ok(Kind::Http),
        "ldap" => Ok(Kind::Ldap),
        "sql" => Ok(Kind::Sql),
        _ => Err(format!("expected {KINDS}")),
    });
    match kind? {
        Kind::Http => http::read(reader, name).map(DirectorySettings::Http),
        Kind::Ldap => ldap::read(reader, name).map(|settings| DirectorySettings::Ldap(Box::new(settings))),
        Kind::Sql => sql::read(reader, name).map(|settings| DirectorySettings::Sql(Box::new(settings))),
    }
}
