//! How steps run: one transaction each, on a connection of the pool, at one instant.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use deadpool_postgres::{Object, Pool};
use rekey_core::ports::{Clock, StoreError};
use rekey_core::time::{Duration, Timestamp};
use tokio::sync::{Mutex, MutexGuard, Notify};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, Statement};
use tracing::Instrument;

use crate::rows::Commit;
use crate::shared::corrupt::Corrupt;
use crate::shared::outage::Outage;
use crate::shared::span;
use crate::shared::trail::Trail;

use super::step_error::{StepError, ends_connection};
use super::value::Value;

/// What spans call this database.
pub(super) const SYSTEM: &str = "postgresql";
/// How often a step is tried before its error is returned.
const TRIES: usize = 5;

/// Where a step gets the time.
#[derive(Clone)]
pub enum StepClock {
    /// The database, so that nodes whose clocks differ agree (R3).
    Database,
    /// A clock of the caller's, for tests that move time.
    Injected(Arc<dyn Clock>),
}

impl StepClock {
    fn injected(&self) -> Option<Timestamp> {
        match self {
            Self::Database => None,
            Self::Injected(clock) => Some(clock.now()),
        }
    }
}

/// The database, as steps use it.
#[derive(Clone)]
pub(crate) struct Database {
    pub(super) pool: Pool,
    pub(super) clock: StepClock,
    /// Whether statements must be unnamed, because a pooler gives each transaction another session.
    pub(super) unnamed: bool,
    /// What begins a transaction.
    pub(super) begin: Arc<str>,
    /// How long one attempt at a step may take, whether or not the server answers.
    pub(super) patience: Duration,
    /// Notified after something was put into the outbox.
    pub(super) news: Arc<Notify>,
    /// What audit records bear.
    pub(super) trail: Arc<Trail>,
    pub(super) outage: Arc<Outage>,
}

impl Database {
    /// Runs a step in one transaction. It may run several times, each in a new transaction, if another step conflicted
    /// or the connection broke before the commit.
    pub(super) async fn step<T, F, Fut>(&self, step: F) -> Result<T, StoreError>
    where
        F: Fn(Arc<Tx>) -> Fut,
        Fut: Future<Output = Result<Commit<T>, StepError>>,
    {
        let attempt = || async {
            let tx = Arc::new(self.begin().await?);
            let done = step(Arc::clone(&tx)).await;
            tx.end(done).await
        };
        self.insist(attempt).instrument(span::of::<F>(SYSTEM)).await
    }

