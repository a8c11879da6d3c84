//! A whole SQLite database copied into PostgreSQL: every table of it, also in two goes, and only where nothing is
//! lost by it.

use std::path::PathBuf;
use std::sync::Arc;

use rekey_core::ports::AccountStore;
use rekey_core::testing::ManualClock;
use rekey_core::{EmailAddress, LocationId};
use rekey_store::SqlStore;
use rekey_store::copy::{CopyError, Progress, UNFINISHED, copy};
use rekey_store::postgres::{PostgresSettings, StepClock};
use rekey_store::sqlite::SqliteSettings;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::sync::Notify;

use super::cluster::Cluster;
use super::database::Database;

/// How many accounts there are: more than fit into two batches.
const ACCOUNTS: usize = 5_000;

/// A source with something in every table, and in every column that can hold nothing both that and something.
struct Source {
    _folder: TempDir,
    path: PathBuf,
}

impl Source {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rekey.db");
        drop(SqlStore::open_sqlite(&SqliteSettings::new(&path), Arc::new(ManualClock::default())).unwrap());
        let source = Self { _folder: folder, path };
        source.connect().execute_batch(&rows()).unwrap();
        source
    }

    fn connect(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }
}

/// SQL that fills each table. Instants have microseconds, texts have what needs care.
fn rows() -> String {
    let at = 1_800_000_000_123_457_i64;
    format!(
        r#"
        INSERT INTO accounts (id, email, canonical_email, email_verified, name, password, hash_recipe, locale, provider, status,
                              must_reset, second_factor, epoch, epoch_at, created_at, updated_at, profile)
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {ACCOUNTS})
        SELECT unhex(printf('%032x', n)), 'A' || n || '@example.com', 'a' || n || '@example.com', n % 2,
               iif(n % 3, 'Änn "\' || char(10) || char(9) || n, NULL), iif(n % 2, '$argon2id$' || n, NULL),
               iif(n % 2, 'argon2id', NULL), iif(n % 5, 'de', NULL), iif(n % 4, 'Google', NULL), 'active', n % 7 = 0, n = 1, n, {at} + n, {at}, {at},
               iif(n % 2, '{{"b":  1, "a": null}}', '{{}}') FROM n;
        INSERT INTO account_locations SELECT id, 0, 1 FROM accounts WHERE epoch <> 9;
        INSERT INTO account_locations SELECT id, 1, 7 FROM accounts WHERE epoch % 2;
        INSERT INTO sign_ups SELECT id, 'x', 'argon2id', 1, iif(epoch = 2, {at}, NULL) FROM accounts WHERE epoch < 4;
        INSERT INTO declined_offers SELECT id, 'y', 'argon2id', 0, {at} FROM accounts WHERE epoch = 3;
        INSERT INTO refused_offers SELECT id, {at} FROM accounts WHERE epoch = 3;
        INSERT INTO mailed_resets SELECT id, x'af', epoch, {at} FROM accounts WHERE epoch = 3;
        UPDATE accounts SET directory = 'app', directory_key = '7', directory_address = x'b0', directory_version = x'b1',
            email = '7@directory.invalid', canonical_email = '7@directory.invalid', name = NULL, password = NULL,
            hash_recipe = NULL, locale = NULL, provider = NULL, profile = '{{}}' WHERE epoch = 3;
        INSERT INTO directory_writes SELECT id, id, x'b2', x'b1', epoch, 7, x'b3', '192.0.2.1', 'safari/mac', 'pages', 'de',
            'fr', {at}, {at} FROM accounts WHERE epoch = 3;
        INSERT INTO second_factors SELECT id, x'00ff', {at}, iif(epoch = 1, {at}, NULL), 5, 1, 0, epoch = 2
            FROM accounts WHERE epoch < 3;
        INSERT INTO recovery_codes SELECT id, x'0102' FROM accounts WHERE epoch = 1;
        INSERT INTO locations VALUES (7, '{{"name": "Süd", "cooldown": 60000, "brand": {{"font": "serif"}}}}', {at}, {at});
        INSERT INTO images VALUES (x'b4', 'png', x'89504e', {at});
        INSERT INTO location_templates VALUES (7, 'mails/_foot.txt', x'0a', {at}, '{{{{ name }}}}' || char(10) || char(9) || '\n' || char(10));
        INSERT INTO outbox VALUES (unhex(printf('%032x', 1)), 'pending', 'reset_password', 'a1@example.com', x'01', 'pages',
            7, 'de', 'fr', 'https://app.example.com/?a=b', '192.0.2.1', unhex(printf('%032x', 1)), 1, {at}, {at}, 3, 2, {at}, 'no', 0, 1,
            unhex(printf('%032x', 1)), x'b1', x'b2', 'main', 'an-id', {at}, {at}, 'permanent', {at}, '550 no',
            'chrome/windows', unhex(printf('%032x', 1)));
        INSERT INTO outbox (id, state, subject, location, network, accepted_at, due_at)
            VALUES (unhex(printf('%032x', 2)), 'sent', 'password_changed', 1, '::1', {at}, {at});
        INSERT INTO stopped_mailboxes VALUES (x'b2', unhex(printf('%032x', 1)), {at}, NULL, {at});
        INSERT INTO stopped_mailboxes VALUES (x'b3', NULL, NULL, {at}, {at});
        INSERT INTO address_budgets VALUES (x'01', {at}, {at}, {at} + 6, {at} + 1, {at} + 2, 0, 0, {at} + 5, 0, {at} + 7);
        INSERT INTO address_budgets VALUES (x'02', {at}, 0, 0, 0, 0, {at} + 3, {at} + 4, 0, 0, 0);
        INSERT INTO address_limits VALUES (x'03', {at}, {at}, {at}, {at}, {at}, {at}, {at}, {at});
        INSERT INTO code_failures VALUES (x'01', {at});
        INSERT INTO wrong_codes VALUES (x'01', x'000665191a7f6e40', {at});
        INSERT INTO network_limits VALUES ('2001:db8::/64', 'requests', {at});
        INSERT INTO sign_in_trials VALUES (x'01', '', 2, {at}, 0, {at});
        INSERT INTO codes VALUES (x'01', 'reset_password', unhex(printf('%032x', 1)), x'aa', NULL, 1, 1, 2, {at}, 3, x'ac');
        INSERT INTO codes VALUES (x'02', 'sign_in', unhex(printf('%032x', 1)), x'ab', unhex(printf('%032x', 1)), 1, 1, 2, {at}, 1, NULL);
        INSERT INTO earlier_codes VALUES (x'01', 'reset_password', x'a9', unhex(printf('%032x', 1)), x'ac', {at});
        INSERT INTO earlier_codes VALUES (x'01', 'reset_password', x'a8', unhex(printf('%032x', 1)), NULL, {at});
        INSERT INTO sessions SELECT id, id, 1, 'web', {at}, {at}, iif(epoch = 1, {at}, NULL), 'c000 20010db8', {at}, iif(epoch = 1, {at}, NULL),
            iif(epoch = 1, 'Firefox', NULL), 'Linux' FROM accounts WHERE epoch < 3;
        INSERT INTO sign_in_places SELECT id, 'area c000', {at}, {at} + 1 FROM accounts WHERE epoch < 3;
        INSERT INTO tokens VALUES (x'01', 'reset_password', NULL, 0, 1, NULL, NULL, {at}, NULL, NULL, x'ad', NULL, NULL);
        INSERT INTO tokens SELECT x'02', 'one_time', id, 1, 7, id, 'https://app.example.com', {at}, {at}, x'ae', NULL, {at}, 'B1@example.com'
            FROM accounts WHERE epoch = 1;
        INSERT INTO refresh_tokens SELECT x'03', id, {at}, NULL FROM accounts WHERE epoch = 1;
        INSERT INTO refresh_tokens SELECT x'04', id, {at}, {at} FROM accounts WHERE epoch = 1;
        INSERT INTO notice_limits VALUES (1, {at});
        INSERT INTO repeatable_requests VALUES (x'01', x'02', 200, '{{"a":1}}', {at});
        INSERT INTO repeatable_requests VALUES (x'02', x'03', NULL, NULL, {at});
        INSERT INTO data_keys VALUES ('0a', 'digest', x'010203', {at}, {at});
        INSERT INTO audit VALUES (3, 1, x'0a', {at}, 'signed_in', unhex(printf('%032x', 1)), x'01', 1, '192.0.2.1', 'done', 1,
            'operator:ann', x'0b');
        INSERT INTO audit VALUES (41, NULL, NULL, {at}, 'signed_in', NULL, NULL, NULL, NULL, 'refused', 7, NULL, NULL);
        UPDATE audit_ends SET number = 1, digest = x'0a' WHERE name = 'head';
        UPDATE audit_ends SET mark = x'0c' WHERE name = 'anchor';
        INSERT INTO webhook_subscriptions VALUES ('https://hooks.example.com/', 'password.changed');
        INSERT INTO webhooks VALUES (unhex(printf('%032x', 1)), 'https://hooks.example.com/', 'password.changed', '{{}}', 'pending',
            {at}, {at}, 1, 2, {at}, 'no');
        INSERT INTO webhooks (id, url, event, data, state, happened_at, due_at)
            VALUES (unhex(printf('%032x', 2)), 'https://hooks.example.com/', 'password.changed', '{{}}', 'sent', {at}, {at});
        INSERT INTO notes VALUES ('made_by', 'server');
        "#
    )
}

