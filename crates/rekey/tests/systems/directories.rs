//! Directories over tables that the systems themselves made, whose own log-in judges the new password.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, ask, complete};
use super::mails::Mails;
use super::mariadb::{MariaDb, url};
use super::program::Program;
use super::wait::within;

const ANN: &str = "ann@example.com";
const OLD: &str = "a stormy morning";
/// What resets are completed with.
const NEW: &str = "a quiet evening";

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

/// Settings with a directory over a database.
fn program(database_url: &str, more: &str, mails: &Mails) -> Program {
    let program = Program::new("sqlite:rekey.db", mails.port);
    program.append(&format!(
        "[directories.app]\nkind = \"sql\"\nurl = \"{database_url}\"\n{more}\n\
         [[locations]]\nid = 1\ndirectory = \"app\"\nreset_method = \"link\"\n"
    ));
    program
}

/// A whole reset of Ann's.
async fn reset(program: &Program, mails: &Mails) {
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
    for hash in ["", "hash = \"django-argon2\""] {
        let mails = Mails::start().await;
        let program = program(&database.url(), &format!("preset = \"django\"\n{hash}"), &mails);
        let checked = program.run(&["directory", "check", "app", "--email", ANN], "").await;
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
    let mails = Mails::start().await;
    let program = program(&database.url(), "preset = \"better-auth\"", &mails);
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
    let mails = Mails::start().await;
    let program = program(&url("root", &database.server.socket(), &database.name), "preset = \"laravel\"", &mails);
    let server = program.serve().await;
    let load = Load::default();
    assert_eq!(ask(load.client(), &server.url, ANN).await.unwrap().status, 200);
    let token = mails.token("Ann@example.com").await;
    assert_eq!(complete(load.client(), &server.url, &token).await.unwrap().status, 200);
    assert_eq!(database.text("SELECT concat(count(*), '') FROM sessions").await.as_deref(), Some("0"));
    let hash = database.text("SELECT password FROM users").await.unwrap();
    for (password, verdict) in [(NEW, "yes"), (OLD, "no")] {
        let script = "echo password_verify($argv[1], $argv[2]) ? 'yes' : 'no';";
        let mut command = Command::new("php");
        let said = within("PHP", command.args(["-r", script, password, &hash]).output()).await.unwrap();
        assert_eq!(String::from_utf8(said.stdout).unwrap(), verdict, "{hash}");
    }
}