    /// The same for a step whose first statement depends on nothing but its values: it is sent with BEGIN, which saves
    /// a round trip.
    pub(super) async fn step_after<T, F, Fut>(
        &self,
        first: &str,
        values: &[Value<'_>],
        step: F,
    ) -> Result<T, StoreError>
    where
        F: Fn(Arc<Tx>, Vec<Row>) -> Fut,
        Fut: Future<Output = Result<Commit<T>, StepError>>,
    {
        let attempt = || async {
            let (tx, rows) = self.begin_with(first, values).await?;
            let tx = Arc::new(tx);
            let done = step(Arc::clone(&tx), rows).await;
            tx.end(done).await
        };
        self.insist(attempt).await
    }

    /// A step that is a single statement and its own transaction: one round trip. A pooler's sessions lack our
    /// settings, which a transaction has to make there.
    pub(super) async fn alone(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        if self.unnamed {
            return self.step_after(sql, values, |_, rows| async { Ok(Commit(rows)) }).await;
        }
        let attempt = || async {
            let tx = self.unbegun().await?;
            let statement = tx.connection.prepared(sql, values).await?;
            let done = tx.connection.rows(statement.as_ref(), sql, values).await;
            let done = done.map_err(not_committed);
            let is_over = !done.as_ref().is_err_and(StepError::breaks_connection);
            tx.over.store(is_over, Ordering::Relaxed);
            done
        };
        self.insist(attempt).await
    }

    /// Runs a single read-only statement outside a transaction.
    pub(super) async fn read(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let reading = self.insist(|| async { Ok(self.connection().await?.query(sql, values).await?) });
        reading.instrument(span::named("read", SYSTEM)).await
    }

    /// The first row that a statement reads.
    pub(super) async fn read_first<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        parse: impl FnOnce(&Row) -> Result<T, StepError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.read(sql, values).await?.first().map(parse).transpose()?)
    }

    /// Every row that a statement reads.
    pub(super) async fn read_all<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        parse: impl FnMut(&Row) -> Result<T, StepError>,
    ) -> Result<Vec<T>, StoreError> {
        Ok(self.read(sql, values).await?.iter().map(parse).collect::<Result<_, _>>()?)
    }

    /// The instant for a statement outside of a step: an injected clock's, or none, for which its SQL puts in
    /// `clock_timestamp()`.
    pub(super) fn injected_now(&self) -> Option<Timestamp> {
        self.clock.injected()
    }

    async fn insist<T, F, Fut>(&self, attempt: F) -> Result<T, StoreError>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, StepError>>,
    {
        let mut tried = 1;
        loop {
            let began = self.outage.begin();
            let done = tokio::time::timeout(self.patience, attempt()).await.unwrap_or(Err(StepError::Slow));
            let Err(error) = done else {
                self.outage.answered(began);
                return done.map_err(StoreError::from);
            };
            if error.breaks_connection() {
                // What broke one connection has probably broken the idle ones too: a restarted server leaves a pool of
                // dead ones, and each would cost an attempt.
                self.pool.retain(|_, _| false);
            }
            if tried == TRIES || !error.is_worth_another_try() {
                return Err(self.given_up(error));
            }
            tried += 1;
        }
    }

    /// What a step that is not retried ends with. Logs the errors that [`StoreError::is_reported`] marks.
    fn given_up(&self, error: StepError) -> StoreError {
        let is_outage = error.is_outage();
        let error = StoreError::from(error);
        if is_outage {
            self.outage.failed(&error);
        } else if let StoreError::Unavailable(reason) = &error {
            tracing::warn!(%reason, "a step was not done");
        }
        error
    }

    async fn connection(&self) -> Result<Connection, StepError> {
        Ok(Connection { client: Some(self.pool.get().await?), unnamed: self.unnamed, turn: Mutex::new(()) })
    }

    async fn begin(&self) -> Result<Tx, StepError> {
        let mut tx = self.unbegun().await?;
        let begun = tx.connection.client().batch_execute(&self.begin);
        // Both are sent at once, so that asking for the time costs no round trip.
        let ((), now) = tokio::try_join!(async { Ok(begun.await?) }, self.now(&tx.connection))?;
        tx.now = now;
        Ok(tx)
    }

    async fn begin_with(&self, first: &str, values: &[Value<'_>]) -> Result<(Tx, Vec<Row>), StepError> {
        let mut tx = self.unbegun().await?;
        // Prepared beforehand, because it must not overtake BEGIN.
        let statement = tx.connection.prepared(first, values).await?;
        let begun = tx.connection.client().batch_execute(&self.begin);
        let read = tx.connection.rows(statement.as_ref(), first, values);
        let ((), rows, now) =
            tokio::try_join!(async { Ok(begun.await?) }, async { Ok(read.await?) }, self.now(&tx.connection))?;
        tx.now = now;
        Ok((tx, rows))
    }

    /// A transaction that is being opened. If BEGIN fails, its connection is closed.
    async fn unbegun(&self) -> Result<Tx, StepError> {
        let connection = self.connection().await?;
        Ok(Tx {
            connection,
            now: Timestamp::UNIX_EPOCH,
            clock: self.clock.clone(),
            news: Arc::clone(&self.news),
            trail: Arc::clone(&self.trail),
            has_news: AtomicBool::new(false),
            over: AtomicBool::new(false),
        })
    }

    async fn now(&self, connection: &Connection) -> Result<Timestamp, StepError> {
        if let Some(now) = self.clock.injected() {
            return Ok(now);
        }
        let rows = connection.query("SELECT clock_timestamp()", &[]).await?;
        Ok(rows.first().ok_or(Corrupt::column("clock_timestamp"))?.try_get(0)?)
    }
}

struct Connection {
    /// Emptied in `Tx::drop` only.
    client: Option<Object>,
    unnamed: bool,
    /// Whose statement is sent next. One that has to be prepared first is not overtaken: statements that are awaited
    /// together run in the order in which they are first polled.
    turn: Mutex<()>,
}

impl Connection {
    #[expect(clippy::expect_used, reason = "the client is there until the transaction is dropped")]
    fn client(&self) -> &Object {
        self.client.as_ref().expect("a connection that is in use has its client")
    }

    async fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, tokio_postgres::Error> {
        let turn = self.turn.lock().await;
        let statement = self.prepared(sql, values).await?;
        sent(turn, self.rows(statement.as_ref(), sql, values)).await
    }

    async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, tokio_postgres::Error> {
        let turn = self.turn.lock().await;
        let statement = self.prepared(sql, values).await?;
        sent(turn, self.run(statement.as_ref(), sql, values)).await
    }

