//! `rekey mail`.

use std::io::{Read, Write};

use clap::Subcommand;
use rekey_core::EmailAddress;
use rekey_core::outbox::{MailFate, NewsOutcome};

use super::address;
use crate::command_error::CommandError;
use crate::config::Config;
use crate::installation::Installation;
use crate::output::stdout;

const BOUNCE_EXAMPLES: &str = "\
Examples:
  rekey mail bounce < report.eml

In Postfix, deliver to the user who runs the server (in /etc/aliases, no-reply: rekey),
and have that user's .forward run the command:
  \"|cd /var/lib/rekey && exec /usr/bin/rekey --config /etc/rekey/rekey.toml mail bounce\"

Pipe the mail that arrives at the address of mail.from into it: that is where bounces
go. Have feedback loops send complaints there too. A report counts if it names the
Message-ID of an email of this installation and its recipient. Other mail changes
nothing, and the exit code is still 0, so that nothing bounces back.";

const LIFT_EXAMPLES: &str = "Example:\n  rekey mail lift ann@example.com";

/// The longest report that is read, in bytes.
const LONGEST_REPORT: u64 = 1024 * 1024;

/// What to do about emails that came back.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read a delivery report (RFC 3464) or complaint (RFC 5965) from standard input
    #[command(after_help = BOUNCE_EXAMPLES)]
    Bounce,
    /// Let emails to a mailbox through again, after a bounce or a complaint
    #[command(after_help = LIFT_EXAMPLES)]
    Lift {
        /// Its address
        #[arg(value_name = "EMAIL", value_parser = address)]
        email: EmailAddress,
    },
}

pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    match command {
        Command::Bounce => bounce(config).await,
        Command::Lift { email } => lift(config, &email).await,
    }
}

async fn bounce(config: Config) -> Result<(), CommandError> {
    let mut message = Vec::new();
    let read = std::io::stdin().lock().take(LONGEST_REPORT + 1).read_to_end(&mut message);
    read.map_err(|error| CommandError::failed(format!("standard input can't be read: {error}")))?;
    let mut out = stdout();
    if message.len() as u64 > LONGEST_REPORT {
        return Ok(writeln!(out, "ignored: it is larger than 1 MiB")?);
    }
    let reports = rekey_mail::bounce::reports(&message);
    if reports.is_empty() {
        return Ok(writeln!(
            out,
            "ignored: not a delivery report (RFC 3464) or complaint (RFC 5965) that names an email"
        )?);
    }
    let fates: Vec<MailFate> = reports.iter().map(|report| report.fate).collect();
    let engine = Installation::open(config).await?.into_engine()?;
    let outcomes = engine.mails.report(reports).await.map_err(CommandError::from)?;
    for (fate, outcome) in fates.into_iter().zip(outcomes) {
        let what = match outcome {
            NewsOutcome::Counted => fate.code(),
            NewsOutcome::Repeated => "known already",
            NewsOutcome::Unknown => "ignored: no email of this installation has this Message-ID and recipient",
        };
        writeln!(out, "{what}")?;
    }
    Ok(())
}

async fn lift(config: Config, email: &EmailAddress) -> Result<(), CommandError> {
    let engine = Installation::open(config).await?.into_engine()?;
    let was_stopped = engine.mails.release(email).await.map_err(CommandError::from)?;
    let said = if was_stopped { "gets emails again" } else { "was not stopped" };
    Ok(writeln!(stdout(), "{}  {said}", email.as_stored())?)
}
