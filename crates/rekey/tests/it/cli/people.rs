//! What operators do for one person.

use serde_json::{Value, json};

use super::sandbox::{Sandbox, is_private};

const ANA: &str = "ana@example.com";
const PASSWORD: &str = "a quiet morning";

fn with_ana() -> Sandbox {
    let sandbox = Sandbox::configured();
    sandbox.run_with(&["account", "add", "--email", ANA, "--password-stdin"], PASSWORD).done();
    sandbox
}

/// With mails that a server without senders leaves waiting: none runs.
fn with_mail() -> Sandbox {
    let sandbox = with_ana();
    sandbox.append("mail.smtp_url = \"smtp://127.0.0.1:1?tls=none\"\nmail.from = \"Example <no-reply@example.com>\"");
    sandbox
}

fn show(sandbox: &Sandbox, whose: &str) -> Value {
    sandbox.run(&["account", "show", whose, "--json"]).json().remove(0)
}

/// Signs in, and gives the bearer token.
async fn sign_in(url: &str) -> String {
    let form = [("grant_type", "password"), ("username", ANA), ("password", PASSWORD)];
    let signed_in = reqwest::Client::new().post(format!("{url}/api/token")).form(&form).send().await.unwrap();
    let tokens: Value = signed_in.json().await.unwrap();
    tokens["access_token"].as_str().unwrap().to_owned()
}

/// Whether a bearer token still opens something.
async fn is_open(url: &str, bearer: &str) -> bool {
    let asked = reqwest::Client::new().get(format!("{url}/api/users/me")).bearer_auth(bearer).send().await.unwrap();
    asked.status() == 200
}

#[test]
fn an_address_is_changed_and_counts_as_unverified_unless_it_is_said_to_be_verified() {
    let sandbox = with_ana();
    let id = show(&sandbox, ANA)["id"].as_str().unwrap().to_owned();
    let edit = |whose: &str, more: &[&str]| sandbox.run(&[&["account", "edit", whose][..], more].concat());
    edit(ANA, &["--email-verified", "yes"]).done();
    assert_eq!(show(&sandbox, ANA)["email_verified"], true);
    let said = edit(ANA, &["--email", "ana@example.org"]).done();
    assert!(said.contains("ana@example.com is ana@example.org now, which is unverified"), "{said}");
    sandbox.run(&["account", "show", ANA]).failed(1, &["there is no account"]);
    let changed = show(&sandbox, "ana@example.org");
    assert_eq!((&changed["id"], &changed["email_verified"]), (&json!(id), &json!(false)));
    edit(&id, &["--email", ANA, "--email-verified", "yes", "--name", "Ana", "--locale", "de-AT"]).done();
    let changed = show(&sandbox, &id);
    assert_eq!((&changed["email"], &changed["email_verified"]), (&json!(ANA), &json!(true)));
    assert_eq!((&changed["name"], &changed["locale"]), (&json!("Ana"), &json!("de-AT")));
    edit(&id, &["--name", "", "--locale", ""]).done();
    assert_eq!((&show(&sandbox, &id)["name"], &show(&sandbox, &id)["locale"]), (&Value::Null, &Value::Null));
    let notices = sandbox.run(&["outbox", "list", "--json"]).json();
    assert_eq!(notices.len(), 2, "each address that was given up gets a notice: {notices:?}");
}

