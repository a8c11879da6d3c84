//! `startPasswordReset` on SQLite, beside a bare server and bare grouped commits.

use std::sync::Arc;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::Bench;
use super::rows::{Row, section};
use crate::load::requests::Requests;
use crate::load::{self, Outcome};
use crate::report::{Report, Wanted};
use crate::server::Server;
use crate::server::outbox::Outbox;
use crate::server::rekey::Rekey;
use crate::server::sqlite::Template;

const ABOUT: &str = "Measured in a closed loop over keep-alive connections on loopback. `bare axum` \
                     parses the same body and answers with a fixed envelope. `grouped commits` does the \
                     same, but first commits one row durably, in a commit that waiting requests share \
                     (WAL, synchronous=FULL). Rekey runs with the cooldown and address limits off and \
                     network limits on; a trusted proxy's header spreads the clients over networks. Its \
                     mail workers render emails and discard them. Server CPU is that of the whole \
                     process, mail workers included.";

/// What is compared.
const SERVERS: [Kind; 4] = [Kind::Bare, Kind::Grouped, Kind::Known, Kind::Unknown];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bare,
    Grouped,
    Known,
    Unknown,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare axum",
            Self::Grouped => "grouped commits",
            Self::Known => "Rekey, known addresses",
            Self::Unknown => "Rekey, unknown addresses",
        }
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    // The baselines are useful without it.
    let template = bench.rekey().and_then(|rekey| Ok((rekey, Template::make(rekey, bench.scale.accounts)?)));
    let mut rows = Vec::new();
    let done = bench.scale.connections.iter().try_for_each(|connections| {
        let medians = compete(bench, template.as_ref().ok(), *connections)?;
        compare(&medians, report);
        rows.extend(medians.into_iter().map(|(_, row)| row));
        Ok(())
    });
    report.section(section("startPasswordReset on SQLite", ABOUT, &rows));
    template.map(|_| ()).context("Rekey itself").and(done)
}

/// All rounds at this many connections. The servers take turns, so that a slow minute of the machine affects all of
/// them.
fn compete(bench: &Bench, rekey: Option<&(&Rekey, Template)>, connections: usize) -> Result<Vec<(Kind, Row)>> {
    let mut rounds: [Vec<_>; SERVERS.len()] = Default::default();
    for round in 1..=bench.scale.rounds {
        eprintln!("requests: {connections} connections, round {round} of {}", bench.scale.rounds);
        for (kind, rounds) in SERVERS.into_iter().zip(&mut rounds) {
            match (kind, rekey) {
                (Kind::Known | Kind::Unknown, Some((rekey, template))) => {
                    rounds.push(rekey_round(bench, rekey, template, kind, connections)?);
                }
                (Kind::Known | Kind::Unknown, None) => {}
                (Kind::Bare | Kind::Grouped, _) => rounds.push((baseline_round(bench, kind, connections)?, None)),
            }
        }
    }
    let medians = SERVERS.into_iter().zip(rounds);
    Ok(medians.filter_map(|(kind, rounds)| Some((kind, Row::median(kind.name(), connections, rounds)?))).collect())
}

fn baseline_round(bench: &Bench, kind: Kind, connections: usize) -> Result<Outcome> {
    let folder = TempDir::with_prefix("rekey-bench-")?;
    let server = if kind == Kind::Bare { Server::bare()? } else { Server::grouped(folder.path())? };
    load::run(bench.load(connections), &[&server], &Arc::new(Requests::start_for_strangers()))
}

fn rekey_round(
    bench: &Bench,
    rekey: &Rekey,
    template: &Template,
    kind: Kind,
    connections: usize,
) -> Result<(Outcome, Option<Outbox>)> {
    let requests = if kind == Kind::Known {
        Requests::start_for_accounts(template.accounts)
    } else {
        Requests::start_for_strangers()
    };
    let home = template.copy()?;
    let (server, _) = home.serve(rekey)?;
    let outcome = load::run(bench.load(connections), &[&server], &Arc::new(requests))?;
    // The database now holds what survives a crash.
    drop(server);
    Ok((outcome, Some(home.outbox()?)))
}

fn compare(rows: &[(Kind, Row)], report: &mut Report) {
    let of = |wanted| rows.iter().find(|(kind, _)| *kind == wanted).map(|(_, row)| row);
    let Some(grouped) = of(Kind::Grouped) else { return };
    for row in [Kind::Known, Kind::Unknown].into_iter().filter_map(of) {
        let what = format!("{}, connections: {}", row.name, row.connections);
        let ratio = row.outcome.rate / grouped.outcome.rate;
        // A lone request shares its commit with no other, so it has no target.
        let alone = row.connections == 1;
        let wanted = if alone { Wanted::Anything } else { Wanted::AtLeast(0.7, "") };
        report.target(format!("{what}: throughput relative to grouped commits"), wanted, ratio);
        if alone {
            continue;
        }
        report.target(format!("{what}: CPU per answer"), Wanted::AtMost(30.0, "µs"), row.outcome.cpu_micros);
        report.target(format!("{what}: p99"), Wanted::AtMost(10.0, "ms"), row.outcome.p99);
    }
    if let (Some(known), Some(unknown)) = (of(Kind::Known), of(Kind::Unknown)) {
        let what =
            format!("Rekey, connections: {}: throughput of unknown relative to known addresses", known.connections);
        report.target(what, Wanted::Anything, unknown.outcome.rate / known.outcome.rate);
    }
}
