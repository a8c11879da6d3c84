//! scrypt: PHC strings (also passlib's), Werkzeug, Django.

use rekey_core::ports::HashError;
use subtle::ConstantTimeEq;

use super::encoding::{base64, base64_hash, hex_hash, numbers};
use crate::adapters::hasher::failed;
use crate::adapters::hasher::recipe::Recipe;

pub(in crate::adapters::hasher) struct ScryptHash {
    pub(super) factors: Factors,
    salt: Vec<u8>,
    expected: Vec<u8>,
}

/// scrypt's work factors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factors {
    pub(super) log_n: u8,
    pub(super) r: u32,
    pub(super) p: u32,
}

impl ScryptHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        match text.split('$').collect::<Vec<_>>()[..] {
            ["", "scrypt", factors, salt, hash] => {
                let [log_n, r, p] = numbers(factors, ["ln", "r", "p"])?;
                let factors = Factors { log_n: log_n.try_into().ok()?, r, p };
                Some(Self { factors, salt: base64(salt)?, expected: base64_hash(hash)? })
            }
            // Django: the work factor precedes the salt.
            ["scrypt", n, salt, r, p, hash] => {
                let factors = Factors::new(n, r, p)?;
                Some(Self { factors, salt: salt.into(), expected: base64_hash(hash)? })
            }
            // Werkzeug.
            [method, salt, hash] => {
                let [_, n, r, p] = method.split(':').collect::<Vec<_>>()[..] else { return None };
                let factors = Factors::new(n, r, p)?;
                Some(Self { factors, salt: salt.into(), expected: hex_hash(hash)? })
            }
            _ => None,
        }
    }

    pub(super) fn recipe(&self) -> Recipe {
        self.factors.recipe()
    }

    pub(super) fn matches(&self, password: &[u8]) -> Result<bool, HashError> {
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
