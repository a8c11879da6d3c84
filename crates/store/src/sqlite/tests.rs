//! What happens to the steps of a group if one of them, or the commit, fails; and what a single writer hides.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;

use rekey_core::ports::StoreError;
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::token::{NewToken, TokenPurpose};
use rekey_core::{LocationId, Token};
use rusqlite::Connection;
use tempfile::TempDir;

use super::job::{Answer, job};
use super::open_error::OpenError;
use super::queue::Priority;
use super::step::{Step, StepError};
use super::{SqliteBackend, SqliteSettings};
use crate::rows::{Commit, KeepingRows, Reads, TokenRows, TokenScope, commit};

fn open(change: impl FnOnce(&mut SqliteSettings)) -> (SqliteBackend, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = SqliteSettings::new(folder.path().join("rekey.db"));
    change(&mut settings);
    (SqliteBackend::open(&settings, Arc::new(ManualClock::default()), &Arc::default()).unwrap(), folder)
}

/// Blocks the writer until the sender is dropped. Steps queued meanwhile become one group.
fn hold(store: &SqliteBackend) -> mpsc::Sender<()> {
    let (release, wait) = mpsc::channel::<()>();
    let (start, started) = mpsc::channel();
    let (standstill, _) = job(async move |_: &Step<'_>| {
        start.send(()).unwrap();
        Ok(Commit(wait.recv().is_err()))
    });
    store.writes.push(Priority::Interactive, standstill).unwrap();
    started.recv().unwrap();
    release
}

