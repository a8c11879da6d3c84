//! Reports on mails that came back, at the command line.

use std::time::Duration;

use serde_json::{Value, json};

use super::sandbox::Sandbox;

const ANN: &str = "ann@example.com";

/// A report as mail servers send it, on a mail to this address that has this `Message-ID`.
fn report(to: &str, message_id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <{to}> unknown\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    )
}

/// Waits until a mail lies in the folder, and gives its `Message-ID`.
async fn message_id(sandbox: &Sandbox) -> String {
    let found = async {
        loop {
            let files = std::fs::read_dir(sandbox.path("mails")).into_iter().flatten().flatten();
            let mails = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "eml"));
            if let Some(mail) = mails.map(|file| std::fs::read_to_string(file.path()).unwrap()).next() {
                break mail;
            }
            tokio::task::yield_now().await;
        }
    };
    let mail = tokio::time::timeout(Duration::from_secs(20), found).await.expect("a mail within seconds");
    let line = mail.lines().find_map(|line| line.strip_prefix("Message-ID: "));
    line.expect("a Message-ID").trim().to_owned()
}

fn last(sandbox: &Sandbox) -> Value {
    let id = sandbox.run(&["outbox", "list", "--limit", "1", "--json"]).json().remove(0)["id"].clone();
    sandbox.run(&["outbox", "show", id.as_str().unwrap(), "--json"]).json().remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_came_back_stops_its_mailbox_until_an_operator_lifts_it() {
    let sandbox = Sandbox::configured()
        .set("REKEY_MAIL__FOLDER", "mails")
        .set("REKEY_MAIL__FROM", "no-reply@example.com")
        .set("REKEY_LISTEN", "127.0.0.1:0");
    sandbox.run(&["account", "add", "--email", ANN, "--no-password"]).done();
    let server = sandbox.serve(&["serve"]);
    let asked = reqwest::Client::new()
        .post(format!("{}/api/sys/users/startPasswordReset", server.url))
        .json(&json!({ "email": ANN }))
        .send();
    assert_eq!(asked.await.unwrap().status(), 200);
    let message_id = message_id(&sandbox).await;
    server.stop();
    assert_eq!(last(&sandbox)["state"], "sent");

    let bounce = |report: &str| sandbox.run_with(&["mail", "bounce"], report).done();
    assert!(bounce(&report("bob@example.com", &message_id)).contains("no email of this installation"));
    let forged = "<00112233445566778899aabbccddeeff@example.com>";
    assert!(bounce(&report(ANN, forged)).contains("no email of this installation"));
    assert!(bounce("Subject: hello\r\n\r\nI am on holiday.").contains("not a delivery report"));
    assert!(bounce(&"x".repeat(1024 * 1024 + 1)).contains("larger than 1 MiB"));
    assert!(last(&sandbox)["bounced_at"].is_null());
    assert!(sandbox.run(&["mail", "lift", ANN]).done().contains("was not stopped"));

    let complaint = |kind: &str| {
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nVersion: 1\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nTo: {ANN}\r\n\r\nhello\r\n--b--\r\n"
        )
    };
    assert!(bounce(&complaint("not-spam")).contains("not a delivery report"));
    assert_eq!(bounce(&complaint("abuse")), "complained\n");
    assert_eq!(bounce(&complaint("abuse")), "known already\n");

    assert_eq!(bounce(&report(ANN, &message_id)), "bounced\n");
    assert_eq!(bounce(&report(ANN, &message_id)), "known already\n");
    let mail = last(&sandbox);
    assert_eq!((&mail["bounce"], &mail["report"]), (&"permanent".into(), &"550 5.1.1 [address] unknown".into()));
    assert!(sandbox.run(&["mail", "lift", "Ann@Example.com"]).done().contains("gets emails again"));
    assert!(sandbox.run(&["mail", "lift", ANN]).done().contains("was not stopped"));
}
