//! `timing.md` and `timing-postgres.md`: a section for each endpoint, which a run replaces if it measured it.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::doors::Endpoint;
use super::ground::Database;
use super::statistics::Comparison;
use crate::figures::count;
use crate::machine::Machine;
use crate::report::markdown;

const HEAD: &str = "\
# Do response times reveal whether an account exists?

Written by `cargo run --profile dist -p rekey-bench -- timing`. The bench sends requests for as many unknown addresses as known ones, each
once, in shuffled order, over loopback, on {database}. The targets (R1) are medians that differ by less than 2 %, and a
probability of 0.49 to 0.51 that a known address is the slower one (the Mann-Whitney U, divided by the number of pairs). `luck` is the
standard deviation of that probability for indistinguishable addresses: with 2,000 of each kind, one fair run in four is outside of 0.49
to 0.51 by chance.
";

/// What was measured of an endpoint.
pub(super) struct Page {
    pub(super) endpoint: Endpoint,
    pub(super) cells: Vec<Cell>,
}

/// A door under a number of connections.
pub(super) struct Cell {
    pub(super) dialect: &'static str,
    pub(super) connections: usize,
    /// How many known addresses; as many unknown ones were used.
    pub(super) each: usize,
    pub(super) comparison: Comparison,
}

impl Cell {
    fn row(&self) -> Vec<String> {
        let Comparison { known, unknown, slower, luck } = self.comparison;
        let difference = 100.0 * self.comparison.difference();
        let met = difference.abs() < 2.0 && (0.49..=0.51).contains(&slower);
        vec![
            self.dialect.to_owned(),
            self.connections.to_string(),
            count(self.each as u64),
            format!("{known:.0}"),
            format!("{unknown:.0}"),
            format!("{difference:+.2} %"),
            format!("{slower:.3}"),
            format!("{luck:.3}"),
            if met { "yes" } else { "no" }.to_owned(),
        ]
    }
}

impl Page {
    fn markdown(&self, machine: &Machine) -> String {
        let (title, about) = self.endpoint.about();
        let columns = [
            "dialect",
            "connections",
            "of each",
            "known µs",
            "unknown µs",
            "difference",
            "known is slower",
            "luck",
            "met",
        ];
        let table = markdown(&columns, &self.cells.iter().map(Cell::row).collect::<Vec<_>>());
        let facts: Vec<String> = machine.facts.iter().map(|(name, value)| format!("{name} {value}")).collect();
        format!("{title}\n\n{about}\n\n{table}\nMeasured on: {}.\n", facts.join(", "))
    }
}

/// The file of a database, and its place in [`HEAD`].
fn file(database: Database) -> (&'static str, &'static str) {
    match database {
        Database::Sqlite => ("timing.md", "SQLite"),
        Database::Postgres => ("timing-postgres.md", "PostgreSQL, which runs on the same cores"),
    }
}

/// Writes the file, replacing the sections that were measured now. Returns these for a terminal.
pub(super) fn write(folder: &Path, database: Database, pages: &[Page], machine: &Machine) -> Result<String> {
    let (file, name) = file(database);
    let old = fs::read_to_string(folder.join(file)).unwrap_or_default();
    let mut sections: Vec<String> =
        old.split("\n## ").skip(1).map(|section| format!("{}\n", section.trim_end())).collect();
    let mut told = String::new();
    for page in pages {
        let text = page.markdown(machine);
        told.extend(["\n## ", text.as_str()]);
        let title = page.endpoint.about().0;
        match sections.iter_mut().find(|section| section.starts_with(&format!("{title}\n"))) {
            Some(section) => *section = text,
            None => sections.push(text),
        }
    }
    fs::create_dir_all(folder)?;
    let head = HEAD.replace("{database}", name);
    fs::write(folder.join(file), sections.iter().fold(head, |text, section| text + "\n## " + section))?;
    Ok(told)
}
