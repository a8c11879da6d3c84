//! Lost connections, a server that goes and comes, steps that are blocked or given up half-way.

use std::path::Path;
use std::sync::Arc;

use rekey_core::account::{AccountStatus, NewAccount};
use rekey_core::ports::{Acceptance, AccountChange, AccountStore, Clock, OutboxStore, StoreError, UpkeepStore};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::Duration;
use rekey_core::{AccountId, EmailAddress, LocationId};
use rekey_store::SqlStore;
use rekey_store::postgres::{PostgresSettings, StepClock};
use tokio::task::JoinSet;

use super::cluster::{Cluster, run};
use super::database::Database;
use super::requests::{FREE, Requests};

const CUT_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";

async fn connect(settings: PostgresSettings) -> Arc<SqlStore> {
    Arc::new(SqlStore::connect_postgres(&settings, StepClock::Database, None).await.unwrap())
}

fn ann() -> EmailAddress {
    EmailAddress::parse("ann@example.com").unwrap()
}

async fn add_ann(store: &SqlStore) {
    let id = AccountId::new(ManualClock::default().now(), &SeededRng::new(1));
    let account = NewAccount { email_verified: true, ..NewAccount::new(id, ann(), LocationId::FIRST) };
    store.add_accounts(vec![account]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn steps_go_on_over_fresh_connections_when_the_old_ones_were_cut() {
    let database = Database::create(Cluster::shared()).await;
    let store = connect(PostgresSettings::new(database.url())).await;
    add_ann(&store).await;
    for round in 0..5 {
        // Fills the pool, so that there are connections to cut.
        let mut steps = JoinSet::new();
        for _ in 0..10 {
            let store = store.clone();
            steps.spawn(async move { store.account_by_email(&ann()).await.unwrap() });
        }
        steps.join_all().await;
        database.run(CUT_ALL).await;
        let status = if round % 2 == 0 { AccountStatus::Locked } else { AccountStatus::Active };
        let changed = store.change_account(&ann(), AccountChange::Status(status)).await.unwrap().unwrap();
        assert_eq!(changed.status, status);
    }
}

/// A lost database means "not available". Accepted requests survive, and work continues automatically.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_crashed_and_came_back_has_lost_nothing_that_was_accepted() {
    let database = Database::create(Cluster::own("crash", &["fsync = on"])).await;
    let store = connect(PostgresSettings::new(database.url())).await;
    let requests = Arc::new(Requests::default());
    let mut accepted = 0;
    for round in 0..3 {
        let mut asking = JoinSet::new();
        for number in 0..300 {
            let (store, requests) = (store.clone(), requests.clone());
            asking.spawn(async move { requests.ask(&store, round * 1_000 + number, FREE).await });
        }
        // In the middle of it.
        let first = asking.join_next().await.unwrap().unwrap();
        database.cluster().crash();
        for answer in asking.join_all().await.into_iter().chain([first]) {
            match answer {
                Ok(Acceptance::Accepted) => accepted += 1,
                Err(StoreError::Unavailable(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
        assert!(matches!(requests.ask(&store, 9_999, FREE).await, Err(StoreError::Unavailable(_))));
        database.cluster().start();
        store.ping().await.unwrap();
    }
    assert!(accepted > 0);
    let claimed = store.claim(2_000, Duration::from_secs(30)).await.unwrap().len();
    assert!(claimed >= accepted, "{accepted} accepted, {claimed} kept");
}

/// A step that another session keeps waiting ends by the statement's time limit, and its connection stays useful.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_step_gives_up_in_time() {
    let database = Database::create(Cluster::shared()).await;
    for pooler in [false, true] {
        let url = if pooler { database.pooled_url() } else { database.url() };
        let store = connect(PostgresSettings {
            pooler,
            max_connections: 1,
            statement_timeout: Duration::from_millis(300),
            ..PostgresSettings::new(url)
        })
        .await;
        add_ann(&store).await;
        let blocker = database.hold("SELECT FROM accounts FOR UPDATE").await;
        let outcome = store.change_account(&ann(), AccountChange::DemandReset).await;
        assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
        // The server gave up too, not this side alone.
        database.wait_for("SELECT NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted)").await;
        drop(blocker);
        store.ping().await.unwrap();
    }
}

/// A server that falls silent without closing anything: a frozen machine, a network that swallows packets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_whose_server_falls_silent_gives_up_in_time_and_the_next_takes_a_fresh_connection() {
    let database = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings {
        max_connections: 1,
        statement_timeout: Duration::from_millis(300),
        ..PostgresSettings::new(database.url())
    };
    let store = connect(settings).await;
    add_ann(&store).await;
    let silence = async || {
        let newest = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()
                      AND application_name = 'rekey' ORDER BY backend_start DESC";
        let pid = database.text(newest).await.unwrap();
        Silenced::new(database.cluster(), pid)
    };
    let patience = Duration::from_secs(10);

    let silenced = silence().await;
    let read = async { store.account_by_email(&ann()).await };
    let given_up = tokio::time::timeout(patience, read).await;
    assert!(matches!(given_up, Ok(Err(StoreError::Unavailable(_)))), "{given_up:?}");
    assert!(store.account_by_email(&ann()).await.unwrap().is_some());
    drop(silenced);

    let _silenced = silence().await;
    let write = async { store.change_account(&ann(), AccountChange::DemandReset).await };
    let given_up = tokio::time::timeout(patience, write).await;
    assert!(matches!(given_up, Ok(Err(StoreError::Unavailable(_)))), "{given_up:?}");
    assert!(store.change_account(&ann(), AccountChange::DemandReset).await.unwrap().unwrap().must_reset);
}

/// A process of the server that is frozen for as long as this lives.
struct Silenced<'a> {
    cluster: &'a Cluster,
    pid: String,
}

impl<'a> Silenced<'a> {
    fn new(cluster: &'a Cluster, pid: String) -> Self {
        let silenced = Self { cluster, pid };
        silenced.signal("-STOP");
        silenced
    }

    fn signal(&self, name: &str) {
        run(self.cluster.service(Path::new("kill")).args([name, self.pid.as_str()]));
    }
}

impl Drop for Silenced<'_> {
    fn drop(&mut self) {
        self.signal("-CONT");
    }
}

/// After a failover a node may still be connected to what was the primary.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_can_only_be_read_is_not_available_until_it_can_be_written_again() {
    let database = Database::create(Cluster::shared()).await;
    let store = connect(PostgresSettings::new(database.url())).await;
    let name = database.name();
    database.command(&format!("ALTER DATABASE {name} SET default_transaction_read_only = true")).await;
    database.run(CUT_ALL).await;
    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
    let refused = Requests::default().ask(&store, 1, FREE).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    database.command(&format!("ALTER DATABASE {name} RESET ALL")).await;
    store.ping().await.unwrap();
    Requests::default().ask(&store, 1, FREE).await.unwrap();
}

