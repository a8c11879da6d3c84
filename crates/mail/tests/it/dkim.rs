//! DKIM signatures, as an independent verifier sees them (`tests/dkim/verify.py`).

use std::collections::BTreeMap;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rekey_mail::{DkimKey, DkimKeyError, DkimKeys};

use crate::support::{compose, draft, verified};

/// The sender of the drafts, as it goes over the wire.
const DOMAIN: &str = "xn--bcher-kva.example";

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64.encode(der))
}

fn rsa(domain: &str, selector: &str) -> DkimKey {
    let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    DkimKey::from_pem(domain, selector, pem(der.as_ref()).as_bytes()).unwrap()
}

fn ed25519(domain: &str, selector: &str) -> DkimKey {
    let key = Ed25519KeyPair::generate().unwrap();
    DkimKey::from_pem(domain, selector, pem(key.to_pkcs8v1().unwrap().as_ref()).as_bytes()).unwrap()
}

/// For each signature whether it holds.
fn holding(message: &str, records: &BTreeMap<String, String>) -> Vec<bool> {
    verified("dkim", &serde_json::json!({ "message": message, "records": records }))
}

fn signed(keys: Vec<DkimKey>) -> (String, BTreeMap<String, String>) {
    let records = keys.iter().map(|key| (key.record_name(), key.record())).collect();
    let mut draft = draft("ann@example.com", "Two  spaces, a dot\n.\nand trailing blanks  \n\n\n");
    draft.reply_to = Some("Hilfe <help@example.com>".parse().unwrap());
    let mail = compose(draft, &DkimKeys::new(keys));
    (String::from_utf8(mail.source().to_vec()).unwrap(), records)
}

#[test]
fn another_library_verifies_rsa_and_ed25519_side_by_side() {
    let (message, records) = signed(vec![rsa(DOMAIN, "r1"), ed25519(DOMAIN, "e1")]);
    assert_eq!(holding(&message, &records), [true, true], "{message}");
    assert!(message.lines().all(|line| line.len() <= 78), "{message}");
}

#[test]
fn what_was_changed_or_added_on_the_way_is_noticed() {
    let (message, records) = signed(vec![ed25519(DOMAIN, "e1")]);
    let tampered = |from: &str, to: &str| holding(&message.replacen(from, to, 1), &records);
    assert_eq!(tampered("Two", "Six"), [false]);
    assert_eq!(tampered("help@example.com", "evil@example.com"), [false]);
    assert_eq!(tampered("\r\nTo: ", "\r\nFrom: evil@example.com\r\nTo: "), [false], "a second sender");
    assert_eq!(tampered("\r\nTo: ", "\r\nX-Spam: no\r\nTo: "), [true], "servers add headers of their own");
    let other = signed(vec![ed25519(DOMAIN, "e1")]).1;
    assert_eq!(holding(&message, &other), [false], "the key of somebody else");
}

#[test]
fn a_domain_without_a_key_of_its_own_is_signed_for_by_the_one_above() {
    let above = DkimKeys::new(vec![ed25519("example", "up"), ed25519("other.example", "no")]);
    let selectors = |domain| above.for_domain(domain).map(DkimKey::selector).collect::<Vec<_>>();
    assert_eq!(selectors("mail.shop.example"), ["up"]);
    assert_eq!(selectors("other.example"), ["no"]);
    assert!(selectors("example.com").is_empty() && selectors("notexample").is_empty());
    let (message, _) = signed(vec![ed25519("other.example", "no")]);
    assert!(!message.contains("DKIM-Signature"), "{message}");
}

#[test]
fn what_is_no_key_is_refused() {
    let refused = |text: &str| DkimKey::from_pem("example.com", "s", text.as_bytes()).unwrap_err();
    assert_eq!(refused("hello"), DkimKeyError::NoKey);
    assert_eq!(refused(&pem(b"hello")), DkimKeyError::Kind);
}

#[test]
fn debug_shows_no_private_key() {
    let debug = format!("{:?}", ed25519("example.com", "s1"));
    assert_eq!(debug, "DkimKey { record: \"s1._domainkey.example.com\", .. }");
}
