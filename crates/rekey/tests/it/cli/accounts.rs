use super::sandbox::Sandbox;

const ANA: &str = "ana@example.com";

fn show(sandbox: &Sandbox, email: &str) -> serde_json::Value {
    sandbox.run(&["account", "show", email, "--json"]).json().remove(0)
}

#[test]
fn an_account_is_added_shown_and_listed_without_its_hash() {
    let sandbox = Sandbox::configured();
    let add = ["account", "add", "--email", "Ana@Example.com", "--name", "Ana", "--locale", "de", "--password-stdin"];
    sandbox.run_with(&add, "a quiet morning\n").done();
    let account = show(&sandbox, ANA);
    assert_eq!(account["email"], "Ana@Example.com", "as it was given");
    assert_eq!((&account["name"], &account["locale"]), (&"Ana".into(), &"de".into()));
    assert_eq!(account["has_password"], true);
    assert_eq!(account["locations"], serde_json::json!([1]));
    let all = sandbox.run(&["account", "list"]).done() + &sandbox.run(&["account", "show", ANA]).done();
    assert!(all.contains("Ana@Example.com") && !all.contains("argon2"), "{all}");
}

#[test]
fn the_way_to_the_password_is_named_exactly_once() {
    let sandbox = Sandbox::configured();
    let usage = sandbox.run(&["account", "add", "--email", ANA]);
    assert_eq!(usage.code, Some(2));
    assert!(usage.err.contains("--password-stdin"), "{}", usage.err);
    let usage = sandbox.run(&["account", "add", "--email", ANA, "--no-password", "--password-stdin"]);
    assert_eq!(usage.code, Some(2));
}

#[test]
fn what_is_wrong_with_an_account_is_said() {
    let sandbox = Sandbox::configured();
    let add = |more: &[&str], input: &str| {
        let mut arguments = vec!["account", "add", "--email", ANA];
        arguments.extend(more);
        sandbox.run_with(&arguments, input)
    };
    add(&["--password-stdin"], "ana").failed(1, &["is refused", "at least 8 characters"]);
    add(&["--password-stdin"], "").failed(2, &["no password on standard input"]);
    let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
    add(&["--password-hash", md5], "").failed(1, &["of no kind that can be verified", "bcrypt", "docs/passwords.md"]);
    let hostile = "$2b$31$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";
    add(&["--password-hash", hostile], "").failed(1, &["would cost too much", "4 to 14"]);
    add(&["--no-password", "--location", "9"], "").failed(1, &["there is no location 9", "rekey location apply"]);
    let usage = add(&["--no-password", "--location", "first"], "");
    assert_eq!(usage.code, Some(2));
    assert!(usage.err.contains("a location is a number"), "{}", usage.err);
    add(&["--no-password"], "").done();
    add(&["--no-password"], "").failed(1, &["exists already", "rekey account show"]);
}

#[test]
fn the_default_location_takes_accounts_that_name_none() {
    let sandbox = Sandbox::configured().set("REKEY_DEFAULT_LOCATION", "3");
    sandbox.run(&["account", "add", "--email", ANA, "--no-password"]).done();
    assert_eq!(show(&sandbox, ANA)["locations"], serde_json::json!([3]));
}

#[test]
fn an_account_is_locked_unlocked_and_made_to_reset() {
    let sandbox = Sandbox::configured();
    sandbox.run_with(&["account", "add", "--email", ANA, "--password-stdin"], "a quiet morning").done();
    sandbox.run(&["account", "lock", ANA]).done();
    assert_eq!(show(&sandbox, ANA)["status"], "locked");
    sandbox.run(&["account", "reset", ANA]).failed(1, &["is locked", "rekey account unlock"]);
    sandbox.run(&["account", "unlock", ANA]).done();
    assert_eq!(show(&sandbox, ANA)["status"], "active");
    sandbox.run(&["account", "must-reset", ANA]).done();
    assert_eq!(show(&sandbox, ANA)["must_reset"], true);
}

