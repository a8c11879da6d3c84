//! SQLite, in a file or in memory.
//!
//! Steps run on threads: writing steps on the one `writer`, which puts all waiting steps into one commit, reading steps
//! on a few `readers`. `rows` holds what a step may do with rows, over a `step::Step`.

mod backup;
mod checkpointer;
mod columns;
mod health;
mod job;
mod migrate;
mod open;
mod open_error;
mod queue;
mod readers;
mod rows;
mod step;
#[cfg(test)]
mod tests;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::thread::JoinHandle;

use rekey_core::ports::{Clock, Observer, StoreError, Unobserved};
use rekey_core::time::Duration;
use tracing::Instrument;

pub use self::backup::{BackUp, BackupError, back_up};
pub use self::health::examine;
use self::job::{Job, job};
pub use self::open_error::OpenError;
use self::queue::{Full, Priority, Queue};
pub(crate) use self::step::{Step, StepError};
use self::writer::Writer;
use crate::rows::Commit;
use crate::shared::outage::{Began, Outage};
use crate::shared::span;
use crate::shared::trail::Trail;

/// What spans call this database.
const SYSTEM: &str = "sqlite";

/// How an embedded store is set up.
#[derive(Debug, Clone)]
pub struct SqliteSettings {
    /// The database file, or `:memory:` for one that vanishes with the store.
    pub path: PathBuf,
    /// How long to wait for another process, such as a command beside the server.
    pub busy_timeout: Duration,
    /// How many steps may wait; the next one is refused with [`StoreError::Overloaded`].
    pub queue: usize,
    /// How many threads read beside the writer. A database in memory has none.
    pub readers: usize,
    /// Counts commits.
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

/// The embedded database. Dropping it waits for what was queued.
pub(crate) struct SqliteBackend {
    writes: Queue,
    /// None for a database in memory, which only the writer's connection can see.
    reads: Option<SyncSender<Box<dyn Job>>>,
    outage: Arc<Outage>,
    /// Where the file is.
    folder: Option<PathBuf>,
    /// Declared after the queues, and so dropped after them: it waits for threads that end with their queue.
    _threads: Threads,
}

impl SqliteBackend {
    /// Opens the database, creates it if it is missing, and migrates it. Blocks.
    pub(crate) fn open(
        settings: &SqliteSettings,
        clock: Arc<dyn Clock>,
        trail: &Arc<Trail>,
    ) -> Result<Self, OpenError> {
        let (path, outage) = (&settings.path, Arc::<Outage>::default());
        let failed = |error: std::io::Error| OpenError::Other { path: path.clone(), source: Box::new(error) };
        if path == Path::new(":memory:") {
            let conn = open::memory()?;
            migrate::bring_up_to_date(&conn, path)?;
            let Writer { queue, thread } =
                writer::start(conn, None, clock, trail.clone(), outage.clone(), settings).map_err(failed)?;
            return Ok(Self { writes: queue, reads: None, outage, folder: None, _threads: Threads(vec![thread]) });
        }
        let conn = open::writer(path, settings.busy_timeout)?;
        migrate::bring_up_to_date(&conn, path)?;
        let connections = (0..settings.readers.max(1)).map(|_| open::reader(path, settings.busy_timeout));
        let connections = connections.collect::<Result<_, _>>()?;
        let checkpointer = checkpointer::start(open::checkpointer(path, settings.busy_timeout)?).map_err(failed)?;
        let writer = writer::start(conn, Some(checkpointer), clock.clone(), trail.clone(), outage.clone(), settings)
            .map_err(failed)?;
        let readers = readers::start(connections, &clock, trail, settings.queue).map_err(failed)?;
        let mut threads = Threads(readers.threads);
        threads.0.push(writer.thread);
        let folder = path.parent().map(|folder| if folder == Path::new("") { Path::new(".") } else { folder });
        let folder = folder.map(Path::to_path_buf);
        Ok(Self { writes: writer.queue, reads: Some(readers.queue), outage, folder, _threads: threads })
    }

    /// Runs a step that a person waits for, in a commit with others. It may run twice; the first run is then rolled
    /// back.
    pub(crate) async fn answer<T, F>(&self, step: F) -> Result<T, StoreError>
    where
        F: AsyncFn(&Step<'_>) -> Result<Commit<T>, StepError> + Send + 'static,
        T: Send + 'static,
    {
        self.write(Priority::Interactive, step).await
    }

    /// The same for a mail worker or a clock. People have priority.
    pub(crate) async fn background<T, F>(&self, step: F) -> Result<T, StoreError>
    where
        F: AsyncFn(&Step<'_>) -> Result<Commit<T>, StepError> + Send + 'static,
        T: Send + 'static,
    {
        self.write(Priority::Background, step).await
    }

    async fn write<T, F>(&self, priority: Priority, step: F) -> Result<T, StoreError>
    where
        F: AsyncFn(&Step<'_>) -> Result<Commit<T>, StepError> + Send + 'static,
        T: Send + 'static,
    {
        let (began, (job, answer)) = (self.outage.begin(), job(step));
        self.writes.push(priority, job).map_err(|Full| StoreError::Overloaded)?;
        self.report(began, answer.instrument(span::of::<F>(SYSTEM)).await.unwrap_or_else(|_| Err(closed())))
    }

    /// Reads with a single statement.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        F: AsyncFn(&Step<'_>) -> Result<T, StepError> + Send + 'static,
        T: Send + 'static,
    {
        let step = async move |step: &Step<'_>| read(step).await.map(Commit);
        let Some(reads) = &self.reads else { return self.answer(step).await };
        let (job, answer) = job(step);
        match reads.try_send(job) {
            Ok(()) => {
                let done = answer.instrument(span::of::<F>(SYSTEM)).await.unwrap_or_else(|_| Err(closed()));
                // Reads also succeed while another program keeps the file locked: only a write ends an outage.
                done.inspect_err(|error| self.outage.failed(error))
            }
            Err(TrySendError::Full(_)) => Err(StoreError::Overloaded),
            Err(TrySendError::Disconnected(_)) => Err(closed()),
        }
    }

    /// How many steps wait for the writer.
    pub(crate) fn waiting(&self) -> usize {
        self.writes.waiting()
    }

    /// Logs an outage once, and its end.
    fn report<T>(&self, began: Began, done: Result<T, StoreError>) -> Result<T, StoreError> {
        match &done {
            Ok(_) => self.outage.answered(began),
            Err(error) => self.outage.failed(error),
        }
        done
    }

    /// Succeeds if the database can be written and may grow. Readers alone would succeed on one that can't be written,
    /// and small steps on one whose log still has room on a disk that has none.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        if let Some(folder) = &self.folder
            && let Ok(disk) = rustix::fs::statvfs(folder)
            && disk.f_bavail.saturating_mul(disk.f_frsize) < LEAST_ROOM
        {
            return Err(StoreError::DiskFull(Box::new(NoRoom)));
        }
        if self.outage.is_full() {
            let write = async |step: &Step<'_>| Ok(Commit(step.execute("UPDATE notes SET value = value", [])?));
            return self.answer(write).await.map(drop);
        }
        self.answer(async |_: &Step<'_>| Ok(Commit(()))).await
    }
}

/// Below so many free bytes the disk counts as full: a group of steps needs that much.
const LEAST_ROOM: u64 = 256 * 1_024;

/// The disk has next to no room.
#[derive(Debug, thiserror::Error)]
#[error("less than 256 KiB are free")]
struct NoRoom;

/// A connection to an existing, migrated database that is locked against other processes.
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
            // A panic in the thread was already reported; dropping must not panic as well.
            drop(thread.join());
        }
    }
}
