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

#[test]
fn an_update_takes_what_changed_and_keeps_passwords_that_were_set_here() {
    let sandbox = Sandbox::configured();
    let import = |rows: &str| sandbox.run_with(&["account", "import", "--update", "-"], rows);
    let bcrypt = include_str!("exports/bcrypt.txt").trim();
    let first = format!(
        "external_id,email,password_hash,status\n1,a@example.com,\"{HASH}\",active\n2,b@example.com,\"{HASH}\",\n"
    );
    assert!(import(&first).done().starts_with("2 accounts added, 0 brought up to date, 0 unchanged"));
    assert!(import(&first).done().starts_with("0 accounts added, 0 brought up to date, 2 unchanged"));
    let second = format!(
        "external_id,email,password_hash,status\n1,new@example.com,{bcrypt},locked\n2,b@example.com,\"{HASH}\",\n3,c@example.com,,\n"
    );
    let epoch = |of: &str| sandbox.run(&["account", "show", of, "--json"]).json().remove(0);
    let before = epoch("a@example.com");
    assert!(import(&second).done().starts_with("1 account added, 1 brought up to date, 1 unchanged"));
    let after = epoch("new@example.com");
    assert_eq!((&after["id"], &after["status"], &after["external_id"]), (&before["id"], &"locked".into(), &"1".into()));
    sandbox
        .run_with(&["account", "add", "--email", "d@example.com", "--password-stdin"], "a quiet evening in May")
        .done();
    let kept = import(&format!("email,password_hash\nd@example.com,{bcrypt}\n"));
    assert!(kept.err.contains("1 account kept a password that was set here"), "{kept:?}");
    assert!(kept.done().starts_with("0 accounts added, 0 brought up to date, 1 unchanged"));
    let mixed = import("external_id,email\n9,b@example.com\n1,c@example.com\n");
    assert_eq!(mixed.code, Some(1), "{mixed:?}");
    for told in ["line 2, external_id: the account with this address has another", "line 3, email: an account with"] {
        assert!(mixed.err.contains(told), "{told}: {mixed:?}");
    }
}

#[test]
fn a_row_that_is_left_out_takes_nothing_from_later_ones() {
    let sandbox = Sandbox::configured();
    let rows = "email,external_id\na@example.com,1\nb@example.com,1\nb@example.com,2\n";
    let outcome = sandbox.run_with(&["account", "import", "-"], rows);
    assert!(outcome.err.contains("line 3, external_id: the same id as in line 2"), "{outcome:?}");
    assert!(!outcome.err.contains("line 4"), "{outcome:?}");
    assert!(outcome.out.starts_with("2 accounts added"), "{outcome:?}");
}

#[test]
fn what_a_file_has_twice_is_told_also_if_the_account_is_here_already() {
    let sandbox = Sandbox::configured();
    sandbox.run_with(&["account", "import", "-"], "email\na@example.com\n").done();
    for option in [&[][..], &["--update"]] {
        let rows = "email,external_id\na@example.com,1\nA@EXAMPLE.com,2\nb@example.com,1\n";
        let outcome = sandbox.run_with(&[&["account", "import", "-"], option].concat(), rows);
        for told in ["line 3, email: the same address as in line 2", "line 4, external_id: the same id as in line 2"] {
            assert!(outcome.err.contains(told), "{told}: {outcome:?}");
        }
    }
}

#[test]
fn arrays_and_every_spelling_of_truth_are_read_and_nothing_personal_is_printed() {
    let sandbox = Sandbox::configured();
    let json = format!(
        "[\n {{\"email\": \"a@example.com\", \"email_verified\": \"t\", \"profile\": {{\"city\": \"Graz\"}}}},\n {{\"email\": \"b@example.com\", \"email_verified\": 1, \"status\": \"locked\"}},\n {{\"{HASH}\": \"c@example.com\"}},\n {{\"email\": \"c@example.com\", \"name\": oops}}\n]"
    );
    let outcome = sandbox.run_with(&["account", "import", "-"], &json);
    assert!(outcome.err.contains("line 5: expected a JSON object: column 3"), "{outcome:?}");
    assert!(!outcome.err.contains("c@example") && !outcome.err.contains("$argon2id"), "{outcome:?}");
    let show = |email: &str| sandbox.run(&["account", "show", email, "--json"]).json().remove(0);
    assert_eq!(
        (&show("a@example.com")["email_verified"], &show("b@example.com")["email_verified"]),
        (&true.into(), &true.into())
    );
    assert_eq!(show("b@example.com")["status"], "locked");
    let headless = sandbox.run_with(&["account", "import", "-"], &format!("c@example.com,{HASH}\n"));
    assert!(!headless.err.contains("c@example") && !headless.err.contains("$argon2id"), "{headless:?}");
    headless.failed(1, &["line 1: column 1: unknown field"]);
}

#[test]
fn an_address_that_was_changed_here_is_kept_and_reported_by_line() {
    let sandbox = Sandbox::configured();
    let import = |rows: &str| sandbox.run_with(&["account", "import", "--update", "-"], rows);
    let emails = || emails(&sandbox);
    let nightly = "external_id,email,name\n1,a@example.com,\n2,b@example.com,\n,c@example.com,\n";
    import(nightly).done();
    for (before, after) in [("b@example.com", "bee@example.com"), ("c@example.com", "sea@example.com")] {
        sandbox.run(&["account", "edit", before, "--email", after]).done();
    }
    for _ in 0..2 {
        let imported = import(nightly);
        for line in [3, 4] {
            let told = format!("line {line}, email: not imported, because the address was changed here");
            assert!(imported.err.contains(&told), "{imported:?}");
        }
        assert!(imported.err.contains("2 accounts kept an address that was changed here"), "{imported:?}");
        assert!(!imported.err.contains("line 2") && !imported.err.contains("@example.com"), "{imported:?}");
        assert!(imported.done().starts_with("0 accounts added, 0 brought up to date, 3 unchanged"));
    }
    assert_eq!(emails(), ["a@example.com", "bee@example.com", "sea@example.com"]);
    import("external_id,email\n2,new@example.com\n").done();
    assert_eq!(emails(), ["a@example.com", "new@example.com", "sea@example.com"]);
}
