//! Passwords that sign-ups offer ([`sign_up`](crate::sign_up)), and what tells one from another without a hash.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::digest::{AddressKey, DigestKey};
use crate::password_hash::PasswordHash;
use crate::policy::Password;
use crate::time::{Duration, Timestamp, after};

/// Which offer an email confirms: a digest of the hash that was offered. Every hash has a salt of its own, so no two
/// offers share a mark, not even of one password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferMark([u8; 32]);

impl OfferMark {
    /// The mark of the offer of this hash.
    pub fn of(password: &PasswordHash) -> Self {
        Self(Sha256::digest(password.expose()).into())
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for OfferMark {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// How long a node knows a password again that was typed for an offer.
const KNOWN_FOR: Duration = Duration::from_mins(15);

/// How many offers a node knows again: some 2 MiB.
const MAX_KNOWN: usize = 10_000;

/// The passwords that were typed for the newest offers, as keyed digests in this node's memory alone: a form that is
/// sent twice contests nothing, and nothing has to be hashed to find that out.
pub(crate) struct TypedPasswords {
    key: DigestKey,
    typed: Mutex<HashMap<AddressKey, Typed>>,
}

#[derive(Clone, Copy)]
struct Typed {
    password: [u8; 32],
    mark: OfferMark,
    until: Timestamp,
}

impl TypedPasswords {
    pub(crate) fn new(key: DigestKey) -> Self {
        Self { key, typed: Mutex::default() }
    }

    /// Remembers what was typed for an offer.
    pub(crate) fn remember(&self, address: AddressKey, password: &Password, mark: OfferMark, now: Timestamp) {
        let mut typed = self.lock();
        if typed.len() >= MAX_KNOWN {
            typed.retain(|_, typed| typed.until > now);
        }
        if typed.len() >= MAX_KNOWN
            && let Some(oldest) = typed.iter().min_by_key(|(_, typed)| typed.until).map(|(address, _)| *address)
        {
            typed.remove(&oldest);
        }
        let password = self.digest(address, password);
        typed.insert(address, Typed { password, mark, until: after(now, KNOWN_FOR) });
    }

    /// The offer that this very password was typed for a moment ago.
    pub(crate) fn offer_of(&self, address: AddressKey, password: &Password, now: Timestamp) -> Option<OfferMark> {
        let digest = self.digest(address, password);
        let known = self.lock().get(&address).copied();
        known.filter(|known| known.until > now && known.password == digest).map(|known| known.mark)
    }

    fn digest(&self, address: AddressKey, password: &Password) -> [u8; 32] {
        self.key.digest("typed password", &[address.as_bytes(), password.expose().as_bytes()])
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AddressKey, Typed>> {
        self.typed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EmailAddress;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn typed() -> (TypedPasswords, AddressKey) {
        let key = DigestKey::new([1; 32]);
        let address = AddressKey::of(&EmailAddress::parse("a@example.com").unwrap(), &key);
        (TypedPasswords::new(key), address)
    }

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[test]
    fn the_same_password_is_known_again_for_a_while_and_no_other() {
        let (typed, address) = typed();
        let mark = OfferMark::from([7; 32]);
        typed.remember(address, &password("one"), mark, NOW);
        assert_eq!(typed.offer_of(address, &password("one"), NOW), Some(mark));
        assert_eq!(typed.offer_of(address, &password("two"), NOW), None);
        assert_eq!(typed.offer_of(AddressKey::from([0; 32]), &password("one"), NOW), None);
        assert_eq!(typed.offer_of(address, &password("one"), after(NOW, KNOWN_FOR)), None);
    }

    #[test]
    fn memory_is_bounded_and_the_newest_stay() {
        let (typed, _) = typed();
        let address = |number: usize| {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&number.to_be_bytes());
            AddressKey::from(bytes)
        };
        for number in 0..=MAX_KNOWN {
            let at = after(NOW, Duration::from_millis(number.try_into().unwrap()));
            typed.remember(address(number), &password("one"), OfferMark::from([0; 32]), at);
        }
        assert_eq!(typed.lock().len(), MAX_KNOWN);
        assert!(typed.offer_of(address(0), &password("one"), NOW).is_none());
        assert!(typed.offer_of(address(MAX_KNOWN), &password("one"), NOW).is_some());
    }
}
