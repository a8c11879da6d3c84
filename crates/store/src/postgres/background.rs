//! Steps of mail workers. They share transactions as requests do, and requests have priority: while requests are being
//! accepted, only a share of these steps runs.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{BoxFuture, try_join_all};
use rekey_core::AddressKey;
use rekey_core::ports::StoreError;
use rekey_core::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};

use super::share_error;
use super::step::{Database, Tx};
use super::step_error::StepError;
use crate::rows::{Commit, commit};
use crate::shared::background::share;

/// How many steps share a transaction at most.
const BATCH: usize = 64;
/// How many steps may wait.
const QUEUE: usize = 4_096;
/// How long there must have been no request before that ends.
const QUIET: Duration = Duration::from_millis(2);

/// What the acceptor is doing. It has priority over background steps.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    /// Groups of requests that are being accepted.
    under_way: AtomicUsize,
    /// Requests since the last share of background steps.
    requests: AtomicUsize,
    /// A group is done.
    word: Notify,
}

impl Traffic {
    /// Reports a group of this many requests as in progress until the guard is dropped.
    pub(super) fn enter(&self, requests: usize) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay { traffic: self, requests }
    }

    /// Waits for a turn, and returns how many steps it allows.
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

/// A group in progress.
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

/// Whether a step's statements may interleave with others in its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interleaving {
    /// They may.
    Concurrent,
    /// The step reads what other steps of its address write, so it runs before or after them.
    OfAddress(AddressKey),
}

/// Where steps wait.
pub(super) struct Background {
    queue: mpsc::Sender<Box<dyn Job>>,
}

impl Background {
    /// Starts the lane. It finishes its steps and ends when this is dropped.
    pub(super) fn start(database: &Database, traffic: &Arc<Traffic>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(lane(database.clone(), Arc::clone(traffic), waiting));
        Self { queue }
    }

    /// Does a step in a transaction with others. It may run several times, and only the last time counts.
    pub(super) async fn step<T, F>(&self, interleaving: Interleaving, step: F) -> Result<T, StoreError>
    where
        F: Fn(Arc<Tx>) -> BoxFuture<'static, Result<Commit<T>, StepError>> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Typed { interleaving, step, given: Mutex::new(None), reply };
        self.queue.try_send(Box::new(job)).map_err(|_| StoreError::Overloaded)?;
        answer.await.unwrap_or(Err(StoreError::Overloaded))
    }
}

/// A waiting step of any result type.
trait Job: Send + Sync {
    fn interleaving(&self) -> Interleaving;

    /// Runs the step and keeps its result.
    fn run(&self, tx: Arc<Tx>) -> BoxFuture<'_, Result<(), StepError>>;

    /// Delivers the result after the commit, or the reason why the step failed.
    fn answer(self: Box<Self>, done: Result<(), StoreError>);
}

struct Typed<T, F> {
    interleaving: Interleaving,
    step: F,
    given: Mutex<Option<T>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Typed<T, F>
where
    F: Fn(Arc<Tx>) -> BoxFuture<'static, Result<Commit<T>, StepError>> + Send + Sync,
    T: Send,
{
    fn interleaving(&self) -> Interleaving {
        self.interleaving
    }

    fn run(&self, tx: Arc<Tx>) -> BoxFuture<'_, Result<(), StepError>> {
        Box::pin(async move {
            let Commit(given) = (self.step)(tx).await?;
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
        // The caller may have gone away; what was done stays done.
        drop(self.reply.send(answer));
    }
}

/// Takes waiting steps and answers them, until there will be no more.
async fn lane(database: Database, traffic: Arc<Traffic>, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
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
                for job in group.drain(..) {
                    let done = database.step(|tx| commit(job.run(tx))).await;
                    job.answer(done);
                }
            }
            done => {
                let done = done.map_err(Arc::new);
                for job in group.drain(..) {
                    job.answer(done.as_ref().copied().map_err(share_error));
                }
            }
        }
    }
}

/// Runs the steps in one transaction. Most send their statements without waiting for each other.
async fn run_together(group: &[Box<dyn Job>], tx: Arc<Tx>) -> Result<Commit<()>, StepError> {
    let mut chains: Vec<Vec<&dyn Job>> = Vec::new();
    let mut of_address = HashMap::new();
    for job in group {
        match job.interleaving() {
            Interleaving::Concurrent => chains.push(vec![&**job]),
            Interleaving::OfAddress(address) => {
                let chain = *of_address.entry(address).or_insert_with(|| {
                    chains.push(Vec::new());
                    chains.len() - 1
                });
                chains[chain].push(&**job);
            }
        }
    }
    let run = async |chain: Vec<&dyn Job>| {
        for job in chain {
            job.run(Arc::clone(&tx)).await?;
        }
        Ok::<_, StepError>(())
    };
    try_join_all(chains.into_iter().map(run)).await?;
    Ok(Commit(()))
}
