//! `outcomes.txt` names a test for each answer that the documents promise, successes and refusals alike: a line that is
//! missing, or names a test that is not there, fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::{Takes, routes};
use crate::insforge;
use crate::security_table::functions;
use crate::singularity::own_account::CHANGE_ADDRESS;
use crate::support::TestServer;

const TABLE: &str = include_str!("outcomes.txt");

/// The tests of an answer, by operation and answer; those under `EVERY` by answer alone.
fn table() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let mut operation = "";
    let mut rows = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(row) = line.strip_prefix("    ") {
            let (answer, test) = row.split_once(" | ").expect("an answer and a test");
            assert!(rows.insert((operation, answer), test).is_none(), "{operation} {answer} comes twice");
        } else {
            operation = line;
        }
    }
    rows
}

/// The answers of an operation: the status, and for failures what the example is called.
fn documented(operation: &Value) -> Vec<String> {
    let mut answers = Vec::new();
    for (status, response) in operation["responses"].as_object().unwrap() {
        let json = &response["content"]["application/json"];
        match json["examples"].as_object().filter(|_| !status.starts_with('2')) {
            Some(examples) => answers.extend(examples.keys().map(|name| format!("{status} {name}"))),
            None => answers.push(status.clone()),
        }
    }
    answers
}

/// Every answer that the dialects' documents promise, with its operation.
async fn promised() -> BTreeSet<(String, String)> {
    let server = TestServer::start().await;
    let mut promised = BTreeSet::new();
    for part in ["nexudus", "insforge", "singularity"] {
        let document = server.get(&format!("/openapi/{part}.json")).await.json();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let name = format!("{} {path}", method.to_uppercase());
                promised.extend(documented(operation).into_iter().map(|answer| (name.clone(), answer)));
            }
        }
    }
    promised
}

#[tokio::test]
async fn every_answer_that_the_documents_promise_has_a_test() {
    let (table, promised) = (table(), promised().await);
    let promised: BTreeSet<(&str, &str)> = promised
        .iter()
        .map(|(operation, answer)| {
            let is_shared = table.contains_key(&("EVERY", answer.as_str()));
            (if is_shared { "EVERY" } else { operation.as_str() }, answer.as_str())
        })
        .collect();
    let listed: BTreeSet<(&str, &str)> = table.keys().copied().collect();
    assert_eq!(promised.difference(&listed).collect::<Vec<_>>(), [&("", ""); 0], "no test is named for these");
    assert_eq!(listed.difference(&promised).collect::<Vec<_>>(), [&("", ""); 0], "nobody promises these");

    let mut exist = BTreeSet::new();
    functions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut exist);
    let missing: Vec<&&str> = table.values().filter(|test| !exist.contains(**test)).collect();
    assert_eq!(missing, [&""; 0], "these tests are not there");
}

/// Where documents and table disagree, a route counts, mails or reads what nobody would expect of it.
#[tokio::test]
async fn the_documents_promise_what_every_route_shares() {
    let promised = promised().await;
    for route in routes() {
        let operation = format!("{} {}", route.method, route.documented);
        let has = |end: &str| promised.iter().any(|(known, answer)| *known == operation && answer.ends_with(end));
        let is_link = route.documented == insforge::VERIFY_LINK;
        let is_sign_up = route.signs_up();
        // A link is counted once it is known to be one. Of the routes for administrators, wrong tokens alone count.
        let is_for_administrators = route.is_for_administrators();
        assert_eq!(
            has("Too many requests from your network. Try again later."),
            route.counts
                || is_for_administrators
                || route.sends_verification_again()
                || is_link && route.method == "POST",
            "{operation}"
        );
        let mails_elsewhere = route.documented == CHANGE_ADDRESS;
        let may_mail = route.mails || is_sign_up || mails_elsewhere || route.sends_verification_again();
        assert_eq!(has("Email is switched off here."), may_mail, "{operation}");
        if route.takes != Takes::Nothing {
            assert!(has("The body is larger than 16 KiB."), "{operation}");
        }
    }
}
