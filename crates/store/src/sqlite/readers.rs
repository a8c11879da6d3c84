//! The threads that read beside the writer, each with a connection of its own: they see what is committed.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rekey_core::ports::Clock;
use rusqlite::Connection;

use super::order::Order;
use super::step::Step;

/// The queue's end for those who order, and the threads.
pub(super) struct Readers {
    pub(super) queue: SyncSender<Box<dyn Order>>,
    pub(super) threads: Vec<JoinHandle<()>>,
}

/// Starts a thread for each connection. They end when every sender of their queue is gone.
pub(super) fn start(connections: Vec<Connection>, clock: &Arc<dyn Clock>, capacity: usize) -> std::io::Result<Readers> {
    let (queue, orders) = sync_channel(capacity);
    let orders = Arc::new(Mutex::new(orders));
    let threads = connections
        .into_iter()
        .map(|conn| {
            let (orders, clock) = (orders.clone(), clock.clone());
            std::thread::Builder::new().name("rekey-reader".to_owned()).spawn(move || read(&conn, &*clock, &orders))
        })
        .collect::<Result<_, _>>()?;
    Ok(Readers { queue, threads })
}

fn read(conn: &Connection, clock: &dyn Clock, orders: &Mutex<Receiver<Box<dyn Order>>>) {
    let mut step = Step::over(conn);
    loop {
        let next = orders.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut order) = next else { return };
        // A reading step is a single statement, which is a transaction by itself: nothing has to be rolled back, and
        // the order keeps its failure for the answer.
        let _ = order.run(step.at(clock.now()));
        order.answer(None);
    }
}