#[test]
fn a_reset_prints_the_link_alone_so_that_it_can_be_piped_on() {
    let sandbox = Sandbox::configured();
    sandbox.run(&["account", "add", "--email", ANA, "--no-password"]).done();
    let link = sandbox.run(&["account", "reset", ANA]).done();
    let token = link.trim_end().strip_prefix("https://id.example.com/reset?token=").unwrap();
    assert!(token.len() == 64 && link.lines().count() == 1, "{link}");
}

#[test]
fn nothing_is_deleted_without_a_yes() {
    let sandbox = Sandbox::configured();
    sandbox.run(&["account", "add", "--email", ANA, "--no-password"]).done();
    sandbox.run(&["account", "delete", ANA]).failed(2, &["--yes"]);
    show(&sandbox, ANA);
    sandbox.run(&["account", "delete", ANA, "--yes"]).done();
    sandbox.run(&["account", "show", ANA]).failed(1, &["there is no account ana@example.com"]);
}

#[test]
fn an_unknown_account_is_said_to_be_unknown_by_every_command() {
    let sandbox = Sandbox::installed();
    for command in ["show", "lock", "unlock", "delete", "must-reset", "reset"] {
        sandbox.run(&["account", command, ANA]).failed(1, &["there is no account", "rekey account list"]);
    }
    let usage = sandbox.run(&["account", "show", "nobody"]);
    assert_eq!(usage.code, Some(2));
}

#[test]
fn what_was_done_stands_in_the_audit_trail() {
    let sandbox = Sandbox::configured();
    sandbox.run(&["account", "add", "--email", ANA, "--no-password"]).done();
    sandbox.run(&["account", "add", "--email", "bob@example.com", "--no-password"]).done();
    sandbox.run(&["account", "lock", ANA]).done();
    let actions = |arguments: &[&str]| -> Vec<String> {
        let records = sandbox.run(arguments).json();
        records.iter().map(|record| record["action"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(actions(&["audit", "--json", "--email", ANA]), ["account_created", "account_locked"]);
    let all = sandbox.run(&["audit", "--json"]).json();
    let last = all.last().unwrap()["number"].as_i64().unwrap();
    assert_eq!(actions(&["audit", "--json", "--after", &(last - 1).to_string()]), ["account_locked"]);
    assert_eq!(actions(&["audit", "--json", "--limit", "1"]).len(), 1);
    assert!(!sandbox.run(&["audit"]).done().contains(ANA), "no addresses");
}

#[test]
fn a_long_list_is_cut_for_people_and_told_how_to_go_on() {
    let sandbox = Sandbox::configured();
    let rows: Vec<String> = (100..251).map(|number| format!("p{number}@example.com")).collect();
    sandbox.run_with(&["account", "import", "-"], &format!("email\n{}", rows.join("\n"))).done();
    sandbox.run(&["account", "lock", "p110@example.com"]).done();
    let list = |more: &[&str]| sandbox.run(&[&["account", "list"][..], more].concat());
    let first = list(&[]);
    assert!(first.err.contains("--after p199@example.com lists what follows"), "{}", first.err);
    assert_eq!(first.done().lines().count(), 1 + 100);
    let rest = list(&["--after", "P199@example.com"]);
    assert_eq!((rest.err.as_str(), rest.out.lines().count()), ("", 1 + 51), "{rest:?}");
    assert_eq!(list(&["--json"]).json().len(), 151);
    assert_eq!(list(&["--json", "--limit", "120"]).json().len(), 120);
    let locked = list(&["--json", "--status", "locked"]).json();
    assert_eq!((locked.len(), &locked[0]["email"]), (1, &"p110@example.com".into()));
    assert!(list(&["--json", "--location", "2"]).json().is_empty());
    list(&["--status", "asleep"]).failed(2, &["active, locked, disowned or unconfirmed"]);
}
