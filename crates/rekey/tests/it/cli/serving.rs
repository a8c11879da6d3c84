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

/// As in a container, whose image sets this address.
#[tokio::test]
async fn development_that_others_can_reach_asks_for_the_key_that_it_printed() {
    let sandbox = Sandbox::empty().set("REKEY_LISTEN", "0.0.0.0:0").set("REKEY_TELEMETRY__METRICS_LISTEN", "off");
    let mut server = sandbox.serve(&["serve", "--dev"]);
    let here = server.url.replace("0.0.0.0", "127.0.0.1");
    let lines = [server.next_line(), server.next_line(), server.next_line()];
    let address = |line: &str| line.split_whitespace().last().unwrap().to_owned();
    let (first, inbox) = (address(&lines[0]), address(&lines[2]));
    let key = inbox.strip_prefix(&format!("{here}/_dev/inbox?key=")).unwrap_or_else(|| panic!("{lines:?}"));
    assert!(key.len() == 32 && first == format!("{here}/?key={key}"), "{lines:?}");

    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let status = async |path: &str| client.get(format!("{here}{path}")).send().await.unwrap().status().as_u16();
    for path in
        ["/_dev/inbox", "/_dev/inbox.json", "/_dev/inbox?key=", "/_dev/inbox?key=00000000000000000000000000000000"]
    {
        assert_eq!(status(path).await, 404, "{path}");
    }
    assert_eq!(status(&format!("/_dev/inbox.json?key={key}")).await, 200);
    let answer = client.get(&inbox).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (303, &"/_dev/inbox".parse().unwrap()));
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let with_cookie = client.get(format!("{here}/_dev/inbox")).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(with_cookie.status(), 200);
    let forwarded = client.get(format!("{here}/_dev/inbox")).header("cookie", &cookie).header("x-forwarded-for", "::1");
    assert_eq!(forwarded.send().await.unwrap().status(), 404, "not by way of a proxy");
    let asked = client
        .post(format!("{here}/api/sys/users/startPasswordReset"))
        .json(&json!({"email": "demo@example.com"}))
        .send();
    assert_eq!(asked.await.unwrap().status(), 200);
    let mail = first_mail(&client, &format!("{here}/_dev/inbox.json?key={key}")).await;
    assert!(mail["links"][0].as_str().unwrap().starts_with(&format!("{here}/reset?token=")), "{mail}");
}

/// Below a path that a proxy may strip or not.
#[tokio::test]
async fn a_public_url_with_a_path_works_behind_proxies_of_both_kinds() {
    let sandbox = Sandbox::configured().set("REKEY_PUBLIC_URL", "https://app.example.com/id");
    let server = sandbox.serve(&["serve"]);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for path in ["/forgot", "/id/forgot"] {
        let page = client.get(format!("{}{path}", server.url)).send().await.unwrap();
        assert_eq!(page.status(), 200, "{path}");
        assert!(page.text().await.unwrap().contains("action=\"/id/forgot"), "{path}");
    }
    for path in ["/id/healthz", "/healthz", "/id/.well-known/jwks.json"] {
        assert_eq!(client.get(format!("{}{path}", server.url)).send().await.unwrap().status(), 200, "{path}");
    }
    for path in ["/identity/forgot", "/id/id/forgot"] {
        assert_eq!(client.get(format!("{}{path}", server.url)).send().await.unwrap().status(), 404, "{path}");
    }
}

#[test]
fn a_public_url_whose_path_could_be_our_own_says_that_the_proxy_has_to_strip_it() {
    let sandbox = Sandbox::configured().set("REKEY_PUBLIC_URL", "https://app.example.com/api/id");
    let log = sandbox.serve(&["serve"]).log();
    assert!(log.contains("the proxy has to strip it") && log.contains("/api/id"), "{log}");
    assert!(!Sandbox::configured().serve(&["serve"]).log().contains("the proxy has to strip it"));
}

/// Every path that the documents show, and so every path of an API.
#[tokio::test]
async fn paths_of_our_own_are_known_for_what_they_are() {
    let server = Sandbox::empty().set("REKEY_LISTEN", "127.0.0.1:0").serve(&["serve", "--dev"]);
    let documents: Value = reqwest::get(format!("{}/openapi.json", server.url)).await.unwrap().json().await.unwrap();
    let mut paths: Vec<String> = documents["paths"].as_object().unwrap().keys().cloned().collect();
    assert!(paths.len() > 20, "{paths:?}");
    paths.extend(
        ["/forgot", "/code", "/reset", "/signin", "/signout", "/not-me", "/assets", "/docs", "/openapi"]
            .map(str::to_owned),
    );
    for path in paths.iter().filter(|path| *path != "/") {
        let public = format!("https://app.example.com{path}").replace(['{', '}'], "");
        let public = rekey_http::PublicPath::of(&public.parse().unwrap());
        assert!(public.ambiguous().is_some(), "{path} is not known as our own");
    }
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
    let mail = first_mail(&client, &format!("{}/_dev/inbox.json", server.url)).await;
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
async fn first_mail(client: &reqwest::Client, inbox: &str) -> Value {
    let look = async {
        loop {
            let answer = client.get(inbox).send().await.unwrap();
            let mails: Vec<Value> = answer.json().await.unwrap();
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
