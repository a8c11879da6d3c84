//! Rekey, a directory's database and the network between them are killed while people set new passwords. Each reset ends
//! in one of two ways: the old password with a link that still works, or the new one with a finished reset.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reqwest::Client;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{address, ask, complete};
use super::mails::Mails;
use super::program::{Program, Server};
use super::random::{Random, seed};
use super::wait::until;

/// How many people set a password at once.
const CROWD: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_in_a_directory_ends_in_one_of_two_ways_whatever_is_killed() {
    let kills = if std::env::var_os("REKEY_TEST_FULL").is_some() { 200 } else { 10 };
    let random = Random::new(seed());
    let database = Database::create(Cluster::own("directory", &[])).await;
    let folder = tempfile::tempdir().unwrap();
    let line = Line::start(folder.path(), database.cluster().folder().join(".s.PGSQL.5432"));
    let mails = Mails::start().await;
    let program = Program::new("sqlite:data/rekey.db", mails.port);
    program.append(&settings(&line, database.name()));
    let people = kills * CROWD;
    database.run("CREATE TABLE people (id integer PRIMARY KEY, email text, pw text, changes integer DEFAULT 0)").await;
    let rows: Vec<String> = (0..people).map(|id| format!("({id}, '{}', 'old')", address(id))).collect();
    database.run(&format!("INSERT INTO people (id, email, pw) VALUES {}", rows.join(", "))).await;

    let client = Client::new();
    let mut server = Some(program.serve().await);
    for person in 0..people {
        let url = &server.as_ref().expect("a server").url;
        assert_eq!(ask(&client, url, &address(person)).await.unwrap().status, 200);
    }
    mails.reach(people).await;
    let links: BTreeMap<String, Vec<String>> = mails.tokens();

    let mut harms = BTreeMap::<&str, usize>::new();
    let mut answers = BTreeMap::<String, usize>::new();
    for kill in 0..kills {
        let url = server.as_ref().expect("a server").url.clone();
        let mut crowd = JoinSet::new();
        for person in kill * CROWD..(kill + 1) * CROWD {
            let (client, url, token) = (client.clone(), url.clone(), links[&address(person)][0].clone());
            crowd.spawn(async move { complete(&client, &url, &token).await.map(|answer| answer.status) });
        }
        random.pause(0, 60).await;
        let harm = harm(&random, &program, &mut server, &database, &line).await;
        *harms.entry(harm).or_default() += 1;
        for answer in crowd.join_all().await {
            let answer = answer.map_or_else(|_| "none".to_owned(), |status| status.to_string());
            assert!(["200", "503", "none"].contains(&answer.as_str()), "{answer}");
            *answers.entry(answer).or_default() += 1;
        }
    }

    let writes = async || program.run(&["directory", "settle", "--list", "--json"], "").await;
    until("no write under way", async || writes().await.is_empty()).await;
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;
    let url = server.as_ref().expect("a server").url.clone();
    let (mut finished, mut unchanged) = (0, 0);
    for person in 0..people {
        let state = async || {
            let sql = format!("SELECT left(pw, 9) || ' ' || changes FROM people WHERE id = {person}");
            database.text(&sql).await.unwrap()
        };
        let (token, before) = (&links[&address(person)][0], state().await);
        let told = mails.tokens()[&address(person)].len() - 1;
        let answer = complete(&client, &url, token).await.unwrap();
        match before.as_str() {
            "$argon2id 1" => {
                assert_eq!(answer.status, 400, "{person}: the link is used up");
                assert!(told >= 1, "{person}: a notice says that the password is another");
                finished += 1;
            }
            "old 0" => {
                assert_eq!(answer.status, 200, "{person}: the link still works");
                assert_eq!((state().await.as_str(), told), ("$argon2id 1", 0), "{person}");
                unchanged += 1;
            }
            other => panic!("{person}: {other}"),
        }
    }
    report(&format!("harms {harms:?}; answers {answers:?}; {finished} finished, {unchanged} left unchanged"));
}

#[expect(clippy::print_stdout, reason = "the counts say how much was tried")]
fn report(counts: &str) {
    println!("{counts}");
}

fn settings(line: &Line, database: &str) -> String {
    let host = line.folder.display().to_string().replace('/', "%2F");
    format!(
        "[directories.app]
kind = \"sql\"
url = \"postgres://postgres@{host}:5432/{database}\"
hash = \"argon2id\"
find = \"SELECT id, email, pw AS hash FROM people WHERE email = :address\"
get = \"SELECT id, email, pw AS hash FROM people WHERE id = :id\"
set_password = \"UPDATE people SET pw = :new_hash, changes = changes + 1 WHERE id = :id AND pw = :old_hash\"
timeout = \"1s\"

[[locations]]
id = 1
directory = \"app\"
"
    )
}

/// Kills something and makes it whole again. What it was.
async fn harm(
    random: &Random,
    program: &Program,
    server: &mut Option<Server>,
    database: &Database,
    line: &Line,
) -> &'static str {
    match random.below(3) {
        0 => {
            server.take().expect("a server").kill().await;
            *server = Some(program.serve().await);
            "rekey"
        }
        1 => {
            tokio::task::block_in_place(|| database.cluster().crash());
            random.pause(0, 300).await;
            tokio::task::block_in_place(|| database.cluster().start());
            "database"
        }
        _ => {
            line.cut();
            random.pause(0, 300).await;
            line.restore();
            "network"
        }
    }
}

/// The network between Rekey and the database.
struct Line {
    folder: PathBuf,
    is_cut: watch::Sender<bool>,
    /// Ends with this value.
    _passing: JoinSet<()>,
}

impl Line {
    /// Listens in a folder for the server at this socket.
    fn start(folder: &Path, server: PathBuf) -> Self {
        let listener = UnixListener::bind(folder.join(".s.PGSQL.5432")).unwrap();
        let is_cut = watch::Sender::new(false);
        let cuts = is_cut.clone();
        let mut passing = JoinSet::new();
        passing.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(pass_on(client, server.clone(), cuts.subscribe()));
            }
        });
        Self { folder: folder.to_owned(), is_cut, _passing: passing }
    }

    /// Ends every connection, and takes no other.
    fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    fn restore(&self) {
        self.is_cut.send_replace(false);
    }
}

async fn pass_on(mut client: UnixStream, server: PathBuf, mut cuts: watch::Receiver<bool>) {
    let Ok(mut server) = UnixStream::connect(server).await else { return };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = cuts.wait_for(|is_cut| *is_cut) => {}
    }
}
