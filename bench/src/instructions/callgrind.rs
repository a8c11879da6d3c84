//! A server under Valgrind's Callgrind, which counts the instructions of the process, whatever else the machine does.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// What passwords are hashed by. What that costs is a setting, and is left out of what is counted.
const HASHING: [&str; 2] = ["argon2", "blake2"];

/// Instructions between two readings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Instructions {
    /// Of the whole process.
    pub(super) all: u64,
    /// Of Argon2id alone.
    pub(super) hashing: u64,
}

impl Instructions {
    /// Without the password hashes.
    pub(super) fn ours(self) -> u64 {
        self.all - self.hashing
    }
}

/// The command line before the server's own. Profiles are written to this folder.
pub(super) fn wrapper(folder: &Path) -> Vec<String> {
    let file = folder.join("callgrind.out");
    vec![
        "valgrind".to_owned(),
        "--tool=callgrind".to_owned(),
        "--quiet".to_owned(),
        format!("--callgrind-out-file={}", file.display()),
    ]
}

/// Reads what a process under Callgrind has executed since the last reading, or since its start.
pub(super) struct Counter {
    pid: u32,
    folder: PathBuf,
    readings: u32,
}

impl Counter {
    /// Of this process, which writes its profiles to this folder.
    pub(super) fn of(pid: u32, folder: &Path) -> Self {
        Self { pid, folder: folder.to_owned(), readings: 0 }
    }

    /// The instructions since the last reading.
    pub(super) fn read(&mut self) -> Result<Instructions> {
        let output = Command::new("callgrind_control").arg("--dump").arg(self.pid.to_string()).output();
        let output = output.context("starting callgrind_control")?;
        ensure!(output.status.success(), "callgrind_control failed: {}", String::from_utf8_lossy(&output.stderr));
        self.readings += 1;
        let profile = self.folder.join(format!("callgrind.out.{}", self.readings));
        let file = fs::File::open(&profile).with_context(|| format!("reading {}", profile.display()))?;
        sum(BufReader::new(file))
    }
}

/// Adds up the functions of a profile (Valgrind's manual, "Callgrind Format Specification").
fn sum(profile: impl BufRead) -> Result<Instructions> {
    let mut hashing_names = std::collections::HashSet::new();
    let (mut sum, mut hashing, mut is_call) = (Instructions::default(), false, false);
    for line in profile.lines() {
        let line = line?;
        // Functions are named once, `fn=(7) name`, and by their number from then on; called ones are named alike.
        if let Some((key, name)) = line.split_once('=').filter(|(key, _)| matches!(*key, "fn" | "cfn")) {
            let (number, name) = name.split_once(' ').unwrap_or((name, ""));
            if HASHING.iter().any(|part| name.contains(part)) {
                hashing_names.insert(number.to_owned());
            }
            if key == "fn" {
                hashing = hashing_names.contains(number);
            }
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            // The line after `calls=` is what the called function cost, which counts where it is defined.
            if !std::mem::take(&mut is_call) {
                let cost: u64 = line.split(' ').nth(1).context("a line without a cost")?.parse()?;
                sum.all += cost;
                sum.hashing += if hashing { cost } else { 0 };
            }
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_itself_and_not_what_it_calls() {
        let profile = "events: Ir\n\nfl=(1) a.c\nfn=(1) rekey::serve\n10 100\ncfn=(2) argon2::Argon2::fill\ncalls=3 20\n12 7000\n+1 5\n\nfn=(2)\n20 7000\n\nfn=(3) sqlite3_step\n* 20\n";
        let sum = sum(profile.as_bytes()).unwrap();
        assert_eq!(sum, Instructions { all: 7125, hashing: 7000 });
        assert_eq!(sum.ours(), 125);
    }
}
