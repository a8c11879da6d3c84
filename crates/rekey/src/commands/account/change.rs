//! `rekey account lock`, `unlock`, `delete`, `must-reset`, `reset` and `send-reset`.

use std::io::{IsTerminal, Write, stderr, stdin};

use clap::Args;
use rekey_core::account::AccountEdit;
use rekey_core::accounts::{EditError, StartResetError};
use rekey_core::ports::Acceptance;
use rekey_core::time::Duration;
use rekey_core::{Account, AccountStatus, ClientNetwork, Engine, Fault, LocationId, span};

use super::{Of, Whose, kept_elsewhere, missing, shown};
use crate::command_error::CommandError;
use crate::commands::location_id;
use crate::output::stdout;

pub(super) const SEND_RESET_EXAMPLES: &str = "\
Examples:
  rekey account send-reset ana@example.com
  rekey account send-reset ana@example.com --location 7
      For a person whose account the directory of location 7 keeps.

Only the person sees the link. The limits of the address apply.";

/// Whom to mail.
#[derive(Debug, Args)]
pub struct SendResetArguments {
    #[command(flatten)]
    of: Of,
    /// Look up the address in the directory of this location
    #[arg(long, value_name = "ID", value_parser = location_id)]
    location: Option<LocationId>,
}

pub(super) async fn lock(engine: &Engine, account: &Account) -> Result<(), CommandError> {
    set_locked(engine, account, true).await?;
    say(
        account,
        match account.shadow {
            None => "is locked; its sessions are over and its links are void",
            Some(_) => "is locked here: its links are void, and it gets no others; lock it in its directory, too",
        },
    )
}

pub(super) async fn unlock(engine: &Engine, account: &Account) -> Result<(), CommandError> {
    set_locked(engine, account, false).await?;
    say(account, "is unlocked")
}

/// Locks or unlocks. A shadow is found only by its id.
async fn set_locked(engine: &Engine, account: &Account, locked: bool) -> Result<Account, CommandError> {
    let (accounts, email) = (&engine.accounts, &account.email);
    let changed = match account.shadow {
        None if locked => accounts.lock(email).await?,
        None => accounts.unlock(email).await?,
        Some(_) => Some(edit(engine, account, AccountEdit { locked: Some(locked), ..AccountEdit::default() }).await?),
    };
    changed.ok_or_else(|| missing(email))
}

pub(super) async fn must_reset(engine: &Engine, account: &Account) -> Result<(), CommandError> {
    if let Some(refusal) = kept_elsewhere(account) {
        return Err(refusal);
    }
    engine.accounts.demand_reset(&account.email).await?.ok_or_else(|| missing(&account.email))?;
    say(account, "has to reset the password before the next sign-in")
}

/// Deletes an account. Asks first, unless `yes`.
pub(super) async fn delete(engine: &Engine, account: &Account, yes: bool) -> Result<(), CommandError> {
    let name = shown(account);
    let question = match account.shadow {
        None => format!("Delete {name} for good?"),
        Some(_) => format!("Forget {name}? The directory keeps it."),
    };
    if !yes && !agreed(&question, &format!("rekey account delete {} --yes", reference(account)))? {
        return Err(CommandError::failed("nothing is deleted"));
    }
    let deleted = match account.shadow {
        None => engine.accounts.delete(&account.email).await?.is_some(),
        Some(_) => engine.accounts.remove(account.id, ClientNetwork::LOCAL).await?,
    };
    if !deleted {
        return Err(missing(&account.email));
    }
    say(account, "is deleted")
}

/// What names an account on the command line.
fn reference(account: &Account) -> String {
    if account.shadow.is_some() { account.id.to_string() } else { account.email.as_stored().to_owned() }
}

/// Changes an account.
pub(super) async fn edit(engine: &Engine, account: &Account, edit: AccountEdit) -> Result<Account, CommandError> {
    engine.accounts.edit(account.id, edit, ClientNetwork::LOCAL).await.map_err(|error| match error {
        EditError::Fault(fault) => fault.into(),
        EditError::Unknown => missing(&account.email),
        EditError::UnknownLocation(_) => {
            CommandError::failed(error.to_string()).help("`rekey location list` shows all")
        }
        other => CommandError::failed(format!("{} is not changed: {other}", shown(account))),
    })
}

