//! How long a start takes, and how much memory an idle server has.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Bench;
use crate::figures::{count, median};
use crate::load::requests::Requests;
use crate::load::{self, Load};
use crate::process;
use crate::report::{Report, Section, Wanted};
use crate::server::sqlite::Template;

/// How long a server rests before its memory is measured: threads without work end after ten seconds, and give back what
/// only the start needed.
const REST: Duration = Duration::from_secs(15);

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let rekey = bench.rekey()?;
    let template = Template::make(rekey, bench.scale.accounts)?;
    eprintln!("footprint: {} starts", bench.scale.starts);
    let mut starts = Vec::new();
    let mut idle = 0.0;
    for start in 0..bench.scale.starts {
        let home = template.copy()?;
        let (server, took) = home.serve(rekey)?;
        starts.push(took.as_secs_f64() * 1000.0);
        if start == 0 {
            std::thread::sleep(REST);
            idle = process::resident_mib(server.pid())?;
        }
    }
    let start = median(starts, |millis| *millis).context("no start")?;
    let after_load = after_load(bench, &template)?;
    let accounts = count(template.accounts);
    report.target(format!("start to first answer, {accounts} accounts"), Wanted::AtMost(100.0, "ms"), start);
    report.target(format!("idle memory, {accounts} accounts"), Wanted::AtMost(40.0, "MiB"), idle);
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    report.section(Section {
        title: "Start and memory".to_owned(),
        about: format!(
            "The start is timed until the first 200 of `/readyz` (the median of {} starts). Resident \
             memory is read after fifteen idle seconds. The database has {accounts} accounts.",
            bench.scale.starts
        ),
        columns: vec!["what", "measured"],
        rows: vec![
            row("start to first answer", format!("{start:.1} ms")),
            row(
                "the very first start, which creates the database and the keys",
                format!("{:.0} ms", millis(template.first_start)),
            ),
            row("idle memory after the start", format!("{idle:.1} MiB")),
            row("idle memory after requests over 32 connections", format!("{after_load:.1} MiB")),
        ],
        bars: Vec::new(),
    });
    Ok(())
}

/// Memory once a load is over.
fn after_load(bench: &Bench, template: &Template) -> Result<f64> {
    let home = template.copy()?;
    let (server, _) = home.serve(bench.rekey()?)?;
    let load = Load { connections: 32, warm_up: Duration::ZERO, measured: bench.scale.warm_up };
    load::run(load, &[&server], &Arc::new(Requests::start_for_accounts(template.accounts)))?;
    std::thread::sleep(REST);
    process::resident_mib(server.pid())
}

fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}
