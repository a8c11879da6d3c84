//! `rekey account add`.

use std::io::{Read, Write, stdin};

use clap::Args;
use rekey_core::account::ExternalId;
use rekey_core::accounts::{AccountDraft, DraftError, DraftPassword};
use rekey_core::policy::LONGEST_PASSWORD;
use rekey_core::{EmailAddress, Engine, Locale, LocationId, Password};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::command_error::CommandError;
use crate::commands::location_id;
use crate::output::stdout;

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey account add --email ana@example.com --no-password
      The person sets a password by \"forgot password\".
  rekey account add --email ana@example.com --no-password --provider Google
      A reset request is answered by an email that says to sign in with Google.
  printf %s \"$PASSWORD\" | rekey account add --email ana@example.com --password-stdin
  rekey account add --email ana@example.com --location 1 --location 7 --locale de \\
      --password-hash '$argon2id$v=19$m=19456,t=2,p=1$...'

The first location is the account's own. Default: the setting default_location.";

/// More bytes than any password that is stored.
const MOST_BYTES: u64 = LONGEST_PASSWORD as u64 * 4 + 2;

/// The account.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Its address
    #[arg(long)]
    email: EmailAddress,
    /// What emails and pages call the person
    #[arg(long)]
    name: Option<String>,
    /// A location that it belongs to; may be given again
    #[arg(long = "location", value_name = "ID", value_parser = location_id)]
    locations: Vec<LocationId>,
    /// The language of its emails, such as de-AT
    #[arg(long)]
    locale: Option<Locale>,
    /// What the person signs in with instead of a password, such as Google
    #[arg(long, value_name = "NAME", conflicts_with_all = ["password_stdin", "password_hash"])]
    provider: Option<String>,
    /// Your own system's id of the account
    #[arg(long, value_name = "ID")]
    external_id: Option<ExternalId>,
    /// Count the address as verified
    #[arg(long)]
    email_verified: bool,
    #[command(flatten)]
    password: PasswordArguments,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct PasswordArguments {
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// A hash from another system, as that system writes it: Argon2, bcrypt, scrypt, PBKDF2 and more
    #[arg(long, value_name = "HASH")]
    password_hash: Option<SecretString>,
    /// No password yet
    #[arg(long)]
    no_password: bool,
}

pub(super) async fn run(engine: &Engine, arguments: Arguments) -> Result<(), CommandError> {
    let password = if arguments.password.password_stdin {
        DraftPassword::Plain(read_password(stdin().lock())?)
    } else {
        arguments.password.password_hash.map_or(DraftPassword::None, DraftPassword::Hashed)
    };
    let shown = arguments.email.as_stored().to_owned();
    let draft = AccountDraft {
        name: arguments.name,
        locations: arguments.locations,
        locale: arguments.locale,
        provider: arguments.provider,
        password,
        email_verified: arguments.email_verified,
        external_id: arguments.external_id,
        ..AccountDraft::new(arguments.email)
    };
    let id = engine.accounts.create(draft).await.map_err(|error| refuse(&shown, error))?;
    writeln!(stdout(), "{shown} is added ({id})")?;
    Ok(())
}

/// A password is the whole input, but for one line break at its end, which `echo` adds.
fn read_password(input: impl Read) -> Result<Password, CommandError> {
    let mut text = Zeroizing::new(String::new());
    let read = input.take(MOST_BYTES).read_to_string(&mut text);
    read.map_err(|error| CommandError::failed(format!("the password can't be read from standard input: {error}")))?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if text.is_empty() {
        return Err(CommandError::usage("there is no password on standard input")
            .help("printf %s \"$PASSWORD\" | rekey account add --password-stdin …, or use --no-password"));
    }
    Ok(Password::new(text))
}

fn refuse(email: &str, error: DraftError) -> CommandError {
    let what = format!("{email} is not added: {error}");
    match error {
        DraftError::UnknownLocation(id) => {
            let made = format!("`rekey location list` shows all; a file with [[location]] and id = {id} makes it");
            CommandError::failed(what).help(format!("{made}: rekey location apply FILE.toml"))
        }
        DraftError::AddressTaken => CommandError::failed(what).help(format!("rekey account show {email}")),
        DraftError::Fault(fault) => fault.into(),
        DraftError::Password(_)
        | DraftError::UnusableHash(_)
        | DraftError::Name
        | DraftError::Provider
        | DraftError::ExternalIdTaken => CommandError::failed(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_loses_one_line_break_and_nothing_else() {
        for (input, password) in
            [("a b", "a b"), ("a b\n", "a b"), ("a b\r\n", "a b"), (" a\n\n", " a\n"), ("a\r", "a\r")]
        {
            assert_eq!(read_password(input.as_bytes()).unwrap().expose(), password);
        }
        assert!(read_password("\n".as_bytes()).is_err());
        assert!(read_password(&b"\xff"[..]).is_err());
    }
}