fn send<T: Send + 'static>(
    store: &SqliteBackend,
    step: impl Fn(&Step<'_>) -> Result<T, StepError> + Send + 'static,
) -> Answer<T> {
    let (job, answer) = job(async move |rows: &Step<'_>| step(rows).map(Commit));
    store.writes.push(Priority::Interactive, job).unwrap();
    answer
}

/// The same, and waits for it.
async fn write<T: Send + 'static>(
    store: &SqliteBackend,
    step: impl Fn(&Step<'_>) -> Result<T, StepError> + Send + 'static,
) -> Result<T, StoreError> {
    send(store, step).await.unwrap()
}

async fn note(store: &SqliteBackend, name: &'static str) -> Option<String> {
    store.read(async move |rows: &Step<'_>| rows.note(name).await).await.unwrap()
}

async fn note_once(store: &SqliteBackend, name: &'static str) -> Result<String, StoreError> {
    store.answer(async move |rows: &Step<'_>| commit(rows.note_once(name, "1")).await).await
}

fn write_note(step: &Step<'_>, name: &str, value: &str) -> Result<(), StepError> {
    step.execute("INSERT INTO notes (name, value) VALUES (?1, ?2)", [name, value])?;
    Ok(())
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind_and_its_neighbours_alone() {
    let (store, _folder) = open(|_| {});
    let release = hold(&store);
    let before = send(&store, |step| write_note(step, "before", "1"));
    let failing = send(&store, |step| {
        write_note(step, "failing", "1")?;
        write_note(step, "before", "2")
    });
    let after = send(&store, |step| write_note(step, "after", "1"));
    drop(release);
    before.await.unwrap().unwrap();
    assert!(matches!(failing.await.unwrap(), Err(StoreError::Failed(_))));
    after.await.unwrap().unwrap();
    assert_eq!(note(&store, "before").await.as_deref(), Some("1"));
    assert_eq!(note(&store, "failing").await, None);
    assert_eq!(note(&store, "after").await.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_step_that_panics_leaves_nothing_behind_and_the_writer_alive() {
    let (store, _folder) = open(|_| {});
    let panicking = send(&store, |step| {
        write_note(step, "panicking", "1")?;
        assert_eq!(step.now, Timestamp::MIN, "a bug");
        Ok(())
    });
    let Err(StoreError::Failed(cause)) = panicking.await.unwrap() else { panic!("a bug is not a temporary failure") };
    assert!(cause.to_string().contains("a bug"), "{cause}");
    store.ping().await.unwrap();
    assert_eq!(note(&store, "panicking").await, None);
}

/// Limits the file's size, as a full disk would.
async fn allow_pages(store: &SqliteBackend, sql: &'static str) {
    write(store, move |step| step.one(sql, [], |_| Ok(()))).await.unwrap();
}

#[tokio::test]
async fn on_a_full_disk_every_step_learns_its_fate_and_work_resumes_by_itself() {
    let (store, _folder) = open(|_| {});
    allow_pages(&store, "PRAGMA max_page_count = 100").await;
    let release = hold(&store);
    let before = send(&store, |step| write_note(step, "before", "1"));
    let large = send(&store, |step| write_note(step, "large", &"x".repeat(1_000_000)));
    let after = send(&store, |step| write_note(step, "after", "1"));
    drop(release);
    for (name, answer) in [("before", before), ("large", large), ("after", after)] {
        let outcome = answer.await.unwrap();
        if let Err(error) = &outcome {
            assert!(matches!(error, StoreError::DiskFull(_)), "{name}: {error:?}");
            assert!(format!("{error:?}").contains("disk is full"), "{name} knows why: {error:?}");
        }
        assert_eq!(outcome.is_ok(), note(&store, name).await.is_some(), "{name}: {outcome:?}");
        assert!(name != "large" || outcome.is_err());
    }
    write(&store, |step| write_note(step, "small", "1")).await.unwrap();
    allow_pages(&store, "PRAGMA max_page_count = 10000").await;
    write(&store, |step| write_note(step, "large", &"x".repeat(1_000_000))).await.unwrap();
}

#[tokio::test]
async fn a_database_that_another_process_keeps_locked_is_unavailable_until_it_is_free() {
    let (store, folder) = open(|settings| settings.busy_timeout = Duration::ZERO);
    let other = Connection::open(folder.path().join("rekey.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(note_once(&store, "a").await, Err(StoreError::Unavailable(_))));
    assert_eq!(note(&store, "a").await, None, "reads continue");
    let outage = || format!("{:?}", store.outage);
    assert!(outage().contains("unavailable: 1"), "and don't end the outage: {}", outage());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(note_once(&store, "a").await.unwrap(), "1");
    assert!(outage().contains("unavailable: 0"), "{}", outage());
}

#[test]
fn a_full_disk_is_called_a_full_disk_when_the_file_is_opened() {
    let full = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None);
    let told = OpenError::from_sqlite(Path::new("data/rekey.db"), full).to_string();
    assert!(told.contains("disk") && told.contains("is full; make room") && !told.contains("right"), "{told}");
}

#[tokio::test]
async fn what_does_not_fit_the_queue_is_refused_as_overload() {
    let (store, _folder) = open(|settings| settings.queue = 2);
    let release = hold(&store);
    let waiting = [(); 2].map(|()| send(&store, |_| Ok(())));
    assert!(matches!(store.ping().await, Err(StoreError::Overloaded)));
    drop(release);
    for answer in waiting {
        answer.await.unwrap().unwrap();
    }
    store.ping().await.unwrap();
}

#[tokio::test]
async fn dropping_the_store_finishes_what_it_took_and_empties_the_log() {
    let (store, folder) = open(|_| {});
    let release = hold(&store);
    let answers: Vec<_> =
        (0..100).map(|number| send(&store, move |step| write_note(step, &number.to_string(), "1"))).collect();
    drop(release);
    drop(store);
    for answer in answers {
        answer.await.unwrap().unwrap();
    }
    assert!(!folder.path().join("rekey.db-wal").exists());
    let conn = Connection::open(folder.path().join("rekey.db")).unwrap();
    let notes: i64 = conn.query_row("SELECT count(*) FROM notes", [], |row| row.get(0)).unwrap();
    assert_eq!(notes, 100);
}

#[tokio::test]
async fn a_long_log_is_copied_into_the_database_although_nobody_closes_it() {
    let (store, folder) = open(|_| {});
    let size = || std::fs::metadata(folder.path().join("rekey.db")).unwrap().len();
    let before = size();
    // More pages than the log may have while steps keep arriving.
    write(&store, |step| write_note(step, "large", &"x".repeat(70_000_000))).await.unwrap();
    // It is copied beside the steps.
    while size() < before + 60_000_000 {
        store.ping().await.unwrap();
    }
}

#[tokio::test]
async fn a_step_that_waits_for_something_else_fails_loudly_and_leaves_nothing_behind() {
    let (store, _folder) = open(|_| {});
    let waiting = store.answer(async |rows: &Step<'_>| {
        write_note(rows, "waiting", "1")?;
        tokio::task::yield_now().await;
        Ok(Commit(()))
    });
    let Err(StoreError::Failed(cause)) = waiting.await else { panic!("it waited") };
    assert!(cause.to_string().contains("waited"), "{cause}");
    assert_eq!(note(&store, "waiting").await, None);
}

/// Steps look a token up before they use it up, and with one writer nothing can happen in between. So only this test
/// exercises the update's own condition, which matters when another process writes, too.
#[tokio::test]
async fn using_a_token_up_succeeds_once_and_in_its_time_alone() {
    let (store, _folder) = open(|_| {});
    let digest = Token::generate(&SeededRng::new(1)).digest();
    let expired = Token::generate(&SeededRng::new(2)).digest();
    let used = store.answer(async move |rows: &Step<'_>| {
        let scope = TokenScope {
            owner: None,
            location: LocationId::FIRST,
            session: None,
            redirect_to: None,
            offer: None,
            mailed_to: None,
            moves_to: None,
        };
        for (digest, lifetime) in [(digest, Duration::from_mins(1)), (expired, Duration::ZERO)] {
            rows.mint_token(&NewToken { digest, purpose: TokenPurpose::Reset, lifetime }, &scope).await?;
        }
        let twice = [rows.use_up_token(digest).await?, rows.use_up_token(digest).await?];
        Ok(Commit((twice, rows.use_up_token(expired).await?)))
    });
    assert_eq!(used.await.unwrap(), ([true, false], false));
}