/// Emails a reset.
pub(super) async fn send_reset(engine: &Engine, arguments: SendResetArguments) -> Result<(), CommandError> {
    let SendResetArguments { of, location } = arguments;
    let (name, started) = match (&of.whose, location) {
        (Whose::Email(email), Some(id)) => {
            let locations = engine.locations().await?;
            if locations.get(id).is_none_or(|location| location.directory.is_none()) {
                return Err(CommandError::usage(format!("location {id} has no directory"))
                    .help("leave --location out: an account of our own gets its email from its own location"));
            }
            let started = engine.accounts.start_reset_at(email.clone(), id, ClientNetwork::LOCAL).await;
            (email.as_stored().to_owned(), started.map_err(StartResetError::from))
        }
        (Whose::Id(_), Some(_)) => {
            return Err(CommandError::usage("--location is for an address, not for an account's id"));
        }
        (_, None) => {
            let account = super::find(engine, &of).await?;
            (shown(&account), engine.accounts.start_reset(account.id, ClientNetwork::LOCAL).await)
        }
    };
    engine.record_counts().await?;
    match started {
        Ok(Acceptance::Accepted) => {
            let found = if location.is_some() { ", if the directory has the account" } else { "" };
            Ok(writeln!(stdout(), "a reset is on its way to {name}{found}; a server emails it within seconds")?)
        }
        Ok(Acceptance::Suppressed { remaining }) => Err(CommandError::failed(format!(
            "nothing is mailed to {name}: the limits of the address are spent"
        ))
        .help(format!(
            "try again in {}, or print a link: rekey account reset {name}",
            span::format(Duration::from_secs(remaining.as_secs() + 1))
        ))),
        Err(StartResetError::Locked) => {
            Err(CommandError::failed(format!("{name} is locked")).help(format!("rekey account unlock {name}")))
        }
        Err(StartResetError::Unknown) => Err(CommandError::failed(format!("there is no account {name}"))),
        Err(StartResetError::Fault(Fault::MailDisabled)) => {
            Err(CommandError::failed("no emails are sent: set mail.smtp_url and mail.from")
                .help(format!("or print a link: rekey account reset {name}")))
        }
        Err(StartResetError::Fault(fault)) => Err(fault.into()),
    }
}

/// How many accounts are signed out in one step.
const SIGNED_OUT_AT_ONCE: usize = 1_000;

/// Ends every session. Asks first, unless `yes`.
pub(super) async fn end_all_sessions(engine: &Engine, yes: bool) -> Result<(), CommandError> {
    if !yes && !agreed("Sign everybody out, and void every link and code?", "rekey account end-all-sessions --yes")? {
        return Err(CommandError::failed("nothing is ended"));
    }
    let store = &engine.ports().store;
    let mut last = store.raise_epochs(None, SIGNED_OUT_AT_ONCE).await?;
    while last.is_some() {
        last = store.raise_epochs(last, SIGNED_OUT_AT_ONCE).await?;
    }
    writeln!(stdout(), "every session is over, and every link and code is void")?;
    writeln!(stdout(), "services that check only the signature of bearer tokens accept old ones for up to 24 hours")?;
    Ok(())
}

/// Prints a one-time link. Only the link goes to standard output, so that it can be piped.
pub(super) async fn reset(engine: &Engine, account: &Account) -> Result<(), CommandError> {
    if let Some(refusal) = kept_elsewhere(account) {
        return Err(refusal);
    }
    let email = &account.email;
    let link = engine.accounts.reset_link(email).await?.ok_or_else(|| {
        if account.status == AccountStatus::Locked {
            CommandError::failed(format!("{} is locked", email.as_stored()))
                .help(format!("rekey account unlock {}", email.as_stored()))
        } else {
            missing(email)
        }
    })?;
    let locations = engine.locations().await?;
    let location = account.locations.first().map_or_else(|| locations.default(), |id| locations.get_or_default(*id));
    writeln!(stdout(), "{}", link.expose())?;
    let lifetime = span::format(location.lifetimes.link);
    writeln!(stderr(), "The link works once, within {lifetime}. Anyone who has it can set the password.")?;
    Ok(())
}

fn say(account: &Account, what: &str) -> Result<(), CommandError> {
    Ok(writeln!(stdout(), "{} {what}", shown(account))?)
}

/// Asks at the terminal. `yes` is the command that does not ask.
pub(super) fn agreed(question: &str, yes: &str) -> Result<bool, CommandError> {
    if !stdin().is_terminal() {
        return Err(CommandError::usage("this needs a confirmation, and standard input is not a terminal").help(yes));
    }
    write!(stderr(), "{question} Type yes: ")?;
    stderr().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
