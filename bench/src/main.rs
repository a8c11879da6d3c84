//! Measures Rekey beside baselines of the same machine, in one run: `cargo run --profile dist -p rekey-bench`.
//!
//! Everything runs on this machine, over loopback: the servers, each a process of its own, and the load generator,
//! which takes its share of the same cores. That is why ratios of one run come first, and absolute figures second.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its results")]

mod baselines;
mod clock;
mod figures;
mod instructions;
mod load;
mod machine;
mod options;
mod people;
mod planning;
mod process;
mod report;
mod server;
mod suites;
mod timing;

use std::process::ExitCode;

use clap::Parser;

use crate::options::{Command, Options};

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match &options.command {
        Some(Command::Timing(timing)) => timing::run(timing, &options),
        Some(Command::Planning(planning)) => planning::run(planning),
        Some(Command::Instructions) => instructions::run(&options),
        Some(Command::BareServer) => baselines::bare::serve(),
        Some(Command::GroupedCommits { database }) => baselines::sqlite::serve(database),
        Some(Command::Backend { accounts }) => baselines::backend::serve(*accounts),
        Some(Command::GroupedInserts { url }) => baselines::postgres::serve(url),
        None => suites::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
