//! `rekey keys`.

use clap::Subcommand;
use rekey_core::ports::DataKeyRow;
use serde_json::json;

use crate::config::Config;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, instant, json_line, stdout};

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the keys in the database: their names, never themselves
    #[command(
        after_help = "Examples:\n  rekey keys list\n  rekey keys list --json | jq -r 'select(.kind == \"signing\").id'"
    )]
    List {
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
}

/// Runs it. The keys are opened first, so that a wrong `secret` shows.
pub async fn run(Command::List { json }: Command, config: Config) -> Result<(), Failure> {
    let rows = Installation::open(config).await?.store.data_keys().await?;
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
