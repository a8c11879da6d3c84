//! Directories over tables that the systems themselves made, whose own log-in judges the new password.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, ask, complete};
use super::mails::Mails;
use super::mariadb::{MariaDb, url};
use super::page::Page;
use super::program::Program;
use super::wait::within;

const ANN: &str = "ann@example.com";
pub(super) const OLD: &str = "a stormy morning";
/// What resets are completed with.
pub(super) const NEW: &str = "a quiet evening";

/// A program of `tests/directories`, run in its folder.
struct Script<'a> {
    folder: &'a str,
    program: &'a [&'a str],
    database: &'a Database,
}

impl Script<'_> {
    /// What it prints.
    async fn run(&self, arguments: &[&str]) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/directories").join(self.folder);
        let (program, first) = self.program.split_first().unwrap();
        // A program of the folder, else one of the system.
        let own = folder.join(program);
        let mut command = if own.exists() { Command::new(own) } else { Command::new(program) };
        command.args(first).args(arguments).current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
        command.env("DATABASE_HOST", self.database.cluster().folder()).env("DATABASE_NAME", self.database.name());
        let ended = within("a script", command.output()).await.unwrap();
        assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).unwrap().trim().to_owned()
    }
}

/// The settings of a page, for another database than the page's.
fn settings(page: &Page, meant: &str, database_url: &str) -> String {
    let settings = page.block("[[locations]]");
    assert!(settings.contains(meant), "{settings}");
    settings.replace(meant, database_url)
}

/// Settings with a directory of a preset over a database.
fn preset(name: &str, database_url: &str) -> String {
    format!(
        "[directories.app]\nkind = \"sql\"\nurl = \"{database_url}\"\npreset = \"{name}\"\n\
         [[locations]]\nid = 1\ndirectory = \"app\"\n"
    )
}

fn program(settings: &str, mails: &Mails) -> Program {
    let program = Program::new("sqlite:rekey.db", mails.port);
    program.append(settings);
    program
}

/// What a page has a database's administrator run, for another user and database than the page's.
fn statements(page: &Page, part: &str, names: &[(&str, &str)]) -> Vec<String> {
    let block = names.iter().fold(page.block(part), |block, (meant, name)| block.replace(meant, name));
    let statements = block.split(';').map(str::trim).filter(|statement| !statement.is_empty());
    statements.map(str::to_owned).collect()
}

/// Makes the database user of a page. The URL for it.
async fn make_role(page: &Page, parts: &[&str], database: &Database) -> String {
    let user = format!("{}_rekey", database.name());
    database.run(&format!("DROP ROLE IF EXISTS {user}")).await;
    for statement in parts.iter().flat_map(|part| statements(page, part, &[("rekey", &user)])) {
        database.run(&statement).await;
    }
    database.url().replace("postgres@", &format!("{user}:choose-one@"))
}

