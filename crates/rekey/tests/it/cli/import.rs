use super::sandbox::Sandbox;

const HASH: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

fn emails(sandbox: &Sandbox) -> Vec<String> {
    let accounts = sandbox.run(&["account", "list", "--json"]).json();
    accounts.iter().map(|account| account["email"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn accounts_come_from_csv_and_from_json_lines_on_standard_input() {
    let sandbox = Sandbox::configured();
    let csv = format!("email,name,password_hash\r\na@example.com,\"Doe, Ana\",\"{HASH}\"\r\nb@example.com,,\r\n");
    sandbox.write("accounts.csv", &csv);
    assert!(sandbox.run(&["account", "import", "accounts.csv"]).done().starts_with("2 accounts added"));
    let json = "{\"email\":\"c@example.com\",\"locations\":[1],\"locale\":\"de\"}\n";
    sandbox.run_with(&["account", "import", "-"], json).done();
    assert_eq!(emails(&sandbox), ["a@example.com", "b@example.com", "c@example.com"]);
    let ana = sandbox.run(&["account", "show", "a@example.com", "--json"]).json().remove(0);
    assert_eq!((&ana["name"], &ana["has_password"]), (&"Doe, Ana".into(), &true.into()));
}

#[test]
fn a_broken_row_is_named_and_all_others_are_imported() {
    let sandbox = Sandbox::configured();
    let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
    let rows = format!(
        "email,locations,password_hash\na@example.com,1,\nnobody,1,\nb@example.com,9,\nc@example.com,,{md5}\nd@example.com,,\n"
    );
    let outcome = sandbox.run_with(&["account", "import", "-"], &rows);
    assert_eq!(outcome.code, Some(1));
    for text in [
        "line 3, email: ",
        "line 4, locations: there is no location 9",
        "line 5, password_hash: the password hash is of no kind",
        "3 rows not imported; all others are",
    ] {
        assert!(outcome.err.contains(text), "{text}: {}", outcome.err);
    }
    assert!(outcome.out.starts_with("2 accounts added, 0 were there already, 3 rows broken"), "{}", outcome.out);
    assert_eq!(emails(&sandbox), ["a@example.com", "d@example.com"]);
}

#[test]
fn importing_again_leaves_what_is_there_as_it_is() {
    let sandbox = Sandbox::configured();
    let import = |rows: &str| sandbox.run_with(&["account", "import", "-"], rows).done();
    import("email,name\na@example.com,First\n");
    let again = import("email,name\nA@EXAMPLE.com,Second\nb@example.com,\n");
    assert!(again.starts_with("1 account added, 1 was there already"), "{again}");
    let account = sandbox.run(&["account", "show", "a@example.com", "--json"]).json().remove(0);
    assert_eq!(account["name"], "First");
}

#[test]
fn two_spellings_of_one_address_in_a_file_are_told_by_their_lines() {
    let sandbox = Sandbox::configured();
    let rows = "email;name\nb@example.com;First\nc@example.com;\nB@Example.com;Second\n";
    let imported = sandbox.run_with(&["account", "import", "-"], rows);
    assert!(imported.err.contains("line 4, email: the same address as in line 2; not imported"), "{imported:?}");
    let done = imported.done();
    assert!(done.starts_with("2 accounts added, 0 were there already, 1 row repeated"), "{done}");
}

#[test]
fn a_heading_that_means_nothing_stops_the_import_before_it_begins() {
    let sandbox = Sandbox::configured();
    let import = |rows: &str| sandbox.run_with(&["account", "import", "-"], rows);
    import("email,pasword_hash\na@example.com,x\n")
        .failed(1, &["did you mean `password_hash`?", "nothing is imported"]);
    import("").failed(1, &["the input is empty"]);
    sandbox.run(&["account", "import", "nowhere.csv"]).failed(1, &["nowhere.csv can't be read"]);
    assert!(emails(&sandbox).is_empty());
}

#[test]
fn more_than_one_batch_is_imported() {
    let sandbox = Sandbox::configured();
    let rows: Vec<String> = (0..1_201).map(|number| format!("person{number}@example.com")).collect();
    let done = sandbox.run_with(&["account", "import", "-"], &format!("email\n{}", rows.join("\n"))).done();
    assert!(done.starts_with("1201 accounts added"), "{done}");
    assert_eq!(emails(&sandbox).len(), 1_201);
}
