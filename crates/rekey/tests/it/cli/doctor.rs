//! `rekey doctor` against a DNS server that tells what the test wants told.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::str::FromStr;

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, PTR, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record};
use serde_json::Value;

use super::sandbox::Sandbox;

/// Answers from a list of records for as long as the tests run.
pub(super) fn dns(records: &[(&str, RData)]) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = socket.local_addr().unwrap();
    let records: Vec<(Name, RData)> =
        records.iter().map(|(name, data)| (Name::from_str(&format!("{name}.")).unwrap(), data.clone())).collect();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok((length, peer)) = socket.recv_from(&mut buffer) {
            let Ok(asked) = Message::from_vec(&buffer[..length]) else { continue };
            let mut answer = Message::response(asked.metadata.id, OpCode::Query);
            for query in &asked.queries {
                let known: Vec<_> = records.iter().filter(|(name, _)| name == query.name()).collect();
                if known.is_empty() {
                    answer.metadata.response_code = ResponseCode::NXDomain;
                }
                for (name, data) in known.into_iter().filter(|(_, data)| data.record_type() == query.query_type()) {
                    answer.add_answer(Record::from_rdata(name.clone(), 60, data.clone()));
                }
            }
            answer.queries = asked.queries;
            socket.send_to(&answer.to_vec().unwrap(), peer).unwrap();
        }
    });
    address
}

fn txt(text: &str) -> RData {
    // A long record goes in parts of 255 bytes at most.
    RData::TXT(TXT::new(text.as_bytes().chunks(200).map(|part| String::from_utf8(part.to_vec()).unwrap()).collect()))
}

fn a(address: [u8; 4]) -> RData {
    RData::A(A(address.into()))
}

fn ptr(name: &str) -> RData {
    RData::PTR(PTR(Name::from_str(&format!("{name}.")).unwrap()))
}

/// A folder whose mail server does not exist: DNS is checked all the same.
fn sandbox(more: &str) -> Sandbox {
    let sandbox = Sandbox::installed().set("REKEY_PUBLIC_URL", "http://127.0.0.1:1");
    let settings = sandbox.path("rekey.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let mail = "[mail]\nsmtp_url = \"smtp://mail.example.net:1\"\nfrom = \"Shop <no-reply@shop.example.org>\"\n";
    std::fs::write(settings, format!("{text}{mail}{more}")).unwrap();
    sandbox
}

/// What the doctor found: for each check whether all is well, what there is, and what to do.
fn examine(sandbox: &Sandbox, dns: SocketAddr) -> Vec<(String, bool, String, String)> {
    let outcome = sandbox.run(&["doctor", "--json", "--dns", &dns.to_string()]);
    assert_eq!(outcome.code, Some(1), "the mail server is not there: {outcome:?}");
    let lines = outcome.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    lines
        .map(|line| (text(&line["check"]), line["ok"].as_bool().unwrap(), text(&line["finding"]), text(&line["to_do"])))
        .collect()
}

fn finding<'a>(findings: &'a [(String, bool, String, String)], check: &str) -> (bool, &'a str, &'a str) {
    let found = findings.iter().find(|(name, ..)| name == check);
    let (_, ok, text, to_do) = found.unwrap_or_else(|| panic!("{check}: {findings:?}"));
    (*ok, text, to_do)
}

#[test]
fn a_domain_without_records_is_told_which_to_add() {
    let key = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
    let pem = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, key.to_pkcs8v1().unwrap());
    let sandbox = sandbox("dkim_keys = [\"shop.example.org:s1:dkim.pem\"]\n");
    sandbox.write("dkim.pem", &format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n"));
    let found = examine(&sandbox, dns(&[("mail.example.net", a([198, 51, 100, 7]))]));

    let (ok, text, to_do) = finding(&found, "spf shop.example.org");
    assert!(!ok && text.contains("no record") && to_do.contains("v=spf1"), "{found:?}");
    let (ok, _, to_do) = finding(&found, "dkim s1._domainkey.shop.example.org");
    let record = to_do.split_once("s1._domainkey.shop.example.org: ").unwrap().1.to_owned();
    assert!(!ok && record.starts_with("v=DKIM1; k=ed25519; p="), "{found:?}");
    let (ok, _, to_do) = finding(&found, "dmarc shop.example.org");
    assert!(!ok && to_do.contains("_dmarc.shop.example.org"), "{found:?}");
    let (ok, text, _) = finding(&found, "reverse_name");
    assert!(!ok && text == "198.51.100.7 has no name", "{found:?}");
    let (ok, text, _) = finding(&found, "mail");
    assert!(!ok && text.starts_with("mail.example.net:1: "), "{found:?}");

    // Following the advice makes it well.
    let found = examine(&sandbox, dns(&[("s1._domainkey.shop.example.org", txt(&record))]));
    assert!(finding(&found, "dkim s1._domainkey.shop.example.org").0, "{found:?}");
}

