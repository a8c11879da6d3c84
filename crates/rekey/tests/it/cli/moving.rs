//! The pages on moving from another system: what they say to import lets people in, and what people still have from there
//! is refused as the pages say.

use std::path::Path;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use super::documented::commands;
use super::sandbox::{Sandbox, Server};

const ANN: &str = "ann@example.com";
/// What the hash on the pages is of.
const OLD_PASSWORD: &str = "Old-Passw0rd!";
/// What the systems that people come from give out as links and tokens.
const FOREIGN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI2NWYxYzFkNSJ9.c2lnbmF0dXJl";

/// The lines of all examples on a page.
fn examples(page: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/moving").join(page);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned).collect()
}

/// Those that begin so.
fn lines(page: &str, starts: &[&str]) -> String {
    let examples = examples(page);
    let wanted: Vec<&str> =
        examples.iter().map(String::as_str).filter(|line| starts.iter().any(|start| line.starts_with(start))).collect();
    assert!(wanted.len() >= 2, "{page}: {wanted:?}");
    wanted.join("\n")
}

/// A server into which the accounts of a page were imported.
fn moved(page: &str, starts: &[&str]) -> (Sandbox, Server) {
    let sandbox = Sandbox::configured()
        .set("REKEY_MAIL__SMTP_URL", "smtp://127.0.0.1:1")
        .set("REKEY_MAIL__FROM", "no-reply@example.com");
    let imported = sandbox.run_with(&["account", "import", "-"], &lines(page, starts)).done();
    assert!(imported.starts_with("2 accounts added"), "{imported}");
    let server = sandbox.serve(&["serve"]);
    (sandbox, server)
}

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default())
}

#[tokio::test]
async fn people_from_insforge_sign_in_with_their_old_password() {
    let (_sandbox, server) = moved("insforge.md", &["{"]);
    let post = |path: &str, body: Value| answer(Client::new().post(format!("{}{path}", server.url)).json(&body));
    let (status, body) =
        post("/api/auth/sessions?client_type=server", json!({ "email": ANN, "password": OLD_PASSWORD })).await;
    assert_eq!((status, &body["user"]["email"]), (200, &json!(ANN)), "{body}");
    let (status, _) = post("/api/auth/refresh?client_type=server", json!({ "refreshToken": FOREIGN })).await;
    assert_eq!(status, 401);
    let (status, _) = post("/api/auth/email/verify", json!({ "email": ANN, "otp": "123456" })).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn people_from_singularity_sign_in_with_their_old_password() {
    let (_sandbox, server) = moved("singularity.md", &["{"]);
    let post = |path: &str, body: Value| answer(Client::new().post(format!("{}{path}", server.url)).json(&body));
    let (status, body) = post("/api/auth/login", json!({ "email": ANN, "password": OLD_PASSWORD })).await;
    assert_eq!((status, &body["user"]["email"]), (200, &json!(ANN)), "{body}");
    let new = json!({ "newPassword": "Quiet-evening-7" });
    let (status, body) = post(&format!("/api/auth/password/reset?token={FOREIGN}"), new).await;
    assert_eq!((status, &body["code"]), (401, &json!("PASSWORD_RESET_TOKEN_INVALID")));
    let (status, body) = post(&format!("/api/auth/email/verification?token={FOREIGN}"), json!({})).await;
    assert_eq!((status, &body["code"]), (401, &json!("EMAIL_VERIFICATION_TOKEN_INVALID")));
    let me = Client::new().get(format!("{}/api/users/me", server.url)).bearer_auth(FOREIGN);
    let (status, body) = answer(me).await;
    assert_eq!((status, &body["code"]), (401, &json!("ACCESS_TOKEN_INVALID")));
}

#[tokio::test]
async fn members_from_nexudus_ask_for_a_password_and_old_links_are_refused() {
    let (_sandbox, server) = moved("nexudus.md", &["email,", "ann@", "bob@"]);
    let post = |path: &str, body: Value| answer(Client::new().post(format!("{}{path}", server.url)).json(&body));
    let (status, _) = post("/api/sys/users/startPasswordReset", json!({ "email": ANN, "businessId": 1 })).await;
    assert_eq!(status, 200);
    let old = json!({ "Token": FOREIGN, "Password": "an even quieter evening", "BusinessId": 1 });
    let (status, body) = post("/api/sys/users/completePasswordReset", old).await;
    assert_eq!((status, &body["Errors"]), (400, &Value::Null));
    let (status, _) = post(&format!("/api/sys/users/exchange?token={FOREIGN}"), json!({})).await;
    assert_eq!(status, 401);
}

#[test]
fn every_command_of_a_page_works_on_the_accounts_that_it_shows() {
    // The secret of an authenticator app, for the command that reads one.
    const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    for (page, starts, file, least) in [
        ("insforge.md", &["{"][..], "accounts.jsonl", 3),
        ("singularity.md", &["{"], "accounts.jsonl", 3),
        ("nexudus.md", &["email,", "ann@", "bob@"], "members.csv", 1),
    ] {
        let sandbox = Sandbox::installed();
        sandbox.write(file, &lines(page, starts));
        let examples = examples(page);
        let commands: Vec<Vec<String>> = examples.iter().flat_map(|line| commands(line)).collect();
        assert!(commands.len() >= least, "{page}: {commands:?}");
        for command in commands {
            let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
            sandbox.run_with(&arguments, SECRET).done();
        }
        // What "Switch" tells to do on the day.
        let again = sandbox.run(&["account", "import", "--update", file]).done();
        assert!(again.starts_with("0 accounts added"), "{page}: {again}");
    }
}
