//! Codes: the six digits that an email carries (R4).

mod wrong_codes;

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::digest::{AddressKey, DigestKey};
use crate::ids::EntryId;
use crate::purpose::Purpose;
use crate::rng::Rng;

pub use self::wrong_codes::{WRONG_CODES_PER_ADDRESS, WRONG_CODES_WINDOW, WrongCodes};

/// How many digits a code has.
pub const CODE_DIGITS: usize = 6;
/// How many wrong tries a code survives: the third one kills it (R4).
pub const MAX_CODE_TRIES: u32 = 3;

/// Six digits, drawn uniformly. `Debug` shows nothing.
#[derive(Clone)]
pub struct Code(SecretString);

impl Code {
    /// A new code. Draws that would favour low codes are thrown away (rejection sampling).
    pub fn generate(rng: &dyn Rng) -> Self {
        const CODES: u32 = 1_000_000;
        const FAIR: u32 = u32::MAX - u32::MAX % CODES;
        loop {
            let mut bytes = [0; 4];
            rng.fill(&mut bytes);
            let draw = u32::from_le_bytes(bytes);
            if draw < FAIR {
                return Self(format!("{:06}", draw % CODES).into());
            }
        }
    }

    /// A code as a client gave it back; `None` unless it is six ASCII digits.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == CODE_DIGITS && text.bytes().all(|b| b.is_ascii_digit())).then(|| Self(text.into()))
    }

    /// The digits, to be put into a mail.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What the store keeps instead of the code: a keyed digest, bound to address, purpose and request.
    pub fn digest(&self, key: &DigestKey, address: AddressKey, purpose: Purpose, request: EntryId) -> CodeDigest {
        CodeDigest(key.digest(
            "code",
            &[address.as_bytes(), purpose.code().as_bytes(), request.as_uuid().as_bytes(), self.expose().as_bytes()],
        ))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// Keyed digest of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeDigest([u8; 32]);

impl CodeDigest {
    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for CodeDigest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// A try at a code, handed to the store, which counts it before it compares, in one transaction (R4).
#[derive(Debug, Clone)]
pub struct CodeTry {
    /// Whose code is tried.
    pub address: AddressKey,
    /// What for.
    pub purpose: Purpose,
    code: Code,
    key: DigestKey,
}

impl CodeTry {
    /// A try at the newest code of an address and purpose.
    pub fn new(address: AddressKey, purpose: Purpose, code: Code, key: DigestKey) -> Self {
        Self { address, purpose, code, key }
    }

    /// Whether the code tried is the one that was stored as `digest` for `request`; in constant time.
    pub fn matches(&self, request: EntryId, digest: &CodeDigest) -> bool {
        use subtle::ConstantTimeEq;
        let tried = self.code.digest(&self.key, self.address, self.purpose, request);
        tried.0.ct_eq(&digest.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EmailAddress;
    use crate::testing::SeededRng;
    use crate::time::Timestamp;

    #[test]
    fn codes_are_six_digits_and_spread_evenly() {
        let rng = SeededRng::new(1);
        let mut first_digits = [0u32; 10];
        for _ in 0..10_000 {
            let code = Code::generate(&rng);
            assert!(Code::parse(code.expose()).is_some());
            first_digits[usize::from(code.expose().as_bytes()[0] - b'0')] += 1;
        }
        assert!(first_digits.iter().all(|count| (850..1150).contains(count)), "{first_digits:?}");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["", "12345", "1234567", "12345a", "１２３４５６", " 12345", "12 345"] {
            assert!(Code::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_code_is_bound_to_address_purpose_and_request() {
        let rng = SeededRng::new(1);
        let key = DigestKey::new([1; 32]);
        let address = |text| AddressKey::of(&EmailAddress::parse(text).unwrap(), &key);
        let code = || Code::parse("123456").unwrap();
        let request = EntryId::new(Timestamp::UNIX_EPOCH, &rng);
        let other_request = EntryId::new(Timestamp::UNIX_EPOCH, &rng);
        let digest = code().digest(&key, address("a@example.com"), Purpose::ResetPassword, request);
        let attempt = |who, purpose| CodeTry::new(address(who), purpose, code(), key.clone());

        assert!(attempt("a@example.com", Purpose::ResetPassword).matches(request, &digest));
        assert!(!attempt("b@example.com", Purpose::ResetPassword).matches(request, &digest));
        assert!(!attempt("a@example.com", Purpose::SignIn).matches(request, &digest));
        assert!(!attempt("a@example.com", Purpose::ResetPassword).matches(other_request, &digest));
    }
}
