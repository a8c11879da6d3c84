//! `rekey migrate`.

mod copy;

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use rekey_core::ports::Unobserved;

use crate::adapters::SystemClock;
use crate::config::{Config, DatabaseUrl};
use crate::failure::Failure;
use crate::installation::open_store;
use crate::output::stdout;

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  rekey migrate
  REKEY_DATABASE_URL=postgres://… rekey migrate --copy-from sqlite:data/rekey.db

--copy-from takes everything along from SQLite: accounts, sessions, mails that
wait, links that were mailed. End the server first. The database that
database_url names must be empty. What was interrupted goes on when it is run
again.";

/// What to bring along.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Copy this SQLite database, whole, into the empty PostgreSQL database of database_url
    #[arg(long, value_name = "sqlite:PATH")]
    copy_from: Option<DatabaseUrl>,
}

/// Opening a database brings it up to date.
pub async fn run(arguments: Arguments, config: Config) -> Result<(), Failure> {
    if let Some(source) = arguments.copy_from {
        return Box::pin(copy::run(source, config)).await;
    }
    open_store(&config, Arc::new(SystemClock), None, Arc::new(Unobserved)).await?;
    writeln!(stdout(), "{} is up to date", config.server.database_url)?;
    Ok(())
}
