//! Everything goes wrong at random, for a while. Afterwards nothing may have been lost, done twice or left alive that
//! was ended: a checker that knows nothing of the program reads so from what was sent to it and what it sent.

mod checker;
mod checker_tests;
mod harm;
mod history;
mod mail_server;
mod person;
mod recorder;
mod restarts;
mod world;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::cluster::Cluster;
use super::database::Database;
use super::program::Program;
use super::random::{Random, seed};
use super::small_disk::SmallDisk;
use super::wait::until;
use checker::check;
use harm::{Storage, Villain};
use history::{Answer, Entry, History, Victim};
use mail_server::MailServer;
use person::Person;
use recorder::Recorder;
use world::{End, Nodes, PEOPLE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_on_postgresql_lose_nothing_and_do_nothing_twice_whatever_goes_wrong() {
    let database = Database::create(Cluster::own("chaos", &["fsync = on", "full_page_writes = on"])).await;
    let database = Arc::new(database);
    run(&database.url(), 3, Storage::Database(database)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_on_sqlite_loses_nothing_and_does_nothing_twice_whatever_goes_wrong() {
    let disk = Arc::new(SmallDisk::mount());
    let url = format!("sqlite:{}", disk.path().join("rekey.db").display());
    run(&url, 1, Storage::Disk(disk)).await;
}

/// Lets people live while everything goes wrong; then heals, waits until nothing is left to do, and has it checked.
async fn run(database_url: &str, nodes: usize, storage: Storage) {
    let (seed, recorder, end) = (seed(), Recorder::start(), End::default());
    let mut seeds = seed..;
    let mut random = || Random::new(seeds.next().expect("a number"));
    let mails = Arc::new(MailServer::start(recorder.clone()).await);
    let nodes = Arc::new(Nodes::start(Program::new(database_url, mails.port), nodes).await);

    let mut living = JoinSet::new();
    for number in 0..PEOPLE {
        let mut person = Person::new(number, nodes.clone(), recorder.clone(), random());
        let end = end.clone();
        living.spawn(async move {
            person.live(end).await;
            person
        });
    }
    let mut villain = || Villain { random: random(), recorder: recorder.clone(), end: end.clone() };
    let mut harming = JoinSet::new();
    for node in 0..nodes.count() {
        harming.spawn(villain().harm_node(nodes.clone(), node));
    }
    harming.spawn(villain().harm_mails(mails.clone()));
    harming.spawn(villain().harm_storage(storage.clone()));
    tokio::time::sleep(duration()).await;
    end.come();
    harming.join_all().await;
    mails.heal();
    let people = living.join_all().await;

    drain(&nodes.program).await;
    let mut checking = JoinSet::new();
    for mut person in people {
        checking.spawn(async move { person.is_well().await });
    }
    let well = checking.join_all().await;
    drain(&nodes.program).await;
    read_entries(&nodes.program, &recorder).await;
    let history = recorder.into_history();
    report(&history);
    assert_eq!(check(&history), []);
    assert_eq!(well.into_iter().collect::<Result<Vec<()>, _>>().err(), None);
    let of_database = history.harms.iter().filter(|harm| harm.victim == Victim::Database).count();
    assert!(of_database > 1 && history.harms.len() - of_database > 1, "{:?}", history.harms);
}

/// Has every mail tried again, as an operator would when all is well, until none is left.
async fn drain(program: &Program) {
    until("an outbox with nothing left to do", async || {
        let pending = program.entries(Some("pending")).await;
        if !pending.is_empty() {
            let ids = pending.iter().map(|entry| entry["id"].as_str().unwrap());
            program.try_run(&["outbox", "retry"].into_iter().chain(ids).collect::<Vec<_>>()).await;
        }
        pending.is_empty()
    })
    .await;
}

/// Records the final state of the outbox.
async fn read_entries(program: &Program, recorder: &Recorder) {
    let entries = program.entries(None).await;
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let entries =
        entries.iter().map(|entry| Entry { state: text(&entry["state"]).unwrap(), reason: text(&entry["reason"]) });
    recorder.write(|history| history.entries = entries.collect());
}

fn duration() -> Duration {
    Duration::from_secs(if std::env::var_os("REKEY_TEST_FULL").is_some() { 120 } else { 45 })
}

/// Says how much was tried.
#[expect(clippy::print_stdout, reason = "readers of a run want to know how much it tried")]
fn report(history: &History) {
    let unheard = history.asked.iter().filter(|asked| asked.answer == Answer::Unknown).count();
    println!(
        "{} requests ({unheard} unanswered), {} mails, {} resets of {} tries, {} sessions used {} times, {} harms",
        history.asked.len(),
        history.mailed.len(),
        history.resets().count(),
        history.submitted.len(),
        history.opened.len(),
        history.used.len(),
        history.harms.len(),
    );
}
