//! `rekey account import`: accounts from another system, in batches.
//!
//! A broken row does not stop the others: it is reported by line and field, the good ones are added, and the command
//! ends with exit code 1. Without `--update`, addresses that have an account already are skipped, so the corrected file
//! can be imported again.

mod csv_rows;
mod input;
mod json_rows;
mod line_ends;
mod progress;
mod record;
mod row;
mod row_error;
mod systems;

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufReader, Read, Write, stderr, stdin};
use std::path::{Path, PathBuf};

use clap::Args;
use rekey_core::account::ImportedAccount;
use rekey_core::accounts::DraftError;
use rekey_core::ports::ImportOutcome;
use rekey_core::{Engine, Fault};

use crate::command_error::CommandError;
use crate::file_error::reason;
use crate::output::{count, printable, stdout};
use input::Rows;
use progress::Progress;
use row::Row;
use row_error::RowError;
use systems::{Context, FirebaseParameters, System};

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey account import accounts.csv
  old-system-dump | rekey account import -
  rekey account import --update accounts.csv
  rekey account import realm-export.json
  rekey account import --firebase-parameters hash_config.txt users.json

A CSV file has a line of headings, separated by commas, semicolons or tabs;
JSON is an object on each line, or an array of objects. Fields:
  email            required
  name             what emails and pages call the person
  password_hash    a hash as the other system wrote it: Argon2, bcrypt, scrypt,
                   PBKDF2, Django, WordPress, ASP.NET, Firebase, crypt(3) and
                   more (docs/passwords.md); without one, the person sets a
                   password by \"forgot password\"
  locations        numbers, separated by spaces (in JSON, a list); by default
                   the setting default_location
  locale           such as de-AT
  provider         what the person signs in with instead of a password, such as
                   Google: a reset request is answered by an email that says so
  email_verified   true or false (default)
  status           active (default) or locked
  external_id      the other system's id of the account
  profile          a JSON object that an app keeps about the person

It also reads the exports of Auth0, Firebase, Cognito, Keycloak and Supabase
(docs/moving/accounts.md). Rows that can't be used are reported by line and field;
all others are added, and the exit code is 1. Addresses that have an account are
skipped, so the same file can be imported again.";

/// How many accounts go into one transaction.
const BATCH: usize = 500;
/// How many broken rows are reported one by one.
const MOST_REPORTS: u64 = 100;

/// Where the accounts are, and what to do with them.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A CSV or JSON file; - is standard input
    file: PathBuf,
    /// Also update existing accounts, found by external id or else by address
    #[arg(long)]
    update: bool,
    /// The system that wrote the file, by default recognized by its fields. Required for Firebase's CSV files, which
    /// have no headings
    #[arg(long, value_name = "SYSTEM")]
    from: Option<System>,
    /// The file with the hash_config that Firebase's console shows
    #[arg(long, value_name = "FILE")]
    firebase_parameters: Option<PathBuf>,
}

pub(super) async fn run(engine: &Engine, arguments: Arguments) -> Result<(), CommandError> {
    let context = Context {
        now: engine.ports().clock.now(),
        firebase: arguments.firebase_parameters.as_deref().map(read_parameters).transpose()?,
    };
    let is_input = arguments.file.as_os_str() == "-";
    let name = if is_input { "standard input".to_owned() } else { arguments.file.display().to_string() };
    let unreadable = |error| {
        CommandError::failed(format!("{name} can't be read: {}", reason(&error)))
            .help("name a CSV or JSON file, or - for standard input")
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
        updates: arguments.update,
        tally: Tally::default(),
        batch: Vec::with_capacity(BATCH),
        seen: HashMap::new(),
        progress: &progress,
    };
    let input = BufReader::new(progress.watch(input));
    let done = import.all(Rows::open(input, unreadable, arguments.from, context)?).await;
    progress.finish();
    done?;
    import.tally.conclude(arguments.update)
}

fn read_parameters(file: &Path) -> Result<FirebaseParameters, CommandError> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| CommandError::failed(format!("{shown} can't be read: {}", reason(&error))))?;
    FirebaseParameters::read(&text).map_err(|missing| {
        CommandError::failed(format!("{shown} has no {missing}")).help(
            "put the hash_config there as the console shows it: Authentication, Users, three dots, Password hash parameters",
        )
    })
}

/// An import under way.
struct Import<'a> {
    engine: &'a Engine,
    updates: bool,
    tally: Tally,
    batch: Vec<(u64, ImportedAccount)>,
    /// The lines of the file's accounts, by the marks of their addresses and external ids.
    seen: HashMap<u64, u64>,
    progress: &'a Progress,
}

/// What became of the rows.
#[derive(Debug, Default)]
struct Tally {
    added: u64,
    updated: u64,
    /// Accounts that were here and were not changed.
    present: u64,
    /// Accounts that kept a password which was set here instead of the file's hash.
    passwords_kept: u64,
    /// Accounts that kept an address which was changed here instead of the file's.
    addresses_kept: u64,
    /// Rows with the address or external id of an earlier row.
    repeated: u64,
    broken: u64,
}

