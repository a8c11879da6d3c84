//! RSA keys that sign JWTs.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rekey_core::ports::PublicKey;
use rekey_core::time::Timestamp;
use zeroize::Zeroizing;

/// A key that signs, parsed once.
pub struct SigningKey {
    id: String,
    active_at: Timestamp,
    pair: RsaKeyPair,
}

/// The stored key is not an RSA key.
#[derive(Debug, thiserror::Error)]
#[error("the signing key is damaged")]
pub struct SigningKeyError(#[from] KeyRejected);

impl SigningKey {
    /// A new RSA-2048 key in PKCS #8. Its randomness is the cryptography library's own, which takes no other.
    pub fn generate() -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
        Ok(Zeroizing::new(pair.as_der()?.as_ref().to_vec()))
    }

    /// The key of this PKCS #8 document. From `active_at` on it signs.
    pub fn parse(id: String, active_at: Timestamp, pkcs8: &[u8]) -> Result<Self, SigningKeyError> {
        Ok(Self { id, active_at, pair: RsaKeyPair::from_pkcs8(pkcs8)? })
    }

    /// Its name: `kid`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// From when it signs.
    pub fn active_at(&self) -> Timestamp {
        self.active_at
    }

    /// The RS256 signature (RFC 7518, 3.3).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)?;
        Ok(signature)
    }

    pub fn public(&self) -> PublicKey {
        let public = self.pair.public_key();
        PublicKey {
            id: self.id.clone(),
            modulus: public.modulus().big_endian_without_leading_zero().to_vec(),
            exponent: public.exponent().big_endian_without_leading_zero().to_vec(),
        }
    }
}
