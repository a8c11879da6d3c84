//! What a server does on a schedule: backups, and the canary.

use std::time::Duration;

use super::sandbox::{Sandbox, Server, is_private};

const METRICS: (&str, &str) = ("REKEY_TELEMETRY__METRICS_LISTEN", "127.0.0.1:0");

/// Where a server that was just started serves its metrics.
fn metrics_of(server: &mut Server) -> String {
    server.next_line().strip_prefix("metrics on ").unwrap().to_owned()
}

/// Reads metrics until one of these lines is among them.
async fn until(metrics: &str, sample: &str) -> String {
    let look = async {
        loop {
            let text = reqwest::get(metrics).await.unwrap().text().await.unwrap();
            if text.lines().any(|line| line == sample) {
                return text;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), look).await.unwrap_or_else(|_| panic!("no {sample}"))
}

#[tokio::test]
async fn a_server_makes_the_first_back_up_at_once_and_it_can_be_restored() {
    let sandbox = Sandbox::configured().set(METRICS.0, METRICS.1);
    sandbox.append("backup.folder = \"backups\"\nbackup.schedule = \"03:30\"");
    sandbox.run(&["account", "add", "--email", "ana@example.com", "--no-password"]).done();
    let mut server = sandbox.serve(&["serve"]);
    let metrics = metrics_of(&mut server);
    let text = until(&metrics, "rekey_backup_overdue_seconds 0").await;
    assert!(text.contains("rekey_backup_last_success_timestamp_seconds 1"), "{text}");
    let log = server.log();
    assert!(log.contains("a backup is written and checked") && log.contains("\"accounts\":1"), "{log}");
    let made: Vec<_> = std::fs::read_dir(sandbox.path("backups")).unwrap().map(|file| file.unwrap().path()).collect();
    let made: Vec<_> = made.iter().filter(|path| path.extension().is_some_and(|end| end == "db")).collect();
    assert!(made.len() == 1 && is_private(made[0]), "{made:?}");
    let url = format!("sqlite:{}", made[0].display());
    let restored = sandbox.set("REKEY_DATABASE_URL", &url);
    assert_eq!(restored.run(&["account", "list", "--json"]).json()[0]["email"], "ana@example.com");
}

#[test]
fn back_ups_of_postgresql_are_refused_with_what_makes_them() {
    let sandbox = Sandbox::configured().set("REKEY_DATABASE_URL", "postgres://rekey@127.0.0.1:1/rekey");
    sandbox.append("backup.folder = \"backups\"");
    sandbox.run(&["serve"]).failed(2, &["backup.folder", "umask 077", "pg_dump"]);
}

/// A canary whose mails land in a folder, which this command reads.
fn with_canary(command: &str, within: &str) -> Sandbox {
    let sandbox = Sandbox::configured().set(METRICS.0, METRICS.1);
    std::fs::create_dir(sandbox.path("mails")).unwrap();
    sandbox.append(&format!(
        "mail.folder = \"mails\"\nmail.from = \"Example <no-reply@example.com>\"\n\
         canary.email = \"canary@example.com\"\ncanary.command = {command}\ncanary.within = \"{within}\"\n\
         canary.every = \"7d\""
    ));
    sandbox
}

#[tokio::test]
async fn the_canary_tells_that_a_link_arrived_which_works() {
    let sandbox = with_canary(r#"["sh", "-c", "cat mails/*"]"#, "10m");
    sandbox.run(&["account", "add", "--email", "canary@example.com", "--no-password"]).done();
    let mut server = sandbox.serve(&["serve"]);
    let metrics = metrics_of(&mut server);
    let text = until(&metrics, "rekey_canary_runs_total{outcome=\"arrived\"} 1").await;
    assert!(text.contains("rekey_canary_last_success_timestamp_seconds 1"), "{text}");
    // Once in this time, and not again by the next server.
    server.stop();
    let mut server = sandbox.serve(&["serve"]);
    let metrics = metrics_of(&mut server);
    let text = reqwest::get(&metrics).await.unwrap().text().await.unwrap();
    assert!(text.contains("rekey_canary_runs_total{outcome=\"arrived\"} 0"), "{text}");
    server.stop();
    let asked = sandbox.run(&["audit", "--json"]).json();
    assert_eq!(asked.iter().filter(|record| record["action"] == "reset_started").count(), 1, "{asked:?}");
}

#[tokio::test]
async fn a_mail_that_does_not_arrive_is_missing_whatever_else_is_in_the_mailbox() {
    let stale = "0123456789abcdef".repeat(4);
    let sandbox = with_canary(&format!(r#"["echo", "https://id.example.com/reset?token={stale}"]"#), "2s");
    sandbox.run(&["account", "add", "--email", "canary@example.com", "--no-password"]).done();
    let mut server = sandbox.serve(&["serve"]);
    let metrics = metrics_of(&mut server);
    until(&metrics, "rekey_canary_runs_total{outcome=\"missing\"} 1").await;
    assert!(server.log().contains("the canary's email did not arrive"));
}

#[tokio::test]
async fn a_canary_without_an_account_says_what_it_needs() {
    let sandbox = with_canary(r#"["true"]"#, "2s");
    let mut server = sandbox.serve(&["serve"]);
    let metrics = metrics_of(&mut server);
    until(&metrics, "rekey_canary_runs_total{outcome=\"failed\"} 1").await;
    let log = server.log();
    assert!(log.contains("canary.email has no account"), "{log}");
    let sandbox = Sandbox::configured();
    sandbox.append("canary.email = \"canary@example.com\"");
    sandbox.run(&["config", "check"]).failed(2, &["canary.command", "is missing"]);
}

#[tokio::test]
async fn metrics_tell_of_the_process_the_database_and_webhooks() {
    let sandbox = Sandbox::configured().set(METRICS.0, METRICS.1);
    let mut server = sandbox.serve(&["serve"]);
    let metrics = metrics_of(&mut server);
    let text = reqwest::get(&metrics).await.unwrap().text().await.unwrap();
    let value = |name: &str| -> f64 {
        let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_else(|| panic!("{name}"));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert!(value("process_cpu_seconds_total") > 0.0);
    assert!(value("process_resident_memory_bytes") > 1e6);
    assert!(value("process_open_fds") > 3.0 && value("process_max_fds") >= value("process_open_fds"));
    assert!(value("rekey_store_waiting") >= 0.0);
    assert!(value("rekey_webhooks_pending") < 1.0);
    assert!(text.contains("# TYPE process_cpu_seconds_total counter"), "{text}");
    assert!(text.contains("rekey_webhooks_total{outcome=\"gave_up\"} 0"), "{text}");
}
