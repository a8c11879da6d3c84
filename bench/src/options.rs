//! The command line, and the three sizes of a run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use crate::planning::Planning;
use crate::timing::Timing;

/// Measures Rekey beside baselines of the same machine, in one run.
///
/// Prints ratios first, then absolute figures. A whole run of a `dist` build also writes docs/bench/results.md and
/// docs/bench/results.svg; any other run writes them to target/bench.
#[derive(Debug, Parser)]
#[command(name = "rekey-bench")]
pub(crate) struct Options {
    /// A second for everything: shows that the bench works, measures nothing.
    #[arg(long, conflicts_with = "full")]
    pub(crate) quick: bool,
    /// Longer runs, and ten million accounts.
    #[arg(long)]
    pub(crate) full: bool,
    /// Only these parts.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<Part>,
    /// At these numbers of connections, instead of 1, 32 and 256.
    #[arg(long, value_delimiter = ',')]
    pub(crate) connections: Vec<usize>,
    /// How often everything is measured; the median counts.
    #[arg(long)]
    pub(crate) rounds: Option<usize>,
    /// Use the `rekey` binary beside this program without building it first.
    #[arg(long)]
    pub(crate) no_build: bool,
    /// A folder to write the results to.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// A command to run instead.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// A part of the bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// `startPasswordReset` on SQLite, beside a bare server and bare grouped commits.
    Requests,
    /// `completePasswordReset` and sign-in, beside bare Argon2id.
    Passwords,
    /// Mails over SMTP, beside Postfix' `smtp-source` and `smtp-sink`.
    Mail,
    /// Both for accounts in each kind of directory, beside Rekey's own accounts.
    Directories,
    /// Start and memory.
    Footprint,
    /// `startPasswordReset` with more and more accounts.
    Sizes,
    /// `startPasswordReset` on PostgreSQL, by one node and two, beside pgbench.
    Postgres,
}

/// Something else than the bench itself.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measures whether the time of an answer tells known addresses from unknown ones.
    Timing(Timing),
    /// Simulates what many nodes and one PostgreSQL carry.
    Planning(Planning),
    /// Counts the instructions of a request, a delivery, a completion and a sign-in; needs Valgrind.
    Instructions,
    /// A server to compare with, which the bench runs as a child process: parses the body and answers a fixed envelope.
    #[command(hide = true)]
    BareServer,
    /// The same after a durable one-row commit.
    #[command(hide = true)]
    GroupedCommits {
        /// The database file.
        database: PathBuf,
    },
    /// The same after a durable one-row insert into PostgreSQL.
    #[command(hide = true)]
    GroupedInserts {
        /// The database.
        url: String,
    },
    /// An app's backend that answers a directory's calls.
    #[command(hide = true)]
    Backend {
        /// How many people it knows.
        accounts: u64,
    },
}

/// How long and how much.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    /// The name of the size.
    pub(crate) name: &'static str,
    /// The warm-up.
    pub(crate) warm_up: Duration,
    /// The measured load.
    pub(crate) measured: Duration,
    /// How often everything is measured; the median counts.
    pub(crate) rounds: usize,
    /// Numbers of connections.
    pub(crate) connections: Vec<usize>,
    /// The usual number of accounts.
    pub(crate) accounts: u64,
    /// Numbers of accounts to compare, on SQLite.
    pub(crate) sizes: &'static [u64],
    /// And on PostgreSQL.
    pub(crate) postgres_sizes: &'static [u64],
    /// How many emails wait in a backlog.
    pub(crate) mails: u64,
    /// How often the server is started for the start-up time.
    pub(crate) starts: usize,
}

impl Options {
    /// Whether this part is wanted.
    pub(crate) fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    /// Where results go. Only complete runs write to the docs.
    pub(crate) fn folder(&self, worth_telling: bool) -> PathBuf {
        let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = bench.parent().unwrap_or(bench);
        let default = if worth_telling { "docs/bench" } else { "target/bench" };
        self.out.clone().unwrap_or_else(|| root.join(default))
    }

    /// Whether the results go into the docs.
    pub(crate) fn is_whole(&self) -> bool {
        !self.quick && self.only.is_empty() && self.connections.is_empty() && self.rounds.is_none()
    }

    /// How long and how much.
    pub(crate) fn scale(&self) -> Scale {
        let mut scale = self.size();
        if !self.connections.is_empty() {
            scale.connections.clone_from(&self.connections);
        }
        scale.rounds = self.rounds.unwrap_or(scale.rounds);
        scale
    }

    /// The size of the run.
    fn size(&self) -> Scale {
        let usual = Scale {
            name: "default",
            warm_up: Duration::from_secs(1),
            measured: Duration::from_secs(4),
            rounds: 3,
            connections: vec![1, 32, 256],
            accounts: 10_000,
            sizes: &[10_000, 1_000_000],
            postgres_sizes: &[10_000, 1_000_000],
            mails: 100_000,
            starts: 7,
        };
        if self.quick {
            let second = Duration::from_secs(1);
            return Scale {
                name: "quick",
                warm_up: Duration::from_millis(200),
                measured: second,
                rounds: 1,
                sizes: &[10_000, 50_000],
                postgres_sizes: &[10_000],
                mails: 6_000,
                starts: 3,
                ..usual
            };
        }
        if self.full {
            let measured = Duration::from_secs(8);
            return Scale { name: "full", measured, sizes: &[10_000, 1_000_000, 10_000_000], starts: 15, ..usual };
        }
        usual
    }
}