    /// The statement, if statements have names here.
    async fn prepared(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<Statement>, tokio_postgres::Error> {
        if self.unnamed { Ok(None) } else { self.prepare(sql, values).await.map(Some) }
    }

    /// The rows of what [`prepared`](Self::prepared) gave. It goes out when the future is first polled.
    async fn rows(
        &self,
        statement: Option<&Statement>,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        match statement {
            Some(statement) => self.client().query(statement, &bare(values)).await,
            None => self.client().query_typed(sql, values).await,
        }
    }

    /// Runs what [`prepared`](Self::prepared) gave. It goes out when the future is first polled.
    async fn run(
        &self,
        statement: Option<&Statement>,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<u64, tokio_postgres::Error> {
        match statement {
            Some(statement) => self.client().execute(statement, &bare(values)).await,
            None => self.client().execute_typed(sql, values).await,
        }
    }

    /// The statement, prepared once for each connection.
    async fn prepare(&self, sql: &str, values: &[Value<'_>]) -> Result<Statement, tokio_postgres::Error> {
        let types: Vec<Type> = values.iter().map(|(_, kind)| kind.clone()).collect();
        let names = || types.iter().map(Type::name).collect::<Vec<_>>().join(", ");
        tracing::trace!(target: "rekey::sql", system = SYSTEM, types = names(), sql);
        self.client().prepare_typed_cached(sql, &types).await
    }
}

/// The answer to a statement that goes out when its future is first polled, which ends the turn.
async fn sent<T>(turn: MutexGuard<'_, ()>, answer: impl Future<Output = T>) -> T {
    let mut answer = pin!(answer);
    let first = poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await;
    drop(turn);
    match first {
        Poll::Ready(answer) => answer,
        Poll::Pending => answer.await,
    }
}

/// What a commit failed with. A refusal means that nothing was committed. A server that went away may have committed.
fn not_committed(error: tokio_postgres::Error) -> StepError {
    if error.code().is_some_and(|code| !ends_connection(code)) {
        StepError::Postgres(error)
    } else {
        StepError::CommitLost(error)
    }
}

/// Values without their types, which a prepared statement knows.
fn bare<'a>(values: &[Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|(value, _)| *value).collect()
}

/// A step's transaction.
pub(crate) struct Tx {
    connection: Connection,
    now: Timestamp,
    clock: StepClock,
    news: Arc<Notify>,
    trail: Arc<Trail>,
    /// Whether [`news`](Self::news) is to be notified after the commit.
    has_news: AtomicBool,
    over: AtomicBool,
}

impl Tx {
    /// The step's instant.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// What audit records bear.
    pub(super) fn trail(&self) -> &Trail {
        &self.trail
    }

    /// [`Database::injected_now`].
    pub(super) fn injected_now(&self) -> Option<Timestamp> {
        self.clock.injected()
    }

    /// Notifies the other nodes of new email once the step is committed.
    pub(super) fn announce_mail(&self) {
        self.has_news.store(true, Ordering::Relaxed);
    }

    /// The rows that a statement gives.
    pub(super) async fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, StepError> {
        Ok(self.connection.query(sql, values).await?)
    }

    /// The first row that a statement gives, if it gives one.
    pub(super) async fn query_opt(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<Row>, StepError> {
        Ok(self.query(sql, values).await?.into_iter().next())
    }

    /// How many rows a statement changed.
    pub(super) async fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StepError> {
        Ok(self.connection.execute(sql, values).await?)
    }

    /// Runs the last statement of a step and commits without waiting for its answer, which saves a round trip. Its
    /// result must not matter; if it fails, the server rolls back at the commit.
    pub(super) async fn finish(&self, sql: &str, values: &[Value<'_>]) -> Result<(), StepError> {
        // Prepared beforehand, because the commit must not overtake the statement.
        let statement = self.connection.prepared(sql, values).await?;
        let (executed, committed) =
            futures_util::future::join(self.connection.run(statement.as_ref(), sql, values), self.commit()).await;
        match executed {
            Ok(_) => committed,
            // The connection broke during the commit, whose outcome is unknown.
            Err(error) if error.code().is_none() => committed.and(Err(error.into())),
            Err(error) => Err(error.into()),
        }
    }

    /// Commits what was done, or rolls back.
    async fn end<T>(&self, done: Result<Commit<T>, StepError>) -> Result<T, StepError> {
        match done {
            Ok(Commit(value)) => self.commit().await.map(|()| value),
            Err(error) => Err(self.roll_back(error).await),
        }
    }

    async fn commit(&self) -> Result<(), StepError> {
        if self.over.load(Ordering::Relaxed) {
            return Ok(());
        }
        let committed = self.connection.client().batch_execute("COMMIT").await;
        match committed {
            Ok(()) => {
                self.over.store(true, Ordering::Relaxed);
                if self.has_news.load(Ordering::Relaxed) {
                    self.news.notify_one();
                }
                Ok(())
            }
            Err(error) => Err(not_committed(error)),
        }
    }

    /// Rolls back, if the connection is still usable.
    async fn roll_back(&self, error: StepError) -> StepError {
        if !error.breaks_connection() && self.connection.client().batch_execute("ROLLBACK").await.is_ok() {
            self.over.store(true, Ordering::Relaxed);
        }
        error
    }
}

/// A connection whose transaction was neither committed nor rolled back (its step was dropped, or the server fell
/// silent) must not be reused: it is closed, and the server rolls back.
impl Drop for Tx {
    fn drop(&mut self) {
        if !self.over.load(Ordering::Relaxed) {
            drop(self.connection.client.take().map(Object::take));
        }
    }
}
