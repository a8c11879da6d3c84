//! `rekey migrate`.

mod copy;

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use rekey_core::ports::Unobserved;

use crate::adapters::SystemClock;
use crate::command_error::CommandError;
use crate::config::{Config, DatabaseUrl};
use crate::installation::open_store;
use crate::output::stdout;

pub const EXAMPLES: &str = "\
Examples:
  rekey migrate
  REKEY_DATABASE_URL=postgres://… rekey migrate --copy-from sqlite:data/rekey.db

--copy-from copies everything from SQLite: accounts, sessions, pending emails,
mailed links. Stop the server first. The database that database_url names must
be empty. An interrupted copy continues when the command is run again.";

#[derive(Debug, Args)]
pub struct Arguments {
    /// Copy this SQLite database, whole, into the empty PostgreSQL database of database_url
    #[arg(long, value_name = "sqlite:PATH")]
    copy_from: Option<DatabaseUrl>,
}

/// Opening a database brings it up to date.
pub async fn run(arguments: Arguments, config: Config) -> Result<(), CommandError> {
    if let Some(source) = arguments.copy_from {
        return Box::pin(copy::run(source, config)).await;
    }
    open_store(&config, Arc::new(SystemClock), None, Arc::new(Unobserved)).await?;
    writeln!(stdout(), "{} is up to date", config.server.database_url)?;
    Ok(())
}
