//! scrypt: PHC strings (also passlib's), Werkzeug, Django, Better Auth.

use icu_normalizer::ComposingNormalizer;
use rekey_core::ports::HashError;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::encoding::{base64, base64_hash, hex_hash, numbers};
use crate::adapters::hasher::failed;
use crate::adapters::hasher::recipe::Recipe;

pub(in crate::adapters::hasher) struct ScryptHash {
    pub(super) factors: Factors,
    salt: Vec<u8>,
    expected: Vec<u8>,
    /// Whether the password is brought into Unicode's form NFKC first.
    composes: bool,
}

/// scrypt's work factors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factors {
    pub(super) log_n: u8,
    pub(super) r: u32,
    pub(super) p: u32,
}

/// What Better Auth hashes by.
const BETTER_AUTH: Factors = Factors { log_n: 14, r: 16, p: 1 };
const BETTER_AUTH_BYTES: usize = 64;

/// A password in Unicode's form NFKC.
fn composed(password: &[u8]) -> Zeroizing<Vec<u8>> {
    let text = std::str::from_utf8(password).unwrap_or_default();
    Zeroizing::new(ComposingNormalizer::new_nfkc().normalize(text).into_owned().into_bytes())
}

impl ScryptHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        match text.split('$').collect::<Vec<_>>()[..] {
            ["", "scrypt", factors, salt, hash] => {
                let [log_n, r, p] = numbers(factors, ["ln", "r", "p"])?;
                let factors = Factors { log_n: log_n.try_into().ok()?, r, p };
                Some(Self { factors, salt: base64(salt)?, expected: base64_hash(hash)?, composes: false })
            }
            // Django: the work factor precedes the salt.
            ["scrypt", n, salt, r, p, hash] => {
                let factors = Factors::new(n, r, p)?;
                Some(Self { factors, salt: salt.into(), expected: base64_hash(hash)?, composes: false })
            }
            // Werkzeug.
            [method, salt, hash] => {
                let [_, n, r, p] = method.split(':').collect::<Vec<_>>()[..] else { return None };
                let factors = Factors::new(n, r, p)?;
                Some(Self { factors, salt: salt.into(), expected: hex_hash(hash)?, composes: false })
            }
            _ => None,
        }
    }

    /// Better Auth: salt and hash in hexadecimal digits. The salt is the digits themselves.
    pub(super) fn read_better_auth(text: &str) -> Option<Self> {
        let (salt, hash) = text.split_once(':')?;
        let expected = hex_hash(hash).filter(|hash| hash.len() == BETTER_AUTH_BYTES)?;
        let is_salt = salt.len() == 32 && salt.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_salt.then(|| Self { factors: BETTER_AUTH, salt: salt.into(), expected, composes: true })
    }

    /// A fresh hash as Better Auth writes it.
    pub(in crate::adapters::hasher) fn make_better_auth(password: &[u8], salt: &str) -> Result<String, HashError> {
        let key = BETTER_AUTH.derive(&composed(password), salt.as_bytes(), BETTER_AUTH_BYTES)?;
        Ok(format!("{salt}:{}", hex::encode(key)))
    }

    pub(super) fn recipe(&self) -> Recipe {
        self.factors.recipe()
    }

    pub(super) fn matches(&self, password: &[u8]) -> Result<bool, HashError> {
        let composed = self.composes.then(|| composed(password));
        let password = composed.as_ref().map_or(password, |composed| composed.as_slice());
        let output = self.factors.derive(password, &self.salt, self.expected.len())?;
        Ok(output.ct_eq(&self.expected).into())
    }
}

impl Factors {
    /// From N itself, which is a power of two.
    fn new(n: &str, r: &str, p: &str) -> Option<Self> {
        let n: u64 = n.parse().ok().filter(|n: &u64| n.is_power_of_two())?;
        Some(Self { log_n: n.ilog2().try_into().ok()?, r: r.parse().ok()?, p: p.parse().ok()? })
    }

    pub(super) fn recipe(self) -> Recipe {
        Recipe::Scrypt { log_n: self.log_n, r: self.r, p: self.p }
    }

    pub(super) fn derive(self, password: &[u8], salt: &[u8], length: usize) -> Result<Vec<u8>, HashError> {
        let params = scrypt::Params::new(self.log_n, self.r, self.p).map_err(failed)?;
        let mut output = vec![0; length];
        scrypt::scrypt(password, salt, &params, &mut output).map_err(failed)?;
        Ok(output)
    }
}
