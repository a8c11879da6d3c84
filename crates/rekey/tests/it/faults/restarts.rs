//! Nodes that start and stop at once, again and again.

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask};
use super::mails::Mails;
use super::program::{Program, Server};
use super::wait::until;

/// How many are asked for in a round, at each node.
const ASKS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_that_start_and_stop_at_once_leave_no_lock_and_no_claim_behind() {
    let rounds = if std::env::var_os("REKEY_TEST_FULL").is_some() { 100 } else { 10 };
    let database = Database::create(Cluster::shared()).await;
    let mails = Mails::start().await;
    let program = Program::new(&database.url(), mails.port);
    program.append("[mail]\nlease = \"5s\"");
    program.import(3 * ASKS * rounds).await;
    let load = Load::default();
    let mut next = 0;
    for round in 0..rounds {
        let (one, two, three) = tokio::join!(program.serve(), program.serve(), program.serve());
        for node in [&one, &two, &three] {
            for _ in 0..ASKS {
                assert_eq!(ask(load.client(), &node.url, &address(next)).await.unwrap().status, 200);
                next += 1;
            }
        }
        let end = async |node: Server| {
            // In every second round all are killed, in the midst of their mails.
            if round % 2 == 0 {
                node.terminate().await;
                assert!(node.ended().await.success());
            } else {
                node.kill().await;
            }
        };
        tokio::join!(end(one), end(two), end(three));
    }

    let of_nodes = "FROM pg_locks JOIN pg_stat_activity USING (pid)
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.wait_for(&format!("SELECT count(*) = 0 {of_nodes}")).await;
    let _last = program.serve().await;
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;
    assert_eq!(program.entries(Some("sent")).await.len(), next);
    let tokens = mails.tokens();
    // A mail that was taken when its node was killed comes once more, each time.
    let kills = rounds / 2;
    for number in 0..next {
        let count = tokens.get(&address(number)).map_or(0, Vec::len);
        assert!((1..=1 + kills).contains(&count), "{}: {count} mails", address(number));
    }
}
