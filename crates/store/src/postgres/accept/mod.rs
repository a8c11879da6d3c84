//! Accepting requests. Those that wait at the same time share one transaction (group commit): one that comes alone
//! starts at once, and what comes while it is under way goes together.

mod batch;
mod ledger;

use std::sync::Arc;

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits, Event, Observer, StoreError};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{AddressKey, EntryId, Purpose};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::Instant;
use tokio_postgres::Row;

use self::ledger::Count;
use super::background::Traffic;
use super::share_error;
use super::step::{Database, Tx};
use super::step_error::StepError;
use super::value::values;
use crate::shared::admission::Admission;
use crate::shared::corrupt::Corrupt;

/// How many requests share a transaction at most.
const BATCH: usize = 256;
/// How many transactions are under way at once: while one waits for the disk, the next is put together.
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
            let waiting = Arc::clone(&waiting);
            tokio::spawn(lane(database.clone(), waiting, Arc::clone(traffic), Arc::clone(observer)));
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
    let acceptances = batch::accept_in(tx, &[pending]).await?;
    Ok(acceptances.into_iter().next().ok_or(Corrupt::column("address_limits"))?)
}

/// What was counted for an address and purpose, and at which instant.
pub(super) async fn admission(
    database: &Database,
    address: AddressKey,
    purpose: Purpose,
) -> Result<(Admission, Timestamp), StoreError> {
    let sql = "SELECT requests.cooldown_until, requests.full_at, mails.full_at, coalesce($4, clock_timestamp()),
                      sign_ups.cooldown_until
               FROM (SELECT $1::bytea AS address_key) AS wanted
               LEFT JOIN address_limits AS requests
                   ON requests.address_key = wanted.address_key AND requests.counter = $2
               LEFT JOIN address_limits AS mails
                   ON mails.address_key = wanted.address_key AND mails.counter = $3
               LEFT JOIN address_limits AS sign_ups
                   ON sign_ups.address_key = wanted.address_key AND sign_ups.counter = $5";
    let address = &address.as_bytes()[..];
    let rows = database
        .read(
            sql,
            values![address, purpose.code(), purpose.mail_budget().code(), database.injected_now(), ledger::SIGN_UP],
        )
        .await?;
    let read = |row: &Row| {
        let requests = Count { cooldown_until: row.try_get(0)?, full_at: row.try_get(1)? };
        let mails = Count { cooldown_until: None, full_at: row.try_get(2)? };
        let sign_ups = Count { cooldown_until: row.try_get(4)?, full_at: None };
        Ok((ledger::admission(purpose, requests, mails, sign_ups), row.try_get(3)?))
    };
    let row = rows.first().ok_or(StepError::Row(Corrupt::column("address_limits")))?;
    Ok(read(row).map_err(|error: tokio_postgres::Error| StepError::from(error))?)
}

/// Takes waiting requests and answers them, until there will be no more.
async fn lane(
    database: Database,
    waiting: Arc<Mutex<mpsc::Receiver<Waiting>>>,
    traffic: Arc<Traffic>,
    observer: Arc<dyn Observer>,
) {
    let mut group = Vec::with_capacity(BATCH);
    while gather(&waiting, &mut group).await {
        let (pending, answers): (Vec<_>, Vec<_>) =
            group.drain(..).map(|Waiting { pending, answer }| (pending, answer)).unzip();
        let started = Instant::now();
        let under_way = traffic.enter(pending.len());
        let outcomes = accept_each(&database, &pending, &*observer, started).await;
        drop(under_way);
        if outcomes.iter().any(|outcome| matches!(outcome, Ok(Acceptance::Accepted))) {
            database.news.notify_one();
        }
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            drop(answer.send(outcome));
        }
    }
}

/// The outcome of each request of a group. If the database refuses one of them, it must not fail the others: each then
/// gets a transaction of its own. Where the database is gone or busy, all share that.
async fn accept_each(
    database: &Database,
    pending: &[PendingRequest],
    observer: &dyn Observer,
    started: Instant,
) -> Vec<Result<Acceptance, StoreError>> {
    match batch::accept(database, pending).await {
        Ok(acceptances) => {
            database.outage.wrote();
            observer.happened(Event::Committed { steps: pending.len(), took: started.elapsed() });
            acceptances.into_iter().map(Ok).collect()
        }
        Err(StoreError::Failed(_)) if pending.len() > 1 => {
            let mut outcomes = Vec::with_capacity(pending.len());
            for one in pending {
                let accepted = batch::accept(database, std::slice::from_ref(one)).await;
                let missing = || StepError::Row(Corrupt::column("address_limits")).into();
                outcomes.push(accepted.and_then(|accepted| accepted.into_iter().next().ok_or_else(missing)));
            }
            outcomes
        }
        Err(error) => {
            let error = Arc::new(error);
            pending.iter().map(|_| Err(share_error(&error))).collect()
        }
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
