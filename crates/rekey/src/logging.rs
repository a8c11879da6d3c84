//! Logs: to stderr, for people on a terminal, as JSON elsewhere. `RUST_LOG` says how much.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt, registry};

use crate::config::LogFormat;
use crate::output::colours_errors;
use crate::telemetry::Traces;

/// Of a server whose operator chose nothing. The pool would report each broken connection, and the store reports the outage.
const FOR_SERVERS: &str = "info,deadpool.postgres=error";

/// The server's log, and its traces if there are any.
pub(crate) fn for_server(format: LogFormat, traces: Option<&Traces>) {
    let for_people = match format {
        LogFormat::Auto => stderr().is_terminal(),
        LogFormat::Text => true,
        LogFormat::Json => false,
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FOR_SERVERS));
    let log = fmt::layer().with_writer(stderr);
    let log = if for_people {
        log.with_ansi(colours_errors()).with_target(false).boxed()
    } else {
        log.json().flatten_event(true).with_span_list(false).boxed()
    };
    match traces {
        // One filter for all is the quicker one.
        None => registry().with(log).with(filter).init(),
        Some(traces) => registry().with(log.with_filter(filter)).with(traces.layer()).init(),
    }
}

/// The log of commands: what goes wrong beneath them.
pub(crate) fn for_commands() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    fmt().with_writer(stderr).with_env_filter(filter).with_ansi(colours_errors()).with_target(false).init();
}
