//! `rekey account sessions`.

use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use clap::{Args, Subcommand};
use rekey_core::account::AccountEdit;
use rekey_core::session::{ClaimedDevice, ClientId, KnownPlace, Session};
use rekey_core::{Account, ClientNetwork, Engine, SessionId};
use serde_json::{Value, json};

use super::{Of, change, find, shown};
use crate::command_error::CommandError;
use crate::commands::id;
use crate::output::{Table, count, instant, json_line, stdout};

/// What to do with sessions.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List open sessions, newest first
    #[command(after_help = "Example:\n  rekey account sessions list ana@example.com --json | jq -r .id")]
    List {
        #[command(flatten)]
        of: Of,
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
    /// End sessions
    #[command(after_help = END_EXAMPLES)]
    End(EndArguments),
}

const END_EXAMPLES: &str = "\
Examples:
  rekey account sessions end ana@example.com 0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e
  rekey account sessions end ana@example.com --all     Also voids her links and codes

A service that checks only the signature of bearer tokens accepts old ones until
they expire.";

/// Which sessions to end.
#[derive(Debug, Args)]
pub struct EndArguments {
    #[command(flatten)]
    of: Of,
    /// Ids of sessions, as `list` prints them
    #[arg(value_name = "SESSION", required_unless_present = "all", conflicts_with = "all", value_parser = id::<SessionId>)]
    sessions: Vec<SessionId>,
    /// All of them
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(engine: &Engine, command: Command) -> Result<(), CommandError> {
    match command {
        Command::List { of, json } => list(engine, &find(engine, &of).await?, json).await,
        Command::End(EndArguments { of, sessions, all }) => {
            let account = find(engine, &of).await?;
            if all { end_all(engine, &account).await } else { end(engine, &account, &sessions).await }
        }
    }
}

async fn list(engine: &Engine, account: &Account, json: bool) -> Result<(), CommandError> {
    let sessions = engine.ports().store.sessions_of(account.id).await?;
    let mut out = stdout();
    if json {
        sessions.iter().try_for_each(|session| json_line(&mut out, &describe(session)))?;
        return Ok(out.flush()?);
    }
    let mut table = Table::new(&["ID", "OPENED", "REFRESHED", "EXPIRES", "CLIENT", "DEVICE", "USED FROM"]);
    for session in &sessions {
        let client = session.client.as_ref().map_or("-", ClientId::as_str);
        let [opened, refreshed, expires] = [session.created_at, session.refreshed_at, session.expires_at].map(instant);
        table.row([
            session.id.to_string(),
            opened,
            refreshed,
            expires,
            client.to_owned(),
            device(&session.device).unwrap_or_else(|| "-".to_owned()),
            used_from(session).join(" "),
        ]);
    }
    Ok(table.print(&mut out)?)
}

pub(super) fn describe(session: &Session) -> Value {
    json!({
        "id": session.id.to_string(),
        "client": session.client.as_ref().map(ClientId::as_str),
        "browser": session.device.browser(),
        "os": session.device.os(),
        "opened_at": instant(session.created_at),
        "refreshed_at": instant(session.refreshed_at),
        "expires_at": instant(session.expires_at),
        "used_from": used_from(session),
    })
}

/// What the client said that it is.
fn device(claimed: &ClaimedDevice) -> Option<String> {
    let parts: Vec<&str> = [claimed.browser(), claimed.os()].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" on "))
}

/// A network or a device that an account was signed in to from.
pub(super) fn describe_place(place: &KnownPlace) -> Value {
    json!({
        "network": place.area().map(|area| network(&area.to_string())),
        "device": place.device(),
        "first_at": instant(place.first_at),
        "forgotten_at": instant(place.over_at),
    })
}

/// The networks that a session was used from. Sessions keep them coarsely.
fn used_from(session: &Session) -> Vec<String> {
    session.whereabouts.to_string().split_whitespace().map(network).collect()
}

/// A network from its first bits in hexadecimal digits: 16 of IPv4, 32 of IPv6.
fn network(bits: &str) -> String {
    match (bits.len(), u32::from_str_radix(bits, 16)) {
        (4, Ok(first)) => format!("{}/16", Ipv4Addr::from(first << 16)),
        (8, Ok(first)) => format!("{}/32", Ipv6Addr::from(u128::from(first) << 96)),
        _ => bits.to_owned(),
    }
}

async fn end_all(engine: &Engine, account: &Account) -> Result<(), CommandError> {
    change::edit(engine, account, AccountEdit { end_sessions: true, ..AccountEdit::default() }).await?;
    let said = "has no open session any more, and its links and codes are void";
    Ok(writeln!(stdout(), "{} {said}", shown(account))?)
}

/// Ends some. One that is another account's, or over, is refused before any is ended.
async fn end(engine: &Engine, account: &Account, ids: &[SessionId]) -> Result<(), CommandError> {
    let open = engine.ports().store.sessions_of(account.id).await?;
    if let Some(unknown) = ids.iter().find(|id| !open.iter().any(|session| session.id == **id)) {
        return Err(CommandError::failed(format!("{} has no open session {unknown}", shown(account)))
            .help(format!("rekey account sessions list {}", account.id)));
    }
    for id in ids {
        engine.sessions.end(*id, ClientNetwork::LOCAL).await?;
    }
    let number = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    Ok(writeln!(stdout(), "{}: {} ended", shown(account), count(number, "session"))?)
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_session_was_used_from_networks_that_people_can_read() {
        assert_eq!(network("7f00"), "127.0.0.0/16");
        assert_eq!(network("20010db8"), "2001:db8::/32");
    }
}
