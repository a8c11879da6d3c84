//! Storage that fails, at one step after the other.

use rekey_core::outbox::EntryState;
use rekey_core::ports::EntryFilter;
use rekey_core::time::Duration;
use rekey_store::sqlite::SqliteSettings;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::{COOLDOWN, LOGIN, NEW_PASSWORD, REQUEST, RESET, ask, assert_problem, login, remaining, reset, token};
use crate::faults::small_disk::SmallDisk;
use crate::faults::wait::until;
use crate::support::{ANN, Act, Answer, Backend, PASSWORD, Setup, SmtpServer, TestServer};

/// A server over a file, and another hand on that file.
pub(crate) struct Broken {
    pub(crate) server: TestServer,
    hand: Connection,
    _folder: TempDir,
}

impl Broken {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Setup)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rekey.db");
        let server = TestServer::start_with(|setup| {
            setup.backend = Backend::Sqlite;
            setup.database = SqliteSettings::new(&path);
            change(setup);
        })
        .await;
        let hand = Connection::open(&path).unwrap();
        hand.busy_timeout(Duration::from_secs(10)).unwrap();
        Self { server, hand, _folder: folder }
    }

    /// From now on the disk is full whenever this is done to this table.
    pub(super) fn fill_disk(&self, step: &str) {
        let trigger = format!("CREATE TRIGGER full BEFORE {step} BEGIN SELECT RAISE(FAIL, 'disk is full'); END");
        self.hand.execute_batch(&trigger).unwrap();
    }

    fn empty_disk(&self) {
        self.hand.execute_batch("DROP TRIGGER full").unwrap();
    }

    /// Every table is gone.
    pub(crate) fn lose_everything(&self) {
        self.hand.execute_batch("PRAGMA foreign_keys = off").unwrap();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
        let mut tables = self.hand.prepare(sql).unwrap();
        let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        for name in &names {
            self.lose(name);
        }
    }

    /// The table is gone.
    fn lose(&self, table: &str) {
        self.hand.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
}

#[tokio::test]
async fn a_request_that_can_not_be_accepted() {
    for step in ["INSERT ON outbox", "INSERT ON address_budgets"] {
        let broken = Broken::start().await;
        broken.fill_disk(step);
        for email in [ANN, "nobody@example.com"] {
            let refused = ask(&broken.server, email).await;
            assert_problem(&broken.server, &refused, REQUEST, 500, "EMAIL_COOLDOWN_CACHE_FAILURE");
        }
        broken.empty_disk();
        assert_eq!(remaining(&broken.server, ANN).await, 0);
    }
}

#[tokio::test]
async fn a_cooldown_that_can_not_be_read() {
    let broken = Broken::start().await;
    broken.lose("address_budgets");
    let refused = broken.server.get(&format!("{COOLDOWN}?email={ANN}")).await;
    assert_problem(&broken.server, &refused, COOLDOWN, 500, "EMAIL_COOLDOWN_CACHE_FAILURE");
    assert_problem(&broken.server, &ask(&broken.server, ANN).await, REQUEST, 500, "EMAIL_COOLDOWN_CACHE_FAILURE");
}

#[tokio::test]
async fn a_token_that_can_not_be_made() {
    let broken = Broken::start().await;
    broken.server.deliver_always();
    broken.fill_disk("INSERT ON tokens");
    for email in [ANN, "nobody@example.com"] {
        let refused = ask(&broken.server, email).await;
        assert_problem(&broken.server, &refused, REQUEST, 500, "PASSWORD_RESET_TOKEN_CREATION_FAILURE");
        assert_eq!(remaining(&broken.server, email).await, 0);
    }
    broken.empty_disk();
    assert_eq!(ask(&broken.server, ANN).await.status, 200);
    assert_eq!(broken.server.mails().len(), 1);
}

