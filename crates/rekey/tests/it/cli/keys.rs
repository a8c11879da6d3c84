//! Changing the secret that the keys are sealed under.

use super::sandbox::Sandbox;

/// The secret of the sandbox's own configuration.
const FIRST: &str = "jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ=";
const SECOND: &str = "pDYRg0tGONrBYedcWFjIq7UxNf6rns0+WVZQqjfgod8=";

/// Runs `rekey` with a secret and the ones before it.
fn run(sandbox: Sandbox, secret: &str, previous: &str, arguments: &[&str]) -> (Sandbox, super::sandbox::Outcome) {
    let sandbox = sandbox.set("REKEY_SECRET", secret).set("REKEY_PREVIOUS_SECRETS", previous);
    let outcome = sandbox.run(arguments);
    (sandbox, outcome)
}

#[test]
fn a_secret_is_changed_without_losing_a_key() {
    let list = ["keys", "list", "--json"];
    let (sandbox, keys) = run(Sandbox::installed(), FIRST, "", &list);
    let keys = keys.done();

    let (sandbox, refused) = run(sandbox, SECOND, "", &list);
    refused.failed(2, &["`secret`", "previous_secrets"]);
    let (sandbox, both) = run(sandbox, SECOND, FIRST, &list);
    assert_eq!(both.done(), keys, "the previous one is still read");

    let (sandbox, rewrapped) = run(sandbox, SECOND, FIRST, &["keys", "rewrap"]);
    let told = rewrapped.done();
    assert!(!told.starts_with('0') && told.contains("0 sealed under it already"), "{told}");
    let (sandbox, again) = run(sandbox, SECOND, FIRST, &["keys", "rewrap"]);
    assert!(again.done().starts_with("0 keys moved"));

    let (sandbox, alone) = run(sandbox, SECOND, "", &list);
    assert_eq!(alone.done(), keys, "the previous one is no longer needed");
    let (_, old) = run(sandbox, FIRST, "", &list);
    old.failed(2, &["`secret`"]);
}

#[test]
fn a_secret_that_is_none_is_counted_and_not_shown() {
    let (_, outcome) = run(Sandbox::configured(), FIRST, "AAAA,hunter2", &["config", "check"]);
    assert!(!outcome.err.contains("hunter2") && !outcome.err.contains("AAAA,"), "{}", outcome.err);
    outcome.failed(2, &["previous_secrets", "number 1", "32 bytes"]);
}
