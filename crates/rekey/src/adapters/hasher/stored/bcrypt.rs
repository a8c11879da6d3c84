//! bcrypt, as every system writes it, and the forms of Django and WordPress that digest the password first.

use bcrypt::HashParts;
use rekey_core::ports::HashError;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::wordpress;
use crate::adapters::hasher::failed;
use crate::adapters::hasher::recipe::Recipe;

/// Django's bcrypt over the hexadecimal SHA-256 of the password, which has no longest password.
const DJANGO_DIGESTED: &str = "bcrypt_sha256$";
/// WordPress' bcrypt over a digest of its own.
const WORDPRESS_DIGESTED: &str = "$wp";

pub(in crate::adapters::hasher) struct BcryptHash {
    text: String,
    cost: u32,
    over: Over,
}

/// What was handed to bcrypt.
#[derive(Clone, Copy)]
enum Over {
    /// The password.
    Password,
    /// Its SHA-256 in hexadecimal digits.
    Sha256,
    /// WordPress' digest.
    WordPress,
}

impl BcryptHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (text, over) = match (text.strip_prefix(DJANGO_DIGESTED), text.strip_prefix(WORDPRESS_DIGESTED)) {
            (Some(rest), _) => (rest, Over::Sha256),
            (_, Some(rest)) => (rest, Over::WordPress),
            (None, None) => (text, Over::Password),
        };
        let parts: HashParts = text.parse().ok()?;
        Some(Self { text: text.to_owned(), cost: parts.get_cost(), over })
    }

    pub(super) fn recipe(&self) -> Recipe {
        Recipe::Bcrypt { cost: self.cost }
    }

    /// bcrypt itself looks at the first 72 bytes alone, in every system.
    pub(super) fn matches(&self, password: &[u8]) -> Result<bool, HashError> {
        let digest = match self.over {
            Over::Password => return bcrypt::verify(password, &self.text).map_err(failed),
            Over::Sha256 => Zeroizing::new(hex::encode(Sha256::digest(password))),
            Over::WordPress => wordpress::digest(password),
        };
        bcrypt::verify(digest.as_bytes(), &self.text).map_err(failed)
    }
}
