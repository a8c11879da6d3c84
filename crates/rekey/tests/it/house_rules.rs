//! The crates' rules: who may use whom (ARCHITECTURE.md).

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// What each crate may use of ours, and what it may not use of others'.
const HOUSE: [(&str, &[&str], &[&str]); 6] = [
    ("rekey-core", &[], &["tokio", "axum", "rusqlite", "tokio-postgres", "lettre", "serde", "minijinja"]),
    ("rekey-store", &["rekey-core"], &["axum", "lettre", "minijinja"]),
    ("rekey-render", &["rekey-core"], &["tokio", "axum", "rusqlite", "tokio-postgres", "lettre"]),
    ("rekey-mail", &["rekey-core", "rekey-render"], &["axum", "rusqlite", "tokio-postgres"]),
    ("rekey-http", &["rekey-core", "rekey-render"], &["rusqlite", "tokio-postgres", "lettre"]),
    (
        "rekey",
        &["rekey-core", "rekey-http", "rekey-mail", "rekey-render", "rekey-store"],
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
