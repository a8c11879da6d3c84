//! Steps of mail workers. They share transactions as requests do, and let requests go first: while those are
//! accepted, only a share of them runs along.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{BoxFuture, try_join_all};
use rekey_core::ports::StoreError;
use rekey_core::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};

use super::share_error;
use super::step::{Database, Tx};
use super::trouble::Trouble;
use crate::shared::background::share;

/// How many steps share a transaction at most.
const BATCH: usize = 64;
/// How many steps may wait.
const QUEUE: usize = 4_096;
/// For how long nobody must have asked before that ends.
const QUIET: Duration = Duration::from_millis(2);

/// What the acceptor is doing, for those who let it go first.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    /// Groups of requests that are being accepted.
    under_way: AtomicUsize,
    /// Requests since the last share was taken.
    requests: AtomicUsize,
    /// A group is done.
    word: Notify,
}

impl Traffic {
    /// Tells that a group of so many requests is under way, until the guard is dropped.
    pub(super) fn enter(&self, requests: usize) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay { traffic: self, requests }
    }

    /// Waits for a turn, and says how many steps it is for.
    async fn turn(&self) -> usize {
        loop {
            let is_done = tokio::time::timeout(QUIET, self.word.notified()).await.is_ok();
            if is_done {
                return share(self.requests.swap(0, Ordering::Relaxed)).min(BATCH);
            }
            if self.under_way.load(Ordering::Relaxed) == 0 {
                return BATCH;
            }
        }
    }
}

/// A group that is under way.
pub(super) struct UnderWay<'a> {
    traffic: &'a Traffic,
    requests: usize,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.traffic.under_way.fetch_sub(1, Ordering::Relaxed);
        self.traffic.requests.fetch_add(self.requests, Ordering::Relaxed);
        self.traffic.word.notify_one();
    }
}

/// How a step stands to others of its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Company {
    /// Its statements may run between those of others.
    Mixed,
    /// It reads what others write, and has to run before or after them.
    InTurn,
}

/// Where steps wait.
pub(super) struct Background {
    queue: mpsc::Sender<Box<dyn Order>>,
}

impl Background {
    /// Starts the lane. It ends, with what it holds finished, when this is gone.
    pub(super) fn start(database: &Database, traffic: &Arc<Traffic>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(lane(database.clone(), Arc::clone(traffic), waiting));
        Self { queue }
    }

    /// Does a step in a transaction with others. It may run several times, and only the last time counts.
    pub(super) async fn step<T, F>(&self, company: Company, work: F) -> Result<T, StoreError>
    where
        F: Fn(Arc<Tx>) -> BoxFuture<'static, Result<T, Trouble>> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let order = Typed { company, work, given: Mutex::new(None), reply };
        self.queue.try_send(Box::new(order)).map_err(|_| StoreError::Overloaded)?;
        answer.await.unwrap_or(Err(StoreError::Overloaded))
    }
}

/// A step that waits, whatever it gives.
trait Order: Send + Sync {
    fn company(&self) -> Company;

    /// Does the step and keeps what it gives.
    fn run(&self, tx: Arc<Tx>) -> BoxFuture<'_, Result<(), Trouble>>;

    /// Hands over what the step gave, once it is committed, or why it was not done.
    fn answer(self: Box<Self>, done: Result<(), StoreError>);
}

struct Typed<T, F> {
    company: Company,
    work: F,
    given: Mutex<Option<T>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Order for Typed<T, F>
where
    F: Fn(Arc<Tx>) -> BoxFuture<'static, Result<T, Trouble>> + Send + Sync,
    T: Send,
{
    fn company(&self) -> Company {
        self.company
    }

    fn run(&self, tx: Arc<Tx>) -> BoxFuture<'_, Result<(), Trouble>> {
        Box::pin(async move {
            let given = (self.work)(tx).await?;
            *self.given.lock().unwrap_or_else(PoisonError::into_inner) = Some(given);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, done: Result<(), StoreError>) {
        let given = self.given.into_inner().unwrap_or_else(PoisonError::into_inner);
        let answer = match (done, given) {
            (Ok(()), Some(given)) => Ok(given),
            (Ok(()), None) => return,
            (Err(error), _) => Err(error),
        };
        // Whoever asked may have gone away; what was done stays done.
        drop(self.reply.send(answer));
    }
}

/// Takes what waits, answers it, and again.
async fn lane(database: Database, traffic: Arc<Traffic>, mut waiting: mpsc::Receiver<Box<dyn Order>>) {
    let mut group = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut group, 1).await > 0 {
        let share = traffic.turn().await;
        while group.len() < share
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        match database.step(|tx| run_together(&group, tx)).await {
            Err(StoreError::Failed(_)) if group.len() > 1 => {
                for order in group.drain(..) {
                    let done = database.step(|tx| order.run(tx)).await;
                    order.answer(done);
                }
            }
            done => {
                let done = done.map_err(Arc::new);
                for order in group.drain(..) {
                    order.answer(done.as_ref().copied().map_err(share_error));
                }
            }
        }
    }
}

/// Runs the steps in one transaction: the statements of most go out without waiting for each other.
async fn run_together(group: &[Box<dyn Order>], tx: Arc<Tx>) -> Result<(), Trouble> {
    let (mixed, in_turn): (Vec<_>, Vec<_>) = group.iter().partition(|order| order.company() == Company::Mixed);
    try_join_all(mixed.iter().map(|order| order.run(Arc::clone(&tx)))).await?;
    for order in in_turn {
        order.run(Arc::clone(&tx)).await?;
    }
    Ok(())
}
