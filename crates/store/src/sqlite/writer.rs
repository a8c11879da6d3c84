//! The one thread that writes. It runs all waiting steps in one commit, so that they share its fsync, and answers after
//! the commit. A failing step leaves nothing behind and does not affect the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread::JoinHandle;

use rekey_core::ports::{Clock, Event, Observer};
use rekey_core::time::{Duration, until};
use rusqlite::Connection;
use rusqlite::hooks::Wal;

use super::SqliteSettings;
use super::checkpointer::{Checkpointer, checkpoint};
use super::job::Job;
use super::queue::{Jobs, Next, Queue, queue};
use super::step::{Step, StepError};
use crate::shared::outage::Outage;
use crate::shared::trail::Trail;

/// From this many pages on (4 KiB each), the log is copied into the database when nobody waits: often enough to keep
/// reads fast, rarely enough that hot pages are copied once for many commits.
const CHECKPOINT_AT_REST: i32 = 1_000;
/// From this many pages on, the log is copied although steps wait, so that a day under load does not fill the disk.
const CHECKPOINT_AT_WORK: i32 = 8_000;
/// From this many pages on, steps wait for the copy, because copying beside them does not keep up.
const CHECKPOINT_AT_ONCE: i32 = 8 * CHECKPOINT_AT_WORK;
/// How long there must have been no request before the writer counts as idle.
const REST: Duration = Duration::from_millis(200);

/// How long a group waits for a lock if the one before gave up waiting.
const WAIT_AGAIN: Duration = Duration::from_millis(100);

/// The sending end of the queue, and the thread.
pub(super) struct Writer {
    pub(super) queue: Queue,
    pub(super) thread: JoinHandle<()>,
}

/// Starts the thread. It ends when the queue is dropped and empty.
pub(super) fn start(
    mut conn: Connection,
    checkpointer: Option<Checkpointer>,
    clock: Arc<dyn Clock>,
    trail: Arc<Trail>,
    outage: Arc<Outage>,
    settings: &SqliteSettings,
) -> std::io::Result<Writer> {
    let (queue, jobs) = queue(settings.queue);
    let observer = settings.observer.clone();
    let busy_timeout = settings.busy_timeout;
    let pages = Arc::new(AtomicI32::new(0));
    let counter = pages.clone();
    let hook = move |_: &mut Wal, count: std::ffi::c_int| {
        counter.store(count, Ordering::Relaxed);
        outage.wrote();
        Ok(())
    };
    if let Err(error) = conn.wal_hook(Some(hook)) {
        return Err(std::io::Error::other(error));
    }
    let thread = std::thread::Builder::new().name("rekey-writer".to_owned()).spawn(move || {
        let step = Step::over(&conn, trail);
        Thread {
            conn: &conn,
            step,
            checkpointer,
            clock,
            observer,
            jobs,
            pages,
            group: Vec::new(),
            busy_timeout,
            locked: false,
        }
        .run();
    })?;
    Ok(Writer { queue, thread })
}

struct Thread<'a> {
    conn: &'a Connection,
    step: Step<'a>,
    checkpointer: Option<Checkpointer>,
    clock: Arc<dyn Clock>,
    observer: Arc<dyn Observer>,
    jobs: Jobs,
    /// How long the log was after the last commit.
    pages: Arc<AtomicI32>,
    group: Vec<Box<dyn Job>>,
    /// How long a group waits for another process to release the database.
    busy_timeout: Duration,
    /// Whether the last group gave up waiting.
    locked: bool,
}

