//! Accounts in an app's own table: its database is the directory of a location.

use std::sync::Arc;

use rekey::adapters::{HashCost, PasswordHasher};
use rekey::directories::DirectorySettings;
use rekey_core::directory::{DirectoryKey, DirectoryName, WRITE_LEASE};
use rekey_core::location::{LocationSettings, MailMethod};
use rekey_core::ports::{Decoy, Directory, Hasher};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::Duration;
use rekey_core::{Directories, Password, Work};
use rekey_directory::sql::{Preset, Rights, Role, Server, Source, SqlSettings, Statement, Statements};
use rekey_http_client::{HttpClient, Networks};
use tokio::task::JoinSet;

use self::proxy::{Breaks, Proxy};
use super::browser::Browser;
use super::{NEW_PASSWORD, ask, mailed_link};
use crate::faults::cluster::Cluster;
use crate::faults::database::Database;
use crate::faults::wait::until;
use crate::support::{ANN, TestServer};

#[path = "../../../../directory/tests/it/proxy.rs"]
#[expect(dead_code, reason = "shared with the tests of directories, which do more with it")]
mod proxy;

/// Django's table, as its first migration makes it, with Ann and a member of the staff.
const TABLE: &str = "
CREATE TABLE auth_user (id serial PRIMARY KEY, password varchar(128) NOT NULL, last_login timestamptz,
    is_superuser boolean NOT NULL, username varchar(150) NOT NULL UNIQUE, first_name varchar(150) NOT NULL,
    last_name varchar(150) NOT NULL, email varchar(254) NOT NULL, is_staff boolean NOT NULL,
    is_active boolean NOT NULL, date_joined timestamptz NOT NULL);
INSERT INTO auth_user VALUES
    (7, 'old', NULL, false, 'ann', 'Ann', '', 'Ann@Example.com', false, true, now()),
    (8, 'old', NULL, false, 'boss', '', '', 'boss@example.com', true, true, now());";

fn hasher() -> Arc<PasswordHasher> {
    let cost = HashCost { memory_kib: 64, passes: 1, ..HashCost::recommended(1) };
    Arc::new(PasswordHasher::new(cost, Arc::new(SeededRng::new(2))).unwrap())
}

/// A server whose first location's accounts are in the table.
async fn start() -> (TestServer, Database) {
    let database = Database::create(Cluster::shared()).await;
    let url = database.url();
    (start_over(&database, url).await, database)
}

/// The same, reached by another URL.
async fn start_over(database: &Database, url: String) -> TestServer {
    start_with(database, url, |_| {}).await
}

/// The same, with other settings.
async fn start_with(database: &Database, url: String, change: impl FnOnce(&mut SqlSettings)) -> TestServer {
    database.run(TABLE).await;
    let (name, directory) = directory(url, change);
    let directories = Directories::from_iter([(name.clone(), directory)]);
    let server = TestServer::start_with(|setup| setup.directories = directories).await;
    let settings =
        LocationSettings { directory: Some(name), reset_method: Some(MailMethod::Link), ..LocationSettings::default() };
    server.set_location(1, settings).await;
    server.advance(1);
    server
}

fn directory(url: String, change: impl FnOnce(&mut SqlSettings)) -> (DirectoryName, Arc<dyn Directory>) {
    let mut settings = SqlSettings {
        name: "app".parse().unwrap(),
        server: Server::parse(&url.into()).unwrap(),
        source: Source::Preset(Preset::Django, None),
        end_sessions: None,
        format: Preset::Django.format(),
        timeout: Duration::from_secs(3),
        connections: 2,
        include_privileged: false,
    };
    change(&mut settings);
    let name = settings.name.clone();
    let client = HttpClient::new(Networks::default()).unwrap();
    let (clock, rng) = (Arc::new(ManualClock::default()), Arc::new(SeededRng::new(3)));
    (name, DirectorySettings::Sql(Box::new(settings)).open(client, hasher(), clock, rng).unwrap())
}

async fn hash(database: &Database) -> String {
    database.text("SELECT password FROM auth_user WHERE id = 7").await.unwrap()
}

