//! `rekey account import`: accounts from another system, in batches.
//!
//! A broken row does not stop the others: it is reported by line and field, the good ones are added, and the command
//! ends with exit code 1. Addresses that have an account already are skipped, so the corrected file can be imported
//! again.

mod csv_rows;
mod json_rows;
mod line_ends;
mod progress;
mod row;

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read, Write, stderr, stdin};
use std::path::PathBuf;

use clap::Args;
use rekey_core::account::NewAccount;
use rekey_core::accounts::DraftError;
use rekey_core::ports::ImportOutcome;
use rekey_core::{EmailAddress, Engine, Fault};

use crate::command_error::CommandError;
use crate::file_error::reason;
use crate::output::{count, printable, stdout};
use progress::Progress;
use row::{Row, RowError};

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey account import accounts.csv
  old-system-dump | rekey account import -

A CSV file has a header line, separated by commas, semicolons or tabs;
JSON Lines have an object on each line. Fields:
  email            needed
  name             what emails and pages call the person
  password_hash    a hash as the other system wrote it: Argon2, bcrypt, scrypt,
                   PBKDF2, Django, Werkzeug, ASP.NET, Firebase, crypt(3), Dovecot
                   (docs/passwords.md); without it: by \"forgot password\"
  locations        numbers, separated by spaces (in JSON a list); without it the
                   setting default_location
  locale           such as de-AT
  provider         what the person signs in with where there is no password, such
                   as Google: a reset emails the person to use that
  email_verified   true or false (default)

Rows that can't be used are reported by line and field, all others are added,
and the exit code is 1. Addresses that have an account are skipped, so the same
file can be imported again.";

/// How many accounts go into one transaction.
const BATCH: usize = 500;
/// How many broken rows are reported one by one.
const MOST_REPORTS: u64 = 100;

/// Where the accounts are.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A CSV or JSON Lines file; - is standard input
    file: PathBuf,
}

pub(super) async fn run(engine: &Engine, arguments: Arguments) -> Result<(), CommandError> {
    let is_input = arguments.file.as_os_str() == "-";
    let name = if is_input { "standard input".to_owned() } else { arguments.file.display().to_string() };
    let unreadable = |error| {
        CommandError::failed(format!("{name} can't be read: {}", reason(&error)))
            .help("name a CSV or JSON Lines file, or - for standard input")
    };
    let (input, length): (Box<dyn Read>, Option<u64>) = if is_input {
        (Box::new(stdin().lock()), None)
    } else {
        let file = File::open(&arguments.file).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        (Box::new(file), Some(length))
    };
    let progress = Progress::start(length);
    let mut import = Import {
        engine,
        tally: Tally::default(),
        batch: Vec::with_capacity(BATCH),
        added: HashMap::new(),
        progress: &progress,
    };
    let done = import.all(rows(BufReader::new(progress.watch(input)), unreadable)?).await;
    progress.finish();
    done?;
    import.tally.conclude()
}

type Rows = Box<dyn Iterator<Item = Result<Row, RowError>>>;

/// The rows of an input, whose first character tells what it is.
fn rows(
    mut input: impl BufRead + 'static,
    unreadable: impl Fn(std::io::Error) -> CommandError,
) -> Result<Rows, CommandError> {
    if input.fill_buf().map_err(&unreadable)?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    let first = input.fill_buf().map_err(&unreadable)?.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'{') => Ok(Box::new(json_rows::read(input))),
        Some(_) => {
            let delimiter = csv_rows::delimiter(input.fill_buf().map_err(&unreadable)?);
            Ok(Box::new(csv_rows::read(input, delimiter)?))
        }
        None => {
            Err(CommandError::failed("the input is empty").help("rekey account import --help shows what it looks like"))
        }
    }
}

/// An import under way.
struct Import<'a> {
    engine: &'a Engine,
    tally: Tally,
    batch: Vec<(u64, NewAccount)>,
    /// The lines of the accounts that were added, by the mark of their address.
    added: HashMap<u64, u64>,
    progress: &'a Progress,
}

