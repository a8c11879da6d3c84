//! Two nodes on one database.

use tokio::task::JoinSet;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask, complete};
use super::mails::Mails;
use super::program::Program;

/// How many complete at once.
const PARALLEL: usize = 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_accepts_another_completes_and_of_a_thousand_completions_over_both_one_wins() {
    let database = Database::create(Cluster::shared()).await;
    let mails = Mails::start().await;
    let program = Program::new(&database.url(), mails.port);
    program.import(2).await;
    let (one, other) = tokio::join!(program.serve(), program.serve());
    let load = Load::default();
    let client = load.client();

    assert_eq!(ask(client, &one.url, &address(0)).await.unwrap().status, 200);
    let token = mails.token(&address(0)).await;
    assert_eq!(complete(client, &other.url, &token).await.unwrap().status, 200);
    for node in [&one, &other] {
        assert_eq!(complete(client, &node.url, &token).await.unwrap().status, 400);
    }

    assert_eq!(ask(client, &other.url, &address(1)).await.unwrap().status, 200);
    let token = mails.token(&address(1)).await;
    let mut completing = JoinSet::new();
    for number in 0..PARALLEL {
        let (client, token) = (client.clone(), token.clone());
        let url = if number % 2 == 0 { one.url.clone() } else { other.url.clone() };
        completing.spawn(async move {
            loop {
                // A client that meets a full hashing queue (R22) retries.
                match complete(&client, &url, &token).await.unwrap().status {
                    503 => tokio::task::yield_now().await,
                    status => return status,
                }
            }
        });
    }
    let statuses = completing.join_all().await;
    let with = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((with(200), with(400)), (1, PARALLEL - 1));
}
