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
fn a_beginning_that_was_cut_off_with_the_database_alone_is_told() {
    let sandbox = sandbox();
    sandbox.run(&VERIFY).done();
    tamper(
        &sandbox,
        "UPDATE audit_ends SET number = 1, digest = (SELECT digest FROM audit WHERE number = 1) WHERE name = 'anchor'",
    );
    tamper(&sandbox, "DELETE FROM audit WHERE number = 1");
    let outcome = sandbox.run(&VERIFY);
    assert_eq!(outcome.out, "the beginning was cut off, or moved by 0.1\n");
    outcome.failed(1, &["tampered with"]);
}

#[test]
fn a_record_that_was_put_in_by_hand_is_told_although_it_is_sealed() {
    let sandbox = sandbox();
    sandbox.run(&VERIFY).done();
    let insert = "INSERT INTO audit (at, action, outcome, count, actor) \
                  SELECT at, 'account_locked', 'done', 1, 'operator:root' FROM audit WHERE number = 1";
    tamper(&sandbox, insert);
    tamper(
        &sandbox,
        "INSERT INTO audit (at, action, account, outcome, count, actor, mark) \
                      SELECT at, action, account, outcome, count, actor, mark FROM audit WHERE number = 4",
    );
    let last = sandbox.run(&["audit", "--json"]).json().len();
    let outcome = sandbox.run(&VERIFY);
    let told =
        format!("record {} was written by 0.1, or by hand\nrecord {last} is a copy of an earlier one\n", last - 1);
    assert_eq!(outcome.out, told);
    outcome.failed(1, &["tampered with"]);
    sandbox.run(&["audit", "verify", "--accept"]).failed(1, &["tampered with"]);
    tamper(&sandbox, &format!("UPDATE audit SET actor = 'operator:nobody' WHERE number = {}", last + 1));
    assert!(sandbox.run(&VERIFY).out.contains(&format!("record {} was changed", last + 1)));
}

#[test]
fn who_ran_a_command_is_told_and_what_an_operator_accepted_is_genuine() {
    let sandbox = sandbox();
    let actors: Vec<_> =
        sandbox.run(&["audit", "--json"]).json().iter().map(|record| record["actor"].clone()).collect();
    let mine = actors[0].as_str().unwrap().to_owned();
    assert!(mine.starts_with("operator:") && mine.len() > "operator:".len(), "{mine}");
    assert!(actors.iter().all(|actor| *actor == *mine), "{actors:?}");
    tamper(&sandbox, "INSERT INTO audit (at, action, outcome, count) VALUES (1, 'account_locked', 'done', 1)");
    sandbox.run(&VERIFY).failed(1, &["tampered with"]);
    assert!(sandbox.run(&["audit", "verify", "--accept"]).done().contains("none changed, none missing"));
    let last = sandbox.run(&["audit", "--json"]).json().pop().unwrap();
    assert_eq!((last["action"].as_str(), last["actor"].as_str()), (Some("audit_accepted"), Some(&*mine)));
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
