use super::sandbox::{Sandbox, is_private};

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let sandbox = Sandbox::installed();
    let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
    let row = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (9999, 'future', '2030-01-01T00:00:00Z', '1')";
    database.execute(row, []).unwrap();
    drop(database);
    for command in [&["serve"][..], &["account", "list"], &["migrate"]] {
        sandbox.run(command).failed(1, &["newer version of Rekey", "restore a backup"]);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let sandbox = Sandbox::configured().set("REKEY_DATABASE_URL", "sqlite:file/below/rekey.db");
    sandbox.write("file", "");
    sandbox.run(&["serve"]).failed(1, &["file/below", "choose another place"]);
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let sandbox = Sandbox::configured().set("REKEY_DATABASE_URL", "sqlite:notes.txt");
    sandbox.write("notes.txt", &"not a database, but long enough to look at. ".repeat(50));
    sandbox.run(&["migrate"]).failed(1, &["notes.txt"]);
    assert!(std::fs::read_to_string(sandbox.path("notes.txt")).unwrap().starts_with("not a database"));
}

#[test]
fn a_backup_is_made_beside_a_running_server_and_works_as_a_database() {
    let sandbox = Sandbox::configured();
    let server = sandbox.serve(&["serve"]);
    sandbox.run(&["account", "add", "--email", "ann@example.com", "--no-password"]).done();
    let said = sandbox.run(&["backup", "copy.db"]).done();
    assert!(said.contains("copy.db is written and checked"), "{said}");
    assert!(is_private(&sandbox.path("copy.db")));
    sandbox.run(&["backup", "copy.db"]).failed(1, &["copy.db", "does not exist yet"]);
    sandbox.run(&["account", "add", "--email", "bob@example.com", "--no-password"]).done();
    server.stop();

    let copy = format!("sqlite:{}", sandbox.path("copy.db").display());
    let restored = Sandbox::configured().set("REKEY_DATABASE_URL", &copy);
    let accounts = restored.run(&["account", "list", "--json"]).json();
    assert_eq!(accounts.iter().map(|account| &account["email"]).collect::<Vec<_>>(), ["ann@example.com"]);
    restored.run(&["audit", "verify"]).done();
    restored.run(&["account", "end-all-sessions"]).failed(2, &["needs a confirmation", "--yes"]);
    let said = restored.run(&["account", "end-all-sessions", "--yes"]).done();
    assert!(said.contains("every session is over"), "{said}");
    let last = restored.run(&["audit", "--json"]).json().pop();
    assert_eq!(last.unwrap()["action"], "sessions_ended");
}

/// In another folder than the server's there is another database, or none.
#[test]
fn a_command_that_works_on_what_is_there_makes_no_database() {
    let sandbox = Sandbox::configured();
    let id = "0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e";
    for command in [
        &["account", "list"][..],
        &["account", "show", "ann@example.com"],
        &["account", "lock", "ann@example.com"],
        &["account", "unlock", "ann@example.com"],
        &["account", "delete", "ann@example.com", "--yes"],
        &["account", "must-reset", "ann@example.com"],
        &["account", "reset", "ann@example.com"],
        &["account", "end-all-sessions", "--yes"],
        &["account", "totp", "enrol", "ann@example.com"],
        &["account", "totp", "status", "ann@example.com"],
        &["location", "list"],
        &["location", "show", "1"],
        &["location", "preview", "1"],
        &["location", "template", "list"],
        &["location", "template", "show", "1", "pages/forgot.html"],
        &["outbox", "list"],
        &["outbox", "retry", id],
        &["outbox", "drop", id],
        &["webhook", "list"],
        &["webhook", "retry", id],
        &["audit"],
        &["audit", "verify"],
        &["keys", "list"],
        &["keys", "rotate"],
        &["keys", "rewrap"],
        &["backup", "copy.db"],
    ] {
        for (dev, database, maker) in [(None, "rekey.db", "rekey migrate"), (Some("--dev"), "dev.db", "serve --dev")] {
            let missing = format!("there is no database {}", sandbox.path("data").join(database).display());
            let help = ["run this in the server's folder", "database_url", maker];
            let arguments = [command, dev.as_slice()].concat();
            sandbox.run(&arguments).failed(1, &[&[&*missing], &help[..]].concat());
            assert!(!sandbox.path("data").exists() && !sandbox.path("copy.db").exists(), "{arguments:?}");
        }
    }
}

