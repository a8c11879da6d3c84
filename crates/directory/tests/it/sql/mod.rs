//! Databases as directories: one suite for every kind of server.

mod broken;
mod presets;
mod tls;

use rekey_core::directory::{DirectoryError, Remark, Standing};
use rekey_core::policy::BrokenRule;
use rekey_core::ports::{Directory, WriteError};
use rekey_core::time::Duration;
use rekey_core::{Password, Work};
use rekey_directory::sql::{Preset, Source};

use crate::app::{ANN_ID, App, SET, Subject, address, own};

/// Each test over PostgreSQL and MariaDB.
macro_rules! on_every_server {
    ($($test:ident),* $(,)?) => {
        mod postgres {
            $(#[tokio::test] async fn $test() { super::$test(crate::app::App::postgres().await).await; })*
        }
        mod mariadb {
            $(#[tokio::test] async fn $test() { super::$test(crate::app::App::mariadb().await).await; })*
        }
    };
}
pub(crate) use on_every_server;

on_every_server!(
    an_address_is_found_in_any_case_and_no_look_alike_of_it,
    a_password_is_set_once_where_the_old_one_is_unchanged,
    a_statement_that_hits_several_rows_changes_none,
    a_write_that_comes_too_late_changes_nothing,
    a_row_that_somebody_else_holds_is_given_up_in_time,
    an_account_that_is_shut_keeps_its_address_and_loses_password_and_sessions,
    locked_and_privileged_accounts_are_shut,
    a_lock_that_was_set_after_the_look_up_counts,
    every_account_of_an_address_is_found,
    a_password_that_the_format_would_cut_is_refused,
    the_check_names_the_right_that_is_missing,
    sessions_are_not_said_to_end_if_nothing_ends_them,
    the_check_changes_nothing,
);

async fn an_address_is_found_in_any_case_and_no_look_alike_of_it(app: App) {
    let app = app.with_people().await;
    // MariaDB's usual collation takes this for Ann's.
    app.run(&["INSERT INTO people VALUES (2, 'änn@example.com', 'h', false, false, NULL)"]).await;
    let directory = Subject::of(&app).directory;
    let found = directory.find(&address("ANN@example.com")).await.unwrap();
    assert_eq!(found.len(), 1);
    let ann = &found[0];
    assert_eq!((ann.key.as_str(), ann.email.as_stored()), (ANN_ID, "Ann@Example.com"));
    assert_eq!((ann.name.as_deref(), ann.version.expose(), ann.standing), (Some("Ann"), "old hash", Standing::Open));
    assert!(directory.find(&address("bob@example.com")).await.unwrap().is_empty());
    let again = directory.get(&ann.key).await.unwrap().unwrap();
    assert_eq!(again.version.expose(), "old hash");
}

async fn a_password_is_set_once_where_the_old_one_is_unchanged(app: App) {
    let app = app.with_people().await;
    let subject = Subject::of(&app);
    let write = subject.write(ANN_ID, "old hash", "new hash");
    subject.directory.set_password(&write).await.unwrap();
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("new hash", "1"));
    assert!(matches!(subject.directory.set_password(&write).await, Err(WriteError::Changed)));
    let gone = subject.write("77", "old hash", "another");
    assert!(matches!(subject.directory.set_password(&gone).await, Err(WriteError::Gone)));
    assert_eq!(app.hash().await, "new hash");
}

async fn a_statement_that_hits_several_rows_changes_none(app: App) {
    let app = app.with_people().await;
    app.run(&["INSERT INTO people VALUES (2, 'bob@example.com', 'old hash', false, false, 'Bob')"]).await;
    let subject = Subject::at(&app.url(None), own("UPDATE people SET pw = :new_hash WHERE id > 0 OR :id = :old_hash"));
    let write = subject.write(ANN_ID, "old hash", "new hash");
    let problem = subject.directory.set_password(&write).await.unwrap_err();
    assert!(matches!(&problem, WriteError::NotDone(error) if error.to_string().contains("2 rows")), "{problem}");
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("old hash", "3"));
}

