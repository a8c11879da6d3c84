//! The database: whether it answers, how quickly it commits, and whether clocks agree.

use std::sync::Arc;

use rekey_core::outbox::EntryState;
use rekey_core::ports::EntryFilter;
use rekey_core::time::{Duration, until};
use rekey_store::health::Health;
use rekey_store::{postgres, sqlite};

use super::finding::Finding;
use crate::command_error::with_causes;
use crate::config::DatabaseUrl;
use crate::installation::Installation;
use crate::output::{count, instant};

/// If commits take longer than this, few fit into a second, however many steps share one.
const SLOW_COMMIT: Duration = Duration::from_millis(50);
/// How many pending emails to read at most.
const MOST_MAILS: usize = 10_000;
/// Clocks may differ by this much without harm: only bearer tokens depend on two of them.
const SKEW: Duration = Duration::from_secs(5);

/// Opening it has brought it up to date and opened the keys; what remains is how well it works.
pub(super) async fn check(installation: &Installation) -> Vec<Finding> {
    let url = &installation.config.server.database_url;
    let health = match url {
        DatabaseUrl::Sqlite(path) => {
            let (path, clock) = (path.clone(), Arc::clone(&installation.clock));
            let examined = tokio::task::spawn_blocking(move || sqlite::examine(&path, &*clock)).await;
            examined.map_err(|error| error.to_string()).and_then(|health| health.map_err(|error| with_causes(&error)))
        }
        DatabaseUrl::Postgres(address) => {
            let settings = installation.config.database.settings(address);
            postgres::examine(&settings, &*installation.clock).await.map_err(|error| with_causes(&error))
        }
    };
    match health {
        Ok(health) => {
            let mut findings = vec![
                Finding::ok("database", format!("{url}, {}, up to date, keys open", health.version)),
                commits(&health),
            ];
            findings.extend(health.risks.iter().map(|risk| {
                let to_do = "correct it: a power cut could undo changes that were confirmed to people";
                Finding::problem("durability", risk, to_do)
            }));
            findings.push(clock(installation, &health).await);
            findings.extend(mails_of_the_future(installation, &health).await);
            findings
        }
        Err(error) => vec![Finding::problem("database", error, "check that it runs and takes connections")],
    }
}

fn commits(health: &Health) -> Finding {
    let (answer, commit) = (milliseconds(health.answers_in), milliseconds(health.commits_in));
    let text = format!("answers in {answer} ms, commits in {commit} ms");
    if health.commits_in <= SLOW_COMMIT {
        return Finding::ok("commits", text);
    }
    let to_do = "each request waits for a commit: use a disk with a power-safe cache, or a database that is nearer";
    Finding::problem("commits", text, to_do)
}

fn milliseconds(span: Duration) -> String {
    format!("{:.1}", span.as_secs_f64() * 1_000.0)
}

/// A clock that went back would make what has expired good again.
async fn clock(installation: &Installation, health: &Health) -> Finding {
    let now = installation.clock.now();
    let to_do = "set this machine's clock, and let it follow a time server";
    if let Some((there, [asked, answered])) = health.clock {
        let off = until(asked, there).max(until(there, answered));
        if off > SKEW {
            let text = format!("it is {} here and {} in the database", instant(now), instant(there));
            return Finding::problem("clock", text, to_do);
        }
    }
    match installation.store.data_keys().await {
        Ok(keys) => match keys.iter().map(|key| key.created_at).max() {
            Some(newest) if newest > now => {
                let text = format!("it is {} here, but the database was used at {}", instant(now), instant(newest));
                Finding::problem("clock", text, to_do)
            }
            _ if health.clock.is_some() => Finding::ok("clock", format!("{}, as in the database", instant(now))),
            _ => Finding::ok("clock", instant(now)),
        },
        Err(error) => Finding::problem("clock", with_causes(&error), "check that the database takes connections"),
    }
}

/// Emails that were accepted at a time which is still to come: the clock was set back since, and they wait for it.
async fn mails_of_the_future(installation: &Installation, health: &Health) -> Option<Finding> {
    let now = health.clock.map_or_else(|| installation.clock.now(), |(there, _)| there);
    let filter = EntryFilter { state: Some(EntryState::Pending), limit: MOST_MAILS };
    let entries = installation.store.entries(filter).await.ok()?;
    let late: Vec<_> = entries.iter().filter(|entry| until(entry.accepted_at, now) > SKEW).collect();
    let until_when = late.iter().filter_map(|entry| entry.due_at).max()?;
    let mails = count(u64::try_from(late.len()).unwrap_or(u64::MAX), "email");
    let until_when = instant(until_when);
    let text = format!("the clock was set back: {mails} accepted earlier, waiting until {until_when} at the latest");
    let to_do = "`rekey outbox list --state pending --json | jq -r .id | xargs rekey outbox retry` has them sent now";
    Some(Finding::problem("outbox", text, to_do))
}
