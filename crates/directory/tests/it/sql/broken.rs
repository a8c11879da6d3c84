//! Connections that break at the worst moment.

use rekey_core::directory::{DirectoryError, WRITE_LEASE, WRITE_TIME};
use rekey_core::ports::{Directory, WriteError};
use rekey_core::time::Duration;
use tokio::net::UnixListener;

use super::on_every_server;
use crate::app::{ANN_ID, App, SET, Subject, address, own};
use crate::proxy::{Breaks, Proxy};

on_every_server!(
    a_lost_answer_to_a_commit_is_unclear_and_the_password_is_set,
    a_lost_commit_is_unclear_and_the_password_is_the_old_one,
    a_connection_that_breaks_before_the_commit_changes_nothing,
    a_commit_that_does_not_arrive_is_given_up_by_the_server,
    a_server_that_is_away_is_unavailable_and_changes_nothing,
    a_server_that_hangs_is_left_alone_for_a_while,
);

async fn write_through(app: &App, breaks: Breaks) -> Result<(), WriteError> {
    let folder = tempfile::tempdir().unwrap();
    let (socket, url) = app.through(folder.path());
    let _proxy = Proxy::start(&socket, app.socket(), breaks);
    let subject = Subject::at(&url, own(SET));
    let write = subject.write(ANN_ID, "old hash", "new hash");
    subject.directory.set_password(&write).await
}

async fn a_lost_answer_to_a_commit_is_unclear_and_the_password_is_set(app: App) {
    let app = app.with_people().await;
    let written = write_through(&app, Breaks::After(b"COMMIT")).await;
    assert!(matches!(written, Err(WriteError::Unclear(_))), "{written:?}");
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("new hash", "1"));
}

async fn a_lost_commit_is_unclear_and_the_password_is_the_old_one(app: App) {
    let app = app.with_people().await;
    let written = write_through(&app, Breaks::Before(b"COMMIT")).await;
    assert!(matches!(written, Err(WriteError::Unclear(_))), "{written:?}");
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("old hash", "3"));
}

async fn a_connection_that_breaks_before_the_commit_changes_nothing(app: App) {
    let app = app.with_people().await;
    for breaks in [Breaks::Before(b"UPDATE people"), Breaks::After(b"UPDATE people"), Breaks::After(b"DELETE FROM")] {
        let written = write_through(&app, breaks).await;
        assert!(matches!(written, Err(WriteError::NotDone(_))), "{written:?}");
    }
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("old hash", "3"));
}

/// Long before the lease of a write is over, so that a late commit can't follow what the settler saw.
async fn a_commit_that_does_not_arrive_is_given_up_by_the_server(app: App) {
    let app = app.with_people().await;
    let folder = tempfile::tempdir().unwrap();
    let (socket, url) = app.through(folder.path());
    let proxy = Proxy::start(&socket, app.socket(), Breaks::Stalls(b"COMMIT"));
    let subject = Subject::at(&url, own(SET));
    let written = subject.directory.set_password(&subject.write(ANN_ID, "old hash", "new hash")).await;
    assert!(matches!(written, Err(WriteError::Unclear(_))), "{written:?}");
    let in_time = tokio::time::timeout(WRITE_LEASE.checked_sub(WRITE_TIME).unwrap(), proxy.given_up()).await;
    in_time.expect("the server rolls back before the lease is over");
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("old hash", "3"));
}

async fn a_server_that_is_away_is_unavailable_and_changes_nothing(app: App) {
    let folder = tempfile::tempdir().unwrap();
    let (_, url) = app.through(folder.path());
    let subject = Subject::with(&url, own(SET), |settings| settings.timeout = Duration::from_millis(300));
    let found = subject.directory.find(&address("ann@example.com")).await;
    assert!(matches!(found, Err(DirectoryError::Unavailable { .. })), "{found:?}");
    let written = subject.directory.set_password(&subject.write(ANN_ID, "old hash", "new hash")).await;
    assert!(matches!(written, Err(WriteError::NotDone(_))), "{written:?}");
}

async fn a_server_that_hangs_is_left_alone_for_a_while(app: App) {
    let folder = tempfile::tempdir().unwrap();
    let (socket, url) = app.through(folder.path());
    // Connections wait here for ever.
    let listener = UnixListener::bind(socket).unwrap();
    let subject = Subject::with(&url, own(SET), |settings| settings.timeout = Duration::from_millis(300));
    let mut waiting = Vec::new();
    for (asks, pause) in [(true, 0), (false, 4), (true, 1)] {
        subject.clock.advance(Duration::from_secs(pause));
        let found = subject.directory.find(&address("ann@example.com")).await;
        assert!(matches!(found, Err(DirectoryError::Unavailable { .. })), "{found:?}");
        let arrived = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
        assert_eq!(arrived.is_ok(), asks, "after {pause} s");
        waiting.extend(arrived);
    }
}
