//! Recovery codes: the replacement for a lost authenticator. Each works once; only digests are kept.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::digest::DigestKey;
use crate::ids::AccountId;
use crate::rng::Rng;

/// How many codes an account gets at a time.
pub const RECOVERY_CODES: usize = 10;
/// How many characters a code has: 50 bits.
const LENGTH: usize = 10;
/// Crockford's Base32, without letters that look alike.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A recovery code. `Debug` shows nothing.
#[derive(Clone)]
pub struct RecoveryCode(SecretString);

impl RecoveryCode {
    /// A new code.
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        rng.fill(&mut *bytes);
        let letters: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Self(letters.into())
    }

    /// A set of new codes.
    pub fn generate_set(rng: &dyn Rng) -> Vec<Self> {
        (0..RECOVERY_CODES).map(|_| Self::generate(rng)).collect()
    }

    /// A code as people type it: case, blanks and hyphens don't matter, and look-alike letters are equal.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 4 * LENGTH {
            return None;
        }
        let letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        });
        let letters: String = letters.collect();
        let fits = letters.len() == LENGTH && letters.bytes().all(|b| ALPHABET.contains(&b));
        fits.then(|| Self(letters.into()))
    }

    /// The code in two groups, to be written down.
    pub fn expose(&self) -> String {
        let (first, second) = self.0.expose_secret().split_at(LENGTH / 2);
        format!("{first}-{second}")
    }

    /// What the store keeps instead: a keyed digest, bound to the account. Without the key, 50 bits can't be searched.
    pub fn digest(&self, key: &DigestKey, account: AccountId) -> RecoveryDigest {
        let id = account.as_uuid();
        RecoveryDigest(key.digest("recovery_code", &[id.as_bytes(), self.0.expose_secret().as_bytes()]))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// Keyed digest of a recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryDigest([u8; 32]);

impl RecoveryDigest {
    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededRng;
    use crate::time::Timestamp;

    #[test]
    fn a_code_survives_how_people_copy_it() {
        let code = RecoveryCode::parse("01abc-defgh").unwrap();
        assert_eq!(code.expose(), "01abc-defgh");
        for typed in ["01ABCDEFGH", " oIabc defgh ", "0labc-DEFGH"] {
            assert_eq!(RecoveryCode::parse(typed).unwrap().expose(), code.expose(), "{typed:?}");
        }
        for typed in ["", "01abcdefg", "01abcdefghj", "01abcdefgu", "123456", &"a".repeat(10_000)] {
            assert!(RecoveryCode::parse(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn a_set_holds_ten_different_codes_that_can_be_read_back() {
        let codes: Vec<_> = RecoveryCode::generate_set(&SeededRng::new(1)).iter().map(RecoveryCode::expose).collect();
        let mut distinct = codes.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!((codes.len(), distinct.len()), (RECOVERY_CODES, RECOVERY_CODES));
        assert!(codes.iter().all(|code| RecoveryCode::parse(code).unwrap().expose() == *code));
    }

    #[test]
    fn a_digest_is_bound_to_its_account_and_key() {
        let rng = SeededRng::new(1);
        let code = RecoveryCode::generate(&rng);
        let [ann, bob] = [(); 2].map(|()| AccountId::new(Timestamp::UNIX_EPOCH, &rng));
        let key = DigestKey::new([1; 32]);
        assert_eq!(code.digest(&key, ann), code.clone().digest(&key, ann));
        assert_ne!(code.digest(&key, ann), code.digest(&key, bob));
        assert_ne!(code.digest(&key, ann), code.digest(&DigestKey::new([2; 32]), ann));
    }
}
