//! The contract over SQLite in a file, and what a file adds: restarts, rights, other processes, other programs.

use std::path::Path;
use std::sync::Arc;

use rekey_core::outbox::Settlement;
use rekey_core::ports::{Acceptance, AccountChange, Store, UpkeepStore};
use rekey_core::testing::ManualClock;
use rekey_core::time::Duration;
use rekey_core::token::TokenState;
use rekey_core::{LocationId, Purpose};
use rekey_store::SqlStore;
use rekey_store::sqlite::{OpenError, SqliteSettings};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::contract::fixture::{ANN, FREE, LEASE, address};
use crate::contract::{Fixture, store_contract};

fn open_at(path: &Path, clock: &Arc<ManualClock>) -> Result<SqlStore, OpenError> {
    SqlStore::open_sqlite(&SqliteSettings::new(path), clock.clone())
}

fn open_in(folder: TempDir) -> Fixture {
    let clock = Arc::new(ManualClock::default());
    let store = open_at(&folder.path().join("rekey.db"), &clock).unwrap();
    Fixture::new(Arc::new(store), clock, folder)
}

async fn open() -> Fixture {
    open_in(tempfile::tempdir().unwrap())
}

store_contract!(open);

fn refusal(path: &Path) -> OpenError {
    open_at(path, &Arc::new(ManualClock::default())).expect_err("this can't be opened")
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let mut f = open_in(folder);
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let link = f.reset_link(&account).await;
    let limits = rekey_core::ports::AddressLimits { cooldown: Duration::from_mins(1), ..FREE };
    f.ask(ANN, Purpose::ResetPassword, limits).await;
    f.store.note_once("made-by", "test").await.unwrap();
    let records = f.actions().await;

    f.store = Arc::new(SqlStore::open_sqlite(&SqliteSettings::in_memory(), f.clock.clone()).unwrap());
    f.store = Arc::new(open_at(&path, &f.clock).unwrap());

    assert_eq!(f.account(ANN).await.id, account.id);
    assert!(f.is_alive(&session).await);
    assert_eq!(f.state(link).await, TokenState::Good);
    assert_eq!(f.store.note("made-by").await.unwrap().as_deref(), Some("test"));
    assert_eq!(f.actions().await, records);
    let again = f.ask(ANN, Purpose::ResetPassword, limits).await;
    assert_eq!(again, Acceptance::Suppressed { remaining: Duration::from_mins(1) });
    f.deliver_due().await;
}

#[tokio::test]
async fn a_command_works_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let f = open_in(folder);
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let command = open_at(&path, &f.clock).unwrap();
    let command: &dyn Store = &command;
    let lock = AccountChange::Status(rekey_core::AccountStatus::Locked);
    command.change_account(&address(ANN), lock).await.unwrap().unwrap();
    assert!(!f.is_alive(&session).await);
}

/// A sign-in takes several steps. Only the first may wait for a lock that somebody else holds.
#[tokio::test]
async fn a_locked_database_is_waited_for_once_and_not_by_each_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let wait = Duration::from_millis(1_500);
    let settings = SqliteSettings { busy_timeout: wait, ..SqliteSettings::new(&path) };
    let store = SqlStore::open_sqlite(&settings, Arc::new(ManualClock::default())).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = tokio::time::Instant::now();
    for _ in 0..5 {
        assert!(store.note_once("a", "b").await.is_err());
    }
    assert!(begun.elapsed() >= wait && begun.elapsed() < wait * 2, "{:?}", begun.elapsed());
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.note_once("a", "b").await.unwrap(), "b");
}

#[test]
fn many_processes_may_start_at_once_on_no_database() {
    let folder = tempfile::tempdir().unwrap();
    start_many(&folder.path().join("new/folder/rekey.db"));
}

/// Reading takes no lock that makes others wait, so the test takes a lock first.
#[test]
fn many_processes_may_bring_a_database_up_to_date_at_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rekey.db");
        drop(open_at(&path, &Arc::new(ManualClock::default())).unwrap());
        take_back_every_migration(&path);
        start_many(&path);
    }
}

/// Leaves the table in which migrations are noted, with none in it.
fn take_back_every_migration(path: &Path) {
    let database = Connection::open(path).unwrap();
    database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
               AND name <> 'refinery_schema_history'";
    let mut statement = database.prepare(sql).unwrap();
    let tables: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    for table in tables {
        database.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    assert!(database.execute("DELETE FROM refinery_schema_history", []).unwrap() > 0);
}

fn start_many(path: &Path) {
    let clock = Arc::new(ManualClock::default());
    let gate = std::sync::Barrier::new(16);
    let start = || {
        gate.wait();
        open_at(path, &clock).map(drop)
    };
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..16).map(|_| scope.spawn(start)).collect();
        for start in starts {
            start.join().unwrap().unwrap();
        }
    });
}

