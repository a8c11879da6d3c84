//! Does the time of an answer distinguish known from unknown addresses (R1)?
//!
//! Run it by `cargo run --profile dist -p rekey-bench -- timing`.

mod doors;
mod ground;
mod pages;
mod probe;
mod statistics;

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;

pub(crate) use self::doors::Endpoint;
use self::doors::{ALL, Door};
use self::ground::{ACCOUNTS, Database, Ground, Plot};
use self::pages::{Cell, Page};
use self::probe::{Asked, Panel, Timed};
use self::statistics::Comparison;
use crate::clock;
use crate::machine::Machine;
use crate::options::Options;
use crate::people::HashCost;
use crate::server::rekey::{Rekey, is_dist};

/// How many known addresses each cell asks about; it asks about as many unknown ones.
const EACH: usize = 2000;
/// Connections of the unmeasured pass.
const UNMEASURED: usize = 16;
/// How long the emails of a pass may take.
const MAILS: Duration = Duration::from_mins(1);

/// What to measure.
#[derive(Debug, Clone, Args)]
pub(crate) struct Timing {
    /// Only these endpoints; the file keeps the results of the others.
    #[arg(value_enum)]
    endpoints: Vec<Endpoint>,
    /// How often everything is measured, on a fresh database; more rounds leave less to luck.
    #[arg(long, default_value_t = 1)]
    rounds: usize,
    /// The database to measure on; each has a file of its own.
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    database: Database,
}

/// Measures, and prints and saves the results.
pub(crate) fn run(timing: &Timing, options: &Options) -> Result<()> {
    let rekey = Rekey::find(!options.no_build)?;
    let machine = Machine::this(&std::env::temp_dir());
    let each = if options.quick { EACH / 20 } else { EACH };
    let ground = Ground::make(timing.database, &rekey)?;
    let mut pages = Vec::new();
    for (endpoint, doors) in endpoints(&timing.endpoints) {
        let mut cells = Vec::new();
        for connections in endpoint.connections() {
            for door in &doors {
                eprintln!("timing: {endpoint:?}, {}, {connections} connections", door.dialect);
                let each = if *connections == 1 { each / door.alone_one_in } else { each };
                let rounds = (0..timing.rounds).map(|round| {
                    let panel = Panel::new(each, ACCOUNTS, round as u64);
                    measure(&rekey, &ground, *door, *connections, &panel)
                });
                let comparison = Comparison::mean(&rounds.collect::<Result<Vec<_>>>()?);
                cells.push(Cell {
                    dialect: door.dialect,
                    connections: *connections,
                    each: each * timing.rounds,
                    comparison,
                });
            }
        }
        pages.push(Page { endpoint, cells });
    }
    let folder = options.folder(is_dist() && !options.quick);
    print!("{}", pages::write(&folder, timing.database, &pages, &machine)?);
    eprintln!("\nwritten to {}", folder.display());
    Ok(())
}

/// The doors of each selected endpoint.
fn endpoints(wanted: &[Endpoint]) -> Vec<(Endpoint, Vec<Door>)> {
    let mut found: Vec<(Endpoint, Vec<Door>)> = Vec::new();
    for door in ALL.into_iter().filter(|door| wanted.is_empty() || wanted.contains(&door.endpoint)) {
        match found.last_mut().filter(|(endpoint, _)| *endpoint == door.endpoint) {
            Some((_, doors)) => doors.push(door),
            None => found.push((door.endpoint, vec![door])),
        }
    }
    found
}

/// One round of a door, on a fresh database.
fn measure(rekey: &Rekey, ground: &Ground, door: Door, connections: usize, panel: &Panel) -> Result<Comparison> {
    let plot = ground.copy()?;
    if door.endpoint.hashes_cheaply() {
        plot.set_hash_cost(HashCost::LEAST)?;
    }
    if door.endpoint == Endpoint::SignUp {
        plot.open_sign_up(rekey)?;
    }
    let server = plot.serve(rekey, door.endpoint.settings())?;
    if let Some(before) = door.before {
        panel.ask(Asked { question: before, timed: Timed::OwnAnswer }, server.address, UNMEASURED)?;
        wait_for_mails(&plot)?;
    }
    let timed = if door.endpoint == Endpoint::Wake { Timed::NextAnswer } else { Timed::OwnAnswer };
    let asked = Asked { question: door.question, timed };
    let [known, unknown] = panel.ask(asked, server.address, connections)?;
    Ok(Comparison::of(known, unknown))
}

fn wait_for_mails(plot: &Plot<'_>) -> Result<()> {
    let begin = clock::now();
    while plot.outbox()?.backlog > 0 {
        ensure!(begin.elapsed() < MAILS, "the emails are not sent after {} s", MAILS.as_secs());
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
