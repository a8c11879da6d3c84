use super::sandbox::Sandbox;

fn show(sandbox: &Sandbox, id: &str) -> serde_json::Value {
    sandbox.run(&["location", "show", id, "--json"]).json().remove(0)
}

#[test]
fn what_a_file_leaves_out_keeps_its_value() {
    let sandbox = Sandbox::configured();
    sandbox.write(
        "all.toml",
        "[[location]]\nid = 7\nname = \"Berlin\"\ncooldown = \"90s\"\n[location.lifetimes]\nlink = \"2h\"\n",
    );
    sandbox.write("some.toml", "[[location]]\nid = 7\nname = \"Bonn\"\n[location.lifetimes]\ncode = \"5m\"\n");
    sandbox.run(&["location", "apply", "all.toml"]).done();
    sandbox.run(&["location", "apply", "some.toml"]).done();
    let location = show(&sandbox, "7");
    assert_eq!((&location["name"], &location["cooldown"]), (&"Bonn".into(), &"90s".into()));
    assert_eq!(location["lifetimes"]["link"], "2h");
    assert_eq!(location["lifetimes"]["code"], "5m");
}

#[test]
fn the_file_of_settings_goes_beneath_a_location() {
    let sandbox = Sandbox::configured().set("REKEY_LIMITS__COOLDOWN", "3m").set("REKEY_TOKENS__LINK", "4h");
    sandbox.write("l.toml", "[[location]]\nid = 2\ncooldown = \"off\"\n");
    sandbox.run(&["location", "apply", "l.toml"]).done();
    assert_eq!(show(&sandbox, "1")["cooldown"], "3m");
    assert_eq!(show(&sandbox, "2")["cooldown"], "0s");
    assert_eq!(show(&sandbox, "2")["lifetimes"]["link"], "4h");
}

#[test]
fn a_broken_file_applies_nothing_and_says_where_it_is_broken() {
    let sandbox = Sandbox::installed();
    sandbox.write("l.toml", "[[location]]\nid = 2\nname = \"Two\"\n[[location]]\nid = 3\nnmae = \"Three\"\n");
    sandbox
        .run(&["location", "apply", "l.toml"])
        .failed(1, &["nothing is applied", "location.1.nmae (in l.toml, line 6)", "did you mean `name`?"]);
    sandbox.run(&["location", "show", "2"]).failed(1, &["there is no location 2"]);
    sandbox.run(&["location", "apply", "nowhere.toml"]).failed(1, &["nowhere.toml can't be read"]);
}

