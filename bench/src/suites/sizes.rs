//! `startPasswordReset` on SQLite with more and more accounts.

use std::sync::Arc;

use anyhow::Result;

use super::Bench;
use super::rows::{Row, section};
use crate::figures::count;
use crate::load;
use crate::load::requests::Requests;
use crate::report::{Report, Wanted};
use crate::server::sqlite::Template;

const ABOUT: &str = "This is the same load, on known addresses that are drawn from all accounts.";
const CONNECTIONS: usize = 32;

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let rekey = bench.rekey()?;
    let mut sizes = Vec::new();
    for accounts in bench.scale.sizes {
        eprintln!("sizes: making {} accounts", count(*accounts));
        sizes.push((Template::make(rekey, *accounts)?, Vec::new()));
    }
    for round in 1..=bench.scale.rounds {
        eprintln!("sizes: round {round} of {}", bench.scale.rounds);
        for (template, rounds) in &mut sizes {
            let home = template.copy()?;
            let (server, _) = home.serve(rekey)?;
            let requests = Arc::new(Requests::start_for_accounts(template.accounts));
            let outcome = load::run(bench.load(CONNECTIONS), &[&server], &requests)?;
            drop(server);
            rounds.push((outcome, Some(home.outbox()?)));
        }
    }
    let rows: Vec<Row> = sizes
        .into_iter()
        .filter_map(|(template, rounds)| {
            Row::median(format!("Rekey, {} accounts", count(template.accounts)), CONNECTIONS, rounds)
        })
        .collect();
    if let [fewest, more @ ..] = rows.as_slice() {
        for row in more {
            let what = format!("{}: slowdown relative to the fewest", row.name);
            report.target(what, Wanted::AtMost(1.15, ""), fewest.outcome.rate / row.outcome.rate);
        }
    }
    report.section(section("More accounts on SQLite", ABOUT, &rows));
    Ok(())
}
