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
fn an_argument_that_is_none_is_refused_with_one_that_would_be() {
    let sandbox = Sandbox::configured();
    let (id, number) = ("expected an id such as 0197a8c2-", "expected a whole number");
    for (arguments, expected) in [
        (&["outbox", "retry", "123"][..], id),
        (&["outbox", "drop", "123"], id),
        (&["webhook", "retry", "123"], id),
        (&["audit", "--account", "ann"], id),
        (&["audit", "--limit", "x"], number),
        (&["audit", "--after", "x"], number),
        (&["outbox", "list", "--limit", "x"], number),
        (&["webhook", "list", "--limit", "x"], number),
        (&["doctor", "--dns", "1.1.1.1"], "expected an address with a port, such as 9.9.9.9:53"),
        (&["location", "preview", "1", "--listen", "80"], "expected an address with a port, such as 127.0.0.1:8080"),
    ] {
        let outcome = sandbox.run(arguments);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.err.contains(expected), "{outcome:?}");
    }
}

#[test]
fn a_test_of_receivers_that_are_not_there_says_which_are() {
    let test = ["webhook", "test"];
    Sandbox::configured().run(&test).failed(2, &["name no receivers", "[[webhooks]] with url, secret and events"]);
    let known = r#"[{"url":"https://shop.example.com/hooks","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwT4Kx9dRbVgE=","events":["password.changed"]}]"#;
    let sandbox = Sandbox::configured().set("REKEY_WEBHOOKS", known);
    let other = "https://shop.example.com/hook";
    sandbox.run(&["webhook", "test", other]).failed(2, &[&format!("{other} is not a receiver"), "hooks"]);
}

#[test]
fn completions_need_no_configuration() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(Sandbox::empty().run(&["completions", shell]).done().contains("must-reset"), "{shell}");
    }
}
