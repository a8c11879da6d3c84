//! One digest over password and salt, as Dovecot and LDAP servers keep it: `{SSHA}`, `{SSHA256}` or `{SSHA512}` and base64
//! of the digest with the salt behind it.

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512};
use subtle::ConstantTimeEq;

use super::encoding::base64;
use crate::adapters::hasher::recipe::{Digests, Recipe};

pub(in crate::adapters::hasher) struct SaltedHash {
    digest: Digests,
    salt: Vec<u8>,
    expected: Vec<u8>,
}

impl SaltedHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (scheme, rest) = text.strip_prefix("{SSHA")?.split_once('}')?;
        let digest = match scheme {
            "" => Digests::Sha1,
            "256" => Digests::Sha256,
            "512" => Digests::Sha512,
            _ => return None,
        };
        let bytes = base64(rest)?;
        let (expected, salt) = bytes.split_at_checked(digest.bytes())?;
        (!salt.is_empty()).then(|| Self { digest, salt: salt.into(), expected: expected.into() })
    }

    pub(super) fn recipe(&self) -> Recipe {
        Recipe::Salted { digest: self.digest }
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let mut context = Context::new(match self.digest {
            Digests::Sha1 => &SHA1_FOR_LEGACY_USE_ONLY,
            Digests::Sha256 => &SHA256,
            Digests::Sha512 => &SHA512,
        });
        context.update(password);
        context.update(&self.salt);
        context.finish().as_ref().ct_eq(&self.expected).into()
    }
}
