//! PBKDF2: PHC strings, passlib, Django, Werkzeug, ASP.NET Identity.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::encoding::{LEAST_HASH_BYTES, base64, base64_hash, hex_hash};
use crate::adapters::hasher::recipe::{Digests, Recipe};

pub(in crate::adapters::hasher) struct Pbkdf2Hash {
    digest: Digests,
    iterations: NonZeroU32,
    salt: Vec<u8>,
    expected: Vec<u8>,
}

impl Pbkdf2Hash {
    pub(super) fn read(text: &str) -> Option<Self> {
        match text.split('$').collect::<Vec<_>>()[..] {
            // passlib writes no digest for SHA-1; PHC strings name their factors, passlib does not.
            ["", method, factors, salt, hash] => {
                let digest = method.strip_prefix("pbkdf2")?.strip_prefix('-').unwrap_or("sha1");
                let expected = base64_hash(hash)?;
                let iterations = match factors.strip_prefix("i=") {
                    Some(rest) => {
                        let (iterations, length) = rest.split_once(",l=").unwrap_or((rest, ""));
                        if !length.is_empty() && length.parse() != Ok(expected.len()) {
                            return None;
                        }
                        iterations
                    }
                    None => factors,
                };
                Self::new(digest, iterations, base64(salt)?, expected)
            }
            // Django.
            [method, iterations, salt, hash] => {
                Self::new(method.strip_prefix("pbkdf2_")?, iterations, salt.into(), base64_hash(hash)?)
            }
            // Werkzeug.
            [method, salt, hash] => {
                let ["pbkdf2", digest, iterations] = method.split(':').collect::<Vec<_>>()[..] else { return None };
                Self::new(digest, iterations, salt.into(), hex_hash(hash)?)
            }
            _ => None,
        }
    }

    /// ASP.NET Identity v3: base64 over a marker, the digest, iterations and length of the salt as big-endian numbers
    /// of 32 bits, then salt and hash.
    pub(super) fn read_aspnet(text: &str) -> Option<Self> {
        let bytes = base64(text)?;
        let (&1, rest) = bytes.split_first()? else { return None };
        let (digest, rest) = big_endian(rest)?;
        let (iterations, rest) = big_endian(rest)?;
        let (length, rest) = big_endian(rest)?;
        let (salt, hash) = rest.split_at_checked(length.try_into().ok()?)?;
        let digest = [Digests::Sha1, Digests::Sha256, Digests::Sha512].get(usize::try_from(digest).ok()?)?;
        let hash = (hash.len() >= LEAST_HASH_BYTES).then_some(hash)?;
        let iterations = NonZeroU32::new(iterations)?;
        Some(Self { digest: *digest, iterations, salt: salt.into(), expected: hash.into() })
    }

    /// ASP.NET Identity v2, and membership before it: base64 over a zero, 16 bytes of salt and 32 of hash.
    pub(super) fn read_aspnet_v2(text: &str) -> Option<Self> {
        let bytes = base64(text).filter(|bytes| bytes.len() == 1 + 16 + 32)?;
        let (&0, rest) = bytes.split_first()? else { return None };
        let (salt, hash) = rest.split_at(16);
        let iterations = NonZeroU32::new(1000)?;
        Some(Self { digest: Digests::Sha1, iterations, salt: salt.into(), expected: hash.into() })
    }

    /// A fresh hash as Django writes it.
    pub(in crate::adapters::hasher) fn make_django(password: &[u8], salt: &str, iterations: NonZeroU32) -> String {
        let mut output = [0; 32];
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt.as_bytes(), password, &mut output);
        format!("pbkdf2_sha256${iterations}${salt}${}", STANDARD.encode(output))
    }

    fn new(digest: &str, iterations: &str, salt: Vec<u8>, expected: Vec<u8>) -> Option<Self> {
        Some(Self { digest: Digests::from_name(digest)?, iterations: iterations.parse().ok()?, salt, expected })
    }

    pub(super) fn recipe(&self) -> Recipe {
        let blocks = u32::try_from(self.expected.len().div_ceil(self.digest.bytes())).unwrap_or(u32::MAX);
        Recipe::Pbkdf2 { digest: self.digest, rounds: self.iterations.get().saturating_mul(blocks) }
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        // It compares in constant time.
        pbkdf2::verify(self.digest.pbkdf2(), self.iterations, &self.salt, password, &self.expected).is_ok()
    }
}

fn big_endian(bytes: &[u8]) -> Option<(u32, &[u8])> {
    bytes.split_first_chunk().map(|(number, rest)| (u32::from_be_bytes(*number), rest))
}
