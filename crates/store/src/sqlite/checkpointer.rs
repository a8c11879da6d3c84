//! Copies the log into the database beside the writer (a checkpoint), so that nobody waits while most of it is done.
//! What the writer adds meanwhile is copied by the writer, and then the log starts again at its beginning.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use rusqlite::wal::CheckpointMode;

/// The thread that copies, as the writer sees it. Dropping it waits for its end.
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
    /// Has the log copied, unless that is under way. Gives `true`, once, when it was done since the last call: what
    /// is left is little.
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
            // A thread that panicked has told so already; dropping must not panic as well.
            drop(thread.join());
        }
    }
}

/// Copies what is in the log now. Failing is no loss: the log is good, and the next time will come.
pub(super) fn checkpoint(conn: &Connection) {
    if let Err(error) = conn.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE) {
        tracing::warn!(%error, "the write-ahead log could not be copied into the database");
    }
}
