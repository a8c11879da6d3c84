//! What becomes of the steps of a group when one of them, or the commit, fails; and what one writer hides.

use std::sync::Arc;
use std::sync::mpsc;

use rekey_core::ports::{StoreError, UpkeepStore};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::token::{NewToken, TokenPurpose};
use rekey_core::{LocationId, Token};
use rusqlite::Connection;
use tempfile::TempDir;

use super::order::Answer;
use super::queue::Urgency;
use super::step::{Failure, Step};
use super::{SqliteSettings, SqliteStore, order, tokens};

fn open(change: impl FnOnce(&mut SqliteSettings)) -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = SqliteSettings::new(folder.path().join("rekey.db"));
    change(&mut settings);
    (SqliteStore::open(&settings, Arc::new(ManualClock::default())).unwrap(), folder)
}

/// Keeps the writer from its queue until the sender is dropped; what is ordered meanwhile becomes one group.
fn hold(store: &SqliteStore) -> mpsc::Sender<()> {
    let (release, wait) = mpsc::channel::<()>();
    let (start, started) = mpsc::channel();
    let (standstill, _) = order(move |_: &Step<'_>| {
        start.send(()).unwrap();
        Ok(wait.recv().is_err())
    });
    store.writes.push(Urgency::Answer, standstill).unwrap();
    started.recv().unwrap();
    release
}

fn send<T: Send + 'static>(
    store: &SqliteStore,
    step: impl Fn(&Step<'_>) -> Result<T, Failure> + Send + 'static,
) -> Answer<T> {
    let (order, answer) = order(step);
    store.writes.push(Urgency::Answer, order).unwrap();
    answer
}

fn write_note(step: &Step<'_>, name: &str, value: &str) -> Result<(), Failure> {
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
    assert_eq!(store.note("before").await.unwrap().as_deref(), Some("1"));
    assert_eq!(store.note("failing").await.unwrap(), None);
    assert_eq!(store.note("after").await.unwrap().as_deref(), Some("1"));
}

#[tokio::test]
async fn a_step_that_panics_leaves_nothing_behind_and_the_writer_alive() {
    let (store, _folder) = open(|_| {});
    let panicking = send(&store, |step| {
        write_note(step, "panicking", "1")?;
        assert_eq!(step.now, Timestamp::MIN, "a bug");
        Ok(())
    });
    let Err(StoreError::Failed(cause)) = panicking.await.unwrap() else { panic!("a bug is no passing trouble") };
    assert!(cause.to_string().contains("a bug"), "{cause}");
    store.ping().await.unwrap();
    assert_eq!(store.note("panicking").await.unwrap(), None);
}

/// Bounds the file, as a full disk would.
async fn allow_pages(store: &SqliteStore, sql: &'static str) {
    store.write(move |step| step.one(sql, [], |_| Ok(()))).await.unwrap();
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
            assert!(matches!(error, StoreError::Unavailable(_)), "{name}: {error:?}");
            assert!(format!("{error:?}").contains("disk is full"), "{name} knows why: {error:?}");
        }
        assert_eq!(outcome.is_ok(), store.note(name).await.unwrap().is_some(), "{name}: {outcome:?}");
        assert!(name != "large" || outcome.is_err());
    }
    store.write(|step| write_note(step, "small", "1")).await.unwrap();
    allow_pages(&store, "PRAGMA max_page_count = 10000").await;
    store.write(|step| write_note(step, "large", &"x".repeat(1_000_000))).await.unwrap();
}

#[tokio::test]
async fn a_database_that_another_process_keeps_locked_is_unavailable_until_it_is_free() {
    let (store, folder) = open(|settings| settings.busy_timeout = Duration::ZERO);
    let other = Connection::open(folder.path().join("rekey.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(store.note_once("a", "1").await, Err(StoreError::Unavailable(_))));
    assert_eq!(store.note("a").await.unwrap(), None, "reading goes on");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(store.note_once("a", "1").await.unwrap(), "1");
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
    // More pages than the log may have while steps keep coming.
    store.write(|step| write_note(step, "large", &"x".repeat(70_000_000))).await.unwrap();
    // It is copied beside the steps.
    while size() < before + 60_000_000 {
        store.ping().await.unwrap();
    }
}

/// Steps look a token up before they use it up, and one writer lets nobody get between: so that only here can the
/// update's own condition be seen, which holds where another process writes as well.
#[tokio::test]
async fn using_a_token_up_succeeds_once_and_in_its_time_alone() {
    let (store, _folder) = open(|_| {});
    let digest = Token::generate(&SeededRng::new(1)).digest();
    let expired = Token::generate(&SeededRng::new(2)).digest();
    let used = send(&store, move |step| {
        let owner = tokens::Owner { account: None, location: LocationId::FIRST, session: None, redirect_to: None };
        for (digest, lifetime) in [(digest, Duration::from_mins(1)), (expired, Duration::ZERO)] {
            tokens::mint(step, &NewToken { digest, purpose: TokenPurpose::Reset, lifetime }, &owner)?;
        }
        Ok([tokens::use_up(step, digest)?, tokens::use_up(step, digest)?, tokens::use_up(step, expired)?])
    });
    assert_eq!(used.await.unwrap().unwrap(), [true, false, false]);
}
