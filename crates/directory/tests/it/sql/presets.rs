//! Presets over tables as each system documents them.

use rekey_core::directory::{Remark, Standing};
use rekey_core::ports::Directory;
use rekey_directory::sql::{Preset, Source, TableName};

use super::on_every_server;
use crate::app::{App, Subject, address};

on_every_server!(
    djangos_users_are_reset_and_its_staff_is_left_out,
    better_auths_users_are_reset_and_their_sessions_end,
    laravels_users_are_reset_and_their_sessions_end,
    devises_users_are_reset,
    a_preset_without_its_tables_says_which_is_missing,
);

/// What a system's tables contain.
struct Case {
    preset: Preset,
    /// The key of ann@example.com.
    id: &'static str,
    /// A query for her hash, which is `old` at first.
    hash: &'static str,
    /// A query for the number of her sessions, if there are any.
    sessions: Option<&'static str>,
    /// People who are found, and shut.
    shut: &'static [&'static str],
}

/// Looks up every account and sets Ann's password, with no more rights than the check prints.
async fn try_out(app: App, case: Case) {
    let Case { preset, id, hash, sessions, shut } = case;
    let source = || Source::Preset(preset, None);
    let grants = Subject::at(&app.url(None), source()).directory.examine(Some(&address("ann@example.com"))).await;
    let grants = grants.unwrap();
    assert!(!grants.iter().any(|remark| matches!(remark, Remark::Problem(_))), "{grants:?}");
    let user = app.add_user().await;
    for grant in &grants {
        if let Remark::Note(sql) = grant
            && sql.starts_with("GRANT ")
        {
            let sql = match &app {
                App::Postgres(_) => sql.replace("\"postgres\"", &user),
                App::MariaDb(database) => {
                    assert!(sql.contains(&format!(" ON `{}`.`", database.name)), "runs in any session: {sql}");
                    sql.replace("'root'@'%'", &format!("'{user}'@'%'"))
                }
            };
            app.run(&[sql.trim_end_matches(';')]).await;
        }
    }

    let subject = Subject::at(&app.url(Some(&user)), source());
    let find = async |who: &str| {
        let found = subject.directory.find(&address(&format!("{who}@example.com"))).await.unwrap();
        assert_eq!(found.len(), 1, "{who}");
        found.into_iter().next().unwrap()
    };
    for who in shut {
        assert_eq!(find(who).await.standing, Standing::Shut, "{who}");
    }
    let ann = find("Ann").await;
    assert_eq!((ann.key.as_str(), ann.version.expose(), ann.standing), (id, "old", Standing::Open));
    assert_eq!(subject.directory.get(&ann.key).await.unwrap().unwrap().email.as_stored(), "ann@example.com");
    subject.directory.set_password(&subject.write(id, "old", "new")).await.unwrap();
    assert_eq!(app.text(hash).await.as_deref(), Some("new"));
    if let Some(sessions) = sessions {
        assert_eq!(app.text(sessions).await.as_deref(), Some("0"));
    }
    assert!(subject.directory.ends_sessions());
    if let App::Postgres(database) = &app {
        app.run(&[&format!("DROP OWNED BY {user}")]).await;
        database.command(&format!("DROP ROLE {user}")).await;
    }
}

async fn djangos_users_are_reset_and_its_staff_is_left_out(app: App) {
    app.run(&[
        "CREATE TABLE auth_user (id int PRIMARY KEY, password varchar(128) NOT NULL, last_login timestamp NULL, \
         is_superuser boolean NOT NULL, username varchar(150) NOT NULL UNIQUE, first_name varchar(150) NOT NULL, \
         last_name varchar(150) NOT NULL, email varchar(254) NOT NULL, is_staff boolean NOT NULL, \
         is_active boolean NOT NULL)",
        "INSERT INTO auth_user VALUES (7, 'old', NULL, false, 'ann', 'Ann', '', 'ann@example.com', false, true)",
        "INSERT INTO auth_user VALUES (8, 'h', NULL, true, 'root', '', '', 'root@example.com', false, true)",
        "INSERT INTO auth_user VALUES (9, 'h', NULL, false, 'staff', '', '', 'staff@example.com', true, true)",
        "INSERT INTO auth_user VALUES (10, 'h', NULL, false, 'gone', '', '', 'gone@example.com', false, false)",
        "INSERT INTO auth_user VALUES (11, '!x', NULL, false, 'sso', '', '', 'sso@example.com', false, true)",
    ])
    .await;
    let case = Case {
        preset: Preset::Django,
        id: "7",
        hash: "SELECT password FROM auth_user WHERE id = 7",
        sessions: None,
        shut: &["root", "staff", "gone", "sso"],
    };
    try_out(app, case).await;
}

