//! The loop around a worker's step.

use std::sync::Arc;
use std::time::Duration;

use rekey_core::location::LocationSettings;
use rekey_core::outbox::{EntryState, LEASE};
use rekey_core::testing::PORTAL;
use rekey_core::{LocationId, Purpose};
use rekey_mail::senders::{NamedSender, SenderLimits, Senders};
use rekey_mail::{Transport, Worker, WorkerSettings};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::{Gate, Office};

/// A loop that runs until it is stopped.
struct Running {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Running {
    fn start(worker: Arc<Worker>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(worker.run(async { stopped.await.expect("told to stop") }));
        Self { stop, ended }
    }

    async fn stop(self) {
        self.stop.send(()).expect("it runs");
        self.ended.await.expect("it ends well");
    }
}

/// Lets every other task run as far as it can. What the lanes have asked of the store by now is done before what is
/// asked here, so that none of them is in the middle of a look at the outbox.
async fn settle_down(office: &Office) {
    for _ in 0..3 {
        assert!(office.store.claim(0, LEASE).await.unwrap().is_empty());
        office.store.next_due().await.unwrap();
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_worker_goes_to_work_when_it_is_told() {
    let office = Office::new().await;
    let mut gate = Gate::new();
    let running = Running::start(office.worker(gate.transport.clone()));
    for _ in 0..3 {
        settle_down(&office).await;
        office.ask_for_link().await;
        // Sooner than the next poll of the outbox.
        tokio::time::timeout(Duration::from_secs(4), gate.arrival()).await.expect("woken");
        gate.open(1);
    }
    running.stop().await;
    assert!(office.entries().await.iter().all(|entry| entry.state == EntryState::Sent));
    assert!(gate.is_closed());
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_nobody_told_of_is_found_within_seconds() {
    let office = Office::without_word().await;
    let mut gate = Gate::new();
    // Paused time moves on whenever the store works in its own thread: it must not outrun the lease, which follows a
    // stopped clock, or the entry stays claimed for ever.
    let settings = WorkerSettings { lease: Duration::from_hours(24), ..WorkerSettings::default() };
    let running = Running::start(office.worker_set(gate.transport.clone(), settings));
    settle_down(&office).await;
    office.ask_for_link().await;
    let began = tokio::time::Instant::now();
    gate.arrival().await;
    // For the same reason this is many times the true pause.
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
    gate.open(1);
    running.stop().await;
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way_and_takes_up_nothing_new() {
    let office = Office::new().await;
    let mut gate = Gate::new();
    let running = Running::start(office.worker(gate.transport.clone()));
    office.ask_for_link().await;
    gate.arrival().await;

    running.stop.send(()).unwrap();
    settle_down(&office).await;
    office.ask_for_link().await;
    settle_down(&office).await;
    assert!(!running.ended.is_finished());
    assert!(!gate.is_closed());

    gate.open(2);
    running.ended.await.unwrap();
    let states: Vec<_> = office.entries().await.iter().map(|entry| entry.state).collect();
    assert_eq!(states, [EntryState::Pending, EntryState::Sent]);
    assert!(gate.is_closed());
}

#[tokio::test]
async fn a_slow_mail_holds_up_no_others() {
    let office = Office::new().await;
    let mut gate = Gate::new();
    let settings = WorkerSettings { workers: 2, ..WorkerSettings::default() };
    let running = Running::start(office.worker_set(gate.transport.clone(), settings));
    office.ask_for_link().await;
    gate.arrival().await;

    for name in ["one", "two", "three"] {
        let email = format!("{name}@example.com");
        office.add_account(&email, None).await;
        office.ask(Purpose::ResetPassword, &email, PORTAL.channel()).await;
        assert_eq!(gate.arrival().await, email);
        gate.open(1);
    }
    gate.open(1);
    running.stop().await;
}

#[tokio::test]
async fn a_sender_that_hangs_keeps_no_mail_of_another_waiting() {
    let office = Office::new().await;
    let (mut hanging, mut good) = (Gate::new(), Gate::new());
    good.open(1);
    let limits = SenderLimits { connections: 1, rate: None };
    let named = |name: &str, transport: Arc<dyn Transport>, shared| NamedSender {
        name: name.into(),
        transport,
        limits,
        shared,
    };
    let senders = Senders::new(vec![
        named("hanging", hanging.transport.clone(), true),
        named("good", good.transport.clone(), false),
    ]);
    let workers = senders.connections();
    // Many mails that go by the one alone, before the one that goes by the other.
    for mail in 0..40 {
        let email = format!("{mail}@example.com");
        office.add_account(&email, None).await;
        office.ask(Purpose::ResetPassword, &email, PORTAL.channel()).await;
    }
    let own = LocationSettings { senders: Some(vec!["good".to_owned()]), ..LocationSettings::default() };
    let second = LocationId::new(2).unwrap();
    office.store.apply_locations(vec![(second, own)]).await.unwrap();
    office.clock.advance(Duration::from_secs(2));
    office.add_account_at("good@example.com", None, vec![second]).await;
    office.ask(Purpose::ResetPassword, "good@example.com", PORTAL.channel()).await;
    let running =
        Running::start(office.worker_set(Arc::new(senders), WorkerSettings { workers, ..WorkerSettings::default() }));
    let arrived = tokio::time::timeout(Duration::from_secs(10), good.arrival()).await;
    assert_eq!(arrived.expect("it waits for nobody"), "good@example.com");
    hanging.arrival().await;
    hanging.open(40);
    running.stop().await;
}

#[tokio::test]
async fn no_more_mails_are_sent_at_once_than_there_are_workers() {
    let office = Office::new().await;
    for _ in 0..12 {
        office.ask_for_link().await;
    }
    let mut gate = Gate::new();
    let settings = WorkerSettings { workers: 3, ..WorkerSettings::default() };
    let running = Running::start(office.worker_set(gate.transport.clone(), settings));
    for _ in 0..3 {
        gate.arrival().await;
    }
    settle_down(&office).await;
    gate.open(12);
    for _ in 3..12 {
        gate.arrival().await;
    }
    running.stop().await;
    assert_eq!(gate.most_inside(), 3);
    assert!(office.entries().await.iter().all(|entry| entry.state == EntryState::Sent));
}
