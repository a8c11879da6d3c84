//! `rekey outbox`.

use std::io::Write;

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use rekey_core::EntryId;
use rekey_core::outbox::{EntryState, MailRecord};
use rekey_core::ports::{EntryChange, EntryFilter, EntrySummary, Store, StoreError};
use rekey_core::time::Duration;
use serde_json::{Value, json};

use super::{at_least_one, id};
use crate::command_error::CommandError;
use crate::config::Config;
use crate::installation::Installation;
use crate::output::{Table, instant, json_line, stdout};

const LIST_EXAMPLES: &str = "\
Examples:
  rekey outbox list --state gave_up       Emails that could not be delivered, and why
  rekey outbox list --state pending --json";

const SHOW_EXAMPLES: &str = "\
Examples:
  rekey outbox show 0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e
  rekey outbox show 0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e --json | jq -r .provider_id

What happens to an email after it was sent is known if its provider reports it, or
if bounces reach `rekey mail bounce`; see docs/senders.md.";

const RETRY_EXAMPLES: &str = "\
Examples:
  rekey outbox retry 0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e
  rekey outbox list --state pending --json | jq -r .id | xargs rekey outbox retry

Only notices can be retried after they were given up. An email with a link or code
has lost its address by then: the person has to ask again. If some of the entries
were settled in the meantime, the others are retried, and the exit code is 1.";

const DROP_EXAMPLES: &str = "\
Examples:
  rekey outbox drop 0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e --reason \"wrong server\"

An email that a worker is sending at this moment may still arrive.";

/// What a dropped entry says, before the operator's own reason.
const DROPPED: &str = "dropped by an operator";

/// What to do with the outbox.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List emails, newest first, without addresses, links or codes
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Only entries in this state
        #[arg(long, value_parser = PossibleValuesParser::new(["pending", "sent", "silent", "gave_up"]))]
        state: Option<String>,
        /// The most to list
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = at_least_one)]
        limit: usize,
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
    /// Show what became of an email: attempts, sender, delivery, bounces
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// The id of an entry, as `list` prints it
        #[arg(value_name = "ID", value_parser = id::<EntryId>)]
        id: EntryId,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Retry waiting emails immediately
    #[command(after_help = RETRY_EXAMPLES)]
    Retry {
        /// Ids of entries, as `list` prints them
        #[arg(value_name = "ID", required = true, value_parser = id::<EntryId>)]
        ids: Vec<EntryId>,
    },
    /// Give up emails that haven't been sent
    #[command(after_help = DROP_EXAMPLES)]
    Drop {
        /// Ids of entries, as `list` prints them
        #[arg(value_name = "ID", required = true, value_parser = id::<EntryId>)]
        ids: Vec<EntryId>,
        /// Why, for `list`; no addresses
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    let lease = config.mail.lease;
    let store = Installation::open(config).await?.store;
    match command {
        Command::List { state, limit, json } => list(&*store, state, limit, json).await,
        Command::Show { id, json } => show(&*store, id, json).await,
        Command::Retry { ids } => retry(&*store, ids, lease).await,
        Command::Drop { ids, reason } => drop_entries(&*store, ids, reason).await,
    }
}

async fn retry(store: &dyn Store, ids: Vec<EntryId>, lease: Duration) -> Result<(), CommandError> {
    let said = |change| match change {
        EntryChange::Done => Some("due now: a server takes it within seconds"),
        EntryChange::DueSoon => Some("is being sent, or tried again within half a minute anyway"),
        EntryChange::AddressForgotten | EntryChange::Settled(_) | EntryChange::Unknown => None,
    };
    change_each(ids, async |id| store.retry_entry(id, lease).await, said).await
}

async fn drop_entries(store: &dyn Store, ids: Vec<EntryId>, reason: Option<String>) -> Result<(), CommandError> {
    let reason = reason.map_or_else(|| DROPPED.to_owned(), |reason| format!("{DROPPED}: {reason}"));
    let said = |change| (change == EntryChange::Done).then_some("dropped");
    change_each(ids, async |id| store.drop_entry(id, &reason).await, said).await
}

