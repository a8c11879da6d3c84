use super::sandbox::Sandbox;

#[test]
fn help_teaches_by_example() {
    let sandbox = Sandbox::empty();
    for command in
        [&["--help"][..], &["account", "import", "--help"], &["location", "apply", "--help"], &["serve", "--help"]]
    {
        assert!(sandbox.run(command).done().contains("Example"), "{command:?}");
    }
}

#[test]
fn the_example_of_a_location_can_be_copied_from_the_help() {
    let sandbox = Sandbox::configured();
    let help = sandbox.run(&["location", "apply", "--help"]).done();
    sandbox.write("locations.toml", help.split_once("such as\n").unwrap().1);
    assert!(sandbox.run(&["location", "apply", "locations.toml"]).done().contains("location 7 applied"));
}

#[test]
fn wrong_usage_ends_with_code_2_and_says_what_is_close() {
    let outcome = Sandbox::empty().run(&["acount", "list"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("account"), "{}", outcome.err);
}

#[test]
fn completions_need_no_configuration() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(Sandbox::empty().run(&["completions", shell]).done().contains("must-reset"), "{shell}");
    }
}
