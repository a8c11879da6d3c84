//! New passwords are looked for among breached ones, by ranges of digests from a server that could be anybody's (R16).

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use rekey::adapters::BreachRanges;
use rekey_core::location::{LocationSettings, SignUpSettings};
use rekey_core::ports::{Event, Observer};
use rekey_http_client::{HttpClient, Networks};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{ANN, TestServer};

/// A password that breaks no other rule of any door.
const PASSWORD: &str = "Brave-new-door-7!";
/// How long to wait for an answer in tests without a time-out.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the server says.
#[derive(Clone)]
enum Says {
    /// This range.
    Range(String),
    /// These bytes, whatever they are.
    Bytes(&'static str),
    /// Nothing, ever.
    Nothing,
}

/// A range server, and all that it heard.
struct Ranges {
    base: String,
    heard: Arc<Mutex<String>>,
}

impl Ranges {
    async fn start(says: Says) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/range/", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(String::new()));
        let keeps = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, says.clone(), keeps.clone()));
            }
        });
        Self { base, heard }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

async fn answer(mut stream: TcpStream, says: Says, heard: Arc<Mutex<String>>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await.unwrap());
    }
    heard.lock().unwrap().push_str(std::str::from_utf8(&request).unwrap());
    let answer = match says {
        Says::Range(range) => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{range}", range.len()),
        Says::Bytes(bytes) => bytes.to_owned(),
        Says::Nothing => return std::future::pending().await,
    };
    stream.write_all(answer.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
}

/// What became of the checks.
#[derive(Debug, Default)]
struct Outcomes(Mutex<Vec<&'static str>>);

impl Observer for Outcomes {
    fn happened(&self, event: Event) {
        if let Event::BreachChecked { outcome } = event {
            self.0.lock().unwrap().push(outcome);
        }
    }
}

/// A server that asks these ranges.
async fn server(ranges: &Ranges, timeout: Duration) -> (TestServer, Arc<Outcomes>) {
    let outcomes = Arc::new(Outcomes::default());
    let client = HttpClient::new(Networks::default()).unwrap();
    let (observer, list) = (outcomes.clone(), BreachRanges::new(client, ranges.base.parse().unwrap(), timeout));
    let server = TestServer::start_with(|setup| {
        setup.breaches = Some(Arc::new(list));
        setup.observer = observer;
    });
    let server = server.await;
    // Ann's own password was judged as well.
    ranges.heard.lock().unwrap().clear();
    outcomes.0.lock().unwrap().clear();
    (server, outcomes)
}

/// The digest's digits: those that name its range, and the rest.
fn digits(password: &str) -> (String, String) {
    let digits = hex::encode_upper(digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes()));
    (digits[..5].to_owned(), digits[5..].to_owned())
}

/// A range with padding, and this suffix counted so often.
fn range(suffix: &str, count: u32) -> Says {
    Says::Range(format!("0018A45C4D1DEF81644B54AB7F969B88D65:4\r\n{suffix}:{count}\r\n{}:0", "F".repeat(35)))
}

/// Completes a reset of Ann's with [`PASSWORD`].
async fn complete(server: &TestServer) -> crate::support::Answer {
    let token = server.reset_token(ANN).await;
    let body = json!({ "Token": token, "Password": PASSWORD, "BusinessId": 1 });
    server.post_json("/api/sys/users/completePasswordReset", body).await
}

#[tokio::test]
async fn a_breached_password_is_refused_by_name_and_little_of_its_digest_leaves() {
    let (prefix, suffix) = digits(PASSWORD);
    let ranges = Ranges::start(range(&suffix, 3)).await;
    let (server, outcomes) = server(&ranges, PATIENCE).await;
    let refused = complete(&server).await;
    assert_eq!(refused.status, 400);
    let errors = &refused.json()["Errors"];
    assert_eq!((&errors[0]["Code"], errors.as_array().unwrap().len()), (&json!("breached"), 1));
    assert!(refused.body.contains("known from a data breach"), "{}", refused.body);
    assert_eq!(*outcomes.0.lock().unwrap(), ["breached"]);

    let heard = ranges.heard();
    assert!(heard.starts_with(&format!("GET /range/{prefix} HTTP/1.1\r\n")), "{heard}");
    assert!(heard.to_lowercase().contains("add-padding: true"), "{heard}");
    let lower = heard.to_lowercase();
    assert!(!lower.contains(&suffix.to_lowercase()[..6]) && !heard.contains(PASSWORD), "{heard}");
    assert!(!lower.contains("ann"), "nothing tells whose it is: {heard}");
}

