//! `rekey account`.

mod add;
mod change;
mod import;
mod totp;
mod view;

use clap::{Args, Subcommand};
use rekey_core::{Account, EmailAddress, Engine};

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
    /// Lock an account: ends its sessions, voids its links, and nobody gets in until it is unlocked
    #[command(after_help = "Example:\n  rekey account lock ana@example.com")]
    Lock(Of),
    /// Unlock an account, also one whose owner said "this wasn't me"
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
    /// Add accounts from a file: CSV with headings, or JSON Lines
    #[command(after_help = import::EXAMPLES)]
    Import(import::Arguments),
}

/// Whose account.
#[derive(Debug, Args)]
pub struct Of {
    /// The account's address
    #[arg(value_name = "EMAIL")]
    email: EmailAddress,
}

pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    let installation = match command {
        // What an installation may begin with.
        Command::Add(_) | Command::Import(_) => Installation::open_or_make(config).await?,
        _ => Installation::open(config).await?,
    };
    let engine = installation.into_engine()?;
    match command {
        Command::Add(arguments) => add::run(&engine, arguments).await,
        Command::Show { of, json } => view::show(&find(&engine, &of.email).await?, json),
        Command::List(arguments) => view::list(&engine, &arguments).await,
        Command::Lock(of) => change::lock(&engine, &of.email).await,
        Command::Unlock(of) => change::unlock(&engine, &of.email).await,
        Command::Delete { of, yes } => change::delete(&engine, &of.email, yes).await,
        Command::MustReset(of) => change::must_reset(&engine, &of.email).await,
        Command::Reset(of) => change::reset(&engine, &of.email).await,
        Command::EndAllSessions { yes } => change::end_all_sessions(&engine, yes).await,
        Command::Totp(command) => totp::run(&engine, command).await,
        Command::Import(arguments) => import::run(&engine, arguments).await,
    }
}

async fn find(engine: &Engine, email: &EmailAddress) -> Result<Account, CommandError> {
    engine.accounts.find(email).await?.ok_or_else(|| missing(email))
}

/// There is no account with this address.
pub fn missing(email: &EmailAddress) -> CommandError {
    CommandError::failed(format!("there is no account {}", email.as_stored()))
        .help("`rekey account list` shows all; `rekey account add` makes one")
}