async fn target() -> Database {
    Database::create(Cluster::shared()).await
}

fn settings(database: &Database) -> PostgresSettings {
    PostgresSettings::new(database.url())
}

#[tokio::test]
async fn every_table_arrives_and_is_compared() {
    let (source, database) = (Source::new(), target().await);
    // Something in every table: a new one has to be filled above.
    let filled = source.connect();
    let mut tables = filled.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    for table in tables.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap) {
        let rows: i64 = filled.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert!(rows > 0, "{table} is empty in this test");
    }
    drop(tables);
    drop(filled);

    let mut seen = Vec::new();
    let copied = copy(&source.path, &settings(&database), |progress| seen.push(progress)).await.unwrap();
    assert!(copied.tables.iter().all(|(_, rows)| *rows > 0), "{copied:?}");
    assert!(copied.tables.contains(&("accounts", ACCOUNTS as u64)), "{copied:?}");
    let Progress { rows, all, .. } = *seen.iter().rfind(|progress| !progress.comparing).unwrap();
    assert_eq!(rows, all);

    for (sql, wanted) in [
        (
            "SELECT name || locations::text || profile::text FROM accounts WHERE canonical_email = 'a1@example.com'",
            "Änn \"\\\n\t1{1,7}{\"b\":  1, \"a\": null}",
        ),
        ("SELECT locations::text FROM accounts WHERE canonical_email = 'a9@example.com'", "{7}"),
        ("SELECT extract(epoch FROM epoch_at)::text FROM accounts WHERE epoch = 5", "1800000000.123462"),
        (
            "SELECT string_agg(coalesce(extract(microseconds FROM instant)::text, '-'), ' ')
             FROM address_budgets, unnest(ARRAY[
                 mails_full_at, reset_mails_full_at, reset_password_cooldown_until, reset_password_full_at,
                 sign_in_cooldown_until, sign_in_full_at, verify_email_cooldown_until, verify_email_full_at,
                 sign_up_cooldown_until, over_at]) AS instant
             WHERE address_key = '\\x01'",
            "123457 123463 123458 123459 - - 123462 - 123464 123464",
        ),
        ("SELECT count(*)::text FROM address_budgets WHERE address_key = '\\x02'", "1"),
        ("SELECT settings->'brand'->>'font' FROM locations", "serif"),
        (
            "SELECT device || (SELECT device FROM directory_writes) FROM outbox WHERE state = 'pending'",
            "chrome/windowssafari/mac",
        ),
        ("SELECT kind || encode(bytes, 'hex') FROM images", "png89504e"),
        ("SELECT text FROM location_templates", "{{ name }}\n\t\\n\n"),
        ("SELECT string_agg(name || '=' || value, ' ') FROM notes", "made_by=server"),
        // The numbers that the database gives continue after those that came with the copy.
        ("INSERT INTO audit (at, action, outcome) VALUES (now(), 'x', 'done') RETURNING id::text", "42"),
    ] {
        assert_eq!(database.text(sql).await.as_deref(), Some(wanted), "{sql}");
    }
}