/// Asks on a disk that runs full, but for so many pages, once the request is accepted. Whether the answer is that the
/// token could not be made; else it is 200, because the claim failed and delivery continues later. Both happen.
async fn fails_for_the_token(email: &str, pages: u64) -> bool {
    let disk = SmallDisk::mount();
    let server = TestServer::start_with(|setup| {
        setup.backend = Backend::Sqlite;
        setup.database = SqliteSettings::new(disk.path().join("rekey.db"));
        setup.longest_wait = Duration::from_secs(1);
    })
    .await;
    let asked = server.request(reqwest::Method::POST, REQUEST).json(&serde_json::json!({ "email": email }));
    let asked = tokio::spawn(Answer::of(asked));
    until("an accepted request", async || server.store.outbox_depth().await.unwrap().waiting == 1).await;
    disk.fill_but(pages);
    server.deliver_always();
    let answer = asked.await.unwrap();
    disk.make_room();
    if answer.status == 200 {
        // From now on it is anybody's.
        server.advance(1);
        until("a mail", async || server.mails().len() == 1).await;
        return false;
    }
    assert_problem(&server, &answer, REQUEST, 500, "PASSWORD_RESET_TOKEN_CREATION_FAILURE");
    until("a request that is withdrawn", async || remaining(&server, email).await == 0).await;
    assert!(server.mails().is_empty());
    true
}

#[tokio::test]
async fn a_token_that_a_full_disk_has_no_room_for() {
    // A claim, which comes before the token, needs some pages, and the token some more.
    for pages in 0..20 {
        let [known, unknown] = [ANN, "nobody@example.com"].map(|email| fails_for_the_token(email, pages));
        let (known, unknown) = (known.await, unknown.await);
        assert_eq!(known, unknown, "alike (R1), with {pages} pages left");
        if known {
            return;
        }
    }
    panic!("the token was never what failed");
}

#[tokio::test]
async fn a_request_that_can_not_be_withdrawn_at_once_is_withdrawn_later() {
    let transport = SmtpServer::transport("RCPT", Act::Say("550 5.7.1 never")).await;
    let broken = Broken::start_with(|setup| setup.transport = Some(transport)).await;
    broken.server.deliver_always();
    broken.fill_disk("UPDATE OF state ON outbox");
    assert_problem(&broken.server, &ask(&broken.server, ANN).await, REQUEST, 500, "DATABASE_FAILURE");
    assert_eq!(remaining(&broken.server, ANN).await, 60);
    broken.empty_disk();
    until("a request that is withdrawn", async || {
        let entries = broken.server.store.entries(EntryFilter { state: None, limit: 1 }).await.unwrap();
        entries[0].state == EntryState::GaveUp
    })
    .await;
    assert_eq!(remaining(&broken.server, ANN).await, 0);
}

#[tokio::test]
async fn a_reset_and_a_sign_in_that_can_not_be_written() {
    let broken = Broken::start().await;
    broken.server.deliver_always();
    let token = token(&broken.server, ANN).await;
    broken.fill_disk("UPDATE ON accounts");
    let refused = reset(&broken.server, &token, NEW_PASSWORD).await;
    assert_problem(&broken.server, &refused, RESET, 500, "DATABASE_FAILURE");
    broken.empty_disk();
    broken.fill_disk("INSERT ON sessions");
    assert_problem(&broken.server, &login(&broken.server, ANN, PASSWORD).await, LOGIN, 500, "DATABASE_FAILURE");
    broken.empty_disk();
    assert_eq!(login(&broken.server, ANN, PASSWORD).await.status, 200);
    assert_eq!(reset(&broken.server, &token, NEW_PASSWORD).await.status, 200, "nothing was used up");
}

#[tokio::test]
async fn more_than_the_database_can_do_is_shed() {
    let broken = Broken::start_with(|setup| {
        setup.database.queue = 1;
        setup.database.busy_timeout = Duration::from_millis(300);
    })
    .await;
    broken.hand.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let mut tasks = JoinSet::new();
    for number in 0..8 {
        let request = broken.server.request(reqwest::Method::POST, REQUEST);
        let body = serde_json::json!({ "email": format!("person{number}@example.com") });
        tasks.spawn(Answer::of(request.json(&body)));
    }
    let answers = tasks.join_all().await;
    let shed: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert!(!shed.is_empty(), "{answers:?}");
    for answer in shed {
        assert_problem(&broken.server, answer, REQUEST, 503, "SERVICE_OVERLOADED");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
}
