//! The audit trail, as operators read and check it.

use std::time::Duration;

use super::sandbox::Sandbox;

const VERIFY: [&str; 2] = ["audit", "verify"];

/// A sandbox where four accounts were made.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::configured();
    let rows = "email\na@example.com\nb@example.com\nc@example.com\nd@example.com\n";
    sandbox.run_with(&["account", "import", "-"], rows).done();
    sandbox
}

fn tamper(sandbox: &Sandbox, sql: &str) {
    let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
    assert_eq!(database.execute(sql, []).unwrap(), 1);
}

#[test]
fn a_trail_that_nobody_touched_is_whole_and_its_last_digest_can_be_kept() {
    let sandbox = sandbox();
    let told = sandbox.run(&["audit", "verify", "--json"]).json().remove(0);
    let last = sandbox.run(&["audit", "--json"]).json().pop().unwrap();
    assert_eq!((&told["last"], &told["digest"]), (&last["number"], &last["digest"]));
    assert_eq!(told["flaws"].as_array().unwrap().len(), 0);
    assert!(sandbox.run(&VERIFY).done().contains("none changed, none missing"));
}

#[test]
fn a_changed_record_is_named() {
    let sandbox = sandbox();
    sandbox.run(&VERIFY).done();
    tamper(&sandbox, "UPDATE audit SET outcome = 'refused' WHERE number = 3");
    let outcome = sandbox.run(&VERIFY);
    assert_eq!(outcome.out, "record 3 was changed\n");
    outcome.failed(1, &["tampered with", "backup"]);
}

#[test]
fn a_removed_record_is_named_wherever_it_stood() {
    let sandbox = sandbox();
    let last = sandbox.run(&["audit", "--json"]).json().len();
    for number in [2, last] {
        tamper(&sandbox, &format!("DELETE FROM audit WHERE number = {number}"));
        let outcome = sandbox.run(&VERIFY);
        assert!(outcome.out.contains(&format!("record {number} is missing\n")), "{}", outcome.out);
        outcome.failed(1, &["tampered with"]);
    }
}

#[test]
fn records_are_picked_by_age_and_by_an_account_that_may_be_gone() {
    let sandbox = sandbox();
    let account = sandbox.run(&["account", "show", "b@example.com", "--json"]).json().remove(0);
    let id = account["id"].as_str().unwrap();
    sandbox.run(&["account", "delete", "b@example.com", "--yes"]).done();
    let records = sandbox.run(&["audit", "--json", "--account", id]).json();
    let actions: Vec<_> = records.iter().map(|record| record["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["account_created", "account_deleted"]);
    let hour = ["audit", "--json", "--since", "1h"];
    assert_eq!(sandbox.run(&hour).json().len(), sandbox.run(&["audit", "--json"]).json().len());
    tamper(&sandbox, "UPDATE audit SET at = at - 7200000000 WHERE number = 1");
    assert!(sandbox.run(&hour).json().iter().all(|record| record["number"] != 1));
}

#[test]
fn a_follower_hears_of_what_happens_later() {
    let sandbox = sandbox();
    let mut follower = sandbox.start(&["audit", "--follow", "--json"]);
    let known = sandbox.run(&["audit", "--json"]).json();
    for record in &known {
        assert_eq!(follower.next_json()["number"], record["number"]);
    }
    sandbox.run(&["account", "lock", "c@example.com"]).done();
    let heard = follower.next_json();
    assert_eq!(heard["action"], "account_locked");
    assert_eq!(heard["number"].as_i64().unwrap(), known.last().unwrap()["number"].as_i64().unwrap() + 1);
}

#[tokio::test]
async fn a_server_seals_without_being_asked() {
    let sandbox = sandbox();
    let _server = sandbox.serve(&["serve"]);
    let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
    let unsealed = || {
        let count = "SELECT count(*) FROM audit WHERE number IS NULL";
        database.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let sealed = async {
        while unsealed() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), sealed).await.expect("the server seals within seconds");
}
