//! `startPasswordReset` on PostgreSQL, by one node and by two, beside pgbench and a bare server over grouped inserts.

use std::sync::Arc;

use anyhow::{Context, Result};

use super::Bench;
use super::rows::{Row, section};
use crate::figures::{count, median, rate};
use crate::load::requests::Requests;
use crate::load::{self, Outcome};
use crate::report::{Bar, Report, Section, Wanted};
use crate::server::Server;
use crate::server::outbox::Outbox;
use crate::server::postgres::Cluster;
use crate::server::rekey::Rekey;
use crate::server::site::Site;

const ABOUT: &str = "This is the same load, on known addresses, spread over one node or two. pgbench \
                     inserts the row of an accepted request into a table with the outbox's indexes. It \
                     has two clients, each of which commits half as many rows at once as there are \
                     connections, because a Rekey node commits two groups at a time. pgbench involves no \
                     HTTP. `grouped inserts` does: it is a bare axum server that parses the same body and \
                     answers after a durable one-row insert, whose commit waiting requests share. The \
                     database, the nodes and the load generator share the cores; server CPU is that of \
                     the nodes only.";

/// At how many connections databases of different sizes are compared.
const USUAL: usize = 32;
/// The database of a run, dropped after it.
const RUN: &str = "run";

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let rekey = bench.rekey()?;
    let cluster = Cluster::start().context("starting PostgreSQL")?;
    let (mut rows, mut inserts) = (Vec::new(), Vec::new());
    let done = bench.scale.postgres_sizes.iter().try_for_each(|accounts| {
        let template = format!("accounts_{accounts}");
        eprintln!("postgres: making {} accounts", count(*accounts));
        cluster.create(&template, None)?;
        drop(rekey.serve(&Site::on(cluster.url(&template))?).context("`rekey serve` on PostgreSQL")?);
        cluster.fill(&template, *accounts)?;
        let setting = Setting { bench, rekey, cluster: &cluster, template: &template, accounts: *accounts };
        // The baseline does not depend on the number of accounts.
        let with_baselines = inserts.is_empty();
        // More accounts are compared at one load only.
        let loads = if with_baselines { bench.scale.connections.as_slice() } else { &[USUAL] };
        for connections in loads {
            let results = setting.compete(*connections, with_baselines)?;
            inserts.extend(results.pgbench.map(|rows| (*connections, rows)));
            compare(&results, report);
            rows.extend([results.grouped, results.one, results.two].into_iter().flatten());
        }
        Ok(())
    });
    if !rows.is_empty() {
        report.section(with_pgbench(section("PostgreSQL", &format!("{ABOUT} {}.", cluster.about()), &rows), &inserts));
    }
    done
}

/// The medians at this many connections.
struct Results {
    /// Rows a second.
    pgbench: Option<f64>,
    grouped: Option<Row>,
    one: Option<Row>,
    two: Option<Row>,
}

/// Where runs happen.
struct Setting<'a> {
    bench: &'a Bench,
    rekey: &'a Rekey,
    cluster: &'a Cluster,
    template: &'a str,
    accounts: u64,
}

impl Setting<'_> {
    /// All rounds at this many connections, in turns.
    fn compete(&self, connections: usize, with_baselines: bool) -> Result<Results> {
        let (mut pgbench, mut grouped, mut one, mut two) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for round in 1..=self.bench.scale.rounds {
            eprintln!("postgres: {connections} connections, round {round} of {}", self.bench.scale.rounds);
            if with_baselines {
                pgbench.push(self.pgbench(connections)?);
                grouped.push(self.grouped(connections)?);
            }
            one.push(self.nodes(1, connections)?);
            two.push(self.nodes(2, connections)?);
        }
        let name = |nodes: &str| format!("Rekey, {nodes}, {} accounts", count(self.accounts));
        Ok(Results {
            pgbench: median(pgbench, |rows| *rows),
            grouped: Row::median("grouped inserts", connections, grouped),
            one: Row::median(name("one node"), connections, one),
            two: Row::median(name("two nodes"), connections, two),
        })
    }

    /// Rows a second, in commits as this many connections would share them.
    fn pgbench(&self, connections: usize) -> Result<f64> {
        self.cluster.create(RUN, Some(self.template))?;
        let clients = if connections == 1 { 1 } else { 2 };
        let rows = connections as u64 / u64::from(clients);
        let written = self.cluster.pgbench(RUN, clients, rows, self.bench.scale.measured)?;
        self.cluster.drop(RUN)?;
        Ok(written)
    }

    /// The bare server over grouped inserts.
    fn grouped(&self, connections: usize) -> Result<(Outcome, Option<Outbox>)> {
        self.cluster.create(RUN, None)?;
        let server = Server::grouped_inserts(&self.cluster.url(RUN))?;
        let requests = Arc::new(Requests::start_for_accounts(self.accounts));
        let outcome = load::run(self.bench.load(connections), &[&server], &requests)?;
        drop(server);
        self.cluster.drop(RUN)?;
        Ok((outcome, None))
    }

    /// This many nodes on one database, under load together.
    fn nodes(&self, nodes: usize, connections: usize) -> Result<(Outcome, Option<Outbox>)> {
        self.cluster.create(RUN, Some(self.template))?;
        let sites = (0..nodes).map(|_| Site::on(self.cluster.url(RUN))).collect::<Result<Vec<_>>>()?;
        let servers = sites.iter().map(|site| Ok(self.rekey.serve(site)?.0)).collect::<Result<Vec<_>>>()?;
        let requests = Arc::new(Requests::start_for_accounts(self.accounts));
        let outcome = load::run(self.bench.load(connections), &servers.iter().collect::<Vec<_>>(), &requests)?;
        drop(servers);
        let outbox = self.cluster.outbox(RUN)?;
        self.cluster.drop(RUN)?;
        Ok((outcome, Some(outbox)))
    }
}

fn compare(results: &Results, report: &mut Report) {
    let Some(one) = &results.one else { return };
    let what = format!("{}, connections: {}", one.name, one.connections);
    let bound = |least| if one.connections == 1 { Wanted::Anything } else { Wanted::AtLeast(least, "") };
    if let Some(rows) = results.pgbench {
        report.target(format!("{what}: throughput relative to pgbench"), bound(0.7), one.outcome.rate / rows);
    }
    if let Some(grouped) = &results.grouped {
        let ratio = one.outcome.rate / grouped.outcome.rate;
        report.target(format!("{what}: throughput relative to grouped inserts"), bound(0.7), ratio);
    }
    if let Some(two) = &results.two {
        report.target(format!("{what}: two nodes relative to one"), bound(0.9), two.outcome.rate / one.outcome.rate);
    }
}

/// The section, with pgbench's rows a second beside Rekey's answers.
fn with_pgbench(mut section: Section, inserts: &[(usize, f64)]) -> Section {
    for (index, (connections, rows)) in inserts.iter().enumerate() {
        let mut cells = vec!["pgbench, rows a second".to_owned(), connections.to_string(), rate(*rows)];
        cells.resize(section.columns.len(), "–".to_owned());
        section.rows.insert(index, cells);
        let bar = Bar {
            label: format!("pgbench · {connections} conn."),
            value: *rows,
            text: format!("{} rows/s", rate(*rows)),
        };
        section.bars.insert(index, bar);
    }
    section
}
