//! Where the secrets of second factors, and answers that are kept, are sealed: AES-256-GCM under a data key of their own.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use rekey_core::ports::{Rng, Vault, VaultError};
use zeroize::Zeroizing;

/// The first byte of what is sealed in this way.
const FORMAT: u8 = 1;

/// A key that seals secrets which are stored.
pub struct TotpKey(LessSafeKey);

impl TotpKey {
    /// The key of these 32 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, Unspecified> {
        Ok(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes)?)))
    }
}

/// Seals by an installation's key. What is sealed opens for its own owner alone.
pub struct KeyedVault {
    key: TotpKey,
    rng: Arc<dyn Rng>,
}

impl KeyedVault {
    /// A vault with this key.
    pub fn new(key: TotpKey, rng: Arc<dyn Rng>) -> Self {
        Self { key, rng }
    }
}

impl Vault for KeyedVault {
    fn seal(&self, owner: &[u8; 16], secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        self.rng.fill(&mut nonce);
        let mut sealed = secret.to_vec();
        let unique = Nonce::assume_unique_for_key(nonce);
        self.key.0.seal_in_place_append_tag(unique, Aad::from(*owner), &mut sealed).map_err(|_| VaultError)?;
        Ok([&[FORMAT], nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, owner: &[u8; 16], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let body = sealed.strip_prefix(&[FORMAT]).ok_or(VaultError)?;
        let (nonce, sealed) = body.split_first_chunk::<NONCE_LEN>().ok_or(VaultError)?;
        let mut secret = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.key.0.open_in_place(nonce, Aad::from(*owner), &mut secret);
        let length = opened.map_err(|_| VaultError)?.len();
        secret.truncate(length);
        Ok(secret)
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::SeededRng;

    use super::*;

    #[test]
    fn a_secret_opens_for_its_own_owner_and_key_alone_and_unchanged() {
        let rng = Arc::new(SeededRng::new(1));
        let vault = |byte| KeyedVault::new(TotpKey::new(&[byte; 32]).unwrap(), rng.clone());
        let [ann, bob] = [&[1; 16], &[2; 16]];
        let sealed = vault(1).seal(ann, b"a secret of twenty b").unwrap();
        assert_eq!(vault(1).open(ann, &sealed).unwrap().as_slice(), b"a secret of twenty b");
        assert!(vault(1).open(bob, &sealed).is_err());
        assert!(vault(2).open(ann, &sealed).is_err());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(vault(1).open(ann, &changed).is_err(), "byte {place}");
            assert!(vault(1).open(ann, &sealed[..place]).is_err(), "first {place} bytes");
        }
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
    }
}