async fn a_write_that_comes_too_late_changes_nothing(app: App) {
    let app = app.with_people().await;
    let subject = Subject::of(&app);
    let write = subject.write(ANN_ID, "old hash", "new hash");
    subject.clock.advance(Duration::from_secs(20));
    assert!(matches!(subject.directory.set_password(&write).await, Err(WriteError::NotDone(_))));
    assert_eq!(app.hash().await, "old hash");
}

async fn a_row_that_somebody_else_holds_is_given_up_in_time(app: App) {
    let app = app.with_people().await;
    let held = app.hold("UPDATE people SET shown = 'Ann' WHERE shown = 'Ann'").await;
    let subject = Subject::with(&app.url(None), own(SET), |settings| settings.timeout = Duration::from_secs(1));
    let write = subject.write(ANN_ID, "old hash", "new hash");
    assert!(matches!(subject.directory.set_password(&write).await, Err(WriteError::NotDone(_))));
    drop(held);
    assert_eq!(app.hash().await, "old hash", "nothing is written later");
    subject.directory.set_password(&write).await.unwrap();
}

async fn an_account_that_is_shut_keeps_its_address_and_loses_password_and_sessions(app: App) {
    let app = app.with_people().await;
    let subject = Subject::of(&app);
    let ann = subject.directory.find(&address("ann@example.com")).await.unwrap().remove(0);
    subject.directory.shut(&ann.key).await.unwrap();
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("bcrypt-2b 0", "1"));
    let shut = subject.directory.get(&ann.key).await.unwrap().unwrap();
    assert_eq!(shut.standing, Standing::Open, "a reset opens it");
    assert_eq!(subject.hasher.count(), 1);
}

async fn locked_and_privileged_accounts_are_shut(app: App) {
    let app = app.with_people().await;
    app.run(&[
        "INSERT INTO people VALUES (2, 'locked@example.com', 'h', true, false, NULL)",
        "INSERT INTO people VALUES (3, 'boss@example.com', 'h', false, true, NULL)",
        "INSERT INTO people VALUES (4, 'elsewhere@example.com', NULL, false, false, NULL)",
    ])
    .await;
    let standing = async |subject: &Subject, who: &str| {
        subject.directory.find(&address(&format!("{who}@example.com"))).await.unwrap()[0].standing
    };
    let subject = Subject::of(&app);
    for who in ["locked", "boss", "elsewhere"] {
        assert_eq!(standing(&subject, who).await, Standing::Shut, "{who}");
    }
    let including = Subject::with(&app.url(None), own(SET), |settings| settings.include_privileged = true);
    assert_eq!(standing(&including, "boss").await, Standing::Open);
    assert_eq!(standing(&including, "locked").await, Standing::Shut);
}

async fn a_lock_that_was_set_after_the_look_up_counts(app: App) {
    let app = app.with_people().await;
    let subject = Subject::of(&app);
    assert_eq!(subject.directory.find(&address("ann@example.com")).await.unwrap()[0].standing, Standing::Open);
    let write = subject.write(ANN_ID, "old hash", "new hash");
    app.run(&["UPDATE people SET closed = true"]).await;
    assert!(matches!(subject.directory.set_password(&write).await, Err(WriteError::Gone)));
    assert_eq!(app.hash().await, "old hash");
}

async fn every_account_of_an_address_is_found(app: App) {
    let app = app.with_people().await;
    app.run(&["INSERT INTO people VALUES (2, 'ann@example.com', 'h', true, false, NULL)"]).await;
    let found = Subject::of(&app).directory.find(&address("ann@example.com")).await.unwrap();
    let mut standings: Vec<_> = found.iter().map(|entry| (entry.key.as_str(), entry.standing)).collect();
    standings.sort_by_key(|(key, _)| *key);
    assert_eq!(standings, [("2", Standing::Shut), (ANN_ID, Standing::Open)]);
}