/// Copies until so many rows are there, and no further.
async fn copy_in_part(source: &Source, database: &Database, rows: u64) {
    let reached = Notify::new();
    let settings = settings(database);
    let copying = copy(&source.path, &settings, |progress| {
        if progress.rows >= rows {
            reached.notify_one();
        }
    });
    tokio::select! {
        biased;
        () = reached.notified() => {}
        done = copying => panic!("it was to be interrupted: {done:?}"),
    }
}

#[tokio::test]
async fn a_copy_that_was_interrupted_goes_on_where_it_was() {
    let (source, database) = (Source::new(), target().await);
    copy_in_part(&source, &database, 2_000).await;
    assert_eq!(database.text("SELECT value FROM notes WHERE name = 'made_by'").await.as_deref(), Some(UNFINISHED));
    let there: u64 = database.text("SELECT count(*)::text FROM accounts").await.unwrap().parse().unwrap();
    assert!((2_000..ACCOUNTS as u64).contains(&there), "{there}");
    // In the middle of the last tables, too.
    copy_in_part(&source, &database, ACCOUNTS as u64 + 20).await;

    let mut first = None;
    let copied = copy(&source.path, &settings(&database), |progress| first = first.or(Some(progress))).await.unwrap();
    assert!(first.unwrap().rows > ACCOUNTS as u64, "{first:?}");
    assert!(copied.tables.contains(&("accounts", ACCOUNTS as u64)), "{copied:?}");
    assert_eq!(database.text("SELECT value FROM notes WHERE name = 'made_by'").await.as_deref(), Some("server"));
}

