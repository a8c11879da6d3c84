//! Copies the log into the database beside the writer (a checkpoint), so that nobody waits for most of it. The writer
//! copies what it added meanwhile, and then the log starts over.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;

/// The writer's handle of the copying thread. Dropping it waits for the thread.
pub(super) struct Checkpointer {
    begin: Option<SyncSender<()>>,
    done: Receiver<()>,
    thread: Option<JoinHandle<()>>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Running,
}

/// Starts the thread, with a connection of its own.
pub(super) fn start(conn: Connection) -> std::io::Result<Checkpointer> {
    let (begin, wakeup) = sync_channel::<()>(1);
    let (finish, done) = sync_channel(1);
    let thread = std::thread::Builder::new().name("rekey-wal".to_owned()).spawn(move || {
        while wakeup.recv().is_ok() {
            checkpoint(&conn);
            if finish.send(()).is_err() {
                return;
            }
        }
    })?;
    Ok(Checkpointer { begin: Some(begin), done, thread: Some(thread), state: State::Idle })
}

impl Checkpointer {
    /// Starts copying the log, unless a copy is in progress. Returns `true` once after a copy finished: little is left
    /// then.
    pub(super) fn advance(&mut self) -> bool {
        match self.state {
            State::Idle => {
                if self.begin.as_ref().is_some_and(|begin| begin.try_send(()).is_ok()) {
                    self.state = State::Running;
                }
                false
            }
            State::Running => match self.done.try_recv() {
                Err(TryRecvError::Empty) => false,
                Ok(()) | Err(TryRecvError::Disconnected) => {
                    self.state = State::Idle;
                    true
                }
            },
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.begin = None;
        if let Some(thread) = self.thread.take() {
            // A panic in the thread was already reported; dropping must not panic as well.
            drop(thread.join());
        }
    }
}

/// Copies the present log. A failure loses nothing: the log is intact, and the next call tries again.
pub(super) fn checkpoint(conn: &Connection) {
    if let Err(error) = conn.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE) {
        tracing::warn!(%error, "the write-ahead log could not be copied into the database");
    }
}