#[tokio::test]
async fn a_password_that_is_not_in_its_range_or_only_as_padding_is_taken() {
    let (_, suffix) = digits(PASSWORD);
    for says in [range(&"0".repeat(35), 9), range(&suffix, 0)] {
        let ranges = Ranges::start(says).await;
        let (server, outcomes) = server(&ranges, PATIENCE).await;
        assert_eq!(complete(&server).await.status, 200);
        assert_eq!(*outcomes.0.lock().unwrap(), ["clean"]);
    }
}

#[tokio::test]
async fn a_list_that_is_down_hangs_or_talks_nonsense_keeps_nobody_out() {
    let failures = [
        Says::Nothing,
        Says::Bytes("HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"),
        Says::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>"),
        Says::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
        Says::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\ncut off"),
        Says::Bytes("HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"),
        Says::Bytes("SMTP ready\r\n\r\n"),
        Says::Bytes(""),
    ];
    for says in failures {
        let timeout = if matches!(says, Says::Nothing) { Duration::from_millis(100) } else { PATIENCE };
        let ranges = Ranges::start(says).await;
        let (server, outcomes) = server(&ranges, timeout).await;
        let done = tokio::time::timeout(PATIENCE, complete(&server)).await.expect("within the time-out");
        assert_eq!(done.status, 200);
        assert_eq!(*outcomes.0.lock().unwrap(), ["unavailable"]);
    }
}

#[tokio::test]
async fn every_door_that_takes_a_new_password_asks() {
    let (_, suffix) = digits(PASSWORD);
    let ranges = Ranges::start(range(&suffix, 1)).await;
    let (server, _) = server(&ranges, PATIENCE).await;
    let told = "known from a data breach";

    let token = server.reset_token(ANN).await;
    let body = json!({ "newPassword": PASSWORD });
    let refused = server.post_json(&format!("/api/auth/password/reset?token={token}"), body).await;
    assert!(refused.status == 400 && refused.body.contains(told), "singularity: {}", refused.body);

    let body = json!({ "newPassword": PASSWORD, "otp": token });
    let refused = server.post_json("/api/auth/email/reset-password", body).await;
    assert!(refused.status == 400 && refused.body.contains(told), "insforge: {}", refused.body);

    let sign_up = SignUpSettings { open: Some(true), ..SignUpSettings::default() };
    server.set_location(1, LocationSettings { sign_up, ..LocationSettings::default() }).await;
    let body = json!({ "email": "new@example.com", "password": PASSWORD });
    let refused = server.post_json("/api/auth/users?client_type=server", body).await;
    assert!(refused.status == 400 && refused.body.contains(told), "sign-up: {}", refused.body);
}

#[tokio::test]
async fn nobody_has_any_number_of_passwords_looked_for() {
    let (_, suffix) = digits(PASSWORD);
    let ranges = Ranges::start(range(&suffix, 1)).await;
    let (server, outcomes) = server(&ranges, PATIENCE).await;
    let token = server.reset_token(ANN).await;
    let sign_up = SignUpSettings { open: Some(true), ..SignUpSettings::default() };
    server.set_location(1, LocationSettings { sign_up, ..LocationSettings::default() }).await;
    // A right link is not a failure of its network: only the limit on work bounds it.
    let reset = ("/api/auth/email/reset-password", json!({ "newPassword": PASSWORD, "otp": token }), 300);
    let new = ("/api/auth/users?client_type=server", json!({ "email": "new@example.com", "password": PASSWORD }), 50);
    for (path, body, most) in [new, reset] {
        outcomes.0.lock().unwrap().clear();
        let refused = async || server.post_json(path, body.clone()).await.status.as_u16();
        let mut asked = 0;
        while refused().await == 400 {
            asked += 1;
            assert!(asked <= most, "{path}: {asked}");
        }
        assert_eq!(refused().await, 429, "{path}");
        assert_eq!(outcomes.0.lock().unwrap().len(), asked, "{path}");
    }
}

#[tokio::test]
async fn a_password_that_breaks_another_rule_is_not_asked_about() {
    let ranges = Ranges::start(range(&"0".repeat(35), 1)).await;
    let (server, outcomes) = server(&ranges, PATIENCE).await;
    let token = server.reset_token(ANN).await;
    let body = json!({ "Token": token, "Password": "short", "BusinessId": 1 });
    assert_eq!(server.post_json("/api/sys/users/completePasswordReset", body).await.status, 400);
    assert_eq!((ranges.heard(), outcomes.0.lock().unwrap().len()), (String::new(), 0));
}