#[tokio::test]
async fn a_source_that_changed_between_two_goes_is_found_out() {
    let (source, database) = (Source::new(), target().await);
    copy_in_part(&source, &database, ACCOUNTS as u64 + 1).await;
    // The interrupted copy may hold the file for a moment yet.
    let conn = source.connect();
    conn.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    conn.execute("UPDATE accounts SET name = 'somebody else' WHERE epoch = 4", []).unwrap();
    drop(conn);
    let error = copy(&source.path, &settings(&database), |_| {}).await.unwrap_err();
    assert!(matches!(&error, CopyError::Differs { tables } if tables == "accounts"), "{error:?}");
    assert_eq!(database.text("SELECT value FROM notes WHERE name = 'made_by'").await.as_deref(), Some(UNFINISHED));
}

#[tokio::test]
async fn a_target_that_holds_something_is_left_alone() {
    let (source, database) = (Source::new(), target().await);
    copy(&source.path, &settings(&database), |_| {}).await.unwrap();
    let error = copy(&source.path, &settings(&database), |_| {}).await.unwrap_err();
    assert!(matches!(&error, CopyError::NotEmpty { tables } if tables.contains("accounts")), "{error:?}");

    let (other, database) = (Source::new(), target().await);
    copy_in_part(&source, &database, 2_000).await;
    other.connect().execute("UPDATE data_keys SET id = '0b'", []).unwrap();
    let error = copy(&other.path, &settings(&database), |_| {}).await.unwrap_err();
    assert!(matches!(error, CopyError::OtherSource), "{error:?}");
}

#[tokio::test]
async fn a_source_that_somebody_has_open_is_left_alone() {
    let (source, database) = (Source::new(), target().await);
    let server = SqlStore::open_sqlite(&SqliteSettings::new(&source.path), Arc::new(ManualClock::default())).unwrap();
    let error = copy(&source.path, &settings(&database), |_| {}).await.unwrap_err();
    assert!(matches!(error, CopyError::SourceInUse), "{error:?}");
    drop(server);
    copy(&source.path, &settings(&database), |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_copy_goes_past_a_pooler_and_stops_where_there_is_no_way() {
    let (source, database) = (Source::new(), target().await);
    let pooled = PostgresSettings { pooler: true, ..PostgresSettings::new(database.pooled_url()) };
    let error = copy(&source.path, &pooled, |_| {}).await.unwrap_err();
    assert!(matches!(error, CopyError::Pooled), "{error:?}");
    let settings = PostgresSettings { direct_url: Some(database.url().into()), ..pooled };
    copy(&source.path, &settings, |_| {}).await.unwrap();
    let node = SqlStore::connect_postgres(&settings, StepClock::Database, None).await.unwrap();
    let found = node.account_by_email(&EmailAddress::parse("a2@example.com").unwrap()).await.unwrap();
    assert_eq!(found.unwrap().locations, [LocationId::FIRST]);
}

#[tokio::test]
async fn a_column_that_the_copy_does_not_know_stops_it() {
    let (source, database) = (Source::new(), target().await);
    copy_in_part(&source, &database, 2_000).await;
    database.run("ALTER TABLE outbox ADD COLUMN mood text").await;
    let error = copy(&source.path, &settings(&database), |_| {}).await.unwrap_err();
    assert!(matches!(&error, CopyError::UnknownColumn { name } if name == "outbox.mood"), "{error:?}");
}
