//! SIGTERM under load.

use std::time::Duration;

use reqwest::Client;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask};
use super::mails::Mails;
use super::program::Program;

/// What service managers must allow: `serve` takes at most 25 s to finish its work.
const GRACE: Duration = Duration::from_secs(28);
/// More requests than fit before the server has stopped.
const ADDRESSES: usize = 20_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_sqlite_that_is_told_to_stop_answers_what_it_accepts_and_accepts_what_it_answers() {
    stops_in_order("sqlite:data/rekey.db").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_postgresql_that_is_told_to_stop_answers_what_it_accepts_and_accepts_what_it_answers() {
    let database = Database::create(Cluster::shared()).await;
    stops_in_order(&database.url()).await;
}

/// Its request would have 30 s, which is more than all of the time of grace.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_ends_its_request_keeps_nothing_from_being_written_down() {
    let mails = Mails::start().await;
    let program = Program::new("sqlite:data/rekey.db", mails.port);
    let server = program.serve().await;
    let mut slow = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    let begun =
        "POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    slow.write_all(begun.as_bytes()).await.unwrap();
    let fields = [("grant_type", "password"), ("username", "nobody@example.com"), ("password", "wrong")];
    let refused = Client::new().post(format!("{}/api/token", server.url)).form(&fields).send().await.unwrap();
    assert_eq!(refused.status(), 400);

    server.terminate().await;
    let status = tokio::time::timeout(GRACE, server.ended()).await.expect("it ends within its time of grace");
    assert!(status.success(), "{status}");
    let trail = program.run(&["audit", "--json"], "").await;
    assert!(trail.contains("\"sign_in_refused\""), "{trail}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn network_limits_hold_from_the_first_request_after_a_restart() {
    let database = Database::create(Cluster::shared()).await;
    for database_url in ["sqlite:data/rekey.db", &database.url()] {
        let mails = Mails::start().await;
        let program = Program::new(database_url, mails.port);
        program.append("[limits]\nrequests_per_network = \"5/15m\"");
        let client = Client::new();
        let mut statuses = Vec::new();
        for _ in 0..3 {
            let server = program.serve().await;
            for _ in 0..6 {
                statuses.push(ask(&client, &server.url, &address(statuses.len())).await.unwrap().status);
            }
            server.terminate().await;
            let status = tokio::time::timeout(GRACE, server.ended()).await.expect("it ends within its time of grace");
            assert!(status.success(), "{status}");
        }
        let refused = [429; 13];
        assert_eq!((&statuses[..5], &statuses[5..]), (&[200; 5][..], &refused[..]), "{database_url}");
    }
}

async fn stops_in_order(database_url: &str) {
    let mails = Mails::start().await;
    let program = Program::new(database_url, mails.port);
    program.import(ADDRESSES).await;
    let server = program.serve().await;
    let load = Load::default();
    let clients = load.run(&server.url, ADDRESSES);
    load.reach(100).await;
    server.terminate().await;
    let status = tokio::time::timeout(GRACE, server.ended()).await.expect("it ends within its time of grace");
    assert!(status.success(), "{status}");
    clients.join_all().await;

    let refused = load.take_refused();
    assert!(refused.is_empty(), "{refused:?}");
    // A request in the outbox whose client never heard of it would be one entry more than there are answers.
    let entries = program.entries(None).await;
    assert_eq!(entries.len(), load.accepted().len());
    let sent = entries.iter().filter(|entry| entry["state"] == "sent").count();
    assert_eq!(mails.count(), sent, "what was mailed is settled, so that nobody gets it again");
}