async fn a_password_that_the_format_would_cut_is_refused(app: App) {
    let app = app.with_people().await;
    let subject = Subject::of(&app);
    let sealed = async |length: usize| {
        let password = Password::new("ü".repeat(length));
        subject.directory.seal(&Work::of_operator(), &password).await.unwrap()
    };
    let mut write = subject.write(ANN_ID, "old hash", "");
    write.password = sealed(36).await;
    let refused = subject.directory.set_password(&write).await.unwrap_err();
    assert!(
        matches!(&refused, WriteError::Refused(rules) if matches!(&rules[..], [BrokenRule::InWords(words)] if words.contains("71"))),
        "{refused:?}"
    );
    assert_eq!(app.hash().await, "old hash");
    write.password = sealed(35).await;
    subject.directory.set_password(&write).await.unwrap();
}

async fn the_check_names_the_right_that_is_missing(app: App) {
    let app = app.with_people().await;
    let user = app.add_user().await;
    let who = match &app {
        App::Postgres(_) => user.clone(),
        App::MariaDb(_) => format!("'{user}'@'%'"),
    };
    app.run(&[&format!("GRANT SELECT ON people TO {who}"), &format!("GRANT SELECT ON visits TO {who}")]).await;
    let subject = Subject::at(&app.url(Some(&user)), own(SET));
    let problems = async || {
        let remarks = subject.directory.examine(Some(&address("ann@example.com"))).await.unwrap();
        let problems = remarks.into_iter().filter_map(|remark| match remark {
            Remark::Problem(text) => Some(text),
            Remark::Fine(_) | Remark::Note(_) => None,
        });
        problems.collect::<Vec<_>>()
    };
    let found = problems().await;
    assert!(found[0].starts_with("set_password: ") && found[0].contains("people"), "{found:?}");
    assert!(found[1].starts_with("end_sessions: ") && found[1].contains("visits"), "{found:?}");
    assert!(matches!(
        subject.directory.set_password(&subject.write(ANN_ID, "old hash", "new hash")).await,
        Err(WriteError::NotDone(DirectoryError::Unavailable { .. }))
    ));
    app.run(&[&format!("GRANT UPDATE (pw) ON people TO {who}"), &format!("GRANT DELETE ON visits TO {who}")]).await;
    assert_eq!(problems().await, Vec::<String>::new());
    subject.directory.set_password(&subject.write(ANN_ID, "old hash", "new hash")).await.unwrap();
    if let App::Postgres(database) = &app {
        app.run(&[&format!("DROP OWNED BY {user}")]).await;
        database.command(&format!("DROP ROLE {user}")).await;
    }
}

async fn sessions_are_not_said_to_end_if_nothing_ends_them(app: App) {
    let app = app.with_people().await;
    assert!(Subject::of(&app).directory.ends_sessions());
    let without = Subject::with(&app.url(None), own(SET), |settings| settings.end_sessions = None);
    assert!(!without.directory.ends_sessions());
    // Laravel may keep them in files, and then has no table for them.
    app.run(&["CREATE TABLE users (id int, email varchar(255), password varchar(255))"]).await;
    let laravel = Subject::at(&app.url(None), Source::Preset(Preset::Laravel, None));
    assert!(laravel.directory.find(&address("ann@example.com")).await.unwrap().is_empty());
    assert!(!laravel.directory.ends_sessions());
}

async fn the_check_changes_nothing(app: App) {
    let app = app.with_people().await;
    let subject = Subject::of(&app);
    let remarks = subject.directory.examine(Some(&address("ann@example.com"))).await.unwrap();
    let fine = format!("set_password changes one row of {ANN_ID} (rolled back)");
    assert!(remarks.contains(&Remark::Fine(fine)), "{remarks:?}");
    assert_eq!((app.hash().await.as_str(), app.visits().await.as_str()), ("old hash", "3"));
    let wrong =
        Subject::at(&app.url(None), own("UPDATE people SET pw = :new_hash WHERE id = :id AND shown = :old_hash"));
    let remarks = wrong.directory.examine(Some(&address("ann@example.com"))).await.unwrap();
    assert!(
        remarks.iter().any(|remark| matches!(remark, Remark::Problem(text) if text.contains("0 rows"))),
        "{remarks:?}"
    );
}
