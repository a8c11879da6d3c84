//! The settings on the pages of docs/dialects are accepted unchanged.

use toml::Table;

use super::sandbox::Sandbox;

/// The TOML on a page: blocks of lines that are indented by four spaces, up to an empty line.
pub(super) fn tables(page: &str) -> Vec<Table> {
    let code: Vec<&str> = page.lines().map(|line| line.strip_prefix("    ").unwrap_or_default()).collect();
    code.join("\n").split("\n\n").filter_map(|block| block.parse().ok()).collect()
}

#[test]
fn the_settings_on_each_page_are_usable_and_its_locations_can_be_applied() {
    for name in ["nexudus", "insforge", "singularity"] {
        let page = std::fs::read_to_string(format!("{}/../../docs/dialects/{name}.md", env!("CARGO_MANIFEST_DIR")));
        let (locations, settings): (Vec<Table>, Vec<Table>) =
            tables(&page.unwrap()).into_iter().partition(|table| table.contains_key("location"));
        assert!(settings.iter().any(|table| table.contains_key("mail")), "{name}");
        let sandbox = Sandbox::empty();
        sandbox.run(&["config", "init"]).done();
        let mut all: Table = std::fs::read_to_string(sandbox.path("rekey.toml")).unwrap().parse().unwrap();
        all.extend(settings.into_iter().flatten());
        sandbox.write("rekey.toml", &all.to_string());
        sandbox.run(&["config", "check"]).done();

        sandbox.write("locations.toml", &locations.first().expect("locations").to_string());
        sandbox.run(&["location", "apply", "locations.toml"]).done();
    }
}
