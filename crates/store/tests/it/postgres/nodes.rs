//! Several nodes on one database: the database's clock, wake-ups, requests in groups, races between nodes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rekey_core::ports::{
    Acceptance, AddressLimits, Deliveries, EntryChange, OutboxStore, RecoveryStore, SignInOutcome,
};
use rekey_core::rate::Rate;
use rekey_core::testing::ManualClock;
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{EntryId, Purpose};
use rekey_store::SqlStore;
use rekey_store::postgres::{PostgresSettings, StepClock};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::cluster::Cluster;
use super::database::Database;
use super::requests::{COOLDOWN, FREE, Requests};
use crate::contract::Fixture;
use crate::contract::fixture::ANN;

async fn node(settings: PostgresSettings, deliveries: Option<Arc<dyn Deliveries>>) -> Arc<SqlStore> {
    Arc::new(SqlStore::connect_postgres(&settings, StepClock::Database, deliveries).await.unwrap())
}

#[tokio::test]
async fn a_step_takes_the_time_from_the_database() {
    let database = Database::create(Cluster::shared()).await;
    let node = node(PostgresSettings::new(database.url()), None).await;
    let now = async || database.text("SELECT clock_timestamp() AT TIME ZONE 'UTC'").await.unwrap();
    let instant = |text: String| format!("{}Z", text.replace(' ', "T")).parse::<Timestamp>().unwrap();

    let before = instant(now().await);
    Requests::default().ask(&node, 1, FREE).await.unwrap();
    let after = instant(now().await);
    let claims = node.claim(1, Duration::from_secs(30)).await.unwrap();
    assert!((before..=after).contains(&claims[0].accepted_at), "{before} {claims:?} {after}");
    let due = node.next_due().await.unwrap().unwrap();
    assert!(due > Duration::from_secs(20) && due <= Duration::from_secs(30), "{due:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_wait_together_share_a_transaction() {
    let database = Database::create(Cluster::shared()).await;
    let node = node(PostgresSettings::new(database.url()), None).await;
    let requests = Arc::new(Requests::default());
    let mut asking = JoinSet::new();
    for number in 0..1_000 {
        let (node, requests) = (node.clone(), requests.clone());
        asking.spawn(async move { requests.ask(&node, number, COOLDOWN).await.unwrap() });
    }
    assert!(asking.join_all().await.into_iter().all(|acceptance| acceptance == Acceptance::Accepted));
    let counts = database.text("SELECT count(*) || ' ' || count(DISTINCT xmin::text) FROM outbox").await.unwrap();
    let (rows, transactions) = counts.split_once(' ').unwrap();
    assert_eq!(rows, "1000");
    assert!(transactions.parse::<usize>().unwrap() < 200, "{transactions} transactions");
}

/// Whatever the order in which nodes meet the same addresses, each is accepted once, and nobody waits in a circle.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_accept_the_same_addresses_at_once_accept_each_once() {
    let database = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings::new(database.url());
    let nodes = [node(settings.clone(), None).await, node(settings.clone(), None).await, node(settings, None).await];
    let requests = Arc::new(Requests::default());
    let mut asking = JoinSet::new();
    for number in 0..600 {
        for (index, node) in nodes.iter().enumerate() {
            let (node, requests) = (node.clone(), requests.clone());
            let address = if index == 1 { 599 - number } else { number };
            asking.spawn(async move { requests.ask(&node, address, COOLDOWN).await.unwrap() });
        }
    }
    let accepted = asking.join_all().await.into_iter().filter(|acceptance| *acceptance == Acceptance::Accepted);
    assert_eq!(accepted.count(), 600);
    let rows = database.text("SELECT count(*) || ' ' || count(DISTINCT address) FROM outbox").await;
    assert_eq!(rows.as_deref(), Some("600 600"));
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(database.text(deadlocks).await.as_deref(), Some("0"));
}

/// Groups that count for the same address at once, in several transactions of several nodes, lose no count.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cap_holds_over_nodes_that_ask_at_once() {
    let database = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings::new(database.url());
    let nodes = [node(settings.clone(), None).await, node(settings, None).await];
    let requests = Arc::new(Requests::default());
    let limits = AddressLimits { requests: Some(Rate::new(50, Duration::from_hours(24))), ..FREE };
    requests.ask(&nodes[0], 1, limits).await.unwrap();
    let mut asking = JoinSet::new();
    for number in 0..400 {
        let (node, requests) = (nodes[number % 2].clone(), requests.clone());
        asking.spawn(async move { requests.ask(&node, 1, limits).await.unwrap() });
    }
    let accepted = asking.join_all().await.into_iter().filter(|acceptance| *acceptance == Acceptance::Accepted);
    assert_eq!(accepted.count(), 49);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_share_no_claim() {
    let database = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings::new(database.url());
    let nodes = [node(settings.clone(), None).await, node(settings, None).await];
    let requests = Requests::default();
    for number in 0..60 {
        requests.ask(&nodes[0], number, FREE).await.unwrap();
    }
    let mut claiming = JoinSet::new();
    for index in 0..20 {
        let node = nodes[index % 2].clone();
        claiming.spawn(async move { node.claim(5, Duration::from_secs(30)).await.unwrap() });
    }
    let mut entries: Vec<EntryId> = claiming.join_all().await.into_iter().flatten().map(|claim| claim.entry).collect();
    let claimed = entries.len();
    entries.sort();
    entries.dedup();
    assert_eq!((claimed, entries.len()), (60, 60));
}

