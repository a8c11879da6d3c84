//! `rekey account lock`, `unlock`, `delete`, `must-reset` and `reset`.

use std::io::{IsTerminal, Write, stderr, stdin};

use rekey_core::{Account, AccountStatus, EmailAddress, Engine, span};

use super::{find, missing};
use crate::failure::Failure;
use crate::output::stdout;

/// Locks.
pub(super) async fn lock(engine: &Engine, email: &EmailAddress) -> Result<(), Failure> {
    say(email, engine.accounts.lock(email).await?, "is locked; its sessions are over and its links are void")
}

/// Unlocks.
pub(super) async fn unlock(engine: &Engine, email: &EmailAddress) -> Result<(), Failure> {
    say(email, engine.accounts.unlock(email).await?, "is unlocked")
}

/// Demands a reset.
pub(super) async fn must_reset(engine: &Engine, email: &EmailAddress) -> Result<(), Failure> {
    say(email, engine.accounts.demand_reset(email).await?, "has to reset the password before the next sign-in")
}

/// Deletes, after asking whoever can be asked.
pub(super) async fn delete(engine: &Engine, email: &EmailAddress, yes: bool) -> Result<(), Failure> {
    let account = find(engine, email).await?;
    if !yes && !confirmed(&account)? {
        return Err(Failure::failed("nothing is deleted"));
    }
    say(email, engine.accounts.delete(email).await?, "is deleted")
}

/// Prints a one-time link; the link alone goes to standard output, so that it can be piped on.
pub(super) async fn reset(engine: &Engine, email: &EmailAddress) -> Result<(), Failure> {
    let account = find(engine, email).await?;
    let link = engine.accounts.reset_link(email).await?.ok_or_else(|| {
        if account.status == AccountStatus::Locked {
            Failure::failed(format!("{} is locked", email.as_stored()))
                .help(format!("rekey account unlock {}", email.as_stored()))
        } else {
            missing(email)
        }
    })?;
    let locations = engine.locations().await?;
    let location = account.locations.first().map_or_else(|| locations.default(), |id| locations.get_or_default(*id));
    writeln!(stdout(), "{}", link.expose())?;
    let lifetime = span::format(location.lifetimes.link);
    writeln!(stderr(), "The link works once, within {lifetime}. Whoever has it can set the password.")?;
    Ok(())
}

fn say(email: &EmailAddress, changed: Option<Account>, what: &str) -> Result<(), Failure> {
    changed.ok_or_else(|| missing(email))?;
    Ok(writeln!(stdout(), "{} {what}", email.as_stored())?)
}

fn confirmed(account: &Account) -> Result<bool, Failure> {
    let email = account.email.as_stored();
    if !stdin().is_terminal() {
        return Err(Failure::usage(format!("deleting {email} needs a yes, and nobody can be asked here"))
            .help(format!("rekey account delete {email} --yes")));
    }
    write!(stderr(), "Delete {email} for good? Type yes: ")?;
    stderr().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
