//! Logs: to stderr, for people on a terminal, as JSON elsewhere. `RUST_LOG` says how much.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::LogFormat;

/// The server's log.
pub(crate) fn for_server(format: LogFormat) {
    let for_people = match format {
        LogFormat::Auto => stderr().is_terminal(),
        LogFormat::Text => true,
        LogFormat::Json => false,
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = fmt().with_writer(stderr).with_env_filter(filter);
    if for_people {
        log.with_ansi(stderr().is_terminal()).with_target(false).init();
    } else {
        log.json().flatten_event(true).with_span_list(false).init();
    }
}

/// The log of commands: what goes wrong beneath them.
pub(crate) fn for_commands() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    fmt().with_writer(stderr).with_env_filter(filter).with_ansi(stderr().is_terminal()).with_target(false).init();
}
