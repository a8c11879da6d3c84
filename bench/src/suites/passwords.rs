//! `completePasswordReset` and sign-in, beside bare Argon2id on the same cores.

use std::sync::Arc;

use anyhow::Result;

use super::Bench;
use super::rows::{Row, section};
use crate::baselines::hashing;
use crate::figures::median;
use crate::load::requests::Requests;
use crate::report::{Bar, Report, Wanted};
use crate::server::sqlite::Template;
use crate::{figures, load, machine, process};

const ABOUT: &str = "The bare loop runs the `argon2` crate (19 MiB, two passes, one lane) on every core, \
                     each with a buffer that it reuses. Rekey hashes at the same cost with one thread per \
                     core, and shares the cores with the load generator.";

/// Enough that no hashing thread ever waits for a request.
const CONNECTIONS: usize = 16;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Complete,
    SignIn,
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let rekey = bench.rekey()?;
    let template = Template::make(rekey, bench.scale.accounts)?;
    let mut bare = Vec::new();
    let mut kinds =
        [(Kind::Complete, "Rekey, completePasswordReset", Vec::new()), (Kind::SignIn, "Rekey, sign-in", Vec::new())];
    let mut memory: f64 = 0.0;
    for round in 1..=bench.scale.rounds {
        eprintln!("passwords: round {round} of {}", bench.scale.rounds);
        bare.push(hashing::rate(bench.scale.measured)?);
        for (kind, _, rounds) in &mut kinds {
            let home = template.copy()?;
            let requests = match kind {
                Kind::Complete => {
                    home.mint_tokens(template.accounts)?;
                    Requests::complete(template.accounts)
                }
                Kind::SignIn => Requests::sign_in(template.accounts),
            };
            let (server, _) = home.serve(rekey)?;
            rounds.push((load::run(bench.load(CONNECTIONS), &[&server], &Arc::new(requests))?, None));
            memory = memory.max(process::resident_mib(server.pid())?);
        }
    }
    let bare = median(bare, |rate| *rate).unwrap_or_default();
    let medians = kinds.into_iter().filter_map(|(_, name, rounds)| Row::median(name, CONNECTIONS, rounds));
    let rows: Vec<Row> = medians.collect();
    for row in &rows {
        let what = format!("{}: throughput relative to bare Argon2id", row.name);
        report.target(what, Wanted::AtLeast(0.9, ""), row.outcome.rate / bare);
    }
    let about = format!(
        "{ABOUT} The bare loop does {} hashes a second, {} per core. Rekey's resident memory peaked at {memory:.0} MiB.",
        figures::rate(bare),
        figures::rate(bare / figures::float(machine::cores() as u64)),
    );
    let mut section = section("completePasswordReset and sign-in", &about, &rows);
    section.bars.insert(0, Bar { label: "bare Argon2id".to_owned(), value: bare, text: format!("{bare:.1} /s") });
    report.section(section);
    Ok(())
}
