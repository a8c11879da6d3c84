//! The crates' rules: who may use whom (ARCHITECTURE.md).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use rekey_http::Dialect;
use serde_json::Value;

use crate::module_graph::Modules;

/// What each crate may use of ours, and what it may not use of others'.
const HOUSE: [(&str, &[&str], &[&str]); 8] = [
    ("rekey-core", &[], &["tokio", "axum", "rusqlite", "tokio-postgres", "lettre", "serde", "minijinja"]),
    ("rekey-store", &["rekey-core"], &["axum", "lettre", "minijinja"]),
    ("rekey-directory", &["rekey-core"], &["axum", "rusqlite", "lettre", "minijinja"]),
    ("rekey-render", &["rekey-core"], &["tokio", "axum", "rusqlite", "tokio-postgres", "lettre"]),
    ("rekey-http-client", &["rekey-core"], &["axum", "rusqlite", "tokio-postgres", "lettre"]),
    ("rekey-mail", &["rekey-core", "rekey-http-client", "rekey-render"], &["axum", "rusqlite", "tokio-postgres"]),
    ("rekey-http", &["rekey-core", "rekey-render"], &["rusqlite", "tokio-postgres", "lettre"]),
    (
        "rekey",
        &[
            "rekey-core",
            "rekey-directory",
            "rekey-http",
            "rekey-http-client",
            "rekey-mail",
            "rekey-render",
            "rekey-store",
        ],
        &["rusqlite", "tokio-postgres", "lettre"],
    ),
];

#[test]
fn each_crate_uses_only_what_the_house_allows() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let packages: Vec<&Value> =
        packages.iter().filter(|package| package["manifest_path"].as_str().unwrap().contains("/crates/")).collect();
    let names: BTreeSet<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(names, HOUSE.iter().map(|(name, ..)| *name).collect());

    for (name, ours, never) in HOUSE {
        let package = packages.iter().find(|package| package["name"] == name).unwrap();
        let used: Vec<&str> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|dependency| dependency["kind"].is_null())
            .map(|dependency| dependency["name"].as_str().unwrap())
            .collect();
        for dependency in used {
            let is_ours = names.contains(dependency);
            assert!(!is_ours || ours.contains(&dependency), "{name} must not use {dependency}");
            assert!(!never.contains(&dependency), "{name} must not use {dependency}");
        }
    }
}

/// The Rust sources below a folder of `crates`, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut waiting = vec![Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(folder)];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// The lines of a folder's sources that name one of these dialects, in code or in comments.
fn lines_that_name(folder: &str, dialects: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, text) in sources(folder) {
        for (number, line) in text.lines().enumerate() {
            let lower = line.to_lowercase();
            if dialects.iter().any(|dialect| lower.contains(dialect)) {
                lines.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    lines
}

#[test]
fn only_the_binary_and_the_http_side_name_dialects() {
    let dialects: Vec<&str> = Dialect::all().map(Dialect::code).collect();
    for folder in ["core", "directory", "http-client", "mail", "render", "store"] {
        let lines = lines_that_name(folder, &dialects);
        assert!(lines.is_empty(), "a dialect hands a profile over instead:\n{}", lines.join("\n"));
    }
}

#[test]
fn no_dialect_knows_another() {
    let dialects: Vec<&str> = Dialect::all().map(Dialect::code).collect();
    for own in &dialects {
        let others: Vec<&str> = dialects.iter().filter(|dialect| *dialect != own).copied().collect();
        let lines = lines_that_name(&format!("http/src/dialects/{own}"), &others);
        assert!(lines.is_empty(), "{own} knows others:\n{}", lines.join("\n"));
    }
}

#[test]
fn modules_of_a_crate_use_each_other_one_way() {
    for name in ["core", "directory", "http", "http-client", "mail", "render", "rekey", "store"] {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(name).join("src/lib.rs");
        let circles = Modules::read(&root).circles();
        let circles: Vec<String> = circles.iter().map(ToString::to_string).collect();
        assert!(circles.is_empty(), "circles in {name}:\n{}", circles.join("\n"));
    }
}