#[test]
fn an_edit_that_is_none_or_clashes_changes_nothing() {
    let sandbox = with_ana();
    sandbox.run(&["account", "add", "--email", "bob@example.com", "--no-password"]).done();
    let edit = |more: &[&str]| sandbox.run(&[&["account", "edit", ANA][..], more].concat());
    assert_eq!(edit(&[]).code, Some(2));
    edit(&["--email", "bob@example.com"]).failed(1, &["another account has this address"]);
    edit(&["--locale", "german"]).failed(2, &["--locale"]);
    edit(&["--location", "9"]).failed(1, &["there is no location 9", "rekey location list"]);
    assert_eq!(show(&sandbox, ANA)["locale"], Value::Null);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_together() {
    let sandbox = with_ana();
    sandbox.run(&["account", "add", "--email", "bob@example.com", "--no-password"]).done();
    let server = sandbox.serve(&["serve"]);
    let bearers = [sign_in(&server.url).await, sign_in(&server.url).await, sign_in(&server.url).await];
    let list = || sandbox.run(&["account", "sessions", "list", ANA, "--json"]).json();
    let listed = list();
    assert_eq!(listed.len(), 3, "{listed:?}");
    assert!(listed[0]["opened_at"].as_str() >= listed[2]["opened_at"].as_str(), "newest first");
    let first = listed[2]["id"].as_str().unwrap();
    let end = |whose: &str, what: &[&str]| sandbox.run(&[&["account", "sessions", "end", whose][..], what].concat());
    end("bob@example.com", &[first]).failed(1, &["no open session", "sessions list"]);
    assert!(is_open(&server.url, &bearers[0]).await);
    assert!(end(ANA, &[first]).done().contains("1 session ended"));
    assert!(!is_open(&server.url, &bearers[0]).await);
    assert!(is_open(&server.url, &bearers[1]).await && is_open(&server.url, &bearers[2]).await);
    assert_eq!(list().len(), 2);
    assert_eq!(end(ANA, &[]).code, Some(2), "all of them only if that is said");
    end(ANA, &["--all"]).done();
    assert!(list().is_empty());
    assert!(!is_open(&server.url, &bearers[2]).await);
}

#[test]
fn a_reset_is_mailed_within_the_limits_of_the_address() {
    let sandbox = with_mail();
    let send = || sandbox.run(&["account", "send-reset", ANA]);
    assert!(send().done().contains("on its way to ana@example.com"));
    let waiting = sandbox.run(&["outbox", "list", "--json"]).json();
    assert_eq!((waiting.len(), &waiting[0]["subject"]), (1, &json!("reset_password")));
    send().failed(1, &["limits of the address are spent", "rekey account reset"]);
    sandbox.run(&["account", "lock", ANA]).done();
    send().failed(1, &["is locked", "rekey account unlock"]);
    let actions: Vec<_> = sandbox.run(&["audit", "--json"]).json();
    assert!(actions.iter().any(|record| record["action"] == "reset_started"), "{actions:?}");
    sandbox.run(&["account", "send-reset", ANA, "--location", "1"]).failed(2, &["location 1 has no directory"]);
}

#[test]
fn without_a_way_to_mail_a_reset_is_refused_with_what_else_there_is() {
    with_ana().run(&["account", "send-reset", ANA]).failed(1, &["mail.smtp_url", "rekey account reset"]);
}

#[tokio::test]
async fn what_is_stored_of_a_person_comes_as_one_private_file_without_secrets() {
    let sandbox = with_mail();
    sandbox.run(&["account", "add", "--email", "bob@example.com", "--no-password"]).done();
    let server = sandbox.serve(&["serve"]);
    let bearer = sign_in(&server.url).await;
    server.stop();
    sandbox.run(&["account", "send-reset", ANA]).done();
    sandbox.run(&["account", "send-reset", "bob@example.com"]).done();
    sandbox.run(&["account", "export", ANA, "ana.json"]).done();
    assert!(is_private(&sandbox.path("ana.json")));
    let text = std::fs::read_to_string(sandbox.path("ana.json")).unwrap();
    let data: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&data["account"]["email"], &data["account"]["has_password"]), (&json!(ANA), &json!(true)));
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
    let mails = data["mails_waiting"].as_array().unwrap();
    assert_eq!((mails.len(), &mails[0]["subject"]), (1, &json!("reset_password")), "hers alone");
    assert_eq!(data["mails_stopped"], json!({ "bounced_until": null, "complained_until": null }));
    let id = &data["account"]["id"];
    let audit = data["audit"].as_array().unwrap();
    let is_hers = |record: &Value| record["account"] == *id || !record["address"].is_null();
    assert!(audit.len() >= 2 && audit.iter().all(is_hers), "{audit:?}");
    assert!(!text.contains("argon2") && !text.contains(&bearer) && !text.contains("token="), "{text}");
    sandbox.run(&["account", "export", ANA, "ana.json"]).failed(1, &["ana.json", "does not exist yet"]);
    let printed = sandbox.run(&["account", "export", ANA, "-"]).done();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap()["account"], data["account"]);
}

