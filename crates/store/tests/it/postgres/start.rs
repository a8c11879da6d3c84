//! Starting: many nodes at once, a database that is not up yet, one that is too new, one that is not there.

use rekey_core::ports::UpkeepStore;
use rekey_core::testing::ManualClock;
use rekey_core::time::Duration;
use rekey_store::SqlStore;
use rekey_store::postgres::{ConnectError, MigrateError, Misconfiguration, PostgresSettings, StepClock, examine};
use tokio::task::JoinSet;

use super::cluster::Cluster;
use super::database::Database;

async fn connect(settings: PostgresSettings) -> Result<SqlStore, ConnectError> {
    SqlStore::connect_postgres(&settings, StepClock::Database, None).await
}

async fn ten_start_at_once(settings: PostgresSettings) {
    let mut nodes = JoinSet::new();
    for _ in 0..10 {
        nodes.spawn(connect(settings.clone()));
    }
    for node in nodes.join_all().await {
        node.unwrap().ping().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_nodes_that_start_at_once_on_an_empty_database_all_start() {
    let database = Database::create(Cluster::shared()).await;
    ten_start_at_once(PostgresSettings::new(database.url())).await;
    let migrations =
        database.text("SELECT count(*) = count(DISTINCT version) AND count(*) > 0 FROM refinery_schema_history").await;
    assert_eq!(migrations.as_deref(), Some("t"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_nodes_that_start_at_once_behind_a_pooler_all_start() {
    let database = Database::create(Cluster::shared()).await;
    ten_start_at_once(PostgresSettings { pooler: true, ..PostgresSettings::new(database.pooled_url()) }).await;
}

/// What a node does to a migration that changes several tables: each waits for what the other holds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_that_meets_a_deadlock_begins_again() {
    let database = Database::create(Cluster::shared()).await;
    let busy = database.hold("CREATE TABLE accounts ()").await;
    let migrating = tokio::spawn(connect(PostgresSettings::new(database.url())));
    let waits = "datname = current_database() AND wait_event_type = 'Lock'";
    database.wait_for(&format!("SELECT count(*) = 1 FROM pg_stat_activity WHERE {waits}")).await;
    // The migration has waited for longer, so it is the first to see the circle, and to give way.
    let its_own = "locktype = 'advisory' AND granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let number = "(classid::bigint << 32) + objid::bigint";
    busy.run(&format!("SELECT pg_advisory_xact_lock({number}) FROM pg_locks WHERE {its_own}; ROLLBACK")).await;
    migrating.await.unwrap().unwrap().ping().await.unwrap();
}

#[tokio::test]
async fn a_database_that_lacks_letters_is_refused_and_left_unchanged() {
    let latin = "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'";
    let database = Database::create_with(Cluster::shared(), latin).await;
    let error = connect(PostgresSettings::new(database.url())).await.unwrap_err();
    assert!(matches!(&error, ConnectError::Encoding { encoding } if encoding == "LATIN1"), "{error:?}");
    let examined = examine(&PostgresSettings::new(database.url()), &ManualClock::default()).await;
    assert!(matches!(examined, Err(ConnectError::Encoding { .. })), "{examined:?}");
    let tables = database.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").await;
    assert_eq!(tables.as_deref(), Some("0"));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let database = Database::create(Cluster::shared()).await;
    drop(connect(PostgresSettings::new(database.url())).await.unwrap());
    database.run("INSERT INTO refinery_schema_history VALUES (999, 'later', '', '0')").await;

    let refused = connect(PostgresSettings::new(database.url())).await.err().unwrap();
    assert!(matches!(refused, ConnectError::Migrate(MigrateError::Newer { found: 999, .. })), "{refused:?}");
    assert!(refused.to_string().contains("newer"), "{refused}");
}

#[tokio::test]
async fn a_database_that_is_one_version_ahead_is_worked_with_and_left_as_it_is() {
    let database = Database::create(Cluster::shared()).await;
    drop(connect(PostgresSettings::new(database.url())).await.unwrap());
    let newest = "(SELECT max(version) FROM refinery_schema_history)";
    database.run(&format!("INSERT INTO refinery_schema_history SELECT {newest} + 1, 'later', '', '0'")).await;
    connect(PostgresSettings::new(database.url())).await.unwrap().ping().await.unwrap();
    let later = format!("SELECT name FROM refinery_schema_history WHERE version = {newest}");
    assert_eq!(database.text(&later).await.as_deref(), Some("later"));

    database.run(&format!("INSERT INTO refinery_schema_history SELECT {newest} + 1, 'even_later', '', '0'")).await;
    let refused = connect(PostgresSettings::new(database.url())).await.err().unwrap();
    assert!(matches!(refused, ConnectError::Migrate(MigrateError::Newer { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_waits_for_a_database_that_comes_up_later() {
    let database = Database::create(Cluster::own("late", &[])).await;
    database.cluster().crash();
    let starting = tokio::spawn(connect(PostgresSettings::new(database.url())));
    tokio::task::yield_now().await;
    database.cluster().start();
    starting.await.unwrap().unwrap().ping().await.unwrap();
}

#[tokio::test]
async fn a_start_gives_up_on_a_database_that_does_not_come_up() {
    let folder = tempfile::tempdir().unwrap();
    let host = folder.path().display().to_string().replace('/', "%2F");
    let wait = Duration::from_millis(300);
    let settings = PostgresSettings {
        connect_wait: wait,
        ..PostgresSettings::new(format!("postgres://postgres:hush@{host}/rekey"))
    };
    let begun = tokio::time::Instant::now();
    let refused = connect(settings).await.err().unwrap();
    assert!(matches!(refused, ConnectError::Unreachable { .. }), "{refused:?}");
    assert!(begun.elapsed() >= wait && begun.elapsed() < Duration::from_secs(5));
    assert!(!format!("{refused} {refused:?}").contains("hush"));
}

#[tokio::test]
async fn a_start_gives_up_on_a_server_that_accepts_connections_and_does_not_answer() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://postgres:hush@{}/rekey?connect_timeout=1", silent.local_addr().unwrap());
    let examined = examine(&PostgresSettings::new(url.clone()), &ManualClock::default()).await.err().unwrap();
    assert!(matches!(examined, ConnectError::Silent), "{examined:?}");
    let settings = PostgresSettings { connect_wait: Duration::from_millis(300), ..PostgresSettings::new(url) };
    let begun = tokio::time::Instant::now();
    let refused = connect(settings).await.err().unwrap();
    assert!(matches!(refused, ConnectError::Silent), "{refused:?}");
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

/// The URL of a database for another user than the one who may do everything.
fn as_user(user: &str, url: &str) -> PostgresSettings {
    PostgresSettings::new(url.replace("postgres://postgres@", &format!("postgres://{user}@")))
}

#[tokio::test]
async fn each_refusal_of_a_database_is_told_from_the_others_and_in_the_servers_words() {
    let database = Database::create(Cluster::shared()).await;
    let plain = format!("plain_{}", database.name());
    let (full, reader) = (format!("full_{}", database.name()), format!("reader_{}", database.name()));
    for role in [
        format!("CREATE ROLE {plain} LOGIN"),
        format!("CREATE ROLE {full} LOGIN CONNECTION LIMIT 0"),
        format!("CREATE ROLE {reader} LOGIN SUPERUSER"),
        format!("ALTER ROLE {reader} SET default_transaction_read_only = on"),
    ] {
        database.run(&role).await;
    }
    let (url, missing) = (database.url(), database.cluster().url("there_is_none"));
    let with_parameters = |parameters: &str| PostgresSettings::new(format!("{url}?{parameters}"));
    for (settings, mistake, says) in [
        (as_user("stranger", &url), Misconfiguration::Login, "role \"stranger\" does not exist"),
        (PostgresSettings::new(missing), Misconfiguration::NoDatabase, "database \"there_is_none\" does not exist"),
        (as_user(&plain, &url), Misconfiguration::Rights, "permission denied for schema public"),
        (PostgresSettings::new(database.pooled_url()), Misconfiguration::Pooler, "unsupported startup parameter"),
        (as_user(&full, &url), Misconfiguration::Full, "too many connections for role"),
        (as_user(&reader, &url), Misconfiguration::ReadOnly, "in a read-only transaction"),
        (with_parameters("options=-csearch_path%3Dnowhere"), Misconfiguration::NoSchema, "no schema has been selected"),
        (
            with_parameters("sslmode=verify-full&sslrootcert=/nowhere.pem"),
            Misconfiguration::Certificates,
            "/nowhere.pem",
        ),
        (
            PostgresSettings::new("postgres://postgres@nowhere.invalid/rekey"),
            Misconfiguration::NoHost,
            "failed to lookup address",
        ),
    ] {
        let settings = PostgresSettings { connect_wait: Duration::ZERO, ..settings };
        let refused = connect(settings).await.err().unwrap();
        assert_eq!(refused.misconfiguration(), Some(mistake), "{refused:?}");
        assert!(refused.to_string().contains(says) && !refused.to_string().contains("db error"), "{refused}");
    }
    for role in [plain, full, reader] {
        database.run(&format!("DROP ROLE {role}")).await;
    }
}

#[tokio::test]
async fn a_pooler_that_drops_start_up_options_is_not_taken_for_a_server() {
    let database = Database::create(Cluster::own("forgetful", &[])).await;
    let url = database.pooled_url_with("ignore_startup_parameters = options");
    let refused = connect(PostgresSettings::new(url.clone())).await.err().unwrap();
    assert_eq!(refused.misconfiguration(), Some(Misconfiguration::Pooler), "{refused:?}");
    let told = PostgresSettings { pooler: true, ..PostgresSettings::new(url) };
    connect(told).await.unwrap().ping().await.unwrap();
}

#[tokio::test]
async fn a_schema_of_ones_own_is_chosen_by_an_option_of_the_url() {
    let database = Database::create(Cluster::shared()).await;
    database.run("CREATE SCHEMA recovery").await;
    let url = format!("{}?options=-csearch_path%3Drecovery", database.url());
    connect(PostgresSettings::new(url)).await.unwrap().ping().await.unwrap();
    let tables = "SELECT string_agg(DISTINCT schemaname, ' ') FROM pg_tables WHERE tablename IN ('accounts', 'outbox')";
    assert_eq!(database.text(tables).await.as_deref(), Some("recovery"));
}

#[tokio::test]
async fn what_time_does_not_heal_is_not_waited_for() {
    let cluster = Cluster::shared();
    let settings = PostgresSettings {
        connect_wait: Duration::from_hours(1),
        ..PostgresSettings::new(cluster.url("there_is_no_such_database"))
    };
    let refused = tokio::time::timeout(Duration::from_secs(20), connect(settings)).await.unwrap().err().unwrap();
    assert!(refused.to_string().contains("there_is_no_such_database"), "{refused}");
}
