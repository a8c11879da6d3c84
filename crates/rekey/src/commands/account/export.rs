//! `rekey account export`: all that is stored of one person.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use rekey_core::{AddressKey, DigestKey, Engine};
use serde_json::{Value, json};

use super::{Of, find, sessions, view};
use crate::command_error::CommandError;
use crate::commands::audit::{Whose, records_of};
use crate::commands::outbox;
use crate::file_error::reason;
use crate::installation::write_private;
use crate::output::{instant, stdout};

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey account export ana@example.com ana.json
  rekey account export ana@example.com - | jq .audit

The file is a JSON object with the account and its profile, the state of its second
factor, its open sessions, the networks and devices of its sign-ins, its emails and
what became of them, whether emails to it are stopped, and its audit records,
including those of attempts at its address. It contains no hash, secret, link or
code, and only you can read it. If a directory keeps the account, it contains only
what is stored here.";

/// More than the outbox keeps for anybody.
const MOST_MAILS: usize = 10_000;

/// Whose data, and where to.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    of: Of,
    /// A new file; - is standard output
    file: PathBuf,
}

pub(super) async fn run(engine: &Engine, key: &DigestKey, arguments: Arguments) -> Result<(), CommandError> {
    let account = find(engine, &arguments.of).await?;
    let store = &*engine.ports().store;
    let address: AddressKey = account.address_key(key);
    let factor = store.second_factor(account.id).await?.map(|state| {
        json!({
            "on": state.confirmed_at.is_some(),
            "enrolled_at": instant(state.created_at),
            "confirmed_at": state.confirmed_at.map(instant),
            "recovery_codes": state.recovery_codes,
        })
    });
    let open = store.sessions_of(account.id).await?;
    let places = store.places_of(account.id).await?;
    let waiting = store.pending_entries(account.id, address).await?;
    let mails = store.mails_of(account.id, None, MOST_MAILS).await?;
    let stopped = store.stopped(address).await?;
    let whose = Whose { account: Some(account.id), address: Some(address) };
    let mut about = view::describe(&account);
    if let Value::Object(fields) = &mut about {
        fields.insert("profile".to_owned(), Value::Object(account.profile.fields().clone()));
    }
    let data = json!({
        "exported_at": instant(engine.ports().clock.now()),
        "account": about,
        "second_factor": factor,
        "sessions": open.iter().map(sessions::describe).collect::<Vec<_>>(),
        "sign_in_places": places.iter().map(sessions::describe_place).collect::<Vec<_>>(),
        "mails": mails.iter().map(outbox::describe_mail).collect::<Vec<_>>(),
        "mails_stopped": {
            "bounced_until": stopped.bounced_until.map(instant),
            "complained_until": stopped.complained_until.map(instant),
        },
        "mails_waiting": waiting.iter().map(outbox::describe).collect::<Vec<_>>(),
        "audit": records_of(store, key, whose).await?,
    });
    let text = format!("{data:#}\n");
    if arguments.file.as_os_str() == "-" {
        let mut out = stdout();
        out.write_all(text.as_bytes())?;
        return Ok(out.flush()?);
    }
    let path = &arguments.file;
    write_private(path, text.as_bytes()).map_err(|error| {
        let help = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "choose a file that does not exist yet"
        } else {
            "name a file in a folder that you can write to, or - for standard output"
        };
        CommandError::failed(format!("{} can't be written: {}", path.display(), reason(&error))).help(help)
    })?;
    Ok(writeln!(stdout(), "{} holds what is stored of {}", path.display(), super::shown(&account))?)
}
