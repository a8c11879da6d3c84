//! bcrypt, as every system writes it, and Django's form that digests the password first.

use bcrypt::HashParts;
use rekey_core::ports::HashError;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::adapters::hasher::failed;
use crate::adapters::hasher::recipe::Recipe;

/// Django's bcrypt over the hexadecimal SHA-256 of the password, which has no longest password.
const DJANGO_DIGESTED: &str = "bcrypt_sha256$";

pub(in crate::adapters::hasher) struct BcryptHash {
    text: String,
    cost: u32,
    digested: bool,
}

impl BcryptHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (text, digested) = match text.strip_prefix(DJANGO_DIGESTED) {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let parts: HashParts = text.parse().ok()?;
        Some(Self { text: text.to_owned(), cost: parts.get_cost(), digested })
    }

    pub(super) fn recipe(&self) -> Recipe {
        Recipe::Bcrypt { cost: self.cost }
    }

    /// bcrypt itself looks at the first 72 bytes alone, in every system.
    pub(super) fn matches(&self, password: &[u8]) -> Result<bool, HashError> {
        if self.digested {
            let digest = Zeroizing::new(hex::encode(Sha256::digest(password)));
            return bcrypt::verify(digest.as_bytes(), &self.text).map_err(failed);
        }
        bcrypt::verify(password, &self.text).map_err(failed)
    }
}