impl Thread<'_> {
    fn run(mut self) {
        loop {
            // Idle time is for tidying up.
            let rest = (self.pages() >= CHECKPOINT_AT_REST).then_some(REST);
            match self.jobs.next(rest, &mut self.group) {
                Next::Work => self.work(),
                Next::Rest => self.checkpoint(),
                // SQLite itself empties the log when the last connection of all processes closes.
                Next::End => return,
            }
        }
    }

    fn work(&mut self) {
        let started = self.clock.now();
        let lost = self.commit().err();
        if lost.is_none() {
            let took = until(self.clock.now(), started);
            self.observer.happened(Event::Committed { steps: self.group.len(), took });
        }
        if let Some(cause) = &lost {
            tracing::debug!(error = %cause, steps = self.group.len(), "a commit failed");
        }
        for job in self.group.drain(..) {
            job.answer(lost.as_ref());
        }
        if self.pages() >= CHECKPOINT_AT_WORK {
            let little_is_left = self.checkpointer.as_mut().is_some_and(Checkpointer::advance);
            if little_is_left || self.pages() >= CHECKPOINT_AT_ONCE {
                self.checkpoint();
            }
        }
    }

    /// Runs the group in one transaction. `Err`: nothing was committed, whatever the steps returned.
    fn commit(&mut self) -> Result<(), Arc<StepError>> {
        // Steps fail so rarely that repeating all of them is cheaper than a savepoint around each.
        if self.transaction(Mode::Together)? {
            return Ok(());
        }
        self.transaction(Mode::Apart).map(|_| ())
    }

    /// `Ok(false)`: a step failed, and nothing was committed.
    fn transaction(&mut self, mode: Mode) -> Result<bool, Arc<StepError>> {
        self.begin()?;
        let done = match mode {
            Mode::Together => self.run_together(),
            Mode::Apart => self.run_apart().map(|()| true),
        };
        let done = done.and_then(|all| if all { execute(&self.step, "COMMIT").map(|()| true) } else { Ok(false) });
        if !matches!(done, Ok(true)) && !self.conn.is_autocommit() {
            execute(&self.step, "ROLLBACK")?;
        }
        done
    }

    /// Begins once nobody else writes. Steps that queued up behind a group that gave up don't wait as long again.
    fn begin(&mut self) -> Result<(), Arc<StepError>> {
        let begun = execute(&self.step, "BEGIN IMMEDIATE");
        let locked = begun.as_ref().is_err_and(|error| error.is_lock());
        if locked != self.locked {
            self.locked = locked;
            let wait = if locked { WAIT_AGAIN.min(self.busy_timeout) } else { self.busy_timeout };
            self.conn.busy_timeout(wait).map_err(|error| Arc::new(error.into()))?;
        }
        begun
    }

    /// Runs the steps until one fails.
    fn run_together(&mut self) -> Result<bool, Arc<StepError>> {
        for job in &mut self.group {
            if let Err(failure) = job.run(self.step.at(self.clock.now())) {
                // A full disk ends the transaction: SQLite rolled back all of it, not just the step.
                return if self.conn.is_autocommit() { Err(failure) } else { Ok(false) };
            }
        }
        Ok(true)
    }

    /// Runs each step in a savepoint of its own.
    fn run_apart(&mut self) -> Result<(), Arc<StepError>> {
        for job in &mut self.group {
            execute(&self.step, "SAVEPOINT step")?;
            if let Err(failure) = job.run(self.step.at(self.clock.now())) {
                if self.conn.is_autocommit() {
                    return Err(failure);
                }
                execute(&self.step, "ROLLBACK TO step")?;
            }
            execute(&self.step, "RELEASE step")?;
        }
        Ok(())
    }

    fn pages(&self) -> i32 {
        self.pages.load(Ordering::Relaxed)
    }

    fn checkpoint(&self) {
        self.pages.store(0, Ordering::Relaxed);
        checkpoint(self.conn);
    }
}

/// How the steps of a transaction depend on each other.
#[derive(Clone, Copy)]
enum Mode {
    /// If one fails, all do.
    Together,
    /// If one fails, the others don't.
    Apart,
}

fn execute(step: &Step<'_>, sql: &'static str) -> Result<(), Arc<StepError>> {
    step.execute(sql, []).map(|_| ()).map_err(Arc::new)
}