#[test]
fn the_doctor_looks_at_everything_else_when_the_database_is_not_there() {
    let gone = "postgres://rekey:hush@127.0.0.1:1/rekey";
    for (sandbox, says) in [
        (Sandbox::configured(), "there is no database"),
        (Sandbox::configured().set("REKEY_DATABASE_URL", gone), "can't be reached"),
    ] {
        let examined = sandbox.run(&["doctor", "--json"]);
        assert_eq!(examined.code, Some(1), "{examined:?}");
        let rows: Vec<serde_json::Value> =
            examined.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let row = |check: &str| rows.iter().find(|row| row["check"] == check).unwrap_or_else(|| panic!("{rows:?}"));
        assert!(row("database")["ok"] == false, "{rows:?}");
        assert!(row("database")["finding"].as_str().unwrap().contains(says), "{rows:?}");
        for check in [
            "secret",
            "https",
            "trusted_proxies",
            "templates",
            "permissions",
            "hashing",
            "listen",
            "mail",
            "public_url",
        ] {
            row(check);
        }
        assert!(!sandbox.path("data").exists() && !format!("{examined:?}").contains("hush"));
    }
}

#[test]
fn what_an_installation_may_begin_with_makes_its_database() {
    for command in [
        &["migrate"][..],
        &["account", "add", "--email", "ann@example.com", "--no-password"],
        &["account", "import", "accounts.csv"],
        &["location", "apply", "l.toml"],
    ] {
        let sandbox = Sandbox::configured();
        sandbox.write("accounts.csv", "email\nann@example.com\n");
        sandbox.write("l.toml", "[[location]]\nid = 2\n");
        sandbox.run(command).done();
        assert!(is_private(&sandbox.path("data/rekey.db")), "{command:?}");
    }
    let sandbox = Sandbox::configured();
    assert!(sandbox.serve(&["serve"]).stop().success());
    assert!(is_private(&sandbox.path("data/rekey.db")));
}

#[test]
fn where_the_database_and_its_copy_are_is_told_by_whole_paths() {
    let sandbox = Sandbox::installed();
    let whole = |name: &str| sandbox.path(name).display().to_string();
    assert!(sandbox.run(&["backup", "copy.db"]).done().starts_with(&whole("copy.db")));
    let found = sandbox.run(&["doctor", "--json"]).out;
    for path in [whole("data/rekey.db"), whole("rekey.toml")] {
        assert!(found.contains(&path), "{path}: {found}");
    }
}

#[test]
fn a_backup_of_another_kind_of_database_is_left_to_that() {
    let postgres = Sandbox::configured().set("REKEY_DATABASE_URL", "postgres://localhost/rekey");
    postgres.run(&["backup", "copy.db"]).failed(2, &["pg_dump"]);
}

#[test]
fn development_and_servers_keep_their_databases_apart() {
    let sandbox = Sandbox::installed();
    sandbox.run(&["account", "add", "--email", "ann@example.com", "--no-password", "--dev"]).done();
    assert!(is_private(&sandbox.path("data/dev.db")) && is_private(&sandbox.path("data/dev.secret")));

    let with = |database: &str| {
        let url = format!("sqlite:{}", sandbox.path(database).display());
        Sandbox::configured().set("REKEY_DATABASE_URL", &url)
    };
    with("data/rekey.db").run(&["--dev", "serve"]).failed(2, &["was not made by --dev", "leave --dev out"]);
    with("data/dev.db").run(&["serve"]).failed(2, &["was made by --dev", "known password"]);
}
