//! How many files the system lets this process have open: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config::Config;

/// Files that connections leave for emails, webhooks, logs and an embedded database.
const KEPT: u64 = 256;

/// Raises the limit to what the system allows, since shells and service managers start programs with 1,024 for the sake of
/// old ones (`man systemd.exec`, `LimitNOFILE=`), and gives how many connections fit, at least one.
pub(super) fn room_for_connections(config: &Config) -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let limit = match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => maximum,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files is unchanged");
            current
        }
    };
    let Some(files) = limit else { return usize::MAX };
    let room = files.saturating_sub(KEPT + u64::from(config.database.max_connections)).max(1);
    usize::try_from(room).unwrap_or(usize::MAX)
}