#[test]
fn a_domain_in_order_is_found_so() {
    let found = examine(
        &sandbox(""),
        dns(&[
            ("shop.example.org", txt("some-site-verification=1")),
            ("shop.example.org", txt("v=spf1 include:_spf.example.net ~all")),
            ("_spf.example.net", txt("v=spf1 ip4:198.51.100.0/24 -all")),
            ("_dmarc.example.org", txt("v=DMARC1; p=reject")),
            ("mail.example.net", a([198, 51, 100, 7])),
            ("7.100.51.198.in-addr.arpa", ptr("out.example.net")),
            ("out.example.net", a([198, 51, 100, 7])),
        ]),
    );
    assert!(finding(&found, "spf shop.example.org").0, "{found:?}");
    assert_eq!(finding(&found, "dmarc shop.example.org").1, "v=DMARC1; p=reject", "the domain above speaks for it");
    assert_eq!(finding(&found, "reverse_name"), (true, "198.51.100.7 is out.example.net, and back", ""));
    let (ok, text, advice) = finding(&found, "dkim shop.example.org");
    assert!(ok && text.contains("not signed") && advice.contains("mail.dkim_keys"), "{found:?}");
}

#[test]
fn records_that_do_harm_are_found() {
    let spf = |records: &[(&str, RData)]| {
        let found = examine(&sandbox(""), dns(records));
        let (ok, text, _) = finding(&found, "spf shop.example.org");
        (ok, text.to_owned())
    };
    let at = "shop.example.org";
    let (ok, text) = spf(&[(at, txt("v=spf1 a -all")), (at, txt("v=spf1 mx -all"))]);
    assert!(!ok && text.contains("2 records"), "{text}");
    let (ok, text) = spf(&[(at, txt("v=spf1 +all"))]);
    assert!(!ok && text.contains("every server"), "{text}");
    let (ok, text) = spf(&[(at, txt("v=spf1 include:shop.example.org ~all"))]);
    assert!(!ok && text.contains("lookups"), "an endless chain ends: {text}");
    let found = examine(
        &sandbox(""),
        dns(&[
            ("_dmarc.shop.example.org", txt("v=DMARC1; p=none")),
            ("mail.example.net", a([198, 51, 100, 7])),
            ("7.100.51.198.in-addr.arpa", ptr("elsewhere.example.net")),
        ]),
    );
    let (ok, _, advice) = finding(&found, "dmarc shop.example.org");
    assert!(ok && advice.contains("p=reject"), "{found:?}");
    let (ok, text, _) = finding(&found, "reverse_name");
    assert!(!ok && text.contains("does not lead back"), "{found:?}");
}

#[test]
fn a_dns_server_that_does_not_answer_is_not_taken_for_one_that_knows_nothing() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let found = examine(&sandbox(""), silent.local_addr().unwrap());
    let (ok, text, to_do) = finding(&found, "spf shop.example.org");
    assert!(!ok && text.contains("does not answer") && to_do.contains("--dns"), "{found:?}");
}

