//! What is left behind of secrets and addresses once a person has been helped: in logs at their most talkative, in
//! every column of the database, in metrics and in what operators print (R17, R21).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::database::Database;
use super::program::{Program, SECRET};
use super::smtp_server::{Received, SmtpServer};
use super::wait::{until, within};

const ANN: &str = "ann.secretive@example.com";
const NOBODY: &str = "nobody.at.all@example.com";
const PASSWORDS: [&str; 3] = ["a-quiet-morning-4711", "a-wrong-guess-4712", "an-evening-walk-4713"];

/// Where somebody may look, and what is to be seen there.
type Places = BTreeMap<String, String>;

struct Person {
    client: reqwest::Client,
    url: String,
    mails: SmtpServer,
    /// What nobody but her and the server should ever know.
    secrets: Vec<String>,
}

impl Person {
    async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.client.post(format!("{}{path}", self.url)).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Value {
        let answer = self.client.post(format!("{}/api/token", self.url)).form(fields).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// The next mail, with what is secret about it.
    async fn mail(&mut self) -> (Option<String>, Option<String>) {
        let mail = within("a mail", self.mails.next_mail()).await;
        let (token, code) = (token_in(&mail), code_in(&mail));
        self.secrets.extend(token.clone().into_iter().chain(code.clone()));
        (token, code)
    }

    fn keep(&mut self, value: &Value) -> String {
        let text = value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
        self.secrets.push(text.clone());
        text
    }

    /// A reset by link, a way in, a refresh, a reset by code, wrong guesses, and an address without an account.
    async fn is_helped(&mut self) {
        self.post("/api/sys/users/startPasswordReset", json!({ "email": ANN })).await;
        let (Some(token), _) = self.mail().await else { panic!("a reset mail has a link") };
        let reset = json!({ "Token": token, "Password": PASSWORDS[2], "BusinessId": 1 });
        let done = self.post("/api/sys/users/completePasswordReset", reset).await;
        let jwt = self.keep(&done["Value"]);
        let exchange = format!("{}/api/sys/users/exchange?token={jwt}", self.url);
        let tokens: Value = self.client.get(exchange).send().await.unwrap().json().await.unwrap();
        self.keep(&tokens["token"]);
        let refresh = self.keep(&tokens["refresh_token"]);
        let tokens = self.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        self.keep(&tokens["refresh_token"]);
        for password in [PASSWORDS[1], PASSWORDS[2]] {
            self.token(&[("grant_type", "password"), ("username", ANN), ("password", password)]).await;
        }
        let (Some(not_me), _) = self.mail().await else { panic!("a notice has a link") };
        let opened = self.client.get(format!("{}/not-me?token={not_me}", self.url)).send().await.unwrap();
        assert!(opened.status().is_redirection(), "{opened:?}");

        self.post("/api/auth/email/send-reset-password", json!({ "email": ANN })).await;
        let (_, Some(code)) = self.mail().await else { panic!("a reset mail of this door has a code") };
        let tried = json!({ "email": ANN, "code": code });
        let exchanged = self.post("/api/auth/email/exchange-reset-password-token", tried).await;
        self.keep(&exchanged["token"]);
        self.post("/api/auth/email/send-reset-password", json!({ "email": NOBODY })).await;
    }
}

fn token_in(mail: &Received) -> Option<String> {
    let (_, rest) = mail.text.split_once("token=")?;
    Some(rest.chars().take_while(char::is_ascii_hexdigit).collect())
}

fn code_in(mail: &Received) -> Option<String> {
    let mut words = mail.text.split_whitespace();
    words.find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}

/// Whether a text holds a secret: a code as a word of its own, since six digits stand in longer numbers by chance.
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

/// Helps a person and looks everywhere. `tables` reads the database: a text for each column.
async fn nothing_is_left(database_url: &str, tables: impl AsyncFn(&Program) -> Places) {
    let mails = SmtpServer::start(&[]).await;
    let program = Program::new(database_url, mails.port);
    program.run(&["account", "add", "--email", ANN, "--password-stdin"], PASSWORDS[0]).await;
    let server = program.serve_talkative().await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let secrets = PASSWORDS.map(str::to_owned).into_iter().chain([SECRET.to_owned()]).collect();
    let mut ann = Person { client, url: server.url.clone(), mails, secrets };
    ann.is_helped().await;
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;

    let mut places = tables(&program).await;
    places.insert("log".to_owned(), log(&server.log()));
    places.insert("metrics".to_owned(), reqwest::get(server.metrics()).await.unwrap().text().await.unwrap());
    places.insert("audit".to_owned(), program.run(&["audit", "--json"], "").await);
    places.insert("outbox".to_owned(), program.run(&["outbox", "list", "--json"], "").await);
    assert!(places["log"].contains("/api/sys/users/exchange"), "{}", places["log"]);
    assert!(ann.secrets.len() >= 12, "{:?}", ann.secrets);
    for (place, text) in &places {
        for secret in &ann.secrets {
            assert!(!holds(text, secret), "{place} holds {secret}");
        }
        for address in [ANN, NOBODY] {
            let may = address == ANN && ["accounts.email", "accounts.canonical_email"].contains(&place.as_str());
            assert!(may || !text.contains(address), "{place} holds {address}");
        }
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
