//! Accepting requests. Those that wait at the same time share one transaction (group commit): a single request starts
//! at once, and those that arrive while it runs form the next group.

mod batch;
mod counts;
mod ledger;

use std::sync::Arc;

use rekey_core::EntryId;
use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits, Event, Observer, StoreError};
use rekey_core::time::Duration;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::Instant;

pub(super) use self::counts::look_up;
use super::background::Traffic;
use super::share_error;
use super::step::{Database, Tx};
use super::step_error::StepError;
use crate::shared::corrupt::Corrupt;

/// How many requests share a transaction at most.
const BATCH: usize = 256;
/// How many transactions run at once: while one waits for the disk, the next group forms.
const LANES: usize = 2;
/// How many requests wait at most before more are refused (R22).
const QUEUE: usize = 4096;

/// A request with the limits that apply to it.
pub(super) struct PendingRequest {
    pub(super) id: EntryId,
    pub(super) request: Request,
    pub(super) limits: AddressLimits,
    /// How long after its acceptance it is due.
    pub(super) reserved: Duration,
}

/// A request that waits for its transaction.
struct Waiting {
    pending: PendingRequest,
    answer: oneshot::Sender<Result<Acceptance, StoreError>>,
}

/// Where requests wait.
pub(super) struct Acceptor {
    queue: mpsc::Sender<Waiting>,
}

impl Acceptor {
    /// Starts the lanes. They finish their groups and end when the acceptor is dropped.
    pub(super) fn start(database: &Database, traffic: &Arc<Traffic>, observer: &Arc<dyn Observer>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..LANES {
            let (database, traffic, observer) = (database.clone(), Arc::clone(traffic), Arc::clone(observer));
            tokio::spawn(Lane { database, traffic, observer }.run(Arc::clone(&waiting)));
        }
        Self { queue }
    }

    /// Accepts a request, or says how long its address has to wait.
    pub(super) async fn accept(&self, pending: PendingRequest) -> Result<Acceptance, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Waiting { pending, answer }).map_err(|_| StoreError::Overloaded)?;
        answered.await.unwrap_or(Err(StoreError::Overloaded))
    }
}

/// Accepts a request as part of a step that does more than that.
pub(super) async fn accept_one(
    tx: &Tx,
    id: EntryId,
    request: &Request,
    limits: AddressLimits,
    reserved: Duration,
) -> Result<Acceptance, StepError> {
    let pending = PendingRequest { id, request: request.clone(), limits, reserved };
    let acceptances = batch::accept_in(tx, &[&pending]).await?;
    Ok(acceptances.into_iter().next().ok_or(Corrupt::column("address_budgets"))?)
}

/// Takes waiting requests and answers them.
struct Lane {
    database: Database,
    traffic: Arc<Traffic>,
    observer: Arc<dyn Observer>,
}

impl Lane {
    /// Until there will be no more.
    async fn run(self, waiting: Arc<Mutex<mpsc::Receiver<Waiting>>>) {
        let mut group = Vec::with_capacity(BATCH);
        while gather(&waiting, &mut group).await {
            let _under_way = self.traffic.enter(group.len());
            self.accept_new(&mut group).await;
            if !group.is_empty() {
                self.accept(&mut group).await;
            }
        }
    }

    /// Accepts and answers the requests for addresses that have no counters yet. The others stay in the group.
    async fn accept_new(&self, group: &mut Vec<Waiting>) {
        let started = Instant::now();
        match batch::accept_new(&self.database, &pending(group)).await {
            Ok(outcomes) => {
                let (new, others): (Vec<_>, Vec<_>) =
                    group.drain(..).zip(outcomes).partition(|(_, outcome)| outcome.is_some());
                group.extend(others.into_iter().map(|(waiting, _)| waiting));
                let new = new.into_iter().filter_map(|(waiting, outcome)| Some((waiting, outcome?)));
                self.committed(new.collect(), started);
            }
            // The database refuses one of them, which must not fail the others.
            Err(StoreError::Failed(_)) => {}
            Err(error) => refuse(group, error),
        }
    }

    /// Accepts and answers a whole group. If the database refuses one of them, each gets a transaction of its own. If
    /// the database is gone or busy, all of them fail.
    async fn accept(&self, group: &mut Vec<Waiting>) {
        let started = Instant::now();
        match batch::accept(&self.database, &pending(group)).await {
            Ok(acceptances) => self.committed(group.drain(..).zip(acceptances).collect(), started),
            Err(StoreError::Failed(_)) if group.len() > 1 => {
                for one in group.drain(..) {
                    let mut one = vec![one];
                    let started = Instant::now();
                    match batch::accept(&self.database, &pending(&one)).await {
                        Ok(acceptances) => self.committed(one.into_iter().zip(acceptances).collect(), started),
                        Err(error) => refuse(&mut one, error),
                    }
                }
            }
            Err(error) => refuse(group, error),
        }
    }

    /// Reports a commit, and answers those that were in it.
    fn committed(&self, answers: Vec<(Waiting, Acceptance)>, started: Instant) {
        if answers.is_empty() {
            return;
        }
        self.database.outage.wrote();
        self.observer.happened(Event::Committed { steps: answers.len(), took: started.elapsed() });
        if answers.iter().any(|(_, acceptance)| *acceptance == Acceptance::Accepted) {
            self.database.news.notify_one();
        }
        for (waiting, acceptance) in answers {
            drop(waiting.answer.send(Ok(acceptance)));
        }
    }
}

fn pending(group: &[Waiting]) -> Vec<&PendingRequest> {
    group.iter().map(|waiting| &waiting.pending).collect()
}

/// Answers all of a group with the same error.
fn refuse(group: &mut Vec<Waiting>, error: StoreError) {
    let error = Arc::new(error);
    for waiting in group.drain(..) {
        drop(waiting.answer.send(Err(share_error(&error))));
    }
}

/// What waits now. `false`: nothing will come any more.
async fn gather(waiting: &Mutex<mpsc::Receiver<Waiting>>, group: &mut Vec<Waiting>) -> bool {
    let mut waiting = waiting.lock().await;
    if waiting.recv_many(group, BATCH).await == 0 {
        return false;
    }
    // Yield to callers that were just answered: they may ask again, and then groups are twice as large.
    tokio::task::yield_now().await;
    while group.len() < BATCH
        && let Ok(next) = waiting.try_recv()
    {
        group.push(next);
    }
    true
}