/// A whole reset of Ann's.
pub(super) async fn reset(program: &Program, mails: &Mails) {
    let server = program.serve().await;
    let load = Load::default();
    assert_eq!(ask(load.client(), &server.url, ANN).await.unwrap().status, 200);
    let token = mails.token(ANN).await;
    let completed = complete(load.client(), &server.url, &token).await.unwrap();
    assert_eq!(completed.status, 200, "{completed:?}");
    server.terminate().await;
    assert!(server.ended().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn djangos_own_log_in_takes_the_new_password_and_refuses_the_old() {
    let database = Database::create(Cluster::shared()).await;
    let django = Script { folder: "django", program: &[".venv/bin/python", "site.py"], database: &database };
    django.run(&["migrate"]).await;
    django.run(&["add", "ann", ANN, OLD]).await;
    django.run(&["add", "boss", "boss@example.com", OLD, "--staff"]).await;
    assert_eq!(django.run(&["authenticate", "ann", OLD]).await, "yes");
    let page = Page::read("adopt/django-sql.md");
    let url = make_role(&page, &["CREATE ROLE"], &database).await;
    for hash in ["", "hash = \"django-argon2\""] {
        let mails = Mails::start().await;
        let settings = settings(&page, "postgres://rekey:choose-one@localhost/mysite", &url);
        let program = program(&settings.replace("preset", &format!("{hash}\npreset")), &mails);
        let checked = program.run(&["directory", "check", "django", "--email", ANN], "").await;
        assert!(checked.contains("set_password changes one row") && !checked.contains("problem"), "{checked}");
        reset(&program, &mails).await;
        assert_eq!(django.run(&["authenticate", "ann", NEW]).await, "yes");
        assert_eq!(django.run(&["authenticate", "ann", OLD]).await, "no");
        assert_eq!(django.run(&["authenticate", "boss", OLD]).await, "yes");
        database.run("UPDATE auth_user SET password = (SELECT password FROM auth_user WHERE username = 'boss')").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn better_auths_own_sign_in_takes_the_new_password_and_refuses_the_old() {
    let database = Database::create(Cluster::shared()).await;
    let app = Script { folder: "better-auth", program: &["node", "app.mjs"], database: &database };
    app.run(&["migrate"]).await;
    app.run(&["add", ANN, OLD, "Ann"]).await;
    assert_eq!(app.run(&["sign-in", ANN, OLD]).await, "yes");
    let page = Page::read("adopt/better-auth.md");
    let url = make_role(&page, &["CREATE ROLE", "(role, banned)"], &database).await;
    let mails = Mails::start().await;
    let program = program(&settings(&page, "postgres://rekey:choose-one@localhost/app", &url), &mails);
    let checked = program.run(&["directory", "check", "app", "--email", ANN], "").await;
    assert!(checked.contains("set_password changes one row") && !checked.contains("problem"), "{checked}");
    reset(&program, &mails).await;
    assert_eq!(database.text("SELECT count(*)::text FROM session").await.as_deref(), Some("0"));
    assert_eq!(app.run(&["sign-in", ANN, NEW]).await, "yes");
    assert_eq!(app.run(&["sign-in", ANN, OLD]).await, "no");
}

/// Laravel's `Hash::check` is PHP's `password_verify`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phps_password_verify_takes_the_new_password_of_a_laravel_schema_on_mariadb() {
    let database = MariaDb::create().await;
    for sql in [
        "CREATE TABLE users (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, name varchar(255) NOT NULL, \
         email varchar(255) NOT NULL UNIQUE, email_verified_at timestamp NULL, password varchar(255) NOT NULL, \
         remember_token varchar(100) NULL, created_at timestamp NULL, updated_at timestamp NULL)",
        "CREATE TABLE sessions (id varchar(255) PRIMARY KEY, user_id bigint unsigned NULL, ip_address varchar(45) NULL, \
         user_agent text NULL, payload longtext NOT NULL, last_activity int NOT NULL)",
        "INSERT INTO users (name, email, password) VALUES ('Ann', 'Ann@example.com', '$2y$04$old')",
        "INSERT INTO sessions VALUES ('s', 1, NULL, NULL, '', 0)",
    ] {
        database.run(sql).await;
    }
    let page = Page::read("adopt/laravel-sql.md");
    let user = format!("{}_rekey", database.name);
    for statement in statements(&page, "CREATE USER", &[("rekey", &user), ("shop.", &format!("{}.", database.name))]) {
        database.run(&statement).await;
    }
    let url = url(&format!("{user}:choose-one"), &database.server.socket(), &database.name);
    let mails = Mails::start().await;
    let program = program(&settings(&page, "mysql://rekey:choose-one@localhost/shop", &url), &mails);
    let server = program.serve().await;
    let load = Load::default();
    assert_eq!(ask(load.client(), &server.url, ANN).await.unwrap().status, 200);
    let token = mails.token("Ann@example.com").await;
    assert_eq!(complete(load.client(), &server.url, &token).await.unwrap().status, 200);
    assert_eq!(database.text("SELECT concat(count(*), '') FROM sessions").await.as_deref(), Some("0"));
    let hash = database.text("SELECT password FROM users").await.unwrap();
    let script = "echo password_verify($argv[1], $argv[2]) ? 'yes' : 'no';";
    judge(&["php", "-r", script], &hash).await;
}

/// The function of WordPress 6.8 that checks such hashes.
const WORDPRESS: &str = "\
$prehashed = base64_encode(hash_hmac('sha384', trim($argv[1]), 'wp-sha384', true));
echo str_starts_with($argv[2], '$wp$2y$') && password_verify($prehashed, substr($argv[2], 3)) ? 'yes' : 'no';";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phps_password_verify_takes_the_new_password_of_a_wordpress_schema_on_mariadb() {
    let database = MariaDb::create().await;
    for sql in [
        "CREATE TABLE wp_users (ID bigint unsigned AUTO_INCREMENT PRIMARY KEY, user_login varchar(60) NOT NULL, \
         user_pass varchar(255) NOT NULL, user_email varchar(100) NOT NULL, user_activation_key varchar(255) NOT NULL \
         DEFAULT '', user_status int NOT NULL DEFAULT 0, display_name varchar(250) NOT NULL)",
        "CREATE TABLE wp_usermeta (umeta_id bigint unsigned AUTO_INCREMENT PRIMARY KEY, user_id bigint unsigned NOT NULL, \
         meta_key varchar(255), meta_value longtext)",
        "INSERT INTO wp_users (user_login, user_pass, user_email, display_name) VALUES \
         ('ann', '$P$Bold', 'ann@example.com', 'Ann')",
    ] {
        database.run(sql).await;
    }
    let mails = Mails::start().await;
    let url = url("root", &database.server.socket(), &database.name);
    reset(&program(&preset("wordpress", &url), &mails), &mails).await;
    judge(&["php", "-r", WORDPRESS], &database.text("SELECT user_pass FROM wp_users").await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rubys_bcrypt_takes_the_new_password_of_a_devise_schema() {
    let database = Database::create(Cluster::shared()).await;
    for sql in [
        "CREATE TABLE users (id bigserial PRIMARY KEY, email varchar NOT NULL UNIQUE, encrypted_password varchar NOT NULL, \
         reset_password_token varchar, reset_password_sent_at timestamp, remember_created_at timestamp, \
         created_at timestamp, updated_at timestamp)",
        "INSERT INTO users (email, encrypted_password) VALUES ('ann@example.com', '$2a$04$old')",
    ] {
        database.run(sql).await;
    }
    let mails = Mails::start().await;
    reset(&program(&preset("devise", &database.url()), &mails), &mails).await;
    let script = "puts BCrypt::Password.new(ARGV[1]) == ARGV[0] ? 'yes' : 'no'";
    let hash = database.text("SELECT encrypted_password FROM users").await.unwrap();
    judge(&["ruby", "-rbcrypt", "-e", script], &hash).await;
}

/// Has a system's own library judge the hash that was written: the new password is right, the old one is not.
async fn judge(library: &[&str], hash: &str) {
    let (program, arguments) = library.split_first().unwrap();
    for (password, verdict) in [(NEW, "yes"), (OLD, "no")] {
        let mut command = Command::new(program);
        let judged = within("a library", command.args(arguments).args([password, hash]).output()).await.unwrap();
        assert_eq!(String::from_utf8(judged.stdout).unwrap().trim(), verdict, "{hash}");
    }
}