/// Changes each entry, and continues past those that servers have settled meanwhile. They are reported at the end,
/// as a failure.
async fn change_each(
    ids: Vec<EntryId>,
    change: impl AsyncFn(EntryId) -> Result<EntryChange, StoreError>,
    said: impl Fn(EntryChange) -> Option<&'static str>,
) -> Result<(), CommandError> {
    let mut refusals = Vec::new();
    for id in ids {
        let change = change(id).await?;
        match said(change) {
            Some(said) => writeln!(stdout(), "{id}  {said}")?,
            None => refusals.push(refusal(id, change)),
        }
    }
    let last = refusals.pop();
    for refusal in refusals {
        refusal.report();
    }
    last.map_or(Ok(()), Err)
}

fn refusal(id: EntryId, change: EntryChange) -> CommandError {
    match change {
        EntryChange::AddressForgotten => {
            CommandError::failed(format!("{id} was given up, and its address is forgotten, as for every settled mail"))
                .help("the person has to ask again, or use `rekey account reset EMAIL`")
        }
        EntryChange::Settled(state) => CommandError::failed(format!("{id} is over: its state is {}", state.code()))
            .help("`rekey outbox list --state pending` lists pending ones"),
        EntryChange::Done | EntryChange::DueSoon | EntryChange::Unknown => {
            CommandError::failed(format!("there is no entry {id}")).help("`rekey outbox list` prints the ids")
        }
    }
}

async fn list(store: &dyn Store, state: Option<String>, limit: usize, json: bool) -> Result<(), CommandError> {
    let state = state.and_then(|code| EntryState::from_code(&code));
    let entries = store.entries(EntryFilter { state, limit }).await?;
    let mut out = stdout();
    if json {
        for entry in &entries {
            json_line(&mut out, &describe(entry))?;
        }
        return Ok(());
    }
    let mut table = Table::new(&["ID", "ACCEPTED", "SUBJECT", "STATE", "FAILURES", "NEXT TRY", "REASON"]);
    for entry in entries {
        table.row([
            entry.id.to_string(),
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

async fn show(store: &dyn Store, id: EntryId, json: bool) -> Result<(), CommandError> {
    let Some(mail) = store.mail(id).await? else {
        return Err(CommandError::failed(format!("there is no entry {id}")).help("`rekey outbox list` prints the ids"));
    };
    let mut out = stdout();
    if json {
        return Ok(json_line(&mut out, &describe_mail(&mail))?);
    }
    let mut table = Table::bare();
    let rows = [
        ("id", Some(id.to_string())),
        ("subject", Some(mail.subject.to_owned())),
        ("account", mail.account.map(|account| account.to_string())),
        ("location", Some(mail.location.to_string())),
        ("state", Some(mail.state.code().to_owned())),
        ("reason", mail.reason),
        ("failures", Some(mail.failures.to_string())),
        ("accepted", Some(instant(mail.accepted_at))),
        ("next try", mail.due_at.map(instant)),
        ("settled", mail.settled_at.map(instant)),
        ("message id", mail.name.map(|name| format!("{name}@…"))),
        ("sender", mail.sender),
        ("provider's id", mail.provider_id),
        ("delivered", mail.delivered_at.map(instant)),
        ("bounced", mail.bounced.map(|(at, bounce)| format!("{}, {}", instant(at), bounce.code()))),
        ("complained", mail.complained_at.map(instant)),
        ("report", mail.report),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            table.row([name.to_owned(), value]);
        }
    }
    Ok(table.print(&mut out)?)
}

pub(super) fn describe_mail(mail: &MailRecord) -> Value {
    json!({
        "id": mail.entry.to_string(),
        "account": mail.account.map(|account| account.to_string()),
        "location": mail.location.get(),
        "subject": mail.subject,
        "state": mail.state.code(),
        "reason": mail.reason,
        "failures": mail.failures,
        "accepted_at": instant(mail.accepted_at),
        "due_at": mail.due_at.map(instant),
        "settled_at": mail.settled_at.map(instant),
        "name": mail.name.map(|name| name.to_string()),
        "sender": mail.sender,
        "provider_id": mail.provider_id,
        "delivered_at": mail.delivered_at.map(instant),
        "bounced_at": mail.bounced.map(|(at, _)| instant(at)),
        "bounce": mail.bounced.map(|(_, bounce)| bounce.code()),
        "complained_at": mail.complained_at.map(instant),
        "report": mail.report,
    })
}

pub(super) fn describe(entry: &EntrySummary) -> Value {
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
