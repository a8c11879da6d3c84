//! What is left behind of secrets and addresses once a person has been helped: in logs at their most talkative, in
//! every column of the database, in metrics, in traces and in what operators print (R17, R21).

mod doors;
mod folder;
mod person;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::person::Person;
use super::cluster::Cluster;
use super::collector::Collector;
use super::database::Database;
use super::program::{Program, SECRET};
use super::smtp_server::SmtpServer;
use super::wait::until;
use crate::support::Receiver;

const ANN: &str = "ann.secretive@example.com";
const BEA: &str = "bea.signs.up@example.com";
const CARL: &str = "carl.of.the.backend@example.com";
const NOBODY: &str = "nobody.at.all@example.com";
const ADMIN_TOKEN: &str = "the-token-of-the-backend-0123456789-4714";
const WEBHOOK_SECRET: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODktNDcxNS00NzE1";
const PASSWORDS: [&str; 3] = ["a-quiet-morning-4711", "a-wrong-guess-4712", "an-evening-walk-4713"];

/// Where somebody may look, and what is to be seen there.
type Places = BTreeMap<String, String>;

/// Whether a text contains a secret. A code must be a whole word, because longer numbers contain six digits by chance.
fn holds(text: &str, secret: &str) -> bool {
    text.match_indices(secret).any(|(at, _)| {
        let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
        secret.len() > 6
            || !(is_part(text[..at].chars().next_back()) || is_part(text[at + secret.len()..].chars().next()))
    })
}

