//! The results: ratios first, absolute figures second.

mod svg;
mod tables;

use std::fs;
use std::path::Path;

use anyhow::Result;
pub(crate) use tables::markdown;

use crate::machine::Machine;

/// All results of a run.
pub(crate) struct Report {
    machine: Machine,
    /// The size of the run, and the build.
    run: String,
    targets: Vec<Target>,
    sections: Vec<Section>,
    /// Skipped parts, and why.
    missing: Vec<String>,
}

/// Targets and measurements.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// What is compared.
    pub(crate) what: String,
    /// The target.
    pub(crate) wanted: Wanted,
    /// What was measured.
    pub(crate) measured: f64,
}

/// A bound, with its unit (empty for a ratio).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted {
    /// More is better.
    AtLeast(f64, &'static str),
    /// Less is better.
    AtMost(f64, &'static str),
    /// Worth knowing, without a target.
    Anything,
}

/// Absolute figures that belong together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    /// Its heading.
    pub(crate) title: String,
    /// What was done, in a sentence or two.
    pub(crate) about: String,
    /// The columns' headings.
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    /// The bars of the plot.
    pub(crate) bars: Vec<Bar>,
}

/// A bar of the plot.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// Its label.
    pub(crate) label: String,
    /// Its length.
    pub(crate) value: f64,
    /// Its value, with unit.
    pub(crate) text: String,
}

impl Target {
    fn row(&self) -> Vec<String> {
        let (sign, bound, unit, is_met) = match self.wanted {
            Wanted::AtLeast(bound, unit) => ("≥", bound, unit, self.measured >= bound),
            Wanted::AtMost(bound, unit) => ("≤", bound, unit, self.measured <= bound),
            Wanted::Anything => {
                return vec![self.what.clone(), "–".to_owned(), format!("{:.2}", self.measured), "–".to_owned()];
            }
        };
        let with_unit = |value: String| if unit.is_empty() { value } else { format!("{value} {unit}") };
        let met = if is_met { "yes" } else { "no" };
        vec![
            self.what.clone(),
            with_unit(format!("{sign} {bound}")),
            with_unit(format!("{:.2}", self.measured)),
            met.to_owned(),
        ]
    }
}

impl Report {
    /// No results yet.
    pub(crate) fn new(machine: Machine, run: String) -> Self {
        Self { machine, run, targets: Vec::new(), sections: Vec::new(), missing: Vec::new() }
    }

    /// Adds a comparison.
    pub(crate) fn target(&mut self, what: impl Into<String>, wanted: Wanted, measured: f64) {
        self.targets.push(Target { what: what.into(), wanted, measured });
    }

    /// Adds figures.
    pub(crate) fn section(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// Records a skipped part, and why.
    pub(crate) fn missing(&mut self, what: &str, why: &str) {
        let why: Vec<&str> = why.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        self.missing.push(format!("{what}: {}", why.join(" ")));
    }

    /// The results for a terminal.
    pub(crate) fn text(&self) -> String {
        self.write(|title| format!("\n== {title}\n"), tables::text)
    }

    /// Writes `results.md` and `results.svg` into a folder.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        let head = "# How fast Rekey is\n\nWritten by `cargo run --profile dist -p rekey-bench`.\n\n![The figures below, as bars](results.svg)\n";
        let body = self.write(|title| format!("\n## {title}\n\n"), markdown);
        fs::write(folder.join("results.md"), format!("{head}{body}"))?;
        fs::write(folder.join("results.svg"), svg::plot(&self.sections))?;
        Ok(())
    }

    fn write(&self, heading: impl Fn(&str) -> String, table: impl Fn(&[&str], &[Vec<String>]) -> String) -> String {
        let mut text = heading("Ratios and targets");
        let targets: Vec<_> = self.targets.iter().map(Target::row).collect();
        text += &table(&["what", "target", "measured", "met"], &targets);
        for section in &self.sections {
            text += &heading(&section.title);
            text.extend([section.about.as_str(), "\n\n"]);
            text += &table(&section.columns, &section.rows);
        }
        if !self.missing.is_empty() {
            text += &heading("Not run");
            for what in &self.missing {
                text.extend(["- ", what.as_str(), "\n"]);
            }
        }
        text += &heading("The machine");
        let mut facts = vec![vec!["run".to_owned(), self.run.clone()]];
        facts.extend(self.machine.facts.iter().map(|(name, value)| vec![(*name).to_owned(), value.clone()]));
        text + &table(&["", ""], &facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_says_whether_it_is_met() {
        let target = |wanted, measured| Target { what: "x".to_owned(), wanted, measured }.row()[1..].join(" ");
        assert_eq!(target(Wanted::AtLeast(0.7, ""), 0.71), "≥ 0.7 0.71 yes");
        assert_eq!(target(Wanted::AtLeast(0.7, ""), 0.69), "≥ 0.7 0.69 no");
        assert_eq!(target(Wanted::AtMost(10.0, "ms"), 12.0), "≤ 10 ms 12.00 ms no");
        assert_eq!(target(Wanted::Anything, 0.5), "– 0.50 –");
    }

    #[test]
    fn ratios_come_before_figures() {
        let mut report = Report::new(Machine { facts: vec![("cores", "2".to_owned())] }, "quick".to_owned());
        report.section(Section { title: "Absolute".to_owned(), ..Section::default() });
        report.target("a ratio", Wanted::AtLeast(1.0, ""), 2.0);
        report.missing("the moon", "too far");
        let text = report.text();
        let place = |what: &str| text.find(what).unwrap();
        assert!(place("a ratio") < place("Absolute") && place("Absolute") < place("the moon"));
        assert!(text.contains("cores"));
    }
}
