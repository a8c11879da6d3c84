//! What is asked of a database server, whichever it is.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::dialect::Dialect;
use super::statement::{Parameter, Statement};

/// A row: each column's value as text, by the column's name in lower case.
pub(super) type Row = BTreeMap<String, Option<String>>;

/// More rows than anybody's address has. A statement that finds more is wrong.
pub(super) const MOST_ROWS: usize = 50;

/// How long a server waits for the next statement of a transaction before it rolls back. A commit that is still on its way
/// then comes too late, so that a write is over by this much after its deadline.
pub(super) const IDLE_SECONDS: u64 = 5;

/// What values a statement is run with. Those that are absent are NULL, which equals nothing.
#[derive(Clone, Copy, Default)]
pub(super) struct Values<'a> {
    pub(super) address: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) old_hash: Option<&'a str>,
    pub(super) new_hash: Option<&'a str>,
}

impl<'a> Values<'a> {
    /// The value for each place of a statement.
    pub(super) fn of(&self, statement: &Statement) -> Vec<Option<&'a str>> {
        let value = |parameter| match parameter {
            Parameter::Address => self.address,
            Parameter::Id => self.id,
            Parameter::OldHash => self.old_hash,
            Parameter::NewHash => self.new_hash,
        };
        statement.parameters().map(value).collect()
    }
}

/// Why something was not done, in words that repeat no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) reason: String,
    /// Whether the server answered, and refused.
    pub(super) was_refused: bool,
}

impl Failure {
    /// Nobody answered, or not in time.
    pub(super) fn unanswered(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), was_refused: false }
    }

    /// The server refused.
    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), was_refused: true }
    }
}

/// Whether a transaction may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

/// A server. Its time-outs hold for each statement.
#[async_trait]
pub(super) trait Database: Send + Sync {
    fn dialect(&self) -> Dialect;

    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, Failure>;
}

/// A transaction, which is rolled back unless it is committed.
#[async_trait]
pub(super) trait Transaction: Send {
    /// The rows of a statement that reads, up to [`MOST_ROWS`] and one.
    async fn rows(&mut self, sql: &str, values: &[Option<&str>]) -> Result<Vec<Row>, Failure>;

    /// Runs a statement that writes. How many rows it wrote.
    async fn run(&mut self, sql: &str, values: &[Option<&str>]) -> Result<u64, Failure>;

    async fn commit(self: Box<Self>) -> Result<(), Failure>;

    async fn roll_back(self: Box<Self>) -> Result<(), Failure>;
}
