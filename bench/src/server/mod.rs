//! Servers as child processes.

pub(crate) mod directory;
pub(crate) mod outbox;
pub(crate) mod postfix;
pub(crate) mod postgres;
pub(crate) mod rekey;
pub(crate) mod site;
pub(crate) mod slapd;
pub(crate) mod sqlite;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// A running server. Dropping it kills it at once, like a power cut.
pub(crate) struct Server {
    /// Its address.
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Server {
    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A bare axum server.
    pub(crate) fn bare() -> Result<Self> {
        Self::baseline(&["bare-server"])
    }

    /// The same over grouped commits, with its database in this folder.
    pub(crate) fn grouped(folder: &Path) -> Result<Self> {
        let database = folder.join("rows.db");
        Self::baseline(&["grouped-commits", &database.display().to_string()])
    }

    /// The same over grouped inserts into this PostgreSQL database.
    pub(crate) fn grouped_inserts(url: &str) -> Result<Self> {
        Self::baseline(&["grouped-inserts", url])
    }

    /// An app's backend with the first so many people.
    pub(crate) fn backend(accounts: u64) -> Result<Self> {
        Self::baseline(&["backend", &accounts.to_string()])
    }

    /// This program, as one of the servers to compare with.
    fn baseline(arguments: &[&str]) -> Result<Self> {
        let program = std::env::current_exe()?;
        let mut child = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let mut server = Self { address: SocketAddr::from(([127, 0, 0, 1], 0)), child };
        server.address = line.trim().parse().with_context(|| format!("`{}` did not start", arguments.join(" ")))?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may already have exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The end of a log, for an error message.
fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}