/// With one connection in the pool, a step that was dropped in the middle of its transaction would leave it to the
/// next step, with its locks and its writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_is_dropped_half_way_leaves_nothing_behind() {
    let database = Database::create(Cluster::shared()).await;
    let store = connect(PostgresSettings { max_connections: 1, ..PostgresSettings::new(database.url()) }).await;
    add_ann(&store).await;
    let blocker = database.hold("LOCK TABLE audit").await;
    let step = {
        let store = store.clone();
        tokio::spawn(async move { store.change_account(&ann(), AccountChange::DemandReset).await })
    };
    // The account is changed by now, and the audit record waits.
    database.wait_for("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'audit'::regclass AND NOT granted)").await;
    step.abort();
    assert!(step.await.unwrap_err().is_cancelled());
    drop(blocker);
    let account = store.account_by_email(&ann()).await.unwrap().unwrap();
    assert!(!account.must_reset);
    let changed = store.change_account(&ann(), AccountChange::DemandReset).await.unwrap().unwrap();
    assert!(changed.must_reset);
}

/// Two steps that wait for each other: the database ends one of them, and that one is tried again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_lost_a_deadlock_is_tried_again() {
    let database = Database::create(Cluster::shared()).await;
    let store = connect(PostgresSettings::new(database.url())).await;
    add_ann(&store).await;
    let other = database.hold("LOCK TABLE audit").await;
    let step = {
        let store = store.clone();
        tokio::spawn(async move { store.change_account(&ann(), AccountChange::DemandReset).await })
    };
    database.wait_for("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'audit'::regclass AND NOT granted)").await;
    // The step holds the account and waits for the table; this session the other way round. The step has waited
    // longer, finds the circle first, and is ended.
    other.run("SET deadlock_timeout = '1h'; SELECT FROM accounts FOR UPDATE").await;
    drop(other);
    assert!(step.await.unwrap().unwrap().unwrap().must_reset);
    let deadlocks = "SELECT deadlocks > 0 FROM pg_stat_database WHERE datname = current_database()";
    database.wait_for(deadlocks).await;
}

#[tokio::test]
async fn a_row_that_makes_no_sense_troubles_nobody_but_its_own_person() {
    let database = Database::create(Cluster::shared()).await;
    let store = connect(PostgresSettings::new(database.url())).await;
    add_ann(&store).await;
    database.run("UPDATE accounts SET status = '?'").await;
    // Where there is nobody, it is Ann's row that is read, for the time it takes.
    for nobody in ["abe@example.com", "bob@example.com"] {
        assert!(store.account_by_email(&EmailAddress::parse(nobody).unwrap()).await.unwrap().is_none());
    }
    store.account_by_email(&ann()).await.unwrap_err();
}

/// Requests that wait together share a transaction, and must not share a refusal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_the_database_refuses_fails_alone() {
    let database = Database::create(Cluster::shared()).await;
    let store = connect(PostgresSettings::new(database.url())).await;
    let refusing = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'untranslatable_character'; END $$;
                    CREATE TRIGGER refuse BEFORE INSERT ON outbox FOR EACH ROW
                        WHEN (NEW.address = 'person150@example.com') EXECUTE FUNCTION refuse()";
    database.run(refusing).await;
    let requests = Arc::new(Requests::default());
    let mut asking = JoinSet::new();
    for number in 0..300 {
        let (store, requests) = (store.clone(), requests.clone());
        asking.spawn(async move { (number, requests.ask(&store, number, FREE).await) });
    }
    for (number, answer) in asking.join_all().await {
        match answer {
            Ok(Acceptance::Accepted) => assert_ne!(number, 150),
            Err(StoreError::Failed(_)) => assert_eq!(number, 150),
            other => panic!("{number}: {other:?}"),
        }
    }
}