/// A claim that is made while the operator's step waits for the row ends later than a lease after that step began.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_claimed_while_an_operator_asks_for_a_retry_stays_its_workers() {
    let database = Database::create(Cluster::shared()).await;
    let node = node(PostgresSettings::new(database.url()), None).await;
    Requests::default().ask(&node, 1, FREE).await.unwrap();
    let id = node.claim(1, Duration::ZERO).await.unwrap()[0].entry;
    let claiming = database.hold("UPDATE outbox SET claim = claim + 1").await;
    let lease = Duration::from_secs(30);
    let retrying = tokio::spawn(async move { node.retry_entry(id, lease).await.unwrap() });
    let waits = "datname = current_database() AND wait_event_type = 'Lock'";
    database.wait_for(&format!("SELECT count(*) = 1 FROM pg_stat_activity WHERE {waits}")).await;
    claiming.run("UPDATE outbox SET due_at = clock_timestamp() + interval '30 s'; COMMIT").await;
    assert_eq!(retrying.await.unwrap(), EntryChange::DueSoon);
}

/// The reset is not over when the code is found right, and is when the account can be locked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_of_before_a_reset_that_is_under_way_opens_no_session() {
    let database = Database::create(Cluster::shared()).await;
    let clock = Arc::new(ManualClock::default());
    let settings = PostgresSettings::new(database.url());
    let store = SqlStore::connect_postgres(&settings, StepClock::Injected(clock.clone()), None).await.unwrap();
    let f = Fixture::new(Arc::new(store), clock, ());
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    let resetting = database.hold("UPDATE accounts SET epoch = epoch + 1").await;
    let (store, attempt, opening) = (f.store.clone(), f.attempt(ANN, Purpose::SignIn, &mail.code), f.opening(None));
    let entering = tokio::spawn(async move { store.redeem_code(attempt, opening).await.unwrap() });
    let waits = "datname = current_database() AND wait_event_type = 'Lock'";
    database.wait_for(&format!("SELECT count(*) = 1 FROM pg_stat_activity WHERE {waits}")).await;
    resetting.run("COMMIT").await;
    let entered = entering.await.unwrap();
    assert!(matches!(entered, SignInOutcome::Refused), "{entered:?}");
    assert_eq!(database.text("SELECT count(*) FROM sessions").await.as_deref(), Some("0"));
}

/// Counts and reports wake-ups.
#[derive(Default)]
struct Woken {
    count: AtomicUsize,
    news: Notify,
}

impl Deliveries for Woken {
    fn wake(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
        self.news.notify_one();
    }
}

impl Woken {
    async fn more_than(&self, count: usize) {
        let waiting = async {
            while self.count.load(Ordering::SeqCst) <= count {
                self.news.notified().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("nobody woke this node");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_accepts_wakes_the_others_also_after_their_connection_was_cut() {
    let database = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings::new(database.url());
    let woken = Arc::new(Woken::default());
    let _listening = node(settings.clone(), Some(woken.clone())).await;
    // Once when it begins to listen, for what came before.
    woken.more_than(0).await;
    let other = node(settings, None).await;
    let requests = Requests::default();
    requests.ask(&other, 1, FREE).await.unwrap();
    woken.more_than(1).await;

    let before = woken.count.load(Ordering::SeqCst);
    database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'").await;
    woken.more_than(before).await;
    let before = woken.count.load(Ordering::SeqCst);
    requests.ask(&other, 2, FREE).await.unwrap();
    woken.more_than(before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_pooler_wake_ups_come_by_the_direct_url() {
    let database = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings {
        pooler: true,
        direct_url: Some(database.url().into()),
        ..PostgresSettings::new(database.pooled_url())
    };
    let woken = Arc::new(Woken::default());
    let node = node(settings, Some(woken.clone())).await;
    woken.more_than(0).await;
    Requests::default().ask(&node, 1, FREE).await.unwrap();
    woken.more_than(1).await;
}

#[tokio::test]
async fn a_cooldown_that_one_node_began_holds_on_the_other() {
    let database = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings::new(database.url());
    let (one, other) = (node(settings.clone(), None).await, node(settings, None).await);
    let requests = Requests::default();
    requests.ask(&one, 1, COOLDOWN).await.unwrap();
    assert!(matches!(requests.ask(&other, 1, COOLDOWN).await.unwrap(), Acceptance::Suppressed { .. }));
    let remaining = other.remaining_cooldown(requests.key(1), Purpose::ResetPassword, COOLDOWN).await.unwrap();
    assert!(!remaining.is_zero());
}
