//! What images and packages are made of is all there.

use std::path::Path;

use toml::{Table, Value};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn table(file: &str) -> Table {
    std::fs::read_to_string(root().join(file)).unwrap().parse().unwrap()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// cargo refuses a workspace of which a member is missing; without `.cargo` SQLite is built otherwise than here.
#[test]
fn docker_sees_every_member_of_the_workspace_and_how_it_is_built() {
    let ignored = std::fs::read_to_string(root().join(".dockerignore")).unwrap();
    assert_eq!(ignored.lines().next(), Some("*"), "the rest is what is let through");
    let manifest = table("Cargo.toml");
    let members = texts(&manifest["workspace"]["members"]);
    assert!(members.len() > 1, "{members:?}");
    for path in members.into_iter().chain([".cargo", "Cargo.lock", "Cargo.toml", "scripts/release/program"]) {
        let folder = path.trim_end_matches("/*");
        assert!(ignored.lines().any(|line| line.strip_prefix('!') == Some(folder)), "{folder}");
    }
}

/// Help and pages refer to each other by their place below `docs`.
#[test]
fn the_debian_package_has_every_page_of_the_docs_in_its_place() {
    let manifest = table("crates/rekey/Cargo.toml");
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let shipped: Vec<(&str, &str)> = assets.iter().map(|asset| (texts(asset)[0], texts(asset)[1])).collect();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let mut has_pages = false;
        for entry in std::fs::read_dir(root().join("docs").join(&folder)).unwrap() {
            let (path, name) = entry.map(|entry| (entry.path(), entry.file_name().into_string().unwrap())).unwrap();
            if path.is_dir() {
                folders.push(format!("{folder}{name}/"));
            }
            has_pages |= path.extension().is_some_and(|extension| extension == "md");
        }
        let (pages, place) = (format!("../../docs/{folder}*.md"), format!("usr/share/doc/rekey/{folder}"));
        assert!(!has_pages || shipped.contains(&(&*pages, &*place)), "{pages}");
    }
}
