//! Mistakes on the command line and in files: messages name the place and say what would be right.

use super::sandbox::Sandbox;

const TEMPLATE: [&str; 5] = ["location", "template", "set", "1", "mails/reset_link.mjml"];

#[test]
fn a_value_that_is_wrong_is_refused_for_what_it_is() {
    let sandbox = Sandbox::configured();
    for (arguments, expected) in [
        (&["account", "list", "--limit", "-5"][..], "expected a whole number"),
        (&["audit", "--after", "-3"], "expected a whole number"),
        (&["location", "show", "-1"], "a location is a number from 1"),
        (&["audit", "--limit", "99999999999999999999999"], "the number is too large"),
        (&["account", "list", "--limit", "0"], "expected 1 or more"),
        (&["audit", "--limit", "0"], "expected 1 or more"),
        (&["outbox", "list", "--limit", "0"], "expected 1 or more"),
        (&["webhook", "list", "--limit", "0"], "expected 1 or more"),
        (&["account", "edit", "ann@example.com", "--email-verified", "maybe"], "expected yes or no"),
        (&["account", "show", "nonsense"], "expected an email address, or an id"),
        (&["account", "show", "ann@"], "an email address has a name, an @ and a domain"),
    ] {
        sandbox.run(arguments).failed(2, &[expected]);
    }
}

#[test]
fn a_file_that_is_no_text_is_named_and_its_bytes_reach_no_terminal() {
    let sandbox = Sandbox::installed();
    std::fs::create_dir(sandbox.path("folder")).unwrap();
    std::fs::write(sandbox.path("bytes"), b"\x1b[2J\xff\x07,email\n").unwrap();
    let template = |file| [&TEMPLATE[..], &[file]].concat();
    for (file, why) in [("folder", "it is a directory"), ("bytes", "it is not UTF-8 text")] {
        sandbox.run(&["location", "apply", file]).failed(1, &[file, why]);
        sandbox.run(&template(file)).failed(1, &[file, why]);
        sandbox.run(&["--config", file, "config", "check"]).failed(2, &[file, why]);
    }
    sandbox.run(&["account", "import", "folder"]).failed(1, &["folder can't be read: it is a directory"]);
    let import = sandbox.run(&["account", "import", "bytes"]);
    assert!(!import.err.contains('\x1b') && !import.err.contains('\x07'), "{import:?}");
    import.failed(1, &["line 1: this is not UTF-8", "nothing is imported"]);

    let import = sandbox.run_with(&["account", "import", "-"], "\x1b[2Jemail\na@example.com\n");
    assert!(!import.err.contains('\x1b'), "{import:?}");
    import.failed(1, &["line 1: column 1: unknown field", "nothing is imported"]);
}

#[test]
fn a_file_that_exists_is_not_overwritten() {
    let sandbox = Sandbox::installed();
    sandbox.run(&["account", "add", "--email", "ann@example.com", "--no-password"]).done();
    let path = sandbox.write("kept", "kept");
    sandbox
        .run(&["account", "export", "ann@example.com", "kept"])
        .failed(1, &["kept can't be written: it already exists"]);
    sandbox.run(&["backup", "kept"]).failed(1, &["kept can't be written", "choose a file that does not exist yet"]);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "kept");
}
