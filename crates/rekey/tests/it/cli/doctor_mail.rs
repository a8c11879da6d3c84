//! `rekey doctor` against a real mail server: its certificate, the login, a test email.

use super::doctor::dns;
use super::sandbox::Sandbox;
use crate::faults::smtp_server::SmtpServer;

/// A folder whose mails go by this server.
fn sandbox(server: &SmtpServer, url: &str) -> Sandbox {
    let sandbox = Sandbox::installed().set("REKEY_PUBLIC_URL", "http://127.0.0.1:1");
    let url = url.replace("PORT", &server.port.to_string());
    let mut mail = format!("mail.smtp_url = \"{url}\"\nmail.from = \"Shop <no-reply@shop.example.org>\"\n");
    if let Some(certificate) = &server.certificate {
        sandbox.write("ca.pem", certificate);
        mail.push_str("mail.root_certificates = \"ca.pem\"\n");
    }
    sandbox.append(&mail);
    sandbox
}

/// Its finding of this name: whether all is well, and all that it says. DNS knows nothing.
fn finding(sandbox: &Sandbox, check: &str, more: &[&str]) -> (bool, String) {
    let dns = dns(&[]).to_string();
    let outcome = sandbox.run(&[&["doctor", "--json", "--dns", &dns], more].concat());
    let lines = outcome.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let found = lines.into_iter().find(|line| line["check"] == check).unwrap_or_else(|| panic!("{check}: {outcome:?}"));
    (found["ok"].as_bool().unwrap(), format!("{} -> {}", found["finding"], found["to_do"]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_renewed_in_time() {
    for (option, url) in [
        ("--starttls", "smtp://rekey:s3cret@localhost:PORT?tls=required"),
        ("--tls", "smtps://rekey:s3cret@localhost:PORT"),
    ] {
        for (days, check, ok, says) in [
            ("--days=60", "mail", true, "connected and logged in"),
            ("--days=60", "tls", true, "encrypted; the certificate is good until "),
            ("--days=3", "tls", false, "renew it on the mail server"),
            ("--days=-1", "mail", false, "renew it on the mail server"),
        ] {
            let server = SmtpServer::start(&[option, days, "--login", "rekey:s3cret"]).await;
            let (found, text) = finding(&sandbox(&server, url), check, &[]);
            assert!(found == ok && text.contains(says), "{option} {days}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_mail_arrives_encrypted_and_signed() {
    let mut server = SmtpServer::start(&["--starttls", "--login", "rekey:s3cret"]).await;
    let sandbox = sandbox(&server, "smtp://rekey:s3cret@localhost:PORT?tls=required");
    let key = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
    let pem = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, key.to_pkcs8v1().unwrap());
    sandbox.write("dkim.pem", &format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n"));
    sandbox.append("mail.dkim_keys = [\"shop.example.org:s1:dkim.pem\"]\n");
    let (ok, text) = finding(&sandbox, "test_mail", &["--send-test", "you@example.org"]);
    assert!(ok && text.contains("to you@example.org"), "{text}");
    let mail = server.received().await;
    assert!(mail.secure && mail.user.as_deref() == Some("rekey"), "{mail:?}");
    assert_eq!(mail.to, ["you@example.org"]);
    assert_eq!(mail.headers["from"], "Shop <no-reply@shop.example.org>");
    assert!(mail.headers["dkim-signature"].contains("d=shop.example.org"), "{mail:?}");
    assert!(mail.text.contains("Authentication-Results") && mail.html.contains("Authentication-Results"), "{mail:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_mail_that_is_not_taken_is_told_with_the_reason() {
    let server = SmtpServer::start(&["--starttls", "--days=-1"]).await;
    let expired = sandbox(&server, "smtp://localhost:PORT?tls=required");
    let (ok, text) = finding(&expired, "test_mail", &["--send-test", "you@example.org"]);
    assert!(!ok && text.contains("not sent to you@example.org") && text.contains("certificate"), "{text}");
    let server = SmtpServer::start(&["--tls", "--login", "rekey:s3cret"]).await;
    let stranger = sandbox(&server, "smtps://rekey:wrong@localhost:PORT");
    let (ok, text) = finding(&stranger, "test_mail", &["--send-test", "you@example.org"]);
    assert!(!ok && text.contains("535"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_may_be_changed_at_the_server_before_or_after_the_settings() {
    for (new, previous, ok) in [("new", "s3cret", true), ("s3cret", "old", true), ("new", "old", false)] {
        let server = SmtpServer::start(&["--login", "rekey:s3cret"]).await;
        let url = |password: &str| format!("smtp://rekey:{password}@127.0.0.1:{}?tls=none", server.port);
        let sandbox = Sandbox::installed().set("REKEY_PUBLIC_URL", "http://127.0.0.1:1");
        sandbox.write("old-url", &url(previous));
        let sender = format!(
            "{{ name = \"main\", kind = \"smtp\", url = \"{}\", previous = {{ url_file = \"old-url\" }} }}",
            url(new)
        );
        sandbox.append(&format!("mail.from = \"no-reply@shop.example.org\"\nmail.senders = [{sender}]\n"));
        let (found, text) = finding(&sandbox, "test_mail main", &["--send-test", "you@example.org"]);
        assert_eq!(found, ok, "{new} {previous}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_says_nothing_is_named_while_it_is_waited_for() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let sandbox = Sandbox::installed().set("REKEY_PUBLIC_URL", "http://127.0.0.1:1");
    sandbox.append(&format!(
        "mail.smtp_url = \"smtp://127.0.0.1:{port}\"\nmail.from = \"no-reply@shop.example.org\"\nmail.greeting_timeout = \"5s\"\n"
    ));
    let dns = dns(&[]).to_string();
    let outcome = sandbox.run(&["doctor", "--dns", &dns, "--send-test", "you@example.org"]);
    let waits = format!("Waiting up to 40s for 127.0.0.1:{port}.");
    assert!(outcome.err.contains(&waits) && outcome.err.contains("Waiting up to 2m for "), "{outcome:?}");
    assert!(outcome.out.contains("connecting: no answer within 5s"), "{outcome:?}");
    assert!(outcome.out.contains("whether a firewall drops the connection"), "{outcome:?}");
}
