//! The threads that read beside the writer, each on its own connection. They see committed data only.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rekey_core::ports::Clock;
use rusqlite::Connection;

use super::job::Job;
use super::step::Step;
use crate::shared::trail::Trail;

/// The sending end of the queue, and the threads.
pub(super) struct Readers {
    pub(super) queue: SyncSender<Box<dyn Job>>,
    pub(super) threads: Vec<JoinHandle<()>>,
}

/// Starts a thread for each connection. They end when every sender of their queue is gone.
pub(super) fn start(
    connections: Vec<Connection>,
    clock: &Arc<dyn Clock>,
    trail: &Arc<Trail>,
    capacity: usize,
) -> std::io::Result<Readers> {
    let (queue, jobs) = sync_channel(capacity);
    let jobs = Arc::new(Mutex::new(jobs));
    let threads = connections
        .into_iter()
        .map(|conn| {
            let (jobs, clock, trail) = (jobs.clone(), clock.clone(), trail.clone());
            std::thread::Builder::new()
                .name("rekey-reader".to_owned())
                .spawn(move || read(&conn, &*clock, trail, &jobs))
        })
        .collect::<Result<_, _>>()?;
    Ok(Readers { queue, threads })
}

fn read(conn: &Connection, clock: &dyn Clock, trail: Arc<Trail>, jobs: &Mutex<Receiver<Box<dyn Job>>>) {
    let mut step = Step::over(conn, trail);
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = next else { return };
        // A reading step is a single statement and its own transaction: there is nothing to roll back, and the job
        // keeps its failure for the answer.
        let _ = job.run(step.at(clock.now()));
        job.answer(None);
    }
}
