//! `rekey directory`.

use std::io::Write;

use clap::Subcommand;
use rekey_core::EmailAddress;
use rekey_core::directory::{DirectoryEntry, Remark, Standing};
use rekey_core::ports::{Directory, PendingWrite};
use rekey_core::recovery::Settled;
use serde_json::{Value, json};

use super::address;
use crate::command_error::CommandError;
use crate::config::Config;
use crate::installation::Installation;
use crate::output::{Table, instant, json_line, printable, stdout};

/// How many writes are listed or settled at once.
const MOST: usize = 1000;

const CHECK_EXAMPLES: &str = "\
Examples:
  rekey directory check app                            Ask for an address that nobody has
  rekey directory check app --email ann@example.com    Show what it says about an account

It changes nothing: writes to a database are rolled back. It never asks for a password
or shows one. For a database, it tries each statement, names missing rights, and prints
the minimum GRANTs. The exit code is 1 if something keeps resets from
working.";

const SETTLE_EXAMPLES: &str = "\
Examples:
  rekey directory settle           Ask each directory whether it has set the password
  rekey directory settle --list    Only list them
  rekey directory settle --force released 01a2058c-1eff-7ce7-9218-5793ce9c4a3e
                                   The password was not set: the link works again

Servers do this automatically, 30 s after a write began.";

/// What to do with directories.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look up an account in a directory, and show the result
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Its name in the settings
        name: String,
        /// The address to look up
        #[arg(long, value_name = "ADDRESS", value_parser = address)]
        email: Option<EmailAddress>,
        /// Print a JSON object for each account and each note
        #[arg(long)]
        json: bool,
    },
    /// End resets whose server died while a directory set the password
    #[command(after_help = SETTLE_EXAMPLES)]
    Settle {
        /// List them, and change nothing
        #[arg(long)]
        list: bool,
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
        /// End one write whose outcome you know: the password was set (finished) or not (released)
        #[arg(long, value_names = ["OUTCOME", "ID"], num_args = 2, conflicts_with = "list")]
        force: Option<Vec<String>>,
    },
}

pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    match command {
        Command::Check { name, email, json } => Box::pin(check(config, &name, email, json)).await,
        Command::Settle { json, force: Some(force), .. } => force_one(config, &force, json).await,
        Command::Settle { list, json, force: None } => settle(config, list, json).await,
    }
}

async fn check(config: Config, name: &str, email: Option<EmailAddress>, json: bool) -> Result<(), CommandError> {
    let known: Vec<String> = config.directories.iter().map(|directory| directory.name().to_string()).collect();
    // Often the first command: a directory is tried before anything else is set up.
    let directories = Installation::open_or_make(config).await?.directories()?;
    let found = name.parse().ok().and_then(|name| directories.get(&name).ok().cloned());
    let Some(directory) = found else {
        let help = if known.is_empty() {
            "none is set; docs/directories.md shows how".to_owned()
        } else {
            format!("the settings have: {}", known.join(", "))
        };
        return Err(CommandError::usage(format!("the settings have no directory `{name}`")).help(help));
    };
    let entries = look_up(&*directory, email.as_ref()).await;
    let remarks = directory.examine(email.as_ref()).await;
    let problems = |remarks: &[Remark]| remarks.iter().filter(|remark| matches!(remark, Remark::Problem(_))).count();
    // A problem that was found says why the look-up failed, and what to grant.
    let entries = match (entries, &remarks) {
        (Err(_), Ok(remarks)) if problems(remarks) > 0 => None,
        (entries, _) => Some(entries?),
    };
    let remarks = remarks.map_err(|error| CommandError::failed(error.to_string()))?;
    let mut out = stdout();
    if json {
        entries.iter().flatten().try_for_each(|entry| json_line(&mut out, &describe(entry)))?;
    } else if let Some(entries) = &entries {
        print_entries(&mut out, name, email.is_some(), entries)?;
    }
    for remark in &remarks {
        let (kind, text) = match remark {
            Remark::Fine(text) => ("ok", text),
            Remark::Note(text) => ("note", text),
            Remark::Problem(text) => ("problem", text),
        };
        if json {
            json_line(&mut out, &json!({ "remark": kind, "text": text }))?;
        } else {
            writeln!(out, "{kind:<8} {}", printable(text))?;
        }
    }
    out.flush()?;
    let problems = problems(&remarks);
    match problems {
        0 => Ok(()),
        1 => Err(CommandError::failed(format!("directory `{name}` has a problem"))),
        many => Err(CommandError::failed(format!("directory `{name}` has {many} problems"))),
    }
}

fn print_entries(
    out: &mut impl Write,
    name: &str,
    was_asked_for: bool,
    entries: &[DirectoryEntry],
) -> std::io::Result<()> {
    match entries {
        _ if !was_asked_for => writeln!(out, "{name}  answers"),
        [] => writeln!(out, "{name}  answers, and has no account with this address"),
        entries => {
            let mut table = Table::new(&["KEY", "USERNAME", "NAME", "LOCALE", "STATE"]);
            for entry in entries {
                table.row(row(entry));
            }
            table.print(out)
        }
    }
}

