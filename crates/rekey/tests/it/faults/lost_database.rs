//! PostgreSQL goes away under load and comes back.

use reqwest::Method;
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask, must_be_named};
use super::mails::Mails;
use super::program::Program;
use super::wait::until;

/// More requests than fit before the database is gone.
const ADDRESSES: usize = 20_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_database_is_answered_503_and_when_it_is_back_work_goes_on_by_itself() {
    let database = Database::create(Cluster::own("program", &["fsync = on"])).await;
    let mails = Mails::start().await;
    let program = Program::new(&database.url(), mails.port);
    program.import(ADDRESSES).await;
    let server = program.serve().await;
    let load = Load::default();
    let ready = async || {
        let answer = load.client().get(format!("{}/readyz", server.url)).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(ready().await, 200);

    let mut clients = load.run(&server.url, ADDRESSES - 1);
    load.reach(60).await;
    tokio::task::block_in_place(|| database.cluster().crash());
    until("requests that are refused", async || load.refused() > 50).await;
    clients.shutdown().await;
    assert_eq!(ready().await, 503);
    for answer in load.take_refused() {
        answer.must_say_not_now();
    }
    assert_eq!(
        told(&server.log(), "\"ERROR\""),
        ["the database is not available; requests are answered with 503 until it is back"]
    );
    let last = address(ADDRESSES - 1);
    let reset = format!("/password/reset?token={}", "0".repeat(64));
    let cooldown = format!("/password/reset/cooldown?email={last}");
    must_be_named(
        load.client(),
        &server.url,
        &[
            (Method::POST, "/password/reset-request", json!({ "email": last }), "EMAIL_COOLDOWN_CACHE_FAILURE"),
            (Method::GET, &cooldown, Value::Null, "EMAIL_COOLDOWN_CACHE_FAILURE"),
            (Method::POST, &reset, json!({ "newPassword": "Quiet-evening-7" }), "DATABASE_FAILURE"),
            (Method::POST, "/login", json!({ "email": last, "password": "a quiet evening" }), "DATABASE_FAILURE"),
        ],
    )
    .await;

    tokio::task::block_in_place(|| database.cluster().start());
    until("a server that is ready again", async || ready().await == 200).await;
    assert_eq!(ask(load.client(), &server.url, &last).await.unwrap().status, 200);
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;
    let tokens = mails.tokens();
    for address in load.accepted().iter().chain([&last]) {
        let mails = tokens.get(address).map_or(0, Vec::len);
        assert!((1..=2).contains(&mails), "{address}: {mails} mails");
    }
    assert_eq!(program.entries(Some("gave_up")).await.len(), 0);
    assert_eq!(told(&server.log(), "the database is back").len(), 1, "{}", server.log());
    assert!(told(&server.log(), "no wake-ups").is_empty(), "one line is enough: {}", server.log());
    let lines = server.log().lines().filter(|line| !line.contains("mail sent")).count();
    assert!(lines < 40, "{lines} lines:\n{}", server.log());
}

/// The messages of the lines that hold this.
fn told(log: &str, mark: &str) -> Vec<String> {
    let lines = log.lines().filter(|line| line.contains(mark));
    let messages =
        lines.map(|line| serde_json::from_str::<Value>(line).unwrap()["message"].as_str().unwrap().to_owned());
    messages.collect()
}
