//! How keys are kept: sealed by AES-256-GCM under a key that comes from the setting `secret`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use rekey_core::ports::{DataKeyKind, Rng};
use zeroize::Zeroizing;

/// The first byte of what is sealed in this way.
const FORMAT: u8 = 1;
/// What the sealing key is derived for, so that `secret` can safely serve other purposes too.
const INFO: &[&[u8]] = &[b"rekey: wrapping of data keys"];

/// Seals and opens data keys: seals under the newest secret, opens under the ones before it as well.
pub struct Wrapping {
    newest: LessSafeKey,
    previous: Vec<LessSafeKey>,
}

/// A key does not open: it was sealed under another `secret`, as another key, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key does not open with this secret")]
pub struct WrongSecret;

impl Wrapping {
    /// The wrapping of an installation with this secret.
    pub fn new(secret: &[u8; 32]) -> Result<Self, Unspecified> {
        Ok(Self { newest: derive(secret)?, previous: Vec::new() })
    }

    /// The same, which also opens what was sealed under this secret, until [`rewrap`](super::KeyRing::rewrap) has moved
    /// it on.
    pub fn and_previous(mut self, secret: &[u8; 32]) -> Result<Self, Unspecified> {
        self.previous.push(derive(secret)?);
        Ok(self)
    }

    /// Whether a key is sealed under the newest secret.
    pub fn is_newest(&self, id: &str, kind: DataKeyKind, wrapped: &[u8]) -> bool {
        open(&self.newest, id, kind, wrapped).is_ok()
    }

    /// The key sealed: format, nonce, then ciphertext and tag. It opens only under the same id and kind.
    pub fn seal(&self, id: &str, kind: DataKeyKind, key: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, Unspecified> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill(&mut nonce);
        let mut sealed = key.to_vec();
        self.newest.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound_to(id, kind), &mut sealed)?;
        Ok([&[FORMAT], nonce.as_slice(), &sealed].concat())
    }

    /// The key that was sealed.
    pub fn open(&self, id: &str, kind: DataKeyKind, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, WrongSecret> {
        let mut keys = std::iter::once(&self.newest).chain(&self.previous);
        keys.find_map(|key| open(key, id, kind, wrapped).ok()).ok_or(WrongSecret)
    }
}

fn derive(secret: &[u8; 32]) -> Result<LessSafeKey, Unspecified> {
    let mut key = Zeroizing::new([0; 32]);
    // No salt: the secret is 32 random bytes already (RFC 5869, 3.1).
    Salt::new(HKDF_SHA256, &[]).extract(secret).expand(INFO, Length(key.len()))?.fill(&mut *key)?;
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*key)?))
}

fn open(key: &LessSafeKey, id: &str, kind: DataKeyKind, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, WrongSecret> {
    let body = wrapped.strip_prefix(&[FORMAT]).ok_or(WrongSecret)?;
    let (nonce, sealed) = body.split_first_chunk::<NONCE_LEN>().ok_or(WrongSecret)?;
    let mut opened = Zeroizing::new(sealed.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = key.open_in_place(nonce, bound_to(id, kind), &mut opened).map_err(|_| WrongSecret)?.len();
    opened.truncate(length);
    Ok(opened)
}

fn bound_to(id: &str, kind: DataKeyKind) -> Aad<Vec<u8>> {
    Aad::from([kind.code().as_bytes(), b":", id.as_bytes()].concat())
}

/// How many bytes to derive.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::SeededRng;

    use super::*;

    const KIND: DataKeyKind = DataKeyKind::Digest;

    #[test]
    fn a_key_opens_under_its_own_secret_id_and_kind_alone() {
        let ours = Wrapping::new(&[1; 32]).unwrap();
        let sealed = ours.seal("a", KIND, b"the key", &SeededRng::new(1)).unwrap();
        assert_eq!(ours.open("a", KIND, &sealed).unwrap().as_slice(), b"the key");
        assert_eq!(ours.open("b", KIND, &sealed), Err(WrongSecret));
        assert_eq!(ours.open("a", DataKeyKind::Signing, &sealed), Err(WrongSecret));
        assert_eq!(Wrapping::new(&[2; 32]).unwrap().open("a", KIND, &sealed), Err(WrongSecret));
    }

    #[test]
    fn a_key_of_a_previous_secret_opens_and_what_is_sealed_now_is_the_newest_ones() {
        let rng = SeededRng::new(1);
        let sealed = Wrapping::new(&[1; 32]).unwrap().seal("a", KIND, b"the key", &rng).unwrap();
        let both = Wrapping::new(&[2; 32]).unwrap().and_previous(&[9; 32]).unwrap().and_previous(&[1; 32]).unwrap();
        assert_eq!(both.open("a", KIND, &sealed).unwrap().as_slice(), b"the key");
        assert!(!both.is_newest("a", KIND, &sealed));
        let moved = both.seal("a", KIND, b"the key", &rng).unwrap();
        assert!(both.is_newest("a", KIND, &moved));
        assert!(Wrapping::new(&[2; 32]).unwrap().open("a", KIND, &moved).is_ok());
    }

    #[test]
    fn a_changed_or_shortened_key_does_not_open() {
        let wrapping = Wrapping::new(&[1; 32]).unwrap();
        let sealed = wrapping.seal("a", KIND, b"the key", &SeededRng::new(1)).unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(wrapping.open("a", KIND, &changed), Err(WrongSecret), "byte {place}");
            assert_eq!(wrapping.open("a", KIND, &sealed[..place]), Err(WrongSecret), "first {place} bytes");
        }
    }

    #[test]
    fn the_key_cannot_be_read_from_what_is_stored() {
        let key = b"a key that nobody should find";
        let sealed = Wrapping::new(&[1; 32]).unwrap().seal("a", KIND, key, &SeededRng::new(1)).unwrap();
        assert!(!sealed.windows(5).any(|window| key.windows(5).any(|part| part == window)));
    }
}