/// An account of a directory: a row with no address that anybody could name it by.
#[test]
fn an_account_that_a_directory_keeps_is_named_by_its_id_and_changed_there() {
    let sandbox = with_ana();
    let settings = std::fs::read_to_string(sandbox.path("rekey.toml")).unwrap();
    let directory = "[directories.app]\nkind = \"http\"\nurl = \"http://127.0.0.1:1/rekey\"\n\
                     secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwT4Kx9dRbVgE=\"\n";
    sandbox.write("rekey.toml", &format!("{settings}{directory}"));
    let location = "[[location]]\nid = 7\nname = \"App\"\ndirectory = \"app\"\n";
    sandbox.run_with(&["location", "apply", "-"], location).done();
    let id = "0197a8c2-6a52-7e33-9d41-0f6b5a1c2d01";
    let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
    let shadow = format!(
        "INSERT INTO accounts (id, email, canonical_email, email_verified, status, must_reset, epoch, epoch_at,
             created_at, updated_at, directory, directory_key, directory_address)
         VALUES (x'0197a8c26a527e339d410f6b5a1c2d01', '{id}@directory.invalid', '{id}@directory.invalid', 0, 'active', 0,
             0, 0, 0, 0, 'app', 'user-7', zeroblob(32));
         INSERT INTO account_locations VALUES (x'0197a8c26a527e339d410f6b5a1c2d01', 0, 7)"
    );
    database.execute_batch(&shadow).unwrap();
    let shown = show(&sandbox, id);
    assert_eq!((&shown["directory"], &shown["directory_key"]), (&json!("app"), &json!("user-7")));
    assert_eq!(shown.get("email"), None, "its placeholder is nobody's address");
    assert_eq!(sandbox.run(&["account", "list", "--json"]).json().len(), 1, "{ANA} alone");
    sandbox.run(&["account", "lock", id]).done();
    assert_eq!(show(&sandbox, id)["status"], "locked");
    assert!(sandbox.run(&["account", "unlock", id]).done().contains("user-7 of directory app is unlocked"));
    for command in
        [&["account", "edit", id, "--name", "Ann"][..], &["account", "must-reset", id], &["account", "reset", id]]
    {
        sandbox.run(command).failed(1, &["the directory app keeps this account", "send-reset"]);
    }
    sandbox.run(&["account", "totp", "enrol", id]).failed(1, &["the directory app keeps this account"]);
    sandbox.run(&["account", "show", "ann@example.com"]).failed(
        1,
        &[
            "directories were not asked",
            "rekey directory check app --email ann@example.com",
            "send-reset",
            "--location 7",
        ],
    );
    sandbox.run(&["account", "delete", id, "--yes"]).done();
    sandbox.run(&["account", "show", id]).failed(1, &["there is no account 0197a8c2"]);
}

#[test]
fn accounts_are_searched_by_address_and_name() {
    let sandbox = with_ana();
    sandbox.run(&["account", "add", "--email", "bob@example.org", "--name", "Bob Ross", "--no-password"]).done();
    let found = |text: &str| -> Vec<String> {
        let rows = sandbox.run(&["account", "list", "--json", "--search", text]).json();
        rows.iter().map(|row| row["email"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found("@EXAMPLE.org"), ["bob@example.org"]);
    assert_eq!(found("ross"), ["bob@example.org"]);
    assert_eq!(found("@example."), [ANA, "bob@example.org"]);
    assert!(found("carol").is_empty());
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let sandbox = with_ana();
    sandbox.run(&["account", "lock", ANA]).done();
    let list = |more: &[&str]| sandbox.run(&[&["account", "list"][..], more].concat()).done();
    let coloured = list(&["--color", "always"]);
    assert!(coloured.contains("\u{1b}[1mEMAIL") && coloured.contains("locked\u{1b}[0m"), "{coloured:?}");
    for more in [&[][..], &["--color", "never"]] {
        assert!(!list(more).contains('\u{1b}'));
    }
    assert_eq!(list(&["--json", "--color", "always"]).matches('\u{1b}').count(), 0);
    let failed = sandbox.run(&["--color", "always", "account", "show", "bob@example.com"]);
    assert!(failed.err.contains("error:\u{1b}[0m there is no account"), "{:?}", failed.err);
}

#[test]
fn a_long_trail_is_cut_to_its_newest_records_unless_more_is_asked_for() {
    let sandbox = Sandbox::configured();
    let rows: Vec<String> = (0..120).map(|number| format!("p{number}@example.com")).collect();
    sandbox.run_with(&["account", "import", "-"], &format!("email\n{}", rows.join("\n"))).done();
    let all = sandbox.run(&["audit", "--json"]).json().len();
    let cut = sandbox.run(&["audit"]);
    assert!(cut.err.contains("--after 0 prints all"), "{}", cut.err);
    assert!(cut.out.starts_with("NUMBER "), "{}", cut.out);
    assert_eq!(cut.done().lines().count(), 1 + 100);
    assert_eq!(sandbox.run(&["audit", "--after", "0"]).done().lines().count(), 1 + all);
}
