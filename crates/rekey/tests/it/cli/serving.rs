use std::net::TcpListener;
use std::time::Duration;

use serde_json::{Value, json};

use super::sandbox::Sandbox;

#[test]
fn a_busy_port_is_named_with_what_to_do() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap();
    let sandbox = Sandbox::configured().set("REKEY_LISTEN", &address.to_string());
    sandbox.run(&["serve"]).failed(1, &[&format!("port {}", address.port()), "taken", "REKEY_LISTEN="]);
}

#[test]
fn development_stays_on_loopback() {
    let sandbox = Sandbox::empty().set("REKEY_LISTEN", "0.0.0.0:0");
    sandbox.run(&["serve", "--dev"]).failed(2, &["listen", "loopback"]);
}

#[tokio::test]
async fn development_needs_nothing_and_shows_its_mails() {
    let sandbox = Sandbox::empty().set("REKEY_LISTEN", "127.0.0.1:0");
    let server = sandbox.serve(&["serve", "--dev"]);
    let client = reqwest::Client::new();
    let signed_in = client
        .post(format!("{}/api/token", server.url))
        .form(&[("grant_type", "password"), ("username", "demo@example.com"), ("password", "Demo-Passw0rd!")])
        .send();
    assert_eq!(signed_in.await.unwrap().status(), 200);
    let asked = client
        .post(format!("{}/api/sys/users/startPasswordReset", server.url))
        .json(&json!({"email": "demo@example.com"}))
        .send();
    assert_eq!(asked.await.unwrap().status(), 200);
    let mail = first_mail(&client, &server.url).await;
    assert_eq!(mail["to"], "demo@example.com");
    let link = mail["links"][0].as_str().unwrap();
    assert!(link.starts_with(&format!("{}/reset?token=", server.url)), "{link}");
    assert!(server.stop().success());
}

/// Rules, and lists of breached passwords, are for new ones.
#[test]
fn development_keeps_its_password_whatever_is_asked_of_others() {
    let sandbox = Sandbox::empty().set("REKEY_LISTEN", "127.0.0.1:0").set("REKEY_PASSWORDS__MIN_LENGTH", "64");
    assert!(sandbox.serve(&["serve", "--dev"]).stop().success());
}

/// The worker runs beside us: it has the mail out in a moment.
async fn first_mail(client: &reqwest::Client, url: &str) -> Value {
    let look = async {
        loop {
            let inbox = client.get(format!("{url}/_dev/inbox.json")).send().await.unwrap();
            let mails: Vec<Value> = inbox.json().await.unwrap();
            if let Some(mail) = mails.into_iter().next() {
                return mail;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("a mail")
}

#[tokio::test]
async fn a_server_outside_development_has_no_inbox_and_stops_when_told() {
    let sandbox = Sandbox::configured();
    let server = sandbox.serve(&["serve"]);
    let client = reqwest::Client::new();
    assert_eq!(client.get(format!("{}/healthz", server.url)).send().await.unwrap().status(), 200);
    assert_eq!(client.get(format!("{}/_dev/inbox.json", server.url)).send().await.unwrap().status(), 404);
    assert!(server.stop().success(), "also while a client keeps its connection open");
}

#[tokio::test]
async fn commands_work_while_the_server_runs() {
    let sandbox = Sandbox::configured();
    let server = sandbox.serve(&["serve"]);
    let add = ["account", "add", "--email", "ana@example.com", "--password-stdin"];
    sandbox.run_with(&add, "a quiet morning").done();
    let signed_in = reqwest::Client::new()
        .post(format!("{}/api/token", server.url))
        .form(&[("grant_type", "password"), ("username", "ana@example.com"), ("password", "a quiet morning")])
        .send();
    assert_eq!(signed_in.await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_stopping_server_answers_what_it_accepted_and_delivers_what_it_holds() {
    let mails = Sandbox::empty();
    let sandbox = Sandbox::configured()
        .set("REKEY_MAIL__FOLDER", mails.path("out").to_str().unwrap())
        .set("REKEY_MAIL__FROM", "Example <no-reply@example.com>");
    sandbox.run(&["account", "add", "--email", "ana@example.com", "--no-password"]).done();
    let server = sandbox.serve(&["serve"]);
    let asked = reqwest::Client::new()
        .post(format!("{}/api/sys/users/startPasswordReset", server.url))
        .json(&json!({"email": "ana@example.com"}))
        .send();
    assert_eq!(asked.await.unwrap().status(), 200);
    assert!(server.stop().success());
    let pending = sandbox.run(&["outbox", "list", "--state", "pending", "--json"]).json().len();
    let written = std::fs::read_dir(mails.path("out")).unwrap().count();
    assert_eq!(pending + written, 1, "sent, or still in the outbox for the next start");
}

/// A terminal that closes sends it, and so do tools that rotate logs.
#[test]
fn a_hang_up_ends_a_server_in_order() {
    let status = Sandbox::configured().serve(&["serve"]).hang_up();
    assert!(status.success(), "{status}");
}

#[test]
fn the_doctor_says_what_is_missing() {
    let sandbox = Sandbox::installed().set("REKEY_PUBLIC_URL", "http://127.0.0.1:1");
    let findings = sandbox.run(&["doctor", "--json"]);
    assert_eq!(findings.code, Some(1));
    let checks = |ok: bool| -> Vec<String> {
        let lines = findings.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["ok"] == ok).map(|line| line["check"].as_str().unwrap().to_owned()).collect()
    };
    // The sandbox has settings that everybody may read. How quickly this machine hashes and
    // how full its disk is are not for a test to say.
    let machine = ["hashing", "disk of the database"];
    let failed: Vec<String> = checks(false).into_iter().filter(|check| !machine.contains(&check.as_str())).collect();
    assert_eq!(failed, ["permissions", "mail", "public_url"]);
    assert!(checks(true).iter().any(|check| check == "database"));
    assert!(findings.err.contains("checks failed"), "{}", findings.err);
}