/// Settings that the server takes, and that nobody should run with.
#[test]
fn what_is_unsafe_on_this_machine_is_found() {
    let careless = sandbox("")
        .set("REKEY_TRUSTED_PROXIES", "0.0.0.0/0")
        .set("REKEY_PREVIOUS_SECRETS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(careless.path("rekey.toml"), mode).unwrap();
    let found = examine(&careless, dns(&[]));
    for (check, says, advice) in [
        ("permissions", "rekey.toml has mode 644", "chmod 640"),
        ("secret", "one of previous_secrets does not look random", "rekey keys rewrap"),
        ("trusted_proxies", "0.0.0.0/0 are the whole internet", "X-Forwarded-For"),
    ] {
        let (ok, text, to_do) = finding(&found, check);
        assert!(!ok && text.contains(says) && to_do.contains(advice), "{check}: {found:?}");
    }
    for (check, says) in [
        ("database", "SQLite 3."),
        ("commits", "commits in "),
        ("templates", "built-in"),
        ("disk of the database", "MiB are free"),
        ("listen", "127.0.0.1:0 is free"),
    ] {
        assert!(finding(&found, check).1.contains(says), "{check}: {found:?}");
    }
    assert!(found.iter().any(|(check, ..)| check == "hashing"), "{found:?}");

    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        while let Ok((stream, _)) = taken.accept() {
            drop(stream);
        }
    });
    let kept =
        sandbox("").set("REKEY_SECRET", "pDYRg0tGONrBYedcWFjIq7UxNf6rns0+WVZQqjfgod8=").set("REKEY_LISTEN", &address);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(kept.path("rekey.toml"), mode).unwrap();
    let found = examine(&kept, dns(&[]));
    for check in ["permissions", "secret", "trusted_proxies"] {
        assert!(finding(&found, check).0, "{check}: {found:?}");
    }
    let (ok, text, _) = finding(&found, "listen");
    assert!(!ok && text.starts_with(&address), "{found:?}");
}

/// Asks as a proxy on this machine does.
fn forward(url: &str, header: &str) {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: id\r\n{header}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_proxy_that_nobody_named_is_told_of_once_and_found() {
    for header in ["X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7", "X-Real-IP: 203.0.113.7"] {
        let sandbox = sandbox("");
        let server = sandbox.serve(&["serve"]);
        assert!(finding(&examine(&sandbox, dns(&[])), "trusted_proxies").0);
        for _ in 0..3 {
            forward(&server.url, header);
        }
        // The server writes its note after it has answered.
        let looks = (0..30).map(|_| examine(&sandbox, dns(&[])));
        let found = looks.into_iter().find(|found| !finding(found, "trusted_proxies").0).expect("it is noted");
        let (ok, text, to_do) = finding(&found, "trusted_proxies");
        assert!(!ok && text.starts_with("127.0.0.1 forwards requests"), "{text}");
        assert_eq!(to_do, "add \"127.0.0.1\" to trusted_proxies");
        let log = server.log();
        assert_eq!(log.matches("is not named in trusted_proxies").count(), 1, "{log}");

        let sandbox = sandbox.set("REKEY_TRUSTED_PROXIES", "127.0.0.1");
        assert!(finding(&examine(&sandbox, dns(&[])), "trusted_proxies").0, "named by now");
        let server = sandbox.serve(&["serve"]);
        forward(&server.url, header);
        assert!(!server.log().contains("trusted_proxies"));
    }
}

#[test]
fn a_clock_that_was_set_back_is_said_with_how_long_mails_wait() {
    let sandbox = Sandbox::installed();
    let finding = || {
        let findings = sandbox.run(&["doctor", "--json"]).out;
        let findings = findings.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        findings.into_iter().find(|finding| finding["check"] == "outbox")
    };
    let add = |accepted_at: &str, due_at: &str| {
        let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
        let row = format!(
            "INSERT INTO outbox (id, state, address, subject, address_key, channel, location, network, accepted_at, due_at)
             VALUES (randomblob(16), 'pending', 'ann@example.com', 'reset_password', x'00', 'nexudus', 1, '127.0.0.1',
                 {accepted_at}, {due_at})"
        );
        database.execute_batch(&row).unwrap();
    };
    add("(unixepoch() - 60) * 1000000", "(unixepoch() + 3600) * 1000000");
    assert_eq!(finding(), None, "one that waits for its next try is in order");
    add("(unixepoch() + 7200) * 1000000", "4102444800000000");
    let finding = finding().unwrap();
    let text = finding["finding"].as_str().unwrap();
    assert!(text.contains("1 email accepted earlier, waiting until 2100-01-01T00:00:00Z"), "{text}");
    assert!(finding["to_do"].as_str().unwrap().contains("rekey outbox retry"), "{finding}");
}
