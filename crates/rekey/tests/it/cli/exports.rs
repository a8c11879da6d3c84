//! Exports of other systems, read as they come: their people sign in with the passwords that they had.

use reqwest::Client;
use serde_json::{Value, json};

use super::sandbox::{Outcome, Sandbox};

/// What every hash here is of (scripts/password-hashes).
const PASSWORD: &str = "Žluťoučký kůň 7!";
const BCRYPT: &str = include_str!("exports/bcrypt.txt");

/// Imports a file into a fresh installation.
fn import(name: &str, contents: &str, options: &[&str]) -> (Sandbox, Outcome) {
    let sandbox = Sandbox::configured()
        .set("REKEY_MAIL__SMTP_URL", "smtp://127.0.0.1:1")
        .set("REKEY_MAIL__FROM", "no-reply@example.com");
    sandbox.write(name, contents);
    sandbox.write("hash_config.txt", include_str!("exports/hash_config.txt"));
    let outcome = sandbox.run(&[&["account", "import", name], options].concat());
    (sandbox, outcome)
}

fn account(sandbox: &Sandbox, email: &str) -> Value {
    sandbox.run(&["account", "show", email, "--json"]).json().remove(0)
}

/// Whether each of these people gets in with the password.
async fn sign_in(sandbox: &Sandbox, emails: &[&str]) -> Vec<bool> {
    let server = sandbox.serve(&["serve"]);
    let mut got_in = Vec::new();
    for email in emails {
        let form = [("grant_type", "password"), ("username", email), ("password", PASSWORD)];
        let answer = Client::new().post(format!("{}/api/token", server.url)).form(&form).send().await.unwrap();
        got_in.push(answer.status() == 200);
    }
    got_in
}

#[tokio::test]
async fn auth0s_export_of_hashes_is_read_line_by_line() {
    let file = include_str!("exports/auth0.ndjson").replace("BCRYPT", BCRYPT.trim());
    let (sandbox, outcome) = import("auth0.ndjson", &file, &[]);
    assert!(outcome.done().starts_with("3 accounts added"));
    let ann = account(&sandbox, "ann@example.com");
    assert_eq!((&ann["external_id"], &ann["email_verified"]), (&json!("auth0|5dea9f9c82dd7c0e76e4ec93"), &json!(true)));
    assert_eq!(account(&sandbox, "bob@example.com")["external_id"], "auth0|euclid");
    assert_eq!(account(&sandbox, "cid@example.com")["provider"], "Google");
    assert_eq!(sign_in(&sandbox, &["ann@example.com", "bob@example.com"]).await, [true, true]);
}

#[tokio::test]
async fn firebases_export_is_read_with_the_parameters_that_its_console_shows() {
    let (json, csv) = (include_str!("exports/firebase.json"), include_str!("exports/firebase.csv"));
    let parameters = ["--firebase-parameters", "hash_config.txt"];
    for (name, file, from) in [("users.json", json, &[][..]), ("users.csv", csv, &["--from", "firebase"])] {
        let (sandbox, outcome) = import(name, file, &[&parameters, from].concat());
        assert!(outcome.done().starts_with("3 accounts added"), "{name}");
        let ann = account(&sandbox, "ann@example.com");
        assert_eq!((&ann["name"], &ann["external_id"]), (&json!("Ann, the first"), &json!("Zx1")), "{name}");
        assert_eq!(account(&sandbox, "bob@example.com")["status"], "locked", "{name}");
        assert_eq!(account(&sandbox, "cid@example.com")["provider"], "Google", "{name}");
        assert_eq!(sign_in(&sandbox, &["ann@example.com", "bob@example.com"]).await, [true, false], "{name}");
    }
    let (_, outcome) = import("users.json", json, &[]);
    assert!(outcome.err.contains("line 4, password_hash: it takes the project's parameters"), "{outcome:?}");
    assert_eq!(outcome.code, Some(1));
}

#[tokio::test]
async fn keycloaks_realm_is_read_with_its_pbkdf2_and_argon2() {
    let (sandbox, outcome) = import("realm.json", include_str!("exports/keycloak.json"), &[]);
    assert!(outcome.done().starts_with("4 accounts added"));
    assert_eq!(account(&sandbox, "ann@example.com")["name"], "Ann Lee");
    assert_eq!(account(&sandbox, "cid@example.com")["status"], "locked");
    assert_eq!(account(&sandbox, "dan@example.com")["provider"], "GitHub");
    assert_eq!(sign_in(&sandbox, &["ann@example.com", "bob@example.com"]).await, [true, true]);
    let (_, outcome) = import("realm.json", "{\"realm\": \"shop\",\n\"enabled\": true, \"clients\": []}", &[]);
    assert!(outcome.err.contains("line 1, email: this is a realm without users"), "{outcome:?}");
}

#[tokio::test]
async fn supabases_table_is_read_as_csv_and_as_json() {
    let csv = include_str!("exports/supabase.csv").replace("BCRYPT", BCRYPT.trim());
    let json = include_str!("exports/supabase.json").replace("BCRYPT", BCRYPT.trim());
    for (name, file) in [("users.csv", csv), ("users.json", json)] {
        let (sandbox, outcome) = import(name, &file, &[]);
        assert!(outcome.done().starts_with("3 accounts added"), "{name}");
        let ann = account(&sandbox, "ann@example.com");
        assert_eq!((&ann["name"], &ann["email_verified"]), (&json!("Ann Lee"), &json!(true)), "{name}");
        assert_eq!(account(&sandbox, "bob@example.com")["status"], "locked", "{name}");
        assert_eq!(account(&sandbox, "cid@example.com")["provider"], "Google", "{name}");
        assert_eq!(sign_in(&sandbox, &["ann@example.com", "bob@example.com"]).await, [true, false], "{name}");
    }
}

#[test]
fn cognitos_list_of_users_is_read_in_either_form() {
    for (name, file) in
        [("users.json", include_str!("exports/cognito.json")), ("users.csv", include_str!("exports/cognito.csv"))]
    {
        let (sandbox, outcome) = import(name, file, &[]);
        assert!(outcome.done().starts_with("2 accounts added"), "{name}");
        let ann = account(&sandbox, "ann@example.com");
        assert_eq!((&ann["name"], &ann["email_verified"]), (&json!("Ann Lee"), &json!(true)), "{name}");
        assert_eq!((&ann["has_password"], &ann["status"]), (&json!(false), &json!("active")), "{name}");
    }
}
