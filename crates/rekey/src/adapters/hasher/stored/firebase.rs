//! Firebase Authentication's scrypt, with the parameters of its project:
//! `$fbscrypt$v=1,n=14,r=8,p=1,ss=SEPARATOR,sk=SIGNER_KEY$SALT$HASH`, all but the numbers in base64. The password and
//! salt make an AES key by scrypt; the hash is the project's signer key, encrypted with it.

use aws_lc_rs::cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use rekey_core::ports::HashError;
use subtle::ConstantTimeEq;

use super::encoding::{base64, base64_hash};
use super::scrypt::Factors;
use crate::adapters::hasher::failed;
use crate::adapters::hasher::recipe::Recipe;

pub(in crate::adapters::hasher) struct FirebaseHash {
    factors: Factors,
    /// The account's salt, then the project's separator.
    salt: Vec<u8>,
    signer_key: Vec<u8>,
    expected: Vec<u8>,
}

impl FirebaseHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let ["", "fbscrypt", parameters, salt, hash] = text.split('$').collect::<Vec<_>>()[..] else { return None };
        let [version, n, r, p, separator, key] = parameters.split(',').collect::<Vec<_>>()[..] else { return None };
        let _: &str = version.strip_prefix("v=1").filter(|rest| rest.is_empty())?;
        let number = |text: &str, name: &str| text.strip_prefix(name)?.parse::<u32>().ok();
        // Firebase calls the base-2 logarithm of scrypt's N its memory cost, and r its rounds.
        let factors = Factors { log_n: number(n, "n=")?.try_into().ok()?, r: number(r, "r=")?, p: number(p, "p=")? };
        let mut salt = base64(salt)?;
        salt.extend(base64(separator.strip_prefix("ss=")?)?);
        let signer_key = base64_hash(key.strip_prefix("sk=")?)?;
        let expected = base64_hash(hash).filter(|hash| hash.len() == signer_key.len())?;
        Some(Self { factors, salt, signer_key, expected })
    }

    pub(super) fn recipe(&self) -> Recipe {
        self.factors.recipe()
    }

    pub(super) fn matches(&self, password: &[u8]) -> Result<bool, HashError> {
        let derived = self.factors.derive(password, &self.salt, 32)?;
        let key = UnboundCipherKey::new(&AES_256, &derived).and_then(EncryptingKey::ctr).map_err(failed)?;
        let mut output = self.signer_key.clone();
        // The key depends on this password and salt, so a counter that starts at zero never repeats.
        let counter = EncryptionContext::Iv128(FixedLength::from(&[0; 16]));
        key.less_safe_encrypt(&mut output, counter).map_err(failed)?;
        Ok(output.ct_eq(&self.expected).into())
    }
}