/// The log without instants and spans, whose fractions may be six digits.
fn log(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap_or_else(|_| json!({ "raw": line }));
        for field in ["timestamp", "milliseconds"] {
            line.as_object_mut().map(|fields| fields.remove(field));
        }
        line.to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where secrets and addresses were found. Addresses are allowed in accounts.
fn left_behind(places: &Places, secrets: &[String], addresses: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (place, text) in places {
        let is_account = ["accounts.email", "accounts.canonical_email"].contains(&place.as_str());
        let secrets = secrets.iter().map(String::as_str).filter(|secret| holds(text, secret));
        let addresses = addresses.iter().copied().filter(|address| !is_account && text.contains(address));
        found.extend(secrets.chain(addresses).map(|what| format!("{place} holds {what}")));
    }
    found
}

/// Helps people at every door and looks everywhere. `tables` reads the database: a text for each column.
async fn nothing_is_left(database_url: &str, tables: impl AsyncFn(&Program) -> Places) {
    let (mails, receiver, collector) =
        (SmtpServer::start(&[]).await, Receiver::start().await, Collector::start().await);
    let program = Program::new(database_url, mails.port);
    program.append(&format!(
        "[admin]\ntoken = \"{ADMIN_TOKEN}\"\n[[webhooks]]\nurl = \"{}\"\nsecret = \"whsec_{WEBHOOK_SECRET}\"\n\
         events = [\"password.changed\", \"account.disowned\"]\n\
         [telemetry]\notlp_endpoint = \"{}\"\ntrace_one_in = 1\n",
        receiver.url, collector.url
    ));
    let location = "[[location]]\nid = 1\nsign_up = { open = true, verify_email = true, verify_method = \"code\" }\n";
    std::fs::write(program.path("locations.toml"), location).unwrap();
    program.run(&["location", "apply", "locations.toml"], "").await;
    program.run(&["account", "add", "--email", ANN, "--password-stdin"], PASSWORDS[0]).await;
    let server = program.serve_talkative().await;
    let secrets = [SECRET, ADMIN_TOKEN, WEBHOOK_SECRET].iter().chain(&PASSWORDS).map(|text| (*text).to_owned());
    let mut person = Person::new(&server.url, mails, secrets.collect());
    person.is_helped().await;
    person.signs_up().await;
    person.uses_a_second_factor(&program).await;
    person.is_managed_by_a_backend().await;
    person.says_not_me().await;
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;
    until("messages about three changes", async || receiver.got().len() >= 3).await;

    let mut places = tables(&program).await;
    places.insert("log".to_owned(), log(&server.log()));
    places.insert("metrics".to_owned(), reqwest::get(server.metrics()).await.unwrap().text().await.unwrap());
    places.insert("webhooks".to_owned(), format!("{:?}", receiver.got()));
    for list in [["audit", "--json", ""], ["outbox", "list", "--json"], ["webhook", "list", "--json"]] {
        let arguments: Vec<&str> = list.into_iter().filter(|argument| !argument.is_empty()).collect();
        places.insert(list[0].to_owned(), program.run(&arguments, "").await);
    }
    // The end of a server sends the last spans.
    server.terminate().await;
    server.ended().await;
    places.insert("traces".to_owned(), collector.text());
    for place in ["log", "traces"] {
        for route in ["/api/sys/users/exchange", "/api/auth/refresh", "/v1/accounts", "/not-me"] {
            assert!(places[place].contains(route), "{route}: {}", places[place]);
        }
    }
    assert!(person.secrets.len() >= 40, "{:?}", person.secrets);
    let found = left_behind(&places, &person.secrets, &[ANN, BEA, CARL, NOBODY]);
    assert!(found.is_empty(), "{found:#?}");

    // The same search finds what is there: an address where it is allowed, a name, an event.
    let planted = ["Carl", "password.changed", "/api/auth/refresh"].map(str::to_owned);
    let found = left_behind(&places, &planted, &[]);
    for place in ["accounts.name", "webhooks", "log", "traces"] {
        assert!(found.iter().any(|found| found.starts_with(&format!("{place} holds"))), "{place}: {found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_secret_is_left_behind_on_sqlite() {
    nothing_is_left("sqlite:data/rekey.db", async |program| {
        let database = rusqlite::Connection::open(program.path("data/rekey.db")).unwrap();
        let sql =
            "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'";
        let mut statement = database.prepare(sql).unwrap();
        let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let columns: Vec<(String, String)> = columns.collect::<Result<_, _>>().unwrap();
        let column = |(table, column): (String, String)| {
            let sql = format!(
                "SELECT coalesce(group_concat(CASE typeof({column}) WHEN 'blob' THEN lower(hex({column}))
                 ELSE {column} END, ' '), '') FROM {table}"
            );
            let text = database.query_row(&sql, [], |row| row.get(0)).unwrap();
            (format!("{table}.{column}"), text)
        };
        columns.into_iter().map(column).collect()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_secret_is_left_behind_on_postgresql() {
    let database = Database::create(Cluster::shared()).await;
    nothing_is_left(&database.url(), async |_| {
        let sql = "SELECT string_agg(table_name || '.' || column_name, ',') FROM information_schema.columns
                   WHERE table_schema = 'public'";
        let mut places = Places::new();
        for place in database.text(sql).await.unwrap().split(',') {
            let (table, column) = place.split_once('.').unwrap();
            let sql = format!("SELECT coalesce(string_agg({column}::text, ' '), '') FROM {table}");
            places.insert(place.to_owned(), database.text(&sql).await.unwrap_or_default());
        }
        places
    })
    .await;
}

#[test]
fn the_look_for_secrets_finds_each_kind_wherever_it_stands() {
    let place = |text: &str| Places::from([("log".to_owned(), text.to_owned())]);
    let secrets = ["482915".to_owned(), "5ec2e75ec2e7".to_owned()];
    for text in ["code 482915.", "x=5ec2e75ec2e7", "prefix5ec2e75ec2e7suffix", "ann.secretive@example.com"] {
        assert_eq!(left_behind(&place(text), &secrets, &[ANN]).len(), 1, "{text}");
    }
    // Six digits within a longer number are not a code.
    assert!(left_behind(&place("took 14829150 ns"), &secrets, &[ANN]).is_empty());
}
