//! Upgrades: a database of 0.1 with work in flight, and nodes of this version beside the next one. Those of 0.1 beside
//! this one are in `tests/systems`.

use reqwest::Client;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask, complete};
use super::mails::Mails;
use super::program::{Program, Server};

/// What people held when the databases in `tests/upgrade` were written by the program of 0.1.0: a link of person 0, a
/// code of person 1, a session of person 2. A request of person 3 waits in the outbox.
struct InFlight {
    link: &'static str,
    code: &'static str,
    refresh: &'static str,
}

const SQLITE: (&str, InFlight) = (
    include_str!("../../upgrade/0.1-sqlite.sql"),
    InFlight {
        link: "f8dcc95e715bfd6c2ba17abe75366133a4e3543e1479913a6b7dc7f7dd790b3f",
        code: "475676",
        refresh: "7609bb37b102058e8a16957aa26f9c2a36bbd60061e8bd9af00c390ec8010fe7",
    },
);
const POSTGRES: (&str, InFlight) = (
    include_str!("../../upgrade/0.1-postgres.sql"),
    InFlight {
        link: "30308c46382454b2fc51b5fb54c7fa0e2b0595793664a07f4a17020910d9f8d8",
        code: "479965",
        refresh: "3ced2d2bcd2230ad7acbf0d020393c68e611033b12745619a3d42ac9a5f4bb18",
    },
);
/// The password that everybody had.
const PASSWORD: &str = "an older evening";

/// A configuration that opens the keys of these databases, which were sealed under an example secret.
fn program(database_url: &str, mails: &Mails) -> Program {
    let program = Program::new(database_url, mails.port);
    program.append("previous_secrets = [\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"]");
    program
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_in_flight_in_a_0_1_database_arrives_on_sqlite() {
    let mails = Mails::start().await;
    let program = program("sqlite:rekey.db", &mails);
    let database = Connection::open(program.path("rekey.db")).unwrap();
    database.execute_batch("PRAGMA application_id = 0x52656b79; PRAGMA foreign_keys = OFF").unwrap();
    database.execute_batch(SQLITE.0).unwrap();
    shift_to_now(&database);
    drop(database);
    let server = program.serve().await;
    a_limit_holds(&program, &server).await;
    everything_arrives(&server, &mails, &SQLITE.1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_in_flight_in_a_0_1_database_arrives_on_postgresql() {
    let database = Database::create(Cluster::shared()).await;
    database.run(POSTGRES.0).await;
    database.run(SHIFT_TO_NOW).await;
    let mails = Mails::start().await;
    let program = program(&database.url(), &mails);
    let server = program.serve().await;
    a_limit_holds(&program, &server).await;
    everything_arrives(&server, &mails, &POSTGRES.1).await;
}

/// Moves every instant by as much as has passed since the newest request was accepted, as if that were now.
const SHIFT_TO_NOW: &str = r"
    DO $$
    DECLARE
        gone interval := clock_timestamp() - (SELECT max(accepted_at) FROM outbox);
        it record;
    BEGIN
        FOR it IN SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type = 'timestamp with time zone' AND is_generated = 'NEVER'
        LOOP
            EXECUTE format('UPDATE %I SET %I = %I + $1', it.table_name, it.column_name, it.column_name) USING gone;
        END LOOP;
    END $$";

/// The same for SQLite, where instants are integers whose columns are named for what happens then.
fn shift_to_now(database: &Connection) {
    let names = r"SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
                 WHERE tables.type = 'table' AND columns.type = 'INTEGER'
                     AND (columns.name = 'at' OR columns.name LIKE '%\_at' ESCAPE '\' OR columns.name LIKE '%\_until' ESCAPE '\')";
    let mut names = database.prepare(names).unwrap();
    let columns: Vec<(String, String)> =
        names.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let gone: i64 = database
        .query_row("SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER) - max(accepted_at) FROM outbox", [], |row| {
            row.get(0)
        })
        .unwrap();
    for (table, column) in columns {
        database.execute(&format!("UPDATE {table} SET {column} = {column} + ?1"), [gone]).unwrap();
    }
}

/// Person 3 asked 0.1 a moment ago, and waits for the cooldown that it counted.
async fn a_limit_holds(program: &Program, server: &Server) {
    let before = program.entries(None).await.len();
    assert_eq!(ask(&Client::new(), &server.url, &address(3)).await.unwrap().status, 200);
    assert_eq!(program.entries(None).await.len(), before);
}

async fn everything_arrives(server: &Server, mails: &Mails, held: &InFlight) {
    let client = Client::new();
    let api = async |path: &str, body: Value| {
        let answer = client.post(format!("{}/api/auth/{path}", server.url)).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        body
    };
    assert_eq!(complete(&client, &server.url, held.link).await.unwrap().status, 200);

    let exchanged = api("email/exchange-reset-password-token", json!({ "email": address(1), "code": held.code })).await;
    api("email/reset-password", json!({ "newPassword": "a quiet evening", "otp": exchanged["token"] })).await;

    api("refresh?client_type=mobile", json!({ "refreshToken": held.refresh })).await;
    api("sessions?client_type=mobile", json!({ "email": address(2), "password": PASSWORD })).await;

    let token = mails.token(&address(3)).await;
    assert_eq!(complete(&client, &server.url, &token).await.unwrap().status, 200);
}

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
