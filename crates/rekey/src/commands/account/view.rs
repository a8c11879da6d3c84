//! `rekey account show` and `list`.

use std::io::{Write, stderr};

use clap::Args;
use rekey_core::account::ExternalId;
use rekey_core::{Account, AccountStatus, EmailAddress, Engine, LocationId};
use serde_json::{Value, json};

use crate::command_error::CommandError;
use crate::commands::{at_least_one, location_id};
use crate::output::{Table, instant, json_line, stdout};

/// Accounts are read and printed in pages of this size.
const PAGE: usize = 500;

pub(super) fn show(account: &Account, json: bool) -> Result<(), CommandError> {
    let mut out = stdout();
    if json {
        return Ok(json_line(&mut out, &describe(account))?);
    }
    let mut table = Table::bare();
    table.row(["id", &account.id.to_string()]);
    if let Some(shadow) = &account.shadow {
        // The directory keeps the rest.
        table.row(["directory", &shadow.directory.to_string()]);
        table.row(["key there", shadow.key.as_str()]);
        table.row(["status", account.status.code()]);
        table.row(["seen first", &instant(account.created_at)]);
        table.row(["changed", &instant(account.updated_at)]);
        return Ok(table.print(&mut out)?);
    }
    table.row(["email", account.email.as_stored()]);
    table.row(["email verified", yes_or_no(account.email_verified)]);
    table.row(["name", account.name.as_deref().unwrap_or("-")]);
    table.row(["status", account.status.code()]);
    table.row(["password", password(account)]);
    table.row(["provider", account.provider.as_deref().unwrap_or("-")]);
    table.row(["external id", account.external_id.as_ref().map_or("-", ExternalId::as_str)]);
    table.row(["second factor", if account.second_factor { "on" } else { "none" }]);
    table.row(["locations", &locations(account)]);
    table.row(["locale", &account.locale.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)]);
    table.row(["created", &instant(account.created_at)]);
    table.row(["changed", &instant(account.updated_at)]);
    Ok(table.print(&mut out)?)
}

pub(super) const LIST_EXAMPLES: &str = "\
Examples:
  rekey account list
  rekey account list --limit 1000 --after m@example.com
  rekey account list --status locked --location 7
  rekey account list --search @example.com
  rekey account list --json | jq -r .email          Every account";

/// Which accounts to list.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Print a JSON object for each account: all of them, unless --limit is given
    #[arg(long)]
    json: bool,
    /// List at most this many; without it, 100
    #[arg(long, value_parser = at_least_one)]
    limit: Option<usize>,
    /// List accounts after this address
    #[arg(long, value_name = "EMAIL")]
    after: Option<EmailAddress>,
    /// Only accounts with this status: active, locked, disowned or unconfirmed
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<AccountStatus>,
    /// Only accounts whose address or name contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only accounts of this location
    #[arg(long, value_name = "LOCATION", value_parser = location_id)]
    location: Option<LocationId>,
}

/// How many accounts people get to see unless they ask for more.
const SHOWN: usize = 100;

fn status(text: &str) -> Result<AccountStatus, &'static str> {
    AccountStatus::from_code(text).ok_or("expected active, locked, disowned or unconfirmed")
}

impl ListArguments {
    fn wants(&self, account: &Account) -> bool {
        let contains = |text: &str| {
            let text = text.to_lowercase();
            account.email.canonical().contains(&text)
                || account.name.as_ref().is_some_and(|name| name.to_lowercase().contains(&text))
        };
        self.search.as_deref().is_none_or(contains)
            && self.status.is_none_or(|status| account.status == status)
            && self.location.is_none_or(|location| account.locations.contains(&location))
    }
}

/// Lists accounts, a page at a time.
pub(super) async fn list(engine: &Engine, arguments: &ListArguments) -> Result<(), CommandError> {
    let mut out = stdout();
    let mut left = arguments.limit.unwrap_or(if arguments.json { usize::MAX } else { SHOWN });
    let mut after = arguments.after.as_ref().map(|email| email.canonical().to_owned());
    let mut table = Table::new(&["EMAIL", "STATUS", "PASSWORD", "LOCATIONS", "NAME"]);
    let mut last = None;
    loop {
        let page = engine.accounts.list(after.as_deref(), PAGE).await?;
        for account in page.accounts.iter().filter(|account| arguments.wants(account)) {
            if left == 0 {
                break;
            }
            left -= 1;
            last = Some(account.email.as_stored().to_owned());
            if arguments.json {
                json_line(&mut out, &describe(account))?;
                continue;
            }
            let name = account.name.as_deref().unwrap_or("-");
            table.row([account.email.as_stored(), account.status.code(), password(account), &locations(account), name]);
        }
        after = page.next;
        if left == 0 || after.is_none() {
            break;
        }
    }
    if !arguments.json {
        table.print(&mut out)?;
    }
    out.flush()?;
    if let Some(last) = last.filter(|_| left == 0 && !arguments.json) {
        writeln!(stderr(), "There may be more: --after {last} lists what follows, --limit more at once.")?;
    }
    Ok(())
}

/// An account for scripts: whether there is a password, never its hash.
pub(super) fn describe(account: &Account) -> Value {
    if let Some(shadow) = &account.shadow {
        return json!({
            "id": account.id.to_string(),
            "directory": shadow.directory.to_string(),
            "directory_key": shadow.key.as_str(),
            "status": account.status.code(),
            "created_at": instant(account.created_at),
            "updated_at": instant(account.updated_at),
        });
    }
    json!({
        "id": account.id.to_string(),
        "email": account.email.as_stored(),
        "email_verified": account.email_verified,
        "name": account.name,
        "status": account.status.code(),
        "has_password": account.password.is_some(),
        "provider": account.provider,
        "external_id": account.external_id.as_ref().map(ToString::to_string),
        "must_reset": account.must_reset,
        "second_factor": account.second_factor,
        "locations": account.locations.iter().map(|id| id.get()).collect::<Vec<u32>>(),
        "locale": account.locale.as_ref().map(ToString::to_string),
        "created_at": instant(account.created_at),
        "updated_at": instant(account.updated_at),
    })
}

fn password(account: &Account) -> &'static str {
    match (&account.password, account.must_reset) {
        (None, _) => "none",
        (Some(_), true) => "must be reset",
        (Some(_), false) => "set",
    }
}

fn locations(account: &Account) -> String {
    account.locations.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn yes_or_no(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}
