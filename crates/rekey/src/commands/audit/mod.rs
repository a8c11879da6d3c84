//! `rekey audit`.

mod print;
mod verify;

use std::io::Write;
use std::time::Duration;

use clap::{Args, Subcommand};
use rekey_core::audit::AuditRecord;
use rekey_core::ports::Store;
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, AddressKey, DigestKey, EmailAddress, span};
use serde_json::Value;

use super::{at_least_one, id, number};
use crate::command_error::CommandError;
use crate::config::Config;
use crate::installation::Installation;
use crate::output::{stderr, stdout};

pub const EXAMPLES: &str = "\
Examples:
  rekey audit                                The newest 100 records
  rekey audit --email ana@example.com        What happened to an account
  rekey audit --since 2h                     What happened in the last two hours
  rekey audit --follow --json                Everything, from the first record on
  rekey audit --json --after 1200            What came after record 1200
  rekey audit verify                         Whether a record was changed or removed";

/// Records are read and printed in pages of this size.
const PAGE: usize = 500;
/// How many records people get to see unless they ask for more.
const SHOWN: i64 = 100;
/// How often `--follow` looks for more.
const LOOK: Duration = Duration::from_secs(1);

/// What to print, or to do.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: List,
}

/// What to do instead of printing.
#[derive(Debug, Subcommand)]
enum Command {
    /// Check the chain of digests: name every record that was changed or removed
    #[command(after_help = verify::EXAMPLES)]
    Verify(verify::Arguments),
}

#[derive(Debug, Args)]
struct List {
    /// Only records after this number; 0 begins with the first one
    #[arg(long, value_name = "NUMBER", value_parser = number::<i64>)]
    after: Option<i64>,
    /// Only records of this last span of time, such as 90m or 7d
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    since: Option<Duration>,
    /// The most to print
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
    /// Only what happened to the account with this address, and what was tried at the address itself
    #[arg(long, value_name = "EMAIL", conflicts_with = "account")]
    email: Option<EmailAddress>,
    /// Only what happened to the account with this id, which may be deleted by now
    #[arg(long, value_name = "ID", value_parser = id::<AccountId>)]
    account: Option<AccountId>,
    /// Keep printing new records until interrupted
    #[arg(long)]
    follow: bool,
    /// Print a JSON object for each
    #[arg(long)]
    json: bool,
}

/// Whose records are wanted.
#[derive(Clone, Copy)]
pub(super) struct Whose {
    pub(super) account: Option<AccountId>,
    /// Records of what was tried at an address have only its digest, whether it has an account or not.
    pub(super) address: Option<AddressKey>,
}

impl Whose {
    fn is_in(self, record: &AuditRecord) -> bool {
        (record.account.is_some() && record.account == self.account)
            || (record.address.is_some() && record.address == self.address)
    }
}

pub async fn run(arguments: Arguments, config: Config) -> Result<(), CommandError> {
    let Installation { store, keys, clock, .. } = Installation::open(config).await?;
    if let Some(Command::Verify(arguments)) = arguments.command {
        return verify::run(&arguments, &*store, &keys.digest).await;
    }
    let list = arguments.list;
    let whose = match &list.email {
        None => list.account.map(|account| Whose { account: Some(account), address: None }),
        Some(email) => {
            let account = store.account_by_email(email).await?.map(|account| account.id);
            Some(Whose { account, address: Some(AddressKey::of(email, &keys.digest)) })
        }
    };
    let since = list.since.map(|span| clock.now().saturating_sub(span).unwrap_or(Timestamp::MIN));
    let is_wanted = |record: &AuditRecord| {
        whose.is_none_or(|whose| whose.is_in(record)) && since.is_none_or(|since| record.at >= since)
    };
    let mut out = stdout();
    seal(&*store, &keys.digest).await?;
    let is_everything = whose.is_none() && since.is_none() && list.limit.is_none() && !list.follow && !list.json;
    let mut after = match list.after {
        Some(after) => after,
        None if is_everything => newest(&*store).await?,
        None => 0,
    };
    let mut left = list.limit.unwrap_or(usize::MAX);
    let mut is_first = true;
    while left > 0 {
        seal(&*store, &keys.digest).await?;
        let page = store.audit_records(after, PAGE).await?;
        let wanted: Vec<&AuditRecord> = page.iter().filter(|record| is_wanted(record)).take(left).collect();
        left -= wanted.len();
        print::records(&mut out, &wanted, list.json, is_first)?;
        is_first &= wanted.is_empty();
        match page.last() {
            Some(newest) => after = newest.number,
            None if list.follow => {
                out.flush()?;
                tokio::time::sleep(LOOK).await;
            }
            None => break,
        }
    }
    out.flush()?;
    Ok(())
}

/// After which number the newest records begin that people get to see unless they ask for more. Says that there are more.
async fn newest(store: &dyn Store) -> Result<i64, CommandError> {
    let after = store.audit_ends().await?.head.number - SHOWN;
    if after <= 0 {
        return Ok(0);
    }
    writeln!(
        stderr(),
        "The newest {SHOWN} records; --after 0 prints all, --since 2h, --email and --account pick some."
    )?;
    Ok(after)
}

/// All records about somebody, oldest first, as JSON shows them.
pub(super) async fn records_of(store: &dyn Store, key: &DigestKey, whose: Whose) -> Result<Vec<Value>, CommandError> {
    seal(store, key).await?;
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let page = store.audit_records(after, PAGE).await?;
        let Some(newest) = page.last() else { return Ok(found) };
        after = newest.number;
        found.extend(page.iter().filter(|record| whose.is_in(record)).map(print::describe));
    }
}

/// Seals what servers have not sealed yet, or what was done while none ran.
async fn seal(store: &dyn Store, key: &DigestKey) -> Result<(), CommandError> {
    while store.seal_audit(key, PAGE).await? == PAGE {}
    Ok(())
}
