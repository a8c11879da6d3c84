use serde_json::Value;

use super::sandbox::Sandbox;

/// An outbox with a request that waits for its next try, one that was given up, and a notice that was.
fn outbox() -> Sandbox {
    let sandbox = Sandbox::installed();
    let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
    let later = "(unixepoch() + 3600) * 1000000";
    let request = "'reset_password', x'00', 'nexudus', 1, '127.0.0.1'";
    let id = |number: u8| format!("x'0197a8c26a527e339d410f6b5a1c2d{number:02x}'");
    let rows = format!(
        "INSERT INTO outbox (id, state, address, subject, address_key, channel, location, network, accepted_at, due_at, settled_at)
         VALUES ({}, 'pending', 'ann@example.com', {request}, 0, {later}, NULL),
                ({}, 'gave_up', NULL, {request}, 0, 0, 1);
         INSERT INTO outbox (id, state, subject, account, epoch, location, network, accepted_at, due_at, settled_at)
         VALUES ({}, 'gave_up', 'password_changed', x'0197a8c26a527e339d410f6b5a1c2dff', 0, 1, '127.0.0.1', 0, 0, 1)",
        id(1),
        id(2),
        id(3),
    );
    database.execute_batch(&rows).unwrap();
    sandbox
}

fn id(number: u8) -> String {
    format!("0197a8c2-6a52-7e33-9d41-0f6b5a1c2d{number:02x}")
}

fn entry(sandbox: &Sandbox, number: u8) -> Value {
    let entries = sandbox.run(&["outbox", "list", "--json"]).json();
    entries.into_iter().find(|entry| entry["id"] == id(number)).unwrap()
}

#[test]
fn what_waits_for_its_next_try_is_due_now_and_a_notice_comes_back() {
    let sandbox = outbox();
    let due_at = entry(&sandbox, 1)["due_at"].clone();
    sandbox.run(&["outbox", "retry", &id(1), &id(3)]).done();
    assert_ne!(entry(&sandbox, 1)["due_at"], due_at);
    assert_eq!(entry(&sandbox, 3)["state"], "pending");
    assert!(sandbox.run(&["outbox", "retry", &id(1)]).done().contains("half a minute"));
}

#[test]
fn what_lost_its_address_or_is_not_there_is_refused_with_what_to_do() {
    let sandbox = outbox();
    sandbox.run(&["outbox", "retry", &id(2)]).failed(1, &["address is forgotten", "ask again"]);
    for command in ["retry", "drop"] {
        sandbox.run(&["outbox", command, &id(9)]).failed(1, &["no entry", "rekey outbox list"]);
    }
    assert_eq!(sandbox.run(&["outbox", "retry", "5"]).code, Some(2));
}

#[test]
fn an_entry_that_refuses_keeps_the_others_from_nothing() {
    for command in ["retry", "drop"] {
        let sandbox = outbox();
        let due_at = entry(&sandbox, 1)["due_at"].clone();
        let refused = [&*id(2), &*id(9)];
        sandbox.run(&["outbox", command, &id(2), &id(1), &id(9)]).failed(1, &refused);
        assert_ne!(entry(&sandbox, 1)["due_at"], due_at, "{command}");
    }
}

#[test]
fn what_is_dropped_is_over_and_says_why() {
    let sandbox = outbox();
    sandbox.run(&["outbox", "drop", &id(1), "--reason", "wrong server"]).done();
    let dropped = entry(&sandbox, 1);
    assert_eq!((&dropped["state"], &dropped["due_at"]), (&"gave_up".into(), &Value::Null));
    assert_eq!(dropped["reason"], "dropped by an operator: wrong server");
    sandbox.run(&["outbox", "drop", &id(1)]).failed(1, &["gave_up"]);
    assert!(sandbox.run(&["outbox", "list"]).done().contains(&id(1)));
}

#[test]
fn what_became_of_a_mail_is_shown_for_people_and_for_programs() {
    let sandbox = outbox();
    let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
    let changed = database.execute(
        "UPDATE outbox SET state = 'sent', mail = x'00112233445566778899aabbccddeeff', sender = 'main', provider_id = 'an-id',
             bounced_at = 1800000000000000, bounce = 'permanent', report = '550 no'
         WHERE state = 'gave_up' AND account IS NULL",
        [],
    );
    assert_eq!(changed.unwrap(), 1);
    let shown = sandbox.run(&["outbox", "show", &id(2)]).done();
    for part in
        ["sent", "00112233445566778899aabbccddeeff", "main", "an-id", "2027-01-15T08:00:00Z, permanent", "550 no"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let read = sandbox.run(&["outbox", "show", &id(2), "--json"]).json().remove(0);
    assert_eq!((&read["provider_id"], &read["bounce"]), (&"an-id".into(), &"permanent".into()));
    assert_eq!(read["bounced_at"], "2027-01-15T08:00:00Z");
    sandbox.run(&["outbox", "show", &id(9)]).failed(1, &["no entry", "rekey outbox list"]);
}