#[tokio::test]
async fn a_forgotten_password_is_reset_in_the_apps_own_table() {
    let (server, database) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await.is("/forgot/sent", "an email with a link is on its way");
    let link = mailed_link(&server).await;
    let page = browser.open(&link).await;
    page.is("/reset", "Ann@Example.com");
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "Your password");
    let written = hasher().read(&hash(&database).await).unwrap();
    let matches =
        hasher().verify(&Work::of_operator(), &Password::new(NEW_PASSWORD), Some(&written), Decoy::none()).await;
    assert!(matches.unwrap());
    let notice = server.deliver().await.remove(0);
    assert_eq!(notice.to, "Ann@Example.com");
    browser.open(&link).await.is("/reset", "This link has already been used");

    // The notice's link closes the account, and another reset opens it.
    let not_me = notice.links.iter().find(|link| link.contains("/not-me")).expect("a link that says not me");
    let path = not_me.strip_prefix(&server.url).unwrap().to_owned();
    let mut owner = Browser::new(&server);
    let page = owner.open(&path).await;
    owner.submit(&page, "/not-me", &[]).await;
    let closed = hash(&database).await;
    assert!(closed.starts_with("pbkdf2_sha256$") && closed != written.expose(), "{closed}");
    server.deliver().await;
    server.advance(60 * 60);
    ask(&mut owner, ANN).await;
    let page = owner.open(&mailed_link(&server).await).await;
    owner.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "Your password");
    assert_ne!(hash(&database).await, closed);
}

/// Statements of the operator's own for Django's table, by which nothing is known of sessions.
fn own() -> Statements {
    let parse = |text: &str, role| Statement::parse(text, role).unwrap();
    Statements {
        find: parse("SELECT id, email, password AS hash FROM auth_user WHERE lower(email) = :address", Role::Find),
        get: parse("SELECT id, email, password AS hash FROM auth_user WHERE id = :id", Role::Get),
        set_password: parse(
            "UPDATE auth_user SET password = :new_hash WHERE id = :id AND password = :old_hash",
            Role::SetPassword,
        ),
        end_sessions: None,
        rights: Rights::default(),
    }
}

/// Look-ups wait for this lock; what a link leads to does not.
const GATE: &str = "SELECT 1 FROM pg_advisory_xact_lock(7)";

#[tokio::test]
async fn look_ups_that_strangers_cause_leave_room_for_people_with_a_link() {
    let database = Database::create(Cluster::shared()).await;
    database.run(TABLE).await;
    let closed = database.hold(GATE).await;
    let find = "SELECT id, email, password AS hash FROM auth_user, pg_advisory_xact_lock_shared(7) WHERE lower(email) = :address";
    let (_, directory) = directory(database.url(), |settings| {
        let find = Statement::parse(find, Role::Find).unwrap();
        settings.source = Source::Own(Statements { find, ..own() });
        (settings.connections, settings.timeout) = (4, Duration::from_secs(20));
    });
    let mut look_ups = JoinSet::new();
    for _ in 0..20 {
        let directory = directory.clone();
        look_ups.spawn(async move { directory.find(&ANN.parse().unwrap()).await.map(drop) });
    }
    let waiting = "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = \
                   (SELECT oid FROM pg_database WHERE datname = current_database())";
    until("look-ups wait", async || database.text(waiting).await.as_deref() == Some("2")).await;
    assert!(directory.get(&DirectoryKey::new("7").unwrap()).await.unwrap().is_some(), "the page of a link");
    assert_eq!(database.text(waiting).await.as_deref(), Some("2"), "the others wait");
    drop(closed);
    assert!(look_ups.join_all().await.into_iter().all(|found| found.is_ok()), "and get their turn");
}

#[tokio::test]
async fn devices_are_said_to_be_signed_out_only_if_the_apps_sessions_end() {
    for end in [Some("DELETE FROM visits WHERE person = :id"), None] {
        let database = Database::create(Cluster::shared()).await;
        database.run("CREATE TABLE visits (person integer)").await;
        let server = start_with(&database, database.url(), |settings| {
            settings.source = Source::Own(own());
            settings.end_sessions = end.map(|text| Statement::parse(text, Role::EndSessions).unwrap());
        })
        .await;
        let mut browser = Browser::new(&server);
        ask(&mut browser, ANN).await;
        let form = browser.open(&mailed_link(&server).await).await;
        let done = browser.submit(&form, "/reset", &[("password", NEW_PASSWORD)]).await;
        done.is("/reset/done", "Your password has been changed");
        let changed = server.deliver().await.remove(0);
        let not_me = changed.links.iter().find(|link| link.contains("/not-me")).expect("a link that says not me");
        let not_me = not_me.strip_prefix(&server.url).unwrap().to_owned();
        let question = browser.open(&not_me).await;
        let shut = browser.submit(&question, "/not-me", &[]).await;
        shut.is("/not-me/done", "Your account is locked");
        let disowned = server.deliver().await.remove(0);
        let used = browser.open(&not_me).await;
        used.is("/not-me", "This link has already been used");
        let pages = [form, done, question, shut, used].map(|page| page.answer.body);
        for text in pages.into_iter().chain([changed.text.clone(), disowned.text.clone()]) {
            let promises = ["signed out", "signs everyone else out"].iter().any(|words| text.contains(words));
            assert_eq!(promises, end.is_some(), "{text}");
        }
    }
}