/// Looks an address up, and by its key each account that is found: a reset needs both.
async fn look_up(directory: &dyn Directory, email: Option<&EmailAddress>) -> Result<Vec<DirectoryEntry>, CommandError> {
    let failed = |error: rekey_core::directory::DirectoryError| CommandError::failed(error.to_string());
    let nobody =
        EmailAddress::parse("nobody@rekey.invalid").map_err(|error| CommandError::failed(error.to_string()))?;
    let entries = directory.find(email.unwrap_or(&nobody)).await.map_err(failed)?;
    for entry in &entries {
        let again = directory.get(&entry.key).await.map_err(failed)?;
        let version = again.map(|again| again.version);
        if version.is_none_or(|version| version.expose() != entry.version.expose()) {
            let problem = "it finds an account by its address, but not by that account's key";
            return Err(CommandError::failed(problem).help("directory.get has to answer as directory.find does"));
        }
    }
    Ok(entries)
}

fn describe(entry: &DirectoryEntry) -> Value {
    json!({
        "key": entry.key.as_str(),
        "username": entry.username,
        "name": entry.name,
        "locale": entry.locale.as_ref().map(ToString::to_string),
        "gets_mails": entry.standing == Standing::Open,
    })
}

fn row(entry: &DirectoryEntry) -> [String; 5] {
    let dash = || "-".to_owned();
    [
        entry.key.as_str().to_owned(),
        entry.username.clone().unwrap_or_else(dash),
        entry.name.clone().unwrap_or_else(dash),
        entry.locale.as_ref().map_or_else(dash, ToString::to_string),
        match entry.standing {
            Standing::Open => "gets emails".to_owned(),
            Standing::Shut => "locked or privileged: gets no emails".to_owned(),
        },
    ]
}

async fn settle(config: Config, only_list: bool, json: bool) -> Result<(), CommandError> {
    let engine = Installation::open(config).await?.into_engine()?;
    let writes = engine.ports().store.pending_writes(MOST).await?;
    let mut out = stdout();
    let mut table = Table::new(&["ID", "DIRECTORY", "ACCOUNT", "BEGUN", "STATE"]);
    let mut left = 0;
    for write in &writes {
        let state = if only_list { "under way".to_owned() } else { settle_one(&engine, write).await };
        left += usize::from(!only_list && !matches!(state.as_str(), "finished" | "released" | "settled"));
        let fields = [
            write.id.to_string(),
            write.shadow.directory.to_string(),
            write.account.to_string(),
            instant(write.begun_at),
            state,
        ];
        if json {
            let [id, directory, account, begun_at, state] = fields;
            let row =
                json!({"id": id, "directory": directory, "account": account, "begun_at": begun_at, "state": state});
            json_line(&mut out, &row)?;
        } else {
            table.row(fields);
        }
    }
    if !json {
        table.print(&mut out)?;
    }
    out.flush()?;
    match left {
        0 => Ok(()),
        left => Err(CommandError::failed(format!("{left} can't be settled yet")).help("run this again later")),
    }
}

/// Ends one write as the operator says.
async fn force_one(config: Config, force: &[String], json: bool) -> Result<(), CommandError> {
    let [outcome, id] = force else { return Err(CommandError::usage("--force takes an outcome and an id".to_owned())) };
    let done = match outcome.as_str() {
        "finished" => true,
        "released" => false,
        other => {
            let help = "finished: the password was set; released: it was not";
            return Err(CommandError::usage(format!("unknown outcome `{other}`")).help(help));
        }
    };
    let engine = Installation::open(config).await?.into_engine()?;
    let writes = engine.ports().store.pending_writes(MOST).await?;
    let Some(write) = writes.iter().find(|write| write.id.to_string() == *id) else {
        let help = "`rekey directory settle --list` shows what is under way";
        return Err(CommandError::failed(format!("no write `{id}` is under way")).help(help));
    };
    let state = state(engine.recovery.force_write(write, done).await?);
    let mut out = stdout();
    if json {
        json_line(&mut out, &json!({"id": id, "state": state}))?;
    } else {
        writeln!(out, "{id}  {state}")?;
    }
    out.flush()?;
    Ok(())
}

fn state(settled: Settled) -> &'static str {
    match settled {
        Settled::Finished => "finished",
        Settled::Released => "released",
        Settled::Lost => "settled",
    }
}

/// What became of a write. One whose lease is running is left to its server.
async fn settle_one(engine: &rekey_core::Engine, write: &PendingWrite) -> String {
    if write.leased_until > engine.ports().clock.now() {
        return "being written".to_owned();
    }
    match engine.recovery.settle_write(write).await {
        Ok(settled) => state(settled).to_owned(),
        Err(fault) => fault.to_string(),
    }
}
