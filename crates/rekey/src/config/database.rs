//! Where the data is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;

/// A database.
#[derive(Debug, Clone)]
pub enum DatabaseUrl {
    /// The embedded one, in this file.
    Sqlite(PathBuf),
    /// A PostgreSQL server. The URL may hold a password.
    Postgres(SecretString),
}

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // SQLite would take these names for a database that is gone with the process.
            return match path {
                "" | ":memory:" => Err("a database needs a file: \"sqlite:PATH\""),
                path => Ok(Self::Sqlite(path.into())),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.into()));
        }
        Err("expected \"sqlite:PATH\" or \"postgres://user:password@host/name\"")
    }
}

/// For people: without a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_read_and_shown_without_a_password() {
        let show = |text: &str| text.parse::<DatabaseUrl>().map(|url| url.to_string());
        assert_eq!(show("sqlite:data/rekey.db").unwrap(), "sqlite:data/rekey.db");
        assert_eq!(show("sqlite:///var/lib/rekey.db").unwrap(), "sqlite:/var/lib/rekey.db");
        assert_eq!(show("postgres://me:hush@db/rekey").unwrap(), "postgres://…");
        for text in ["", "data/rekey.db", "sqlite:", "sqlite::memory:", "mysql://db/rekey"] {
            assert!(show(text).is_err(), "{text}");
        }
    }
}
