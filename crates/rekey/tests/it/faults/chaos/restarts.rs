//! Nodes that start and stop at once, again and again. What came of it is read by the same checker.

use futures_util::future::join_all;
use reqwest::Client;
use serde_json::json;

use super::super::cluster::Cluster;
use super::super::database::Database;
use super::super::load::{address, post};
use super::super::program::Program;
use super::checker::check;
use super::history::{Answer, Ask, Asked, Harm, Victim};
use super::mail_server::MailServer;
use super::recorder::Recorder;
use super::world::{LOCATIONS, Nodes, PEOPLE};
use super::{drain, read_entries};

/// How many start and stop.
const NODES: usize = 3;
/// How many requests a round sends to each node.
const ASKS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_that_start_and_stop_at_once_leave_no_lock_and_no_claim_behind() {
    let rounds = if std::env::var_os("REKEY_TEST_FULL").is_some() { 100 } else { 10 };
    let database = Database::create(Cluster::shared()).await;
    let recorder = Recorder::start();
    let mails = MailServer::start(recorder.clone()).await;
    let nodes = Nodes::start(Program::new(&database.url(), mails.port), NODES).await;
    let client = Client::new();
    let everybody = |location| (0..PEOPLE).map(move |person| Ask { person, location });
    let mut asks = (1..=LOCATIONS).flat_map(everybody);
    for round in 0..rounds {
        if round > 0 {
            join_all((0..NODES).map(|node| nodes.restart(node))).await;
        }
        for node in (0..NODES).flat_map(|node| [node; ASKS]) {
            let ask = asks.next().expect("another request");
            let body = json!({ "email": address(ask.person), "businessId": ask.location });
            let from = recorder.now();
            let answer = post(&client, &nodes.url(node), "startPasswordReset", &body).await.unwrap();
            assert_eq!(answer.status, 200, "{answer:?}");
            let during = recorder.since(from);
            recorder.write(|history| history.asked.push(Asked { ask, during, answer: Answer::Yes }));
        }
        // In every second round all are killed, in the midst of their mails.
        if round % 2 == 0 {
            join_all((0..NODES).map(|node| nodes.stop(node))).await;
        } else {
            let from = recorder.now();
            join_all((0..NODES).map(|node| nodes.kill(node))).await;
            let during = recorder.since(from);
            let harms = (0..NODES).map(|node| Harm { victim: Victim::Node(Nodes::name(node)), during });
            recorder.write(|history| history.harms.extend(harms));
        }
    }

    let of_nodes = "FROM pg_locks JOIN pg_stat_activity USING (pid)
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.wait_for(&format!("SELECT count(*) = 0 {of_nodes}")).await;
    nodes.restart(0).await;
    drain(&nodes.program).await;
    read_entries(&nodes.program, &recorder).await;
    let history = recorder.into_history();
    assert_eq!(history.entries.len(), rounds * NODES * ASKS);
    assert_eq!(check(&history), []);
}
