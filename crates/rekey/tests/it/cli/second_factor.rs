//! `rekey account totp`.

use rekey_core::second_factor::TotpSecret;
use rekey_core::time::Timestamp;

use super::sandbox::Sandbox;

const ANA: &str = "ana@example.com";

fn with_ana() -> Sandbox {
    let sandbox = Sandbox::configured();
    sandbox.run(&["account", "add", "--email", ANA, "--no-password"]).done();
    sandbox
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the program that is run has the system's clock")]
fn a_second_factor_is_enrolled_confirmed_and_disabled() {
    let sandbox = with_ana();
    let totp = |arguments: &[&str]| sandbox.run(&[&["account", "totp"], arguments].concat());
    assert!(totp(&["status", ANA]).done().contains("none"));
    let uri = totp(&["enrol", ANA]).done();
    assert!(uri.starts_with("otpauth://totp/"), "{uri}");
    let secret = url::Url::parse(uri.trim()).unwrap();
    let secret = secret.query_pairs().find(|(name, _)| name == "secret").unwrap().1.into_owned();
    assert!(totp(&["status", ANA]).done().contains("not on yet"));
    assert_eq!(totp(&["confirm", ANA, "12345"]).code, Some(2));
    let code = TotpSecret::parse(&secret).unwrap().code_at(Timestamp::now());
    let codes = totp(&["confirm", ANA, code.expose()]).done();
    assert_eq!(codes.lines().count(), 10, "{codes}");
    assert!(totp(&["status", ANA]).done().contains("on"));
    totp(&["enrol", ANA]).failed(1, &["has a second factor already"]);
    let newer = totp(&["recovery-codes", ANA]);
    assert!(newer.err.starts_with("These are the recovery codes"), "{}", newer.err);
    assert!(newer.done().lines().all(|code| !codes.contains(code)));
    totp(&["disable", ANA]).done();
    let twice = totp(&["disable", ANA]);
    assert!(!twice.err.contains("enrol"), "nobody who turns it off wants to: {}", twice.err);
    twice.failed(1, &["has no second factor"]);
}

#[test]
fn a_secret_of_another_system_is_taken_over_and_nothing_else_is() {
    let sandbox = with_ana();
    let enrol = |input: &str| sandbox.run_with(&["account", "totp", "enrol", ANA, "--secret-stdin"], input);
    enrol("JBSW").failed(2, &["standard input", "Base32"]);
    assert_eq!(enrol("jbsw y3dp ehpk 3pxp\n").done().lines().count(), 10);
    assert!(sandbox.run(&["account", "totp", "status", ANA]).done().contains("on"));
}