impl Import<'_> {
    async fn all(&mut self, mut rows: Rows) -> Result<(), CommandError> {
        let mut is_announced = false;
        while let Some(row) = rows.next() {
            if let Some(system) = rows.system().filter(|_| !is_announced) {
                is_announced = true;
                if system != System::Rekey {
                    self.progress.say(&format!("Reading an export of {}.", system.name()));
                }
            }
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
        match self.engine.accounts.finish_import(row.draft).await {
            Ok(account) if self.is_new(line, &account) => self.batch.push((line, account)),
            Ok(_) => {}
            Err(DraftError::Fault(fault)) => return Err(self.interrupted(line, fault)),
            Err(error) => self.report(&RowError::draft(line, &error)),
        }
        Ok(())
    }

    /// Whether the file had neither its address, in any spelling, nor its external id before. Reports it otherwise,
    /// because its values are lost.
    fn is_new(&mut self, line: u64, imported: &ImportedAccount) -> bool {
        let email = ("email", "the same address", mark(&("email", imported.account.email.canonical())));
        let id = imported.external_id().map(|id| ("external_id", "the same id", mark(&("external_id", id))));
        let marks = || [Some(email), id].into_iter().flatten();
        for (field, what, mark) in marks() {
            if let Some(first) = self.seen.get(&mark) {
                self.tally.repeated += 1;
                if self.tally.repeated <= MOST_REPORTS {
                    self.progress.say(&format!("line {line}, {field}: {what} as in line {first}; not imported"));
                }
                return false;
            }
        }
        // A row that is left out takes nothing from later ones.
        self.seen.extend(marks().map(|(.., mark)| (mark, line)));
        true
    }

    async fn write(&mut self) -> Result<(), CommandError> {
        let batch = std::mem::take(&mut self.batch);
        let Some((first, _)) = batch.first() else { return Ok(()) };
        let first = *first;
        let (lines, accounts): (Vec<u64>, Vec<ImportedAccount>) = batch.into_iter().unzip();
        let accounts_api = &self.engine.accounts;
        let outcomes = if self.updates {
            accounts_api.update(accounts).await
        } else {
            accounts_api.import(accounts.into_iter().map(|imported| imported.account).collect()).await
        };
        let outcomes = outcomes.map_err(|fault| self.interrupted(first, fault))?;
        for (outcome, line) in outcomes.into_iter().zip(lines) {
            match outcome {
                ImportOutcome::Added => self.tally.added += 1,
                ImportOutcome::Present { changed, password_kept, address_kept } => {
                    self.tally.passwords_kept += u64::from(password_kept);
                    if address_kept {
                        self.tell_kept_address(line);
                    }
                    *(if changed { &mut self.tally.updated } else { &mut self.tally.present }) += 1;
                }
                ImportOutcome::AddressTaken if !self.updates => self.tally.present += 1,
                ImportOutcome::AddressTaken => self.report(&RowError::draft(line, &DraftError::AddressTaken)),
                ImportOutcome::ExternalIdTaken => self.report(&RowError::draft(line, &DraftError::ExternalIdTaken)),
                ImportOutcome::OtherExternalId => {
                    let problem = "the account with this address has another external id";
                    self.report(&RowError::field(line, "external_id", problem));
                }
                ImportOutcome::TwoAccounts => {
                    let problem = "the account that was imported with this address has changed it, and another account has it \
                                   now; add an external_id to the row";
                    self.report(&RowError::field(line, "email", problem));
                }
            }
        }
        Ok(())
    }

    fn tell_kept_address(&mut self, line: u64) {
        self.tally.addresses_kept += 1;
        if self.tally.addresses_kept <= MOST_REPORTS {
            self.progress.say(&format!("line {line}, email: not imported, because the address was changed here"));
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
    fn conclude(&self, updates: bool) -> Result<(), CommandError> {
        let Self { added, updated, present, passwords_kept, addresses_kept, repeated, broken } = self;
        let (added, broken_rows) = (count(*added, "account"), count(*broken, "row"));
        let were = if *present == 1 { "was" } else { "were" };
        let known = if updates {
            format!("{updated} brought up to date, {present} unchanged")
        } else {
            format!("{present} {were} there already")
        };
        let repeated = if *repeated == 0 { String::new() } else { format!("{} repeated, ", count(*repeated, "row")) };
        writeln!(stdout(), "{added} added, {known}, {repeated}{broken_rows} broken")?;
        if *passwords_kept > 0 {
            let accounts = count(*passwords_kept, "account");
            tell(&format!("{accounts} kept a password that was set here instead of the file's hash"));
        }
        if *addresses_kept > 0 {
            let accounts = count(*addresses_kept, "account");
            tell(&format!("{accounts} kept an address that was changed here instead of the file's"));
        }
        match broken {
            0 => Ok(()),
            _ => Err(CommandError::failed(format!("{broken_rows} not imported; all others are"))
                .help("fix the broken rows and import the file again; accounts that exist are skipped")),
        }
    }
}

/// A number for a value. It takes less room than an address.
fn mark(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Tells the person at the terminal something that a progress bar must not write over.
fn tell(line: &str) {
    // A closed standard error does not stop an import.
    drop(writeln!(stderr(), "{}", printable(line)));
}
