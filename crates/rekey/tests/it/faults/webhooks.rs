//! Webhooks of real nodes on one database (R19): each message is delivered once, and after a kill at most once more,
//! under the same name. What came is verified by the library that Standard Webhooks give receivers.

use std::collections::BTreeSet;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::database::Database;
use super::program::{Program, Server};
use super::verifier::verified;
use super::wait::{until, within};
use crate::support::{Received, Receiver};

const ADMIN: &str = "0123456789abcdef0123456789abcdef";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwT4Kx9dRbVgE=";
/// Nobody asks for mails here.
const NO_SMTP: u16 = 9;

/// A configuration whose servers tell this receiver of locks, with so many accounts.
async fn program(database: &Database, receiver: &Receiver, accounts: usize) -> Program {
    let tables = format!(
        r#"
[admin]
token = "{ADMIN}"
[[webhooks]]
url = "{}"
secret = "{SECRET}"
events = ["account.locked"]
"#,
        receiver.url
    );
    let program = Program::new(&database.url(), NO_SMTP);
    program.append(&tables);
    program.import(accounts).await;
    program
}

fn request(client: &Client, method: Method, node: &Server, path: &str) -> RequestBuilder {
    client.request(method, format!("{}/v1/accounts{path}", node.url)).bearer_auth(ADMIN)
}

/// The ids of all accounts.
async fn accounts(client: &Client, node: &Server) -> BTreeSet<String> {
    let answer = within("accounts", request(client, Method::GET, node, "?limit=200").send()).await.unwrap();
    let body: Value = answer.json().await.unwrap();
    body["accounts"].as_array().unwrap().iter().map(|account| account["id"].as_str().unwrap().to_owned()).collect()
}

async fn lock(client: &Client, node: &Server, account: &str) {
    let request = request(client, Method::PATCH, node, &format!("/{account}")).json(&json!({ "status": "locked" }));
    let answer = within("a lock", request.send()).await.unwrap();
    assert_eq!(answer.status(), 200);
}

/// Waits until every message is delivered. How many there are.
async fn all_delivered(program: &Program) -> usize {
    let mut count = 0;
    until("every webhook delivered", async || {
        let listed = program.run(&["webhook", "list", "--json", "--limit", "1000"], "").await;
        let states = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["state"].clone());
        let states: Vec<Value> = states.collect();
        count = states.len();
        states.iter().all(|state| state == "delivered")
    })
    .await;
    count
}

fn names(got: &[Received]) -> BTreeSet<String> {
    got.iter().map(|received| received.header("webhook-id").to_owned()).collect()
}

fn told(got: &[Received]) -> BTreeSet<String> {
    got.iter().map(|received| received.json()["data"]["account"].as_str().unwrap().to_owned()).collect()
}

/// For each message whether the other library takes it.
fn taken(got: &[Received]) -> Vec<bool> {
    let message = |received: &Received| {
        let header = |name: &str| (name.to_owned(), received.header(name).to_owned());
        let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(header);
        json!({ "headers": headers.into_iter().collect::<std::collections::BTreeMap<_, _>>(), "body": received.body })
    };
    verified("webhooks", &json!({ "secret": SECRET, "messages": got.iter().map(message).collect::<Vec<_>>() }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_deliver_each_message_once_and_another_library_verifies_it() {
    const ACCOUNTS: usize = 60;
    let (database, receiver) = (Database::create(Cluster::shared()).await, Receiver::start().await);
    let program = program(&database, &receiver, ACCOUNTS).await;
    let (one, other) = tokio::join!(program.serve(), program.serve());
    let client = Client::new();
    let accounts = accounts(&client, &one).await;
    let locks = accounts
        .iter()
        .enumerate()
        .map(|(number, account)| lock(&client, if number % 2 == 0 { &one } else { &other }, account));
    futures_util::future::join_all(locks).await;

    assert_eq!(all_delivered(&program).await, ACCOUNTS);
    let mut got = receiver.got();
    assert_eq!((got.len(), names(&got).len()), (ACCOUNTS, ACCOUNTS), "each once");
    assert_eq!(told(&got), accounts);
    assert_eq!(taken(&got), vec![true; ACCOUNTS]);
    got.truncate(1);
    got[0].body = got[0].body.replace("locked", "opened");
    assert_eq!(taken(&got), [false]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_node_sent_and_did_not_settle_when_it_was_killed_comes_once_more_under_the_same_name() {
    const ACCOUNTS: usize = 5;
    let (database, receiver) = (Database::create(Cluster::shared()).await, Receiver::start().await);
    let program = program(&database, &receiver, ACCOUNTS).await;
    let killed = program.serve().await;
    let client = Client::new();
    let accounts = accounts(&client, &killed).await;
    receiver.hangs();
    futures_util::future::join_all(accounts.iter().map(|account| lock(&client, &killed, account))).await;
    receiver.reach(ACCOUNTS).await;
    killed.kill().await;

    receiver.answers(204);
    let _survivor = program.serve().await;
    assert_eq!(all_delivered(&program).await, ACCOUNTS);
    let got = receiver.got();
    assert_eq!((got.len(), names(&got).len()), (2 * ACCOUNTS, ACCOUNTS), "once more each, under the same names");
    assert_eq!(told(&got), accounts);
    assert_eq!(taken(&got), vec![true; 2 * ACCOUNTS]);
}
