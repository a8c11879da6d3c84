//! `rekey account edit`.

use std::io::Write;

use clap::Args;
use rekey_core::account::{AccountEdit, ExternalId};
use rekey_core::{EmailAddress, Engine, Locale, LocationId};

use super::{Of, change, find, kept_elsewhere, shown};
use crate::command_error::CommandError;
use crate::commands::{location_id, yes_or_no};
use crate::output::stdout;
use crate::spelling::unless_empty;

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey account edit ana@example.com --email ana@example.org
      Ends her sessions, voids her links and codes, and emails a notice to the old address.
      The new one counts as unverified.
  rekey account edit ana@example.com --email ana@example.org --email-verified yes
  rekey account edit ana@example.com --name 'Ana Lopez' --locale es
  rekey account edit ana@example.com --location 7 --location 1
      The first one is the account's own. Locations that are left out are removed.
  rekey account edit ana@example.com --provider ''
      An empty name, locale, provider or external id removes it.";

/// What to change.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    of: Of,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Changes {
    /// The new address
    #[arg(long)]
    email: Option<EmailAddress>,
    /// Whether the address is verified
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    email_verified: Option<bool>,
    /// What emails and pages call the person
    #[arg(long)]
    name: Option<String>,
    /// The language of its emails, such as de-AT
    #[arg(long)]
    locale: Option<String>,
    /// What the person signs in with instead of a password, such as Google
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Your own system's id of the account
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// A location that it belongs to; may be given again
    #[arg(long = "location", value_name = "ID", value_parser = location_id)]
    locations: Vec<LocationId>,
}

pub(super) async fn run(engine: &Engine, arguments: Arguments) -> Result<(), CommandError> {
    let account = find(engine, &arguments.of).await?;
    if let Some(refusal) = kept_elsewhere(&account) {
        return Err(refusal);
    }
    let Changes { email, email_verified, name, locale, provider, external_id, locations } = arguments.changes;
    let external_id = external_id.map(|text| unless_empty(text).map(|text| text.parse::<ExternalId>()).transpose());
    let external_id =
        external_id.transpose().map_err(|error| CommandError::usage(format!("--external-id: {error}")))?;
    let locale = locale.map(|text| if text.is_empty() { Ok(None) } else { text.parse::<Locale>().map(Some) });
    let locale = locale.transpose().map_err(|error| CommandError::usage(format!("--locale: {error}")))?;
    let moves = email.as_ref().is_some_and(|email| *email != account.email);
    let edit = AccountEdit {
        email,
        email_verified,
        name: name.map(unless_empty),
        locale,
        provider: provider.map(unless_empty),
        external_id,
        locations: (!locations.is_empty()).then_some(locations),
        ..AccountEdit::default()
    };
    let changed = change::edit(engine, &account, edit).await?;
    if moves {
        let verified = if changed.email_verified { "verified" } else { "unverified" };
        let (old, new) = (shown(&account), shown(&changed));
        writeln!(stdout(), "{old} is {new} now, which is {verified}; its sessions are over and its links are void")?;
        return Ok(());
    }
    Ok(writeln!(stdout(), "{} is changed", shown(&changed))?)
}
