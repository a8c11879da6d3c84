//! `rekey account lock`, `unlock`, `delete`, `must-reset` and `reset`.

use std::io::{IsTerminal, Write, stderr, stdin};

use rekey_core::{Account, AccountStatus, EmailAddress, Engine, span};

use super::{find, missing};
use crate::command_error::CommandError;
use crate::output::stdout;

pub(super) async fn lock(engine: &Engine, email: &EmailAddress) -> Result<(), CommandError> {
    say(email, engine.accounts.lock(email).await?, "is locked; its sessions are over and its links are void")
}

pub(super) async fn unlock(engine: &Engine, email: &EmailAddress) -> Result<(), CommandError> {
    say(email, engine.accounts.unlock(email).await?, "is unlocked")
}

pub(super) async fn must_reset(engine: &Engine, email: &EmailAddress) -> Result<(), CommandError> {
    say(email, engine.accounts.demand_reset(email).await?, "has to reset the password before the next sign-in")
}

/// Deletes an account. Asks first, unless `yes`.
pub(super) async fn delete(engine: &Engine, email: &EmailAddress, yes: bool) -> Result<(), CommandError> {
    let account = find(engine, email).await?;
    let email_shown = account.email.as_stored();
    let without_asking = format!("rekey account delete {email_shown} --yes");
    if !yes && !agreed(&format!("Delete {email_shown} for good?"), &without_asking)? {
        return Err(CommandError::failed("nothing is deleted"));
    }
    say(email, engine.accounts.delete(email).await?, "is deleted")
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
    writeln!(
        stdout(),
        "services that check bearer tokens by their signature alone take old ones for 24 hours at most"
    )?;
    Ok(())
}

/// Prints a one-time link; the link alone goes to standard output, so that it can be piped on.
pub(super) async fn reset(engine: &Engine, email: &EmailAddress) -> Result<(), CommandError> {
    let account = find(engine, email).await?;
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

fn say(email: &EmailAddress, changed: Option<Account>, what: &str) -> Result<(), CommandError> {
    changed.ok_or_else(|| missing(email))?;
    Ok(writeln!(stdout(), "{} {what}", email.as_stored())?)
}

/// Asks at the terminal. `yes` is the command that does not ask.
fn agreed(question: &str, yes: &str) -> Result<bool, CommandError> {
    if !stdin().is_terminal() {
        return Err(CommandError::usage("this needs a confirmation, and standard input is not a terminal").help(yes));
    }
    write!(stderr(), "{question} Type yes: ")?;
    stderr().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