async fn better_auths_users_are_reset_and_their_sessions_end(app: App) {
    let q = |sql: &str| match &app {
        App::Postgres(_) => sql.to_owned(),
        App::MariaDb(_) => sql.replace('"', "`"),
    };
    for sql in [
        "CREATE TABLE \"user\" (id varchar(36) PRIMARY KEY, name varchar(255) NOT NULL, email varchar(255) NOT NULL UNIQUE, \
         \"emailVerified\" boolean NOT NULL, role varchar(255), banned boolean)",
        "CREATE TABLE account (id varchar(36) PRIMARY KEY, \"accountId\" varchar(255) NOT NULL, \
         \"providerId\" varchar(255) NOT NULL, \"userId\" varchar(36) NOT NULL, password varchar(255), \
         \"updatedAt\" timestamp NOT NULL)",
        "CREATE TABLE session (id varchar(36) PRIMARY KEY, token varchar(255) NOT NULL, \"userId\" varchar(36) NOT NULL)",
        "INSERT INTO \"user\" VALUES ('u1', 'Ann', 'ann@example.com', true, 'user', false), \
         ('u2', 'Bob', 'boss@example.com', true, 'user,admin', false), ('u3', 'C', 'banned@example.com', true, NULL, true), \
         ('u4', 'D', 'google@example.com', true, NULL, NULL)",
        "INSERT INTO account VALUES ('a1', 'u1', 'credential', 'u1', 'old', '2026-01-01 00:00:00'), \
         ('a2', 'g', 'google', 'u1', NULL, '2026-01-01 00:00:00'), \
         ('a3', 'u2', 'credential', 'u2', 'h', '2026-01-01 00:00:00'), \
         ('a4', 'u3', 'credential', 'u3', 'h', '2026-01-01 00:00:00'), \
         ('a5', 'g', 'google', 'u4', NULL, '2026-01-01 00:00:00')",
        "INSERT INTO session VALUES ('s1', 't', 'u1'), ('s2', 't', 'u2')",
    ] {
        app.run(&[&q(sql)]).await;
    }
    let case = Case {
        preset: Preset::BetterAuth,
        id: "u1",
        hash: "SELECT password FROM account WHERE id = 'a1'",
        sessions: Some(match &app {
            App::Postgres(_) => "SELECT count(*)::text FROM session WHERE \"userId\" = 'u1'",
            App::MariaDb(_) => "SELECT concat(count(*), '') FROM session WHERE userId = 'u1'",
        }),
        shut: &["boss", "banned", "google"],
    };
    try_out(app, case).await;
}

async fn laravels_users_are_reset_and_their_sessions_end(app: App) {
    app.run(&[
        "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(255) NOT NULL, email varchar(255) NOT NULL UNIQUE, \
         email_verified_at timestamp NULL, password varchar(255) NOT NULL, remember_token varchar(100), \
         created_at timestamp NULL, updated_at timestamp NULL, deleted_at timestamp NULL)",
        "CREATE TABLE sessions (id varchar(255) PRIMARY KEY, user_id bigint, payload text NOT NULL, last_activity int NOT NULL)",
        "INSERT INTO users (id, name, email, password, remember_token) VALUES (1, 'Ann', 'ann@example.com', 'old', 'r')",
        "INSERT INTO users (id, name, email, password, deleted_at) \
         VALUES (2, 'Bob', 'gone@example.com', 'h', '2026-01-01 00:00:00')",
        "INSERT INTO sessions VALUES ('a', 1, '', 0), ('b', 2, '', 0)",
    ])
    .await;
    let case = Case {
        preset: Preset::Laravel,
        id: "1",
        hash: "SELECT password FROM users WHERE id = 1 AND remember_token IS NULL AND updated_at IS NOT NULL",
        sessions: Some("SELECT concat(count(*), '') FROM sessions WHERE user_id = 1"),
        shut: &["gone"],
    };
    try_out(app, case).await;
}

/// Laravel and WordPress keep addresses as they were typed.
#[tokio::test]
async fn an_address_is_found_in_any_case_whatever_the_collation() {
    for collation in ["utf8mb4_bin", "utf8mb4_general_ci", "latin1_general_cs"] {
        let app = App::mariadb().await;
        let (charset, _) = collation.split_once('_').unwrap();
        let options = format!("CHARACTER SET {charset} COLLATE {collation}");
        app.run(&[
            &format!("CREATE TABLE users (id bigint PRIMARY KEY, email varchar(255) NOT NULL, password text) {options}"),
            "INSERT INTO users VALUES (1, 'Ann@Example.com', 'old'), (2, 'ann@example.com', 'h'), (3, 'bob@example.com', 'h')",
        ])
        .await;
        let directory = Subject::at(&app.url(None), Source::Preset(Preset::Laravel, None)).directory;
        assert_eq!(directory.find(&address("ANN@example.com")).await.unwrap().len(), 2, "{collation}");
    }
}