/// The connection breaks at the commit: before the database gets it, or before its answer comes back.
#[tokio::test]
async fn a_commit_whose_outcome_is_unknown_is_settled_by_what_the_table_says() {
    for (breaks, is_set) in [(Breaks::Before(b"COMMIT"), false), (Breaks::After(b"COMMIT"), true)] {
        let database = Database::create(Cluster::shared()).await;
        let folder = tempfile::tempdir().unwrap();
        let host = folder.path().display().to_string().replace('/', "%2F");
        let server = start_over(&database, format!("postgres://postgres@{host}:5432/{}", database.name())).await;
        let socket = database.cluster().folder().join(".s.PGSQL.5432");
        let _proxy = Proxy::start(&folder.path().join(".s.PGSQL.5432"), socket, breaks);
        let mut browser = Browser::new(&server);
        ask(&mut browser, ANN).await;
        let link = mailed_link(&server).await;
        let page = browser.open(&link).await;
        let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
        assert_eq!(page.answer.status, 503, "{}", page.answer.body);
        assert!(server.deliver().await.is_empty(), "no notice before the outcome is known");
        assert_eq!(hash(&database).await != "old", is_set);
        server.clock.advance(WRITE_LEASE);
        assert_eq!(server.engine.recovery.settle_writes(10).await.unwrap(), 1);
        assert_eq!(server.deliver().await.len(), usize::from(is_set), "the notice");
        let words = if is_set { "This link has already been used" } else { "Ann@Example.com" };
        browser.open(&link).await.is("/reset", words);
    }
}

#[tokio::test]
async fn a_password_that_the_app_changed_meanwhile_is_left_alone_and_the_link_is_void() {
    let (server, database) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await;
    let link = mailed_link(&server).await;
    let page = browser.open(&link).await;
    database.run("UPDATE auth_user SET password = 'changed in the app' WHERE id = 7").await;
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_ne!(page.path, "/reset/done", "{}", page.answer.body);
    assert_eq!(hash(&database).await, "changed in the app");
}

#[tokio::test]
async fn staff_get_no_link_and_of_several_accounts_each_gets_one() {
    let (server, database) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, "boss@example.com").await.is("/forgot/sent", "an email with a link is on its way");
    assert!(server.deliver().await.is_empty());
    database
        .run("INSERT INTO auth_user SELECT 9, password, NULL, false, 'ann2', '', '', 'ann@example.com', false, true, now() FROM auth_user WHERE id = 7")
        .await;
    ask(&mut browser, ANN).await.is("/forgot/sent", "an email with a link is on its way");
    let mail = server.deliver().await.remove(0);
    assert!(mail.text.contains("Set a new password for ann:") && mail.text.contains("for ann2:"), "{}", mail.text);
    let links: Vec<&str> = mail.links.iter().filter_map(|link| link.strip_prefix(&server.url)).collect();
    assert_eq!(links.len(), 2, "{:?}", mail.links);
    let page = browser.open(links[1]).await;
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "Your password");
    let second = database.text("SELECT password FROM auth_user WHERE id = 9").await.unwrap();
    assert_eq!((hash(&database).await.as_str(), second.starts_with("pbkdf2_sha256$")), ("old", true));
    let page = browser.open(links[0]).await;
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "Your password");
    assert_ne!(hash(&database).await, "old");
}

#[tokio::test]
async fn a_database_that_can_not_answer_delays_the_mail() {
    let (server, database) = start().await;
    let mut browser = Browser::new(&server);
    database.run("ALTER TABLE auth_user RENAME TO elsewhere").await;
    ask(&mut browser, ANN).await.is("/forgot/sent", "an email with a link is on its way");
    assert!(server.deliver().await.is_empty());
    database.run("ALTER TABLE elsewhere RENAME TO auth_user").await;
    server.advance(60);
    browser.open(&mailed_link(&server).await).await.is("/reset", "Ann@Example.com");
}
