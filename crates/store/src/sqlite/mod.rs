//! The embedded store: SQLite in a file, or in memory.
//!
//! [`SqliteStore`] hands steps to threads: those that write to the one `writer`, which takes all that wait into one
//! commit, those that only read to a few `readers`. The steps themselves are in a file per subject, each a function
//! over a `step::Step`.

mod accounts;
mod address_counts;
mod audit;
mod backend;
mod backup;
mod codes;
mod copier;
mod health;
mod keys;
mod limits;
mod locations;
mod migrate;
mod notices;
mod open;
mod open_error;
mod order;
mod outbox;
mod queue;
mod readers;
mod recovery;
mod rotation;
mod rows;
mod second_factors;
mod sessions;
mod sign_ups;
mod step;
#[cfg(test)]
mod tests;
mod tokens;
mod trials;
mod upkeep;
mod webhooks;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::thread::JoinHandle;

use rekey_core::ports::{Clock, Observer, StoreError, Unobserved};
use rekey_core::time::Duration;
use tracing::Instrument;

pub use self::backup::{BackupError, back_up};
pub use self::health::examine;
pub use self::open_error::OpenError;
use self::order::{Order, order};
use self::queue::{Full, Queue, Urgency};
use self::step::{Failure, Step};
use self::writer::Writer;
use crate::shared::span;

/// What spans call this database.
const SYSTEM: &str = "sqlite";

/// How an embedded store is set up.
#[derive(Debug, Clone)]
pub struct SqliteSettings {
    /// The database file, or `:memory:` for one that is gone when the store is dropped.
    pub path: PathBuf,
    /// How long to wait for another process, such as a command beside the server.
    pub busy_timeout: Duration,
    /// How many steps may wait; the next one is refused with [`StoreError::Overloaded`].
    pub queue: usize,
    /// How many threads read beside the writer. A database in memory has none.
    pub readers: usize,
    /// Whoever keeps count of commits.
    pub observer: Arc<dyn Observer>,
}

impl SqliteSettings {
    /// The usual settings for a database at this path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            busy_timeout: Duration::from_secs(10),
            queue: 2_048,
            readers: 4,
            observer: Arc::new(Unobserved),
        }
    }

    /// The usual settings for a database in memory.
    pub fn in_memory() -> Self {
        Self::new(":memory:")
    }
}

/// The embedded store. Dropping it waits for what was ordered.
pub struct SqliteStore {
    writes: Queue,
    /// None for a database in memory, which the writer's connection alone can see.
    reads: Option<SyncSender<Box<dyn Order>>>,
    /// Below the queues, and therefore dropped after them: it waits for threads that end when their queue does.
    _threads: Threads,
}

impl SqliteStore {
    /// Opens the database, makes it if it is missing, and brings it up to date. Blocks.
    pub fn open(settings: &SqliteSettings, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let path = &settings.path;
        let failed = |error: std::io::Error| OpenError::Other { path: path.clone(), source: Box::new(error) };
        if path == Path::new(":memory:") {
            let conn = open::memory()?;
            migrate::bring_up_to_date(&conn, path)?;
            let Writer { queue, thread } = writer::start(conn, None, clock, settings).map_err(failed)?;
            return Ok(Self { writes: queue, reads: None, _threads: Threads(vec![thread]) });
        }
        let conn = open::writer(path, settings.busy_timeout)?;
        migrate::bring_up_to_date(&conn, path)?;
        let connections = (0..settings.readers.max(1)).map(|_| open::reader(path, settings.busy_timeout));
        let connections = connections.collect::<Result<_, _>>()?;
        let copier = copier::start(open::copier(path, settings.busy_timeout)?).map_err(failed)?;
        let writer = writer::start(conn, Some(copier), clock.clone(), settings).map_err(failed)?;
        let readers = readers::start(connections, &clock, settings.queue).map_err(failed)?;
        let mut threads = Threads(readers.threads);
        threads.0.push(writer.thread);
        Ok(Self { writes: writer.queue, reads: Some(readers.queue), _threads: threads })
    }

    /// Does a step that writes and that a person waits for, in a commit with others. It may be done twice, and then
    /// the first time is rolled back.
    async fn write<T, F>(&self, step: F) -> Result<T, StoreError>
    where
        F: Fn(&Step<'_>) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        self.order_write(Urgency::Answer, step).await
    }

    /// As [`write`](Self::write), but for a mail worker or a clock: people go first.
    async fn write_in_background<T, F>(&self, step: F) -> Result<T, StoreError>
    where
        F: Fn(&Step<'_>) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        self.order_write(Urgency::Background, step).await
    }

    async fn order_write<T, F>(&self, urgency: Urgency, step: F) -> Result<T, StoreError>
    where
        F: Fn(&Step<'_>) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let (order, answer) = order(step);
        self.writes.push(urgency, order).map_err(|Full| StoreError::Overloaded)?;
        answer.instrument(span::of::<F>(SYSTEM)).await.unwrap_or_else(|_| Err(closed()))
    }

    /// Does a step that reads by a single statement.
    async fn read<T, F>(&self, step: F) -> Result<T, StoreError>
    where
        F: Fn(&Step<'_>) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let Some(reads) = &self.reads else { return self.write(step).await };
        let (order, answer) = order(step);
        match reads.try_send(order) {
            Ok(()) => answer.instrument(span::of::<F>(SYSTEM)).await.unwrap_or_else(|_| Err(closed())),
            Err(TrySendError::Full(_)) => Err(StoreError::Overloaded),
            Err(TrySendError::Disconnected(_)) => Err(closed()),
        }
    }
}

/// A connection to a database that is there, brought up to date, which no other process can use meanwhile.
pub(crate) fn open_alone(path: &Path) -> Result<rusqlite::Connection, OpenError> {
    let conn = open::alone(path)?;
    migrate::bring_up_to_date(&conn, path)?;
    Ok(conn)
}

/// A thread of the store is gone.
#[derive(Debug, thiserror::Error)]
#[error("the store is closed")]
struct Closed;

fn closed() -> StoreError {
    StoreError::Unavailable(Box::new(Closed))
}

struct Threads(Vec<JoinHandle<()>>);

impl Drop for Threads {
    fn drop(&mut self) {
        for thread in self.0.drain(..) {
            // A thread that panicked has told so already; dropping must not panic as well.
            drop(thread.join());
        }
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}
