use super::sandbox::{Sandbox, is_private};

#[test]
fn without_settings_the_server_says_which_it_needs_and_how_to_make_them() {
    Sandbox::empty().run(&["serve"]).failed(2, &["public_url: is missing", "secret: is missing", "rekey config init"]);
}

#[test]
fn a_fresh_configuration_can_be_used_as_it_is_and_is_never_replaced() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["config", "init"]).done();
    assert!(is_private(&sandbox.path("rekey.toml")));
    assert!(sandbox.run(&["config", "check"]).done().contains("usable"));
    sandbox.run(&["migrate"]).done();
    assert!(sandbox.run(&["account", "list"]).done().contains("EMAIL"));

    let before = std::fs::read(sandbox.path("rekey.toml")).unwrap();
    sandbox.run(&["config", "init"]).failed(1, &["rekey.toml exists already", "--config"]);
    assert_eq!(std::fs::read(sandbox.path("rekey.toml")).unwrap(), before);
    sandbox.run(&["config", "init", "--config", "other.toml"]).done();
    assert_ne!(std::fs::read(sandbox.path("other.toml")).unwrap(), before, "another secret");
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest_known_one() {
    let sandbox = Sandbox::configured();
    sandbox.append("lisen = \"127.0.0.1:1\"");
    sandbox.run(&["config", "check"]).failed(2, &["lisen (in rekey.toml, line 1)", "did you mean `listen`?"]);
    let sandbox = Sandbox::configured().set("REKEY_MAIL__FORM", "x@example.com");
    sandbox.run(&["config", "check"]).failed(2, &["REKEY_MAIL__FORM", "did you mean `mail.from`?"]);
}

#[test]
fn a_wrong_value_is_refused_by_name_with_what_would_be_right() {
    let sandbox = Sandbox::configured().set("REKEY_LIMITS__COOLDOWN", "a minute");
    sandbox.run(&["serve"]).failed(2, &["limits.cooldown (in REKEY_LIMITS__COOLDOWN)", "\"90s\"", "\"off\""]);
    let sandbox = Sandbox::configured().set("REKEY_PUBLIC_URL", "http://id.example.com");
    sandbox.run(&["serve"]).failed(2, &["public_url", "loopback", "https:"]);
}

#[test]
fn templates_that_a_server_would_refuse_are_refused_by_a_check() {
    let sandbox = Sandbox::configured().set("REKEY_TEMPLATES", "own");
    sandbox.run(&["config", "check"]).failed(2, &["there is no folder own"]);
    std::fs::create_dir_all(sandbox.path("own/pages")).unwrap();
    assert!(sandbox.run(&["config", "check"]).done().contains("usable"));
    sandbox.write("own/pages/forgotten.html", "");
    sandbox.run(&["config", "check"]).failed(2, &["own/pages/forgotten.html overrides no template"]);
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let sandbox = Sandbox::configured();
    sandbox
        .run(&["serve", "--config", "nowhere.toml"])
        .failed(2, &["nowhere.toml", "can't be read", "rekey config init"]);
    let folder = sandbox.run(&["serve", "--config", "."]);
    assert!(!folder.err.contains("rekey config init"), "there is no file to be made: {folder:?}");
    folder.failed(2, &["can't be read", "directory"]);
}

#[test]
fn another_secret_is_told_from_a_broken_database() {
    let sandbox = Sandbox::installed();
    sandbox.run(&["keys", "list"]).done();
    let other = sandbox.set("REKEY_SECRET", "pDYRg0tGONrBYedcWFjIq7UxNf6rns0+WVZQqjfgod8=");
    other.run(&["keys", "list"]).failed(2, &["`secret`", "set up with"]);
}

#[test]
fn keys_are_made_once_and_listed_by_name_alone() {
    let sandbox = Sandbox::installed();
    let keys = sandbox.run(&["keys", "list", "--json"]).json();
    let mut kinds: Vec<&str> = keys.iter().filter_map(|key| key["kind"].as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["digest", "signing", "totp"]);
    assert_eq!(sandbox.run(&["keys", "list", "--json"]).json(), keys);
}

#[test]
fn the_schema_lists_every_setting_for_people_and_for_editors() {
    let sandbox = Sandbox::empty();
    assert!(sandbox.run(&["config", "schema"]).done().contains("REKEY_LIMITS__REQUESTS_PER_ADDRESS"));
    let schema: serde_json::Value = serde_json::from_str(&sandbox.run(&["config", "schema", "--json"]).done()).unwrap();
    assert_eq!(schema["properties"]["public_url"]["type"], "string");
}

/// A line break at the end of the URL would otherwise name a second, empty database.
#[test]
fn a_line_break_after_a_value_is_no_part_of_it() {
    let sandbox = Sandbox::configured().set("REKEY_DATABASE_URL", "sqlite:data/x.db\n");
    sandbox.run(&["migrate"]).done();
    let files: Vec<_> =
        std::fs::read_dir(sandbox.path("data")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(files.iter().all(|name| !name.to_string_lossy().contains('\n')), "{files:?}");
    assert!(sandbox.path("data/x.db").exists());
}

#[test]
fn a_secret_can_be_read_from_a_file_that_a_variable_names() {
    let sandbox = Sandbox::configured().set("REKEY_DATABASE_URL_FILE", "url");
    sandbox.write("url", "sqlite:data/y.db\r\n");
    sandbox.run(&["migrate"]).done();
    assert!(sandbox.path("data/y.db").exists());
}

#[test]
fn a_variable_with_a_missing_level_is_answered_with_the_right_name() {
    let sandbox = Sandbox::configured().set("REKEY_MAIL_SMTP_URL", "smtp://mail.example.com");
    sandbox.run(&["config", "check"]).failed(2, &["(in REKEY_MAIL_SMTP_URL)", "Its variable is REKEY_MAIL__SMTP_URL"]);
}

#[test]
fn a_log_level_that_is_none_is_reported_and_ignored() {
    let sandbox = Sandbox::installed().set("RUST_LOG", "info,rekey=loud");
    let outcome = sandbox.run(&["account", "list"]);
    assert!(outcome.err.contains("RUST_LOG is not understood and is ignored"), "{outcome:?}");
    outcome.done();

    for good in ["", " ", "warn", "info,rekey::sql=trace", "off"] {
        let outcome = Sandbox::installed().set("RUST_LOG", good).run(&["account", "list"]);
        assert!(!outcome.err.contains("RUST_LOG"), "{good:?}: {outcome:?}");
        outcome.done();
    }
}