async fn devises_users_are_reset(app: App) {
    app.run(&[
        "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(255) NOT NULL, encrypted_password varchar(255) NOT NULL, \
         reset_password_token varchar(255), reset_password_sent_at timestamp NULL, remember_created_at timestamp NULL, \
         created_at timestamp NULL, updated_at timestamp NULL)",
        "INSERT INTO users (id, email, encrypted_password, reset_password_token) VALUES (1, 'ann@example.com', 'old', 't')",
        "INSERT INTO users (id, email, encrypted_password) VALUES (2, 'elsewhere@example.com', '')",
    ])
    .await;
    let case = Case {
        preset: Preset::Devise,
        id: "1",
        hash: "SELECT encrypted_password FROM users WHERE id = 1 AND reset_password_token IS NULL",
        sessions: None,
        shut: &["elsewhere"],
    };
    try_out(app, case).await;
}

#[tokio::test]
async fn supabases_users_are_reset_on_postgresql() {
    let app = App::postgres().await;
    app.run(&[
        "CREATE SCHEMA auth",
        "CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255), encrypted_password varchar(255), \
         raw_user_meta_data jsonb, is_super_admin boolean, updated_at timestamptz, banned_until timestamptz, \
         deleted_at timestamptz, is_sso_user boolean NOT NULL DEFAULT false)",
        "CREATE TABLE auth.sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users)",
        "INSERT INTO auth.users (id, email, encrypted_password, raw_user_meta_data) VALUES \
         ('5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0001', 'ann@example.com', 'old', '{\"full_name\": \"Ann\"}')",
        "INSERT INTO auth.users (id, email, encrypted_password, is_super_admin, banned_until, is_sso_user) VALUES \
         ('5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0002', 'boss@example.com', 'h', true, NULL, false), \
         ('5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0003', 'banned@example.com', 'h', NULL, now() + interval '1 day', false), \
         ('5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0004', 'sso@example.com', 'h', NULL, NULL, true), \
         ('5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0005', 'github@example.com', '', NULL, NULL, false)",
        "INSERT INTO auth.sessions VALUES \
         ('5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0011', '5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0001')",
    ])
    .await;
    let case = Case {
        preset: Preset::Supabase,
        id: "5d3f1a52-8f0c-4c07-9c6c-0d6f5e8b0001",
        hash: "SELECT encrypted_password FROM auth.users WHERE email = 'ann@example.com' AND updated_at IS NOT NULL",
        sessions: Some("SELECT count(*)::text FROM auth.sessions"),
        shut: &["boss", "banned", "sso", "github"],
    };
    try_out(app, case).await;
}

#[tokio::test]
async fn wordpress_users_are_reset_on_mariadb() {
    let app = App::mariadb().await;
    app.run(&[
        "CREATE TABLE wp_users (ID bigint unsigned PRIMARY KEY AUTO_INCREMENT, user_login varchar(60) NOT NULL, \
         user_pass varchar(255) NOT NULL, user_email varchar(100) NOT NULL, user_activation_key varchar(255) NOT NULL \
         DEFAULT '', user_status int NOT NULL DEFAULT 0, display_name varchar(250) NOT NULL)",
        "CREATE TABLE wp_usermeta (umeta_id bigint unsigned PRIMARY KEY AUTO_INCREMENT, user_id bigint unsigned NOT NULL, \
         meta_key varchar(255), meta_value longtext)",
        "INSERT INTO wp_users (ID, user_login, user_pass, user_email, user_activation_key, display_name) VALUES \
         (1, 'admin', 'h', 'admin@example.com', '', 'Admin'), (2, 'ann', 'old', 'ann@example.com', 'key', 'Ann')",
        "INSERT INTO wp_usermeta (user_id, meta_key, meta_value) VALUES \
         (1, 'wp_capabilities', 'a:1:{s:13:\"administrator\";b:1;}'), (2, 'wp_capabilities', 'a:1:{s:10:\"subscriber\";b:1;}'), \
         (2, 'session_tokens', 'a:0:{}')",
    ])
    .await;
    let case = Case {
        preset: Preset::WordPress,
        id: "2",
        hash: "SELECT user_pass FROM wp_users WHERE ID = 2 AND user_activation_key = ''",
        sessions: Some("SELECT concat(count(*), '') FROM wp_usermeta WHERE meta_key = 'session_tokens'"),
        shut: &["admin"],
    };
    try_out(app, case).await;
}

async fn a_preset_without_its_tables_says_which_is_missing(app: App) {
    let subject = Subject::at(&app.url(None), Source::Preset(Preset::Django, None));
    let remarks = subject.directory.examine(None).await.unwrap();
    assert!(matches!(&remarks[..], [Remark::Problem(text)] if text.contains("no table `auth_user`")), "{remarks:?}");
    app.run(&["CREATE TABLE members (id int PRIMARY KEY, email varchar(200), password varchar(200))"]).await;
    let members = Some(TableName::parse("members").unwrap());
    let subject = Subject::at(&app.url(None), Source::Preset(Preset::Django, members));
    let error = subject.directory.find(&address("ann@example.com")).await.unwrap_err().to_string();
    assert!(error.contains("`members` has no column `is_active`"), "{error}");
}
