//! docs/security.md is held to what it says: every statement of the standards has tests, and they exist.

use std::collections::BTreeSet;
use std::path::Path;

pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The names of all functions in the sources below a folder.
pub(crate) fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target" && name != "node_modules") {
            functions(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let after_fn = source.split("fn ").skip(1);
            names.extend(after_fn.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())));
        }
    }
}

#[test]
fn every_statement_names_tests_and_they_exist() {
    let page = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| R"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let ids: Vec<u32> = rows.iter().map(|row| row[0].trim_start_matches('R').parse().unwrap()).collect();
    assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
    assert!((1..=34).all(|number| ids.contains(&number)), "{ids:?}");

    let mut exist = BTreeSet::new();
    for folder in ["crates", "model", "properties"] {
        functions(&root().join(folder), &mut exist);
    }
    for row in rows {
        let tests: Vec<&str> = row[3].split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "{}", row[0]);
        for test in tests {
            assert!(exist.contains(test), "{} names {test}, which is not there", row[0]);
        }
    }
}