/// What became of the rows.
#[derive(Debug, Default)]
struct Tally {
    added: u64,
    present: u64,
    /// Rows with the address of an earlier row.
    repeated: u64,
    broken: u64,
}

impl Import<'_> {
    async fn all(&mut self, rows: Rows) -> Result<(), CommandError> {
        for row in rows {
            match row {
                Ok(row) => self.take(row).await?,
                Err(error) => self.report(&error),
            }
            if self.batch.len() >= BATCH {
                self.write().await?;
            }
        }
        self.write().await
    }

    async fn take(&mut self, row: Row) -> Result<(), CommandError> {
        let line = row.line;
        match self.engine.accounts.finish(row.draft).await {
            Ok(account) => self.batch.push((line, account)),
            Err(DraftError::Fault(fault)) => return Err(self.interrupted(line, fault)),
            Err(error) => self.report(&RowError::draft(line, &error)),
        }
        Ok(())
    }

    async fn write(&mut self) -> Result<(), CommandError> {
        let batch = std::mem::take(&mut self.batch);
        let Some((first, _)) = batch.first() else { return Ok(()) };
        let first = *first;
        let places: Vec<(u64, u64)> = batch.iter().map(|(line, account)| (*line, mark(&account.email))).collect();
        let accounts = batch.into_iter().map(|(_, account)| account).collect();
        let outcomes = self.engine.accounts.add(accounts).await.map_err(|fault| self.interrupted(first, fault))?;
        for (outcome, (line, mark)) in outcomes.into_iter().zip(places) {
            match outcome {
                ImportOutcome::Added => {
                    self.tally.added += 1;
                    self.added.insert(mark, line);
                }
                ImportOutcome::AddressTaken => match self.added.get(&mark) {
                    Some(first) => self.report_repetition(line, *first),
                    None => self.tally.present += 1,
                },
            }
        }
        Ok(())
    }

    /// Reports the second of two rows with one address, because its values are lost.
    fn report_repetition(&mut self, line: u64, first: u64) {
        self.tally.repeated += 1;
        if self.tally.repeated <= MOST_REPORTS {
            self.progress.say(&format!("line {line}, email: the same address as in line {first}; not imported"));
        }
    }

    fn report(&mut self, error: &RowError) {
        self.tally.broken += 1;
        if self.tally.broken <= MOST_REPORTS {
            self.progress.say(&error.to_string());
        } else if self.tally.broken == MOST_REPORTS + 1 {
            self.progress.say("Further broken rows are only counted.");
        }
    }

    fn interrupted(&self, line: u64, fault: Fault) -> CommandError {
        let cause = CommandError::from(fault);
        CommandError::failed(format!(
            "the import stopped at line {line}, after {}\n{cause}",
            count(self.tally.added, "account")
        ))
        .help("fix the cause and import the same file again; accounts that were added are skipped")
    }
}

impl Tally {
    fn conclude(&self) -> Result<(), CommandError> {
        let Self { added, present, repeated, broken } = self;
        let (added, broken_rows) = (count(*added, "account"), count(*broken, "row"));
        let were = if *present == 1 { "was" } else { "were" };
        let repeated = if *repeated == 0 { String::new() } else { format!("{} repeated, ", count(*repeated, "row")) };
        writeln!(stdout(), "{added} added, {present} {were} there already, {repeated}{broken_rows} broken")?;
        match broken {
            0 => Ok(()),
            _ => Err(CommandError::failed(format!("{broken_rows} not imported; all others are"))
                .help("fix the broken rows and import the file again; accounts that exist are skipped")),
        }
    }
}

/// A number that every spelling of an address has in common. It takes less room than the address.
fn mark(email: &EmailAddress) -> u64 {
    let mut hasher = DefaultHasher::new();
    email.canonical().hash(&mut hasher);
    hasher.finish()
}

/// Tells the person at the terminal something that a progress bar must not write over.
fn tell(line: &str) {
    // A closed standard error does not stop an import.
    drop(writeln!(stderr(), "{}", printable(line)));
}
