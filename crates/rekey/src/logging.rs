//! Logs: to stderr, for people on a terminal, as JSON elsewhere. `RUST_LOG` says how much.

use std::io::{IsTerminal, stderr};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

use crate::config::LogFormat;
use crate::output::colours_errors;
use crate::telemetry::Traces;

/// The server's log, and its traces if there are any.
pub(crate) fn for_server(format: LogFormat, traces: Option<&Traces>) {
    let for_people = match format {
        LogFormat::Auto => stderr().is_terminal(),
        LogFormat::Text => true,
        LogFormat::Json => false,
    };
    // The pool would report each broken connection, and the store reports the outage.
    let default = Targets::new().with_default(LevelFilter::INFO).with_target("deadpool.postgres", LevelFilter::ERROR);
    let (filter, mistake) = filter(default);
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
    report(mistake);
}

/// The log of commands: what goes wrong beneath them.
pub(crate) fn for_commands() {
    let (filter, mistake) = filter(Targets::new().with_default(LevelFilter::WARN));
    let log = fmt::layer().with_writer(stderr).with_ansi(colours_errors()).with_target(false);
    registry().with(log).with(filter).init();
    report(mistake);
}

/// What `RUST_LOG` asks for, or the default, together with what is wrong with it.
fn filter(default: Targets) -> (Targets, Option<ParseError>) {
    match std::env::var("RUST_LOG").unwrap_or_default().trim() {
        "" => (default, None),
        chosen => match chosen.parse() {
            Ok(filter) => (filter, None),
            Err(mistake) => (default, Some(mistake)),
        },
    }
}

fn report(mistake: Option<ParseError>) {
    if let Some(mistake) = mistake {
        tracing::warn!(
            "RUST_LOG is not understood and is ignored: {mistake}. Write it like `info` or `info,rekey=debug`"
        );
    }
}
