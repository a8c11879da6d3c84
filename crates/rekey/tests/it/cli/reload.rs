//! SIGHUP has a server read its configuration again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use reqwest::StatusCode;

use super::sandbox::{Sandbox, Server};

const OLD: &str = "Hq2bXw7RzN4cKd9VtYs5LmJ8gFp3AeU6oIi1MtQzEkE=";
const NEW: &str = "Zr4kT0nWq8yHs5LmXc2VbJ7dF9gPa3QeU6oIi1RtKzE=";

/// With a token for `/v1` in a file, a folder of templates, and a location in the settings.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::configured();
    sandbox.write("token", OLD);
    std::fs::create_dir_all(sandbox.path("templates/locales")).unwrap();
    words(&sandbox, "Mislaid your key?");
    sandbox.append("templates = \"templates\"\nadmin.token_file = \"token\"");
    location(&sandbox, "First name");
    sandbox
}

fn settings(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.path("rekey.toml")).unwrap()
}

fn words(sandbox: &Sandbox, title: &str) {
    sandbox.write("templates/locales/en.ftl", &format!("forgot-title = {title}\n"));
}

/// Sets the name of a location in rekey.toml.
fn location(sandbox: &Sandbox, name: &str) {
    let text = settings(sandbox);
    let base = text.split("[[locations]]").next().unwrap();
    sandbox.write("rekey.toml", &format!("{base}[[locations]]\nid = 7\nname = \"{name}\"\n"));
}

async fn page(server: &Server, path: &str) -> String {
    reqwest::get(format!("{}{path}", server.url)).await.unwrap().text().await.unwrap()
}

async fn shows(server: &Server, token: &str) -> StatusCode {
    let url = format!("{}/v1/accounts?email=nobody@example.com", server.url);
    reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap().status()
}

#[tokio::test]
async fn a_hang_up_takes_over_locations_templates_and_files_with_secrets() {
    let sandbox = sandbox();
    let mut server = sandbox.serve(&["serve"]);
    assert_eq!((shows(&server, OLD).await, shows(&server, NEW).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
    let forgot = page(&server, "/forgot?location=7").await;
    assert!(forgot.contains("Mislaid your key?") && forgot.contains("First name"), "{forgot}");

    sandbox.write("token", NEW);
    words(&sandbox, "Where is your key?");
    location(&sandbox, "Second name");
    server.hang_up("\"reloaded\"");
    assert_eq!((shows(&server, OLD).await, shows(&server, NEW).await), (StatusCode::UNAUTHORIZED, StatusCode::OK));
    let forgot = page(&server, "/forgot?location=7").await;
    assert!(forgot.contains("Where is your key?") && forgot.contains("Second name"), "{forgot}");
    assert!(server.stop().success());
}

#[tokio::test]
async fn a_reload_that_finds_a_mistake_changes_nothing_and_says_what_is_wrong() {
    let sandbox = sandbox();
    let mut server = sandbox.serve(&["serve"]);
    sandbox.write("token", NEW);
    location(&sandbox, "Second name");
    sandbox.write("templates/locales/en.ftl", "no-such-word = x\n");
    let log = server.hang_up("nothing was changed");
    assert!(log.contains("no-such-word"), "{log}");
    sandbox.write("templates/locales/en.ftl", "");
    let good = settings(&sandbox);
    sandbox.write("rekey.toml", &format!("listn = \"127.0.0.1:0\"\n{good}"));
    let log = server.hang_up("nothing was changed");
    assert!(log.contains("listn") && log.contains("did you mean"), "{log}");
    assert_eq!((shows(&server, OLD).await, shows(&server, NEW).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
    let forgot = page(&server, "/forgot?location=7").await;
    assert!(forgot.contains("Mislaid your key?") && forgot.contains("First name"), "{forgot}");
}

#[tokio::test]
async fn what_takes_a_restart_is_named_and_stays() {
    let sandbox = sandbox();
    let mut server = sandbox.serve(&["serve"]);
    sandbox.write("rekey.toml", &settings(&sandbox).replace("hash_passes = 1", "hash_passes = 3"));
    let log = server.hang_up("\"reloaded\"");
    assert!(log.contains("passwords.hash_passes") && log.contains("takes a restart"), "{log}");
    assert_eq!(shows(&server, OLD).await, StatusCode::OK);
}

/// What a network spent is spent after a reload, too.
#[tokio::test]
async fn a_reload_forgives_nobody() {
    let sandbox = sandbox().set("REKEY_LIMITS__FAILURES_PER_NETWORK", "2/1h");
    let mut server = sandbox.serve(&["serve"]);
    let fail = async |server: &Server, email: &str| {
        let form = [("grant_type", "password"), ("username", email), ("password", "wrong")];
        let url = format!("{}/api/token", server.url);
        reqwest::Client::new().post(url).form(&form).send().await.unwrap().status()
    };
    assert_ne!(fail(&server, "a@example.com").await, StatusCode::TOO_MANY_REQUESTS);
    assert_ne!(fail(&server, "b@example.com").await, StatusCode::TOO_MANY_REQUESTS);
    server.hang_up("\"reloaded\"");
    assert_eq!(fail(&server, "c@example.com").await, StatusCode::TOO_MANY_REQUESTS);
}

/// Asks on an open connection, and gives the status line.
fn ask(connection: &mut TcpStream) -> String {
    let request =
        format!("GET /v1/accounts?email=nobody@example.com HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {NEW}\r\n\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = BufReader::new(connection);
    let mut status = String::new();
    answer.read_line(&mut status).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    answer.read_exact(&mut vec![0; length]).unwrap();
    status
}

#[test]
fn a_connection_that_is_open_sees_what_was_reloaded() {
    let sandbox = sandbox();
    let mut server = sandbox.serve(&["serve"]);
    let mut connection = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    assert!(ask(&mut connection).contains(" 401 "));
    sandbox.write("token", NEW);
    server.hang_up("\"reloaded\"");
    assert!(ask(&mut connection).contains(" 200 "));
}
