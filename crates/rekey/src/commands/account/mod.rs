//! `rekey account`.

mod add;
mod change;
mod edit;
mod export;
mod import;
mod sessions;
mod totp;
mod view;

use std::str::FromStr;

use clap::{Args, Subcommand};
use rekey_core::{Account, AccountId, EmailAddress, Engine};

use crate::command_error::CommandError;
use crate::config::Config;
use crate::installation::Installation;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an account
    #[command(after_help = add::EXAMPLES)]
    Add(add::Arguments),
    /// Show an account
    #[command(after_help = "Example:\n  rekey account show ana@example.com --json")]
    Show {
        /// Whose account
        #[command(flatten)]
        of: Of,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// List accounts by address
    #[command(after_help = view::LIST_EXAMPLES)]
    List(view::ListArguments),
    /// Change an account: its address, whether that is verified, name, language, locations
    #[command(after_help = edit::EXAMPLES)]
    Edit(edit::Arguments),
    /// Lock an account: ends its sessions, voids its links, and nobody gets in until it is unlocked
    #[command(after_help = "Example:\n  rekey account lock ana@example.com")]
    Lock(Of),
    /// Unlock an account, even if its owner said "this wasn't me"
    #[command(after_help = "Example:\n  rekey account unlock ana@example.com")]
    Unlock(Of),
    /// Delete an account and everything that belongs to it
    #[command(after_help = "Example:\n  rekey account delete ana@example.com --yes")]
    Delete {
        /// Whose account
        #[command(flatten)]
        of: Of,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Refuse sign-ins until the password is reset
    #[command(after_help = "Example:\n  rekey account must-reset ana@example.com")]
    MustReset(Of),
    /// Print a link that resets the password once, for when mail doesn't arrive
    #[command(after_help = "Example:\n  rekey account reset ana@example.com")]
    Reset(Of),
    /// Email a reset link to the account's address, as "forgot password" does
    #[command(after_help = change::SEND_RESET_EXAMPLES)]
    SendReset(change::SendResetArguments),
    /// List the sessions of an account, or end them
    #[command(subcommand)]
    Sessions(sessions::Command),
    /// Write everything that is stored about a person to a file, for instance when they ask for their data
    #[command(after_help = export::EXAMPLES)]
    Export(export::Arguments),
    /// End every session of every account and void all links and codes, as after a restored backup
    #[command(after_help = "Example:\n  rekey account end-all-sessions --yes")]
    EndAllSessions {
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Manage the second factor of an account
    #[command(subcommand)]
    Totp(totp::Command),
    /// Add accounts from a file, or bring them up to date: CSV, JSON, or another system's export
    #[command(after_help = import::EXAMPLES)]
    Import(import::Arguments),
}

/// Whose account.
#[derive(Debug, Args)]
pub struct Of {
    /// The account's address or id
    #[arg(value_name = "EMAIL|ID")]
    whose: Whose,
}

/// How a command names an account. An account that lives in a directory has no address here, so it is named by its id.
#[derive(Debug, Clone)]
pub enum Whose {
    Email(EmailAddress),
    Id(AccountId),
}

impl FromStr for Whose {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        if !text.contains('@') {
            return Err("expected an email address, or an id such as 0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e".to_owned());
        }
        EmailAddress::parse(text).map(Self::Email).map_err(|error| error.to_string())
    }
}

pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    let installation = match command {
        // What an installation may begin with.
        Command::Add(_) | Command::Import(_) => Installation::open_or_make(config).await?,
        _ => Installation::open(config).await?,
    };
    let key = installation.keys.digest.clone();
    let engine = installation.into_engine()?;
    match command {
        Command::Add(arguments) => add::run(&engine, arguments).await,
        Command::Show { of, json } => view::show(&find(&engine, &of).await?, json),
        Command::List(arguments) => view::list(&engine, &arguments).await,
        Command::Edit(arguments) => edit::run(&engine, arguments).await,
        Command::Lock(of) => change::lock(&engine, &find(&engine, &of).await?).await,
        Command::Unlock(of) => change::unlock(&engine, &find(&engine, &of).await?).await,
        Command::Delete { of, yes } => change::delete(&engine, &find(&engine, &of).await?, yes).await,
        Command::MustReset(of) => change::must_reset(&engine, &find(&engine, &of).await?).await,
        Command::Reset(of) => change::reset(&engine, &find(&engine, &of).await?).await,
        Command::SendReset(arguments) => change::send_reset(&engine, arguments).await,
        Command::Sessions(command) => sessions::run(&engine, command).await,
        Command::Export(arguments) => export::run(&engine, &key, arguments).await,
        Command::EndAllSessions { yes } => change::end_all_sessions(&engine, yes).await,
        Command::Totp(command) => Box::pin(totp::run(&engine, command)).await,
        Command::Import(arguments) => Box::pin(import::run(&engine, arguments)).await,
    }
}

async fn find(engine: &Engine, of: &Of) -> Result<Account, CommandError> {
    match &of.whose {
        Whose::Id(id) => engine.accounts.by_id(*id).await?.ok_or_else(|| {
            CommandError::failed(format!("there is no account {id}")).help("`rekey account list --json` prints ids")
        }),
        Whose::Email(email) => match engine.accounts.find(email).await? {
            Some(account) => Ok(account),
            None => Err(missing_here(engine, email).await?),
        },
    }
}

/// There is no account with this address here, but there may be one in a directory.
async fn missing_here(engine: &Engine, email: &EmailAddress) -> Result<CommandError, CommandError> {
    let locations = engine.locations().await?;
    let Some(location) = locations.iter().find(|location| location.directory.is_some()) else {
        return Ok(missing(email));
    };
    let (shown, id) = (email.as_stored(), location.id);
    let name = location.directory.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(CommandError::failed(format!("there is no account {shown} here; directories were not asked")).help(format!(
        "`rekey directory check {name} --email {shown}` looks there; `rekey account send-reset {shown} --location {id}` \
         emails a reset; other commands take the account's id, which `rekey audit --email {shown}` shows"
    )))
}

/// There is no account with this address.
pub fn missing(email: &EmailAddress) -> CommandError {
    CommandError::failed(format!("there is no account {}", email.as_stored()))
        .help("`rekey account list` shows all; `rekey account add` makes one")
}

/// What an operator calls an account: by its address, or where it lives.
fn shown(account: &Account) -> String {
    match &account.shadow {
        None => account.email.as_stored().to_owned(),
        Some(shadow) => format!("{} of directory {}", shadow.key.as_str(), shadow.directory),
    }
}

/// What a directory keeps can't be changed here.
fn kept_elsewhere(account: &Account) -> Option<CommandError> {
    let directory = &account.shadow.as_ref()?.directory;
    Some(
        CommandError::failed(format!("the directory {directory} keeps this account"))
            .help(format!("change it there; `rekey account send-reset {}` emails a reset", account.id)),
    )
}
