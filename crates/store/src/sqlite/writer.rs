//! The one thread that writes. It takes all waiting steps into one commit, so that they share its fsync, each in a
//! savepoint of its own, so that one that fails leaves nothing behind and the others alone, and answers after the
//! commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rekey_core::ports::{Clock, Event, Observer};
use rekey_core::time::{Duration, until};
use rusqlite::Connection;
use rusqlite::hooks::Wal;
use rusqlite::wal::CheckpointMode;

use super::SqliteSettings;
use super::order::Order;
use super::step::{Failure, Step};

/// The most steps that one commit takes: bounds how long the first of them waits for its answer.
const LARGEST_GROUP: usize = 256;
/// From so many pages on (4 KiB each) the log is copied into the database once nobody waits: often enough that
/// reading stays fast, seldom enough that hot pages are copied once for many commits.
const CHECKPOINT_IDLE_PAGES: i32 = 1_000;
/// From so many pages on the log is copied although steps wait, so that a day under load does not fill the disk.
const CHECKPOINT_BUSY_PAGES: i32 = 16_000;
/// How long nobody must have asked for anything before that counts as idle.
const IDLE: Duration = Duration::from_millis(200);

/// The queue's end for those who order, and the thread.
pub(super) struct Writer {
    pub(super) queue: SyncSender<Box<dyn Order>>,
    pub(super) thread: JoinHandle<()>,
}

/// Starts the thread. It ends when every sender of its queue is gone and what was queued is done.
pub(super) fn start(mut conn: Connection, clock: Arc<dyn Clock>, settings: &SqliteSettings) -> std::io::Result<Writer> {
    let (queue, orders) = sync_channel(settings.queue);
    let observer = settings.observer.clone();
    let pages = Arc::new(AtomicI32::new(0));
    let counter = pages.clone();
    let hook = move |_: &mut Wal, count: std::ffi::c_int| {
        counter.store(count, Ordering::Relaxed);
        Ok(())
    };
    if let Err(error) = conn.wal_hook(Some(hook)) {
        return Err(std::io::Error::other(error));
    }
    let thread = std::thread::Builder::new()
        .name("rekey-writer".to_owned())
        .spawn(move || Thread { conn, clock, observer, orders, pages, group: Vec::new() }.run())?;
    Ok(Writer { queue, thread })
}

struct Thread {
    conn: Connection,
    clock: Arc<dyn Clock>,
    observer: Arc<dyn Observer>,
    orders: Receiver<Box<dyn Order>>,
    /// How long the log was after the last commit.
    pages: Arc<AtomicI32>,
    group: Vec<Box<dyn Order>>,
}

impl Thread {
    fn run(mut self) {
        while let Some(first) = self.next() {
            self.group.push(first);
            self.group.extend(self.orders.try_iter().take(LARGEST_GROUP - 1));
            let started = self.clock.now();
            let lost = self.commit().err();
            if lost.is_none() {
                let took = until(self.clock.now(), started);
                self.observer.happened(Event::Committed { steps: self.group.len(), took });
            }
            if let Some(cause) = &lost {
                tracing::warn!(error = %cause, steps = self.group.len(), "a commit failed");
            }
            for order in self.group.drain(..) {
                order.answer(lost.as_ref());
            }
            if self.pages.load(Ordering::Relaxed) >= CHECKPOINT_BUSY_PAGES {
                self.checkpoint();
            }
        }
        // SQLite itself empties the log when the last connection of all processes closes.
    }

    /// The next order, or none when there will be no more. Waiting is the time to tidy up.
    fn next(&mut self) -> Option<Box<dyn Order>> {
        if self.pages.load(Ordering::Relaxed) >= CHECKPOINT_IDLE_PAGES {
            match self.orders.recv_timeout(IDLE) {
                Ok(order) => return Some(order),
                Err(RecvTimeoutError::Timeout) => self.checkpoint(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        self.orders.recv().ok()
    }

    /// Does the group in one transaction. `Err`: nothing of it was done, whatever the steps believe.
    fn commit(&mut self) -> Result<(), Arc<Failure>> {
        execute(&self.conn, "BEGIN IMMEDIATE")?;
        let done = self.run_steps().and_then(|()| execute(&self.conn, "COMMIT"));
        if done.is_err() && !self.conn.is_autocommit() {
            execute(&self.conn, "ROLLBACK")?;
        }
        done
    }

    fn run_steps(&mut self) -> Result<(), Arc<Failure>> {
        for order in &mut self.group {
            execute(&self.conn, "SAVEPOINT step")?;
            if let Err(failure) = order.run(&Step::new(&self.conn, self.clock.now())) {
                if self.conn.is_autocommit() {
                    // A full disk does this: SQLite rolled back not only the step but the whole transaction.
                    return Err(failure);
                }
                execute(&self.conn, "ROLLBACK TO step")?;
            }
            execute(&self.conn, "RELEASE step")?;
        }
        Ok(())
    }

    /// Copies the log into the database. Failing is no loss: the log is good, and the next time will come.
    fn checkpoint(&self) {
        self.pages.store(0, Ordering::Relaxed);
        if let Err(error) = self.conn.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE) {
            tracing::warn!(%error, "the write-ahead log could not be copied into the database");
        }
    }
}

fn execute(conn: &Connection, sql: &'static str) -> Result<(), Arc<Failure>> {
    let run = || conn.prepare_cached(sql)?.execute([]);
    run().map(|_| ()).map_err(|error| Arc::new(error.into()))
}
