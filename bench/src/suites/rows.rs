//! What the parts that load servers do with the outcome.

use crate::figures::{count, median, rate, whole};
use crate::load::Outcome;
use crate::report::{Bar, Section};
use crate::server::outbox::Outbox;

/// A server under a load.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The kind of request, and the server.
    pub(super) name: String,
    /// Over how many connections.
    pub(super) connections: usize,
    /// The median round.
    pub(super) outcome: Outcome,
    /// The state of its outbox at the end, if it has one.
    pub(super) outbox: Option<Outbox>,
}

impl Row {
    /// The round of median throughput.
    pub(super) fn median(
        name: impl Into<String>,
        connections: usize,
        rounds: Vec<(Outcome, Option<Outbox>)>,
    ) -> Option<Self> {
        let (outcome, outbox) = median(rounds, |(outcome, _)| outcome.rate)?;
        Some(Self { name: name.into(), connections, outcome, outbox })
    }

    fn cells(&self) -> Vec<String> {
        let outcome = &self.outcome;
        // Every 200 has a row in the outbox, unless a limit of its address suppressed the mail.
        let suppressed = self.outbox.map(|outbox| outcome.successes().saturating_sub(outbox.accepted));
        let or_none = |cell: Option<u64>| cell.map_or_else(|| "–".to_owned(), count);
        vec![
            self.name.clone(),
            self.connections.to_string(),
            rate(outcome.rate),
            format!("{:.2}", outcome.p50),
            format!("{:.2}", outcome.p99),
            whole(outcome.cpu_micros),
            format!("{:.2}", outcome.server_cores),
            format!("{:.2}", outcome.generator_cores),
            or_none(self.outbox.map(|outbox| outbox.accepted)),
            or_none(suppressed),
            or_none(self.outbox.map(|outbox| outbox.backlog)),
            count(outcome.refusals()),
        ]
    }
}

/// The section of these rows. Columns that count requests count all, the warm-up included.
pub(super) fn section(title: &str, about: &str, rows: &[Row]) -> Section {
    Section {
        title: title.to_owned(),
        about: about.to_owned(),
        columns: vec![
            "server",
            "connections",
            "answers/s",
            "p50 ms",
            "p99 ms",
            "server CPU µs/answer",
            "server cores",
            "generator cores",
            "accepted",
            "suppressed",
            "backlog",
            "not 200",
        ],
        rows: rows.iter().map(Row::cells).collect(),
        bars: rows
            .iter()
            .map(|row| Bar {
                label: format!("{} · {} conn.", row.name, row.connections),
                value: row.outcome.rate,
                text: format!("{} /s", rate(row.outcome.rate)),
            })
            .collect(),
    }
}
