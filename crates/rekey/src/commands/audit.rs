//! `rekey audit`.

use std::io::Write;

use clap::Args;
use rekey_core::audit::AuditRecord;
use rekey_core::{AccountId, EmailAddress, LocationId};
use serde_json::{Value, json};

use crate::config::Config;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::{Table, instant, json_line, stdout};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  rekey audit --email ana@example.com        What happened to an account
  rekey audit --json --after 1200            What came after record 1200, for another system";

/// Records are read and printed in pages of this size.
const PAGE: usize = 500;

/// What to print.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only records after this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: i64,
    /// How many at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Only what happened to the account with this address
    #[arg(long, value_name = "EMAIL")]
    email: Option<EmailAddress>,
    /// Print a JSON object for each
    #[arg(long)]
    json: bool,
}

/// Runs it.
pub async fn run(arguments: Arguments, config: Config) -> Result<(), Failure> {
    let store = Installation::open(config).await?.store;
    let account: Option<AccountId> = match &arguments.email {
        None => None,
        Some(email) => {
            let account = store.account_by_email(email).await?;
            Some(account.ok_or_else(|| super::account::missing(email))?.id)
        }
    };
    let mut out = stdout();
    let mut after = arguments.after;
    let mut left = arguments.limit.unwrap_or(usize::MAX);
    while left > 0 {
        let page = store.audit_records(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        let is_wanted = |record: &&AuditRecord| account.is_none() || record.account == account;
        let wanted: Vec<&AuditRecord> = page.iter().filter(is_wanted).take(left).collect();
        left -= wanted.len();
        print(&mut out, &wanted, arguments.json)?;
    }
    out.flush()?;
    Ok(())
}

fn print(out: &mut impl Write, records: &[&AuditRecord], json: bool) -> std::io::Result<()> {
    if json {
        return records.iter().try_for_each(|record| json_line(out, &describe(record)));
    }
    let mut table = Table::bare();
    for record in records {
        table.row([
            record.number.to_string(),
            instant(record.at),
            record.action.code().to_owned(),
            record.outcome.clone(),
            record.account.map_or_else(|| "-".to_owned(), |id| id.to_string()),
            record.location.map_or_else(|| "-".to_owned(), |id| id.to_string()),
            record.network.map_or_else(|| "-".to_owned(), |network| network.to_string()),
        ]);
    }
    table.print(out)
}

fn describe(record: &AuditRecord) -> Value {
    json!({
        "number": record.number,
        "at": instant(record.at),
        "action": record.action.code(),
        "outcome": record.outcome,
        "account": record.account.map(|id| id.to_string()),
        "address": record.address.map(|key| hex::encode(key.as_bytes())),
        "location": record.location.map(LocationId::get),
        "network": record.network.map(|network| network.to_string()),
    })
}