#[tokio::test]
async fn settling_for_good_forgets_the_address_and_a_retry_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let f = open_in(folder);
    let addresses = || {
        let conn = Connection::open(&path).unwrap();
        let mut statement = conn.prepare("SELECT address, redirect_to FROM outbox").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<Vec<(Option<String>, Option<String>)>, _>>().unwrap()
    };
    let mut request = f.request(ANN, Purpose::ResetPassword);
    request.redirect_to = Some("https://portal.example.com/ann".parse().unwrap());
    let kept = (Some(ANN.to_owned()), Some("https://portal.example.com/ann".to_owned()));
    f.store.accept_request(f.entry_id(), request, FREE, Duration::ZERO).await.unwrap();

    let claim = f.claim_one().await;
    let retry = Settlement::Retry { wait: Duration::ZERO, reason: "451 later".to_owned() };
    f.store.settle(&claim, retry).await.unwrap();
    assert_eq!(addresses(), [kept]);
    let claim = f.store.claim(1, LEASE).await.unwrap().remove(0);
    f.store.settle(&claim, f.sent()).await.unwrap();
    assert_eq!(addresses(), [(None, None)]);
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let store = open_at(&path, &Arc::new(ManualClock::default())).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", file.path().display());
    }
    drop(store);
}

#[test]
fn a_database_from_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let clock = Arc::new(ManualClock::default());
    drop(open_at(&path, &clock).unwrap());
    drop(open_at(&path, &clock).unwrap());
    let change = |sql| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    change(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (9999, 'later', '2030-01-01T00:00:00Z', '1')",
    );
    let error = refusal(&path);
    assert!(matches!(error, OpenError::Newer { .. }), "{error}");
    assert!(error.to_string().contains("V9999__later"), "{error}");
    change("DELETE FROM refinery_schema_history WHERE version = 9999");
    drop(open_at(&path, &clock).unwrap());
    change("UPDATE refinery_schema_history SET checksum = '1'");
    assert!(matches!(refusal(&path), OpenError::Diverged { .. }));
}

#[test]
fn a_database_that_is_one_version_ahead_is_worked_with_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let clock = Arc::new(ManualClock::default());
    drop(open_at(&path, &clock).unwrap());
    let add_version = || {
        let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                   SELECT max(version) + 1, 'later', '2030-01-01T00:00:00Z', '1' FROM refinery_schema_history";
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    };
    add_version();
    drop(open_at(&path, &clock).unwrap());
    let count = "SELECT count(*) FROM refinery_schema_history WHERE name = 'later'";
    let left: i64 = Connection::open(&path).unwrap().query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 1);
    add_version();
    assert!(matches!(refusal(&path), OpenError::Newer { .. }));
}

#[test]
fn what_is_not_ours_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "Dear diary, this is a long enough text to be no database at all.".repeat(50)).unwrap();
    assert!(matches!(refusal(&text), OpenError::NotADatabase { .. }));

    let foreign = folder.path().join("other.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
    let before = std::fs::read(&foreign).unwrap();
    assert!(matches!(refusal(&foreign), OpenError::Foreign { .. }));
    assert!(std::fs::read(&foreign).unwrap() == before, "it was changed");
}

#[test]
fn a_place_that_can_not_hold_a_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    for (path, named) in [(file.join("rekey.db"), &file), (folder.path().to_owned(), &folder.path().to_owned())] {
        let error = refusal(&path);
        assert!(matches!(error, OpenError::Folder { .. } | OpenError::Unwritable { .. }), "{error:?}");
        assert!(error.to_string().contains(&named.display().to_string()), "{error}");
    }
}

#[tokio::test]
async fn a_row_that_makes_no_sense_fails_clearly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let f = open_in(folder);
    f.store
        .apply_locations(vec![(LocationId::FIRST, rekey_core::location::LocationSettings::default())])
        .await
        .unwrap();
    Connection::open(&path).unwrap().execute_batch("UPDATE locations SET settings = '{'").unwrap();
    let error = f.store.locations().await.unwrap_err();
    let rekey_core::ports::StoreError::Failed(cause) = error else { panic!("{error:?}") };
    assert!(cause.to_string().contains("locations.settings"), "{cause}");
}

#[tokio::test]
async fn a_row_that_makes_no_sense_troubles_nobody_but_its_own_person() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    let f = open_in(folder);
    f.add_account("bob@example.com").await;
    Connection::open(&path).unwrap().execute_batch("UPDATE accounts SET status = '?'").unwrap();
    let look_up = async |email: &str| f.store.account_by_email(&address(email)).await;
    // Where there is nobody, it is Bob's row that is read, for the time it takes.
    for nobody in ["ann@example.com", "cid@example.com"] {
        assert!(look_up(nobody).await.unwrap().is_none());
    }
    look_up("bob@example.com").await.unwrap_err();
}
