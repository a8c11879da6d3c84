//! `rekey keys`.

use std::io::Write;

use clap::Subcommand;
use rekey_core::ports::DataKeyRow;
use serde_json::json;

use crate::adapters::keys::{KeyRing, Rewrapped};
use crate::command_error::CommandError;
use crate::config::Config;
use crate::installation::Installation;
use crate::output::{Table, count, instant, json_line, stdout};

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the names of the keys in the database
    #[command(
        after_help = "Examples:\n  rekey keys list\n  rekey keys list --json | jq -r 'select(.kind == \"signing\").id'"
    )]
    List {
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
    /// Make a new signing key, which is used after 11 minutes, when every service knows it
    #[command(after_help = "Running servers learn of it within a second and publish it in /.well-known/jwks.json.\n\
                      Tokens signed by older keys stay valid.\n\nExample:\n  rekey keys rotate")]
    Rotate,
    /// Seal the stored keys with the newest secret, instead of previous ones
    #[command(after_help = "To change the secret without downtime:\n\
                      1. On each node, set `secret` to a new one and `previous_secrets` to the\n   \
                              old one, and restart it.\n\
                      2. When all nodes run with both, run this. If it is interrupted, run it again.\n\
                      3. Remove previous_secrets.\n\nExample:\n  rekey keys rewrap")]
    Rewrap,
}

/// Runs it. The keys are opened first, so that a wrong `secret` shows.
pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    let installation = Installation::open(config).await?;
    match command {
        Command::List { json } => list(installation.store.data_keys().await?, json),
        Command::Rotate => rotate(&installation).await,
        Command::Rewrap => rewrap(&installation).await,
    }
}

async fn rotate(installation: &Installation) -> Result<(), CommandError> {
    let Installation { store, wrapping, clock, rng, .. } = installation;
    let key = KeyRing::rotate(&**store, wrapping, &**clock, &**rng).await?;
    Ok(writeln!(stdout(), "key {} signs from {} on", key.id, instant(key.active_at))?)
}

async fn rewrap(installation: &Installation) -> Result<(), CommandError> {
    let Rewrapped { moved, keys } =
        KeyRing::rewrap(&*installation.store, &installation.wrapping, &*installation.rng).await?;
    let mut out = stdout();
    let stayed = keys - moved;
    writeln!(out, "{} moved to the newest secret, {stayed} sealed under it already", count(as_number(moved), "key"))?;
    if !installation.config.server.previous_secrets.is_empty() {
        writeln!(out, "you can remove previous_secrets once no node has an older `secret`")?;
    }
    Ok(out.flush()?)
}

fn as_number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn list(rows: Vec<DataKeyRow>, json: bool) -> Result<(), CommandError> {
    let mut out = stdout();
    if json {
        for DataKeyRow { id, kind, created_at, active_at, .. } in rows {
            let (created_at, active_at) = (instant(created_at), instant(active_at));
            let line = json!({"id": id, "kind": kind.code(), "created_at": created_at, "active_at": active_at});
            json_line(&mut out, &line)?;
        }
        return Ok(());
    }
    let mut table = Table::new(&["ID", "KIND", "CREATED", "IN USE FROM"]);
    for row in rows {
        table.row([row.id, row.kind.code().to_owned(), instant(row.created_at), instant(row.active_at)]);
    }
    Ok(table.print(&mut out)?)
}
