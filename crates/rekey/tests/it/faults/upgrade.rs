//! A newer version has migrated the database while nodes of this one run on it.

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask, complete};
use super::mails::Mails;
use super::program::Program;

/// A migration as later versions may bring it: it adds, and takes nothing away.
const ADDITIVE: &str = "
    BEGIN;
    ALTER TABLE accounts ADD COLUMN nickname text;
    ALTER TABLE outbox ADD COLUMN priority integer NOT NULL DEFAULT 0;
    CREATE INDEX outbox_priority ON outbox (priority) WHERE state = 'pending';
    CREATE TABLE nicknames (nickname text PRIMARY KEY, account uuid NOT NULL);
    INSERT INTO refinery_schema_history SELECT max(version) + 1, 'nicknames', '', '0' FROM refinery_schema_history;
    COMMIT;";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_go_on_beside_the_next_version_and_may_even_start_there() {
    let database = Database::create(Cluster::shared()).await;
    let mails = Mails::start().await;
    let program = Program::new(&database.url(), mails.port);
    program.import(6).await;
    let (one, other) = tokio::join!(program.serve(), program.serve());
    let load = Load::default();
    let reset = async |person: usize, asked: &str, completed: &str| {
        assert_eq!(ask(load.client(), asked, &address(person)).await.unwrap().status, 200);
        let token = mails.token(&address(person)).await;
        assert_eq!(complete(load.client(), completed, &token).await.unwrap().status, 200);
    };
    // Every statement has been prepared once before the tables change under it.
    reset(0, &one.url, &other.url).await;
    reset(1, &other.url, &one.url).await;

    database.run(ADDITIVE).await;
    reset(2, &one.url, &other.url).await;
    reset(3, &other.url, &one.url).await;
    // One that has to go back starts, too, and so do commands.
    let restarted = program.serve().await;
    reset(4, &restarted.url, &one.url).await;
    program.run(&["account", "add", "--email", "new@example.com", "--no-password"], "").await;
}
