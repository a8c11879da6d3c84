//! Verifiers that others wrote, each in a folder of tests/ with a Python environment of its own.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the verifier of this folder finds of each thing that it is given.
pub(crate) fn verified(folder: &str, given: &Value) -> Vec<bool> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(folder);
    let mut verifier = Command::new(folder.join(".venv/bin/python"))
        .arg(folder.join("verify.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the verifier is missing: run scripts/install-test-tools");
    verifier.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    serde_json::from_slice(&verifier.wait_with_output().unwrap().stdout).expect("a list")
}