#[test]
fn logos_are_read_from_files_beside_the_look_and_refused_with_a_reason() {
    let sandbox = Sandbox::configured();
    let png = [&b"\x89PNG\r\n\x1a\n"[..], &[7; 100]].concat();
    std::fs::create_dir(sandbox.path("brands")).unwrap();
    std::fs::write(sandbox.path("brands/logo.png"), &png).unwrap();
    std::fs::write(sandbox.path("brands/drawn.png"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
    std::fs::write(sandbox.path("brands/large.png"), [&png[..], &vec![0; 256 * 1024]].concat()).unwrap();
    let look =
        |lines: &str| sandbox.write("brands/look.toml", &format!("[[location]]\nid = 1\n[location.brand]\n{lines}\n"));
    look("logo = \"logo.png\"");
    sandbox.run(&["location", "apply", "brands/look.toml"]).done();
    let shown = show(&sandbox, "1")["brand"]["logo_url"].as_str().unwrap().to_owned();
    assert!(shown.starts_with("image:") && shown.strip_suffix(".png").is_some(), "{shown}");
    for (lines, reason) in [
        ("logo = \"drawn.png\"", "it is an SVG"),
        ("logo_dark = \"large.png\"", "it has 257 KiB; an image has 256 KiB at most"),
        ("favicon = \"look.toml\"", "neither a PNG, nor a JPEG, nor a WebP"),
        ("favicon = \"nowhere.png\"", "nowhere.png: can't be read"),
        ("logo = \"logo.png\"\nlogo_url = \"https://example.com/logo.png\"", "set either logo, a file, or logo_url"),
    ] {
        look(lines);
        sandbox
            .run(&["location", "apply", "brands/look.toml"])
            .failed(1, &["nothing is applied", "(in brands/look.toml, line 4)", reason]);
    }
    assert_eq!(show(&sandbox, "1")["brand"]["logo_url"], shown.as_str());
    sandbox.write("again.toml", &format!("[[location]]\nid = 2\n[location.brand]\nlogo_url = \"{shown}\"\n"));
    sandbox.run(&["location", "apply", "again.toml"]).done();
    assert_eq!(show(&sandbox, "2")["brand"]["logo_url"], shown.as_str(), "what `show` prints can be applied");
    let unknown = format!("image:{}.png", "0".repeat(64));
    for (url, reason) in [(unknown.as_str(), "there is no image"), ("image:logo.png", "expected a URL")] {
        sandbox.write("again.toml", &format!("[[location]]\nid = 2\n[location.brand]\nfavicon_url = \"{url}\"\n"));
        sandbox.run(&["location", "apply", "again.toml"]).failed(1, &["nothing is applied", reason]);
    }
}

#[test]
fn every_location_is_listed() {
    let sandbox = Sandbox::configured();
    sandbox.write("l.toml", "[[location]]\nid = 5\nname = \"Five\"\n");
    sandbox.run(&["location", "apply", "l.toml"]).done();
    let list = sandbox.run(&["location", "list"]).done();
    assert!(list.contains("id.example.com (default)") && list.contains("Five"), "{list}");
    assert_eq!(sandbox.run(&["location", "list", "--json"]).json().len(), 2);
}

#[test]
fn locations_in_the_settings_are_applied_at_each_start_of_a_server() {
    let sandbox = Sandbox::configured();
    sandbox.write("l.toml", "[[locations]]\nid = 7\nname = \"Bonn\"\ncooldown = \"90s\"\n");
    sandbox.run(&["location", "apply", "l.toml"]).done();
    let settings = std::fs::read_to_string(sandbox.path("rekey.toml")).unwrap();
    sandbox.write("rekey.toml", &format!("{settings}[[locations]]\nid = 7\nname = \"Berlin\"\nlocale = \"de\"\n"));
    let sandbox = sandbox.set("REKEY_LOCATIONS__0__NAME", "Hamburg").set("REKEY_LOCATIONS__1__ID", "8");
    sandbox.run(&["config", "check"]).done();
    assert_eq!(show(&sandbox, "7")["name"], "Bonn", "only a server applies them");
    assert!(sandbox.serve(&["serve"]).stop().success());
    let location = show(&sandbox, "7");
    assert_eq!((&location["name"], &location["locale"]), (&"Hamburg".into(), &"de".into()));
    assert_eq!(location["cooldown"], "90s", "absent settings keep their value");
    assert_eq!(show(&sandbox, "8")["id"], 8);
}

#[test]
fn a_wrong_location_in_the_settings_stops_a_server_before_it_starts() {
    let sandbox =
        Sandbox::configured().set("REKEY_LOCATIONS__0__ID", "7").set("REKEY_LOCATIONS__0__LOCALE", "klingon!");
    sandbox.run(&["serve"]).failed(2, &["locations.0.locale (in REKEY_LOCATIONS__0__LOCALE)"]);
    let json = r#"[{"id": 7, "brand": {"accent_color": "red", "fnt": "Inter"}}]"#;
    let sandbox = Sandbox::configured().set("REKEY_LOCATIONS", json);
    sandbox
        .run(&["config", "check"])
        .failed(2, &["locations.0.brand.accent_color (in REKEY_LOCATIONS)", "did you mean `font`?"]);
}

#[test]
fn locations_are_read_from_standard_input_too() {
    let sandbox = Sandbox::installed();
    sandbox.run_with(&["location", "apply", "-"], "[[location]]\nid = 7\nname = \"Berlin\"\n").done();
    assert_eq!(sandbox.run(&["location", "show", "7", "--json"]).json()[0]["name"], "Berlin");
    sandbox.run_with(&["location", "apply", "-"], "[[location]]\nid = 0\n").failed(1, &["standard input, line 2"]);
}
