//! `rekey outbox`.

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use rekey_core::outbox::EntryState;
use rekey_core::ports::{EntryFilter, EntrySummary};
use serde_json::{Value, json};

use crate::config::Config;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, instant, json_line, stdout};

const LIST_EXAMPLES: &str = "\
Examples:
  rekey outbox list --state gave_up       Mails that could not be delivered, and why
  rekey outbox list --state pending --json";

/// What to do with the outbox.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List its entries, newest first; no addresses, links or codes
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Only entries in this state
        #[arg(long, value_parser = PossibleValuesParser::new(["pending", "sent", "silent", "gave_up"]))]
        state: Option<String>,
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
}

/// Runs it.
pub async fn run(Command::List { state, limit, json }: Command, config: Config) -> Result<(), Failure> {
    let store = Installation::open(config).await?.store;
    let state = state.and_then(|code| EntryState::from_code(&code));
    let entries = store.entries(EntryFilter { state, limit }).await?;
    let mut out = stdout();
    if json {
        for entry in &entries {
            json_line(&mut out, &describe(entry))?;
        }
        return Ok(());
    }
    let mut table = Table::new(&["ACCEPTED", "SUBJECT", "STATE", "FAILURES", "NEXT TRY", "REASON"]);
    for entry in entries {
        table.row([
            instant(entry.accepted_at),
            entry.subject.to_owned(),
            entry.state.code().to_owned(),
            entry.failures.to_string(),
            entry.due_at.map_or_else(|| "-".to_owned(), instant),
            entry.reason.unwrap_or_default(),
        ]);
    }
    Ok(table.print(&mut out)?)
}

fn describe(entry: &EntrySummary) -> Value {
    json!({
        "id": entry.id.to_string(),
        "subject": entry.subject,
        "state": entry.state.code(),
        "accepted_at": instant(entry.accepted_at),
        "failures": entry.failures,
        "due_at": entry.due_at.map(instant),
        "reason": entry.reason,
    })
}
