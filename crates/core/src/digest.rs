//! Keyed digests: how addresses, codes and form tokens are stored or checked without being readable (R4, R21).

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroize;

/// Whether one of these secrets was presented. Takes the same time for either answer, whatever the lengths.
pub fn is_known_secret<'a>(secrets: impl IntoIterator<Item = &'a SecretString>, presented: &SecretString) -> bool {
    let digest = |text: &SecretString| Sha256::digest(text.expose_secret());
    let presented = digest(presented);
    let found = secrets.into_iter().fold(Choice::from(0), |found, secret| found | digest(secret).ct_eq(&presented));
    found.into()
}

/// The key of all keyed digests. One per installation; it never changes while data depends on it. Stored as HMAC's
/// prepared state, which halves the work of a short digest.
#[derive(Clone)]
pub struct DigestKey(Arc<Hmac<Sha256>>);

impl DigestKey {
    /// A key from 32 secret bytes.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length (RFC 2104).
    pub fn new(mut bytes: [u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
        let mac = Hmac::new_from_slice(&bytes).expect("any length is a key");
        bytes.zeroize();
        Self(Arc::new(mac))
    }

    /// HMAC-SHA-256 over a label, which says what the digest is for, and the parts, each behind its length, so
    /// that no two lists of parts run together into the same text.
    pub fn digest(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(label, parts).finalize().into_bytes().into()
    }

    /// Whether `tag` is the digest of these parts, in constant time.
    pub fn verify(&self, label: &str, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.mac(label, parts).verify_slice(tag).is_ok()
    }

    /// HMAC-SHA-256 over a text, under a key that is derived for this use only: what JWTs call `HS256`.
    pub(crate) fn hs256(&self, label: &str, text: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::clone(&Self::new(self.digest(label, &[])).0);
        mac.update(text);
        mac
    }

    fn mac(&self, label: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::clone(&self.0);
        for part in std::iter::once(&label.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DigestKey(…)")
    }
}

/// The keyed digest of a canonical address: what limits, codes and audit records know an address by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressKey([u8; 32]);

impl AddressKey {
    /// The key of an address.
    pub fn of(address: &crate::EmailAddress, key: &DigestKey) -> Self {
        Self(key.digest("address", &[address.canonical().as_bytes()]))
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for AddressKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let key = DigestKey::new([7; 32]);
        assert_ne!(key.digest("a", &[b"bc", b"d"]), key.digest("a", &[b"b", b"cd"]));
        assert_ne!(key.digest("ab", &[b"c"]), key.digest("a", &[b"bc"]));
    }

    #[test]
    fn a_digest_verifies_under_its_own_key_label_and_parts_alone() {
        let key = DigestKey::new([7; 32]);
        let tag = key.digest("a", &[b"b"]);
        assert!(key.verify("a", &[b"b"], &tag));
        assert!(!key.verify("a", &[b"c"], &tag));
        assert!(!key.verify("b", &[b"b"], &tag));
        assert!(!key.verify("a", &[b"b"], &tag[..31]));
        assert!(!DigestKey::new([8; 32]).verify("a", &[b"b"], &tag));
    }
}
