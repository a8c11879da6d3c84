//! From SQLite into PostgreSQL, with people half-way through what they were about to do.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask, complete};
use super::mails::Mails;
use super::program::Program;
use super::wait::until;

/// How many accounts there are: enough that the copy can be met on its way.
const ACCOUNTS: usize = 12_000;
const PASSWORD: &str = "a quiet morning";
const ANN: &str = "ann@example.com";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_go_on_in_postgresql_with_what_they_began_in_sqlite() {
    let (mails, database) = (Mails::start().await, Database::create(Cluster::shared()).await);
    let program = Program::new("sqlite:data/rekey.db", mails.port);
    program.import(ACCOUNTS).await;
    program.run(&["account", "add", "--email", ANN, "--password-stdin"], PASSWORD).await;
    let server = program.serve().await;
    let load = Load::default();
    let client = load.client();
    let session = sign_in(client, &server.url).await;
    ask(client, &server.url, &address(0)).await.unwrap();
    let token = mails.token(&address(0)).await;

    let copy = ["migrate", "--copy-from", "sqlite:data/rekey.db"];
    let target = database.url();
    let refused = program.fails(&target, &copy).await;
    assert!(refused.contains("has the source open"), "{refused}");
    server.terminate().await;
    server.ended().await;

    // Killed on its way; no server takes what is there for a database.
    let mut copying = program.spawn(&target, &copy);
    let begun = "SELECT coalesce(pg_relation_size(to_regclass('accounts')), 0) > 0";
    until("some accounts", async || database.text(begun).await.as_deref() == Some("t")).await;
    copying.kill().await.unwrap();
    let refused = program.fails(&target, &["serve"]).await;
    assert!(refused.contains("not finished") && refused.contains("--copy-from"), "{refused}");

    let said = program.run_at(&target, &copy).await;
    assert!(said.contains(&format!("{}", ACCOUNTS + 1)), "{said}");
    program.run_at(&target, &["audit", "verify"]).await;
    let server = program.serve_at(&target).await;
    assert_eq!(complete(client, &server.url, &token).await.unwrap().status, 200);
    assert_eq!(complete(client, &server.url, &token).await.unwrap().status, 400);
    sign_in(client, &server.url).await;
    let fields = [("grant_type", "refresh_token"), ("refresh_token", &session)];
    assert!(tokens(client, &server.url, &fields).await["access_token"].is_string());
    // The trail continues after the copied numbers.
    ask(client, &server.url, &address(1)).await.unwrap();
    mails.token(&address(1)).await;
    let sealed = "SELECT NOT EXISTS (SELECT FROM audit WHERE number IS NULL)";
    until("a sealed trail", async || database.text(sealed).await.as_deref() == Some("t")).await;
    program.run_at(&target, &["audit", "verify"]).await;

    let refused = program.fails(&target, &copy).await;
    assert!(refused.contains("holds data already"), "{refused}");
}

/// Signs Ann in. Her refresh token.
async fn sign_in(client: &reqwest::Client, url: &str) -> String {
    let fields = [("grant_type", "password"), ("username", ANN), ("password", PASSWORD)];
    let answer = tokens(client, url, &fields).await;
    answer["refresh_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn tokens(client: &reqwest::Client, url: &str, fields: &[(&str, &str)]) -> Value {
    let answer = client.post(format!("{url}/api/token")).form(fields).send().await.unwrap();
    answer.json().await.unwrap_or(json!(null))
}
