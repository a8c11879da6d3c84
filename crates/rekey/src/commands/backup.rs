//! `rekey backup`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use rekey_store::sqlite::{BackUp, back_up};

use crate::command_error::{CommandError, with_causes};
use crate::config::{Config, DatabaseUrl, whole_path};
use crate::installation::demand;
use crate::output::{count, stdout};

pub const EXAMPLES: &str = "\
Examples:
  install --directory --owner rekey --mode 700 /var/backups/rekey    (once, as root)
  rekey backup /var/backups/rekey/rekey.db
  rekey backup \"/var/backups/rekey/$(date +%F).db\"

The server may keep running. The copy holds password hashes, and keys that `secret`
unlocks, so keep the copy and the secret apart. With [backup] in its settings, a
server makes copies on a schedule. PostgreSQL has pg_dump. docs/operations.md says how
to restore, and what a restore undoes.";

#[derive(Debug, Args)]
pub struct Arguments {
    /// A new file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Copies the SQLite database into a new file, and checks the copy.
pub async fn run(arguments: Arguments, config: Config) -> Result<(), CommandError> {
    let DatabaseUrl::Sqlite(path) = &config.server.database_url else {
        let url = &config.server.database_url;
        return Err(CommandError::usage(format!("{url} is PostgreSQL's, and this copies SQLite databases"))
            .help("pg_dump --format=custom --file=rekey.dump \"$REKEY_DATABASE_URL\""));
    };
    demand(&config)?;
    let (path, to) = (path.clone(), whole_path(&arguments.file));
    let file = to.clone();
    let copied = tokio::task::spawn_blocking(move || back_up(&path, &file)).await;
    let BackUp { bytes, accounts } =
        copied.map_err(|error| CommandError::failed(error.to_string()))?.map_err(|error| {
            let text = with_causes(&error);
            let (what, help) = text.split_once("; ").unwrap_or((&text, "see that the disk has room, and try again"));
            CommandError::failed(what).help(help)
        })?;
    let accounts = count(accounts, "account");
    writeln!(stdout(), "{} is written and checked: {bytes} bytes, {accounts}", to.display())?;
    Ok(())
}
