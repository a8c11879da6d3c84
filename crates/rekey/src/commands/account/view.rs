//! `rekey account show` and `list`.

use std::io::Write;

use rekey_core::{Account, Engine};
use serde_json::{Value, json};

use crate::command_error::CommandError;
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
    table.row(["email", account.email.as_stored()]);
    table.row(["email verified", yes_or_no(account.email_verified)]);
    table.row(["name", account.name.as_deref().unwrap_or("-")]);
    table.row(["status", account.status.code()]);
    table.row(["password", password(account)]);
    table.row(["provider", account.provider.as_deref().unwrap_or("-")]);
    table.row(["second factor", if account.second_factor { "on" } else { "none" }]);
    table.row(["locations", &locations(account)]);
    table.row(["locale", &account.locale.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)]);
    table.row(["created", &instant(account.created_at)]);
    table.row(["changed", &instant(account.updated_at)]);
    Ok(table.print(&mut out)?)
}

/// Lists all accounts, a page at a time.
pub(super) async fn list(engine: &Engine, json: bool) -> Result<(), CommandError> {
    let mut out = stdout();
    let mut after: Option<String> = None;
    loop {
        let page = engine.accounts.list(after.as_deref(), PAGE).await?;
        if json {
            page.accounts.iter().try_for_each(|account| json_line(&mut out, &describe(account)))?;
        } else {
            let mut table = if after.is_none() {
                Table::new(&["EMAIL", "STATUS", "PASSWORD", "LOCATIONS", "NAME"])
            } else {
                Table::bare()
            };
            for account in &page.accounts {
                let name = account.name.as_deref().unwrap_or("-");
                table.row([
                    account.email.as_stored(),
                    account.status.code(),
                    password(account),
                    &locations(account),
                    name,
                ]);
            }
            table.print(&mut out)?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(out.flush()?);
        }
    }
}

/// An account for scripts: whether there is a password, never its hash.
fn describe(account: &Account) -> Value {
    json!({
        "id": account.id.to_string(),
        "email": account.email.as_stored(),
        "email_verified": account.email_verified,
        "name": account.name,
        "status": account.status.code(),
        "has_password": account.password.is_some(),
        "provider": account.provider,
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
