//! The parts of the bench, and the order in which they run.

mod directories;
mod footprint;
mod mail;
mod passwords;
mod postgres;
mod requests;
mod rows;
mod sizes;

use anyhow::{Result, anyhow};

use crate::load::Load;
use crate::machine::Machine;
use crate::options::{Options, Part, Scale};
use crate::report::Report;
use crate::server::rekey::{Rekey, build_profile, is_dist};

/// Shared by all parts.
struct Bench {
    scale: Scale,
    /// The program to measure, or why it is missing.
    rekey: Result<Rekey, String>,
}

impl Bench {
    fn rekey(&self) -> Result<&Rekey> {
        self.rekey.as_ref().map_err(|why| anyhow!("{why}"))
    }

    /// The usual load over this many connections.
    fn load(&self, connections: usize) -> Load {
        Load { connections, warm_up: self.scale.warm_up, measured: self.scale.measured }
    }
}

/// A part: measures, and reports what it found.
type Suite = fn(&Bench, &mut Report) -> Result<()>;

const SUITES: [(Part, &str, Suite); 7] = [
    (Part::Requests, "startPasswordReset on SQLite", requests::run),
    (Part::Passwords, "completePasswordReset and sign-in", passwords::run),
    (Part::Mail, "mail", mail::run),
    (Part::Directories, "accounts in a directory", directories::run),
    (Part::Footprint, "start and memory", footprint::run),
    (Part::Sizes, "more accounts on SQLite", sizes::run),
    (Part::Postgres, "PostgreSQL", postgres::run),
];

/// Runs the selected parts, prints the results and writes them to files. A failed part is named in the results, and the
/// others run.
pub(crate) fn run(options: &Options) -> Result<()> {
    let rekey = Rekey::find(!options.no_build).map_err(|error| format!("{error:#}"));
    let bench = Bench { scale: options.scale(), rekey };
    let mut build = format!("{} build", build_profile()?);
    if !is_dist() {
        build.push_str(", WHICH NO PACKAGE SHIPS");
    }
    let mut report = Report::new(Machine::this(&std::env::temp_dir()), format!("{}, {build}", bench.scale.name));
    for (part, name, suite) in SUITES {
        if !options.wants(part) {
            report.missing(name, "not asked for");
        } else if let Err(error) = suite(&bench, &mut report) {
            eprintln!("{name}: {error:#}");
            report.missing(name, &format!("{error:#}"));
        }
    }
    print!("{}", report.text());
    let folder = options.folder(is_dist() && options.is_whole());
    report.save(&folder)?;
    eprintln!("\nwritten to {}", folder.display());
    Ok(())
}
