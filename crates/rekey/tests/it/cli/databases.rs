use super::sandbox::{Sandbox, is_private};

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let sandbox = Sandbox::configured();
    sandbox.run(&["migrate"]).done();
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
fn development_and_servers_keep_their_databases_apart() {
    let sandbox = Sandbox::configured();
    sandbox.run(&["migrate"]).done();
    sandbox.run(&["account", "list", "--dev"]).done();
    assert!(is_private(&sandbox.path("data/dev.db")) && is_private(&sandbox.path("data/dev.secret")));

    let with = |database: &str| {
        let url = format!("sqlite:{}", sandbox.path(database).display());
        Sandbox::configured().set("REKEY_DATABASE_URL", &url)
    };
    with("data/rekey.db").run(&["--dev", "serve"]).failed(2, &["was not made by --dev", "leave --dev out"]);
    with("data/dev.db").run(&["serve"]).failed(2, &["was made by --dev", "known password"]);
}
