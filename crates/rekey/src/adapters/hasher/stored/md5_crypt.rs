//! MD5 as crypt(3) of Unix systems (`$1$`) and Apache (`$apr1$`) repeat it.

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use super::encoding::{crypt_text, is_crypt_text};
use crate::adapters::hasher::recipe::{MD5_CRYPT_ROUNDS, Recipe};

pub(in crate::adapters::hasher) struct Md5CryptHash {
    magic: &'static str,
    salt: String,
    expected: String,
}

impl Md5CryptHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let magic = ["$1$", "$apr1$"].into_iter().find(|magic| text.starts_with(magic))?;
        let (salt, hash) = text[magic.len()..].split_once('$')?;
        let whole = salt.len() <= 8 && hash.len() == 22 && is_crypt_text(hash);
        whole.then(|| Self { magic, salt: salt.to_owned(), expected: hash.to_owned() })
    }

    pub(super) fn recipe() -> Recipe {
        Recipe::Md5Crypt
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        crypt_text(&in_order(self.digest(password))).as_bytes().ct_eq(self.expected.as_bytes()).into()
    }

    fn digest(&self, password: &[u8]) -> [u8; 16] {
        let salt = self.salt.as_bytes();
        let inner = Md5::new().chain_update(password).chain_update(salt).chain_update(password).finalize();
        let mut first = Md5::new().chain_update(password).chain_update(self.magic).chain_update(salt);
        for chunk in password.chunks(16) {
            first.update(&inner[..chunk.len()]);
        }
        let mut bits = password.len();
        while bits > 0 {
            let zero_or_letter = if bits & 1 == 1 { &[0][..] } else { &password[..1] };
            first.update(zero_or_letter);
            bits >>= 1;
        }
        let mut digest: [u8; 16] = first.finalize().into();
        for round in 0..MD5_CRYPT_ROUNDS {
            let (begin, end) = if round % 2 == 1 { (password, &digest[..]) } else { (&digest[..], password) };
            let mut next = Md5::new().chain_update(begin);
            if !round.is_multiple_of(3) {
                next.update(salt);
            }
            if !round.is_multiple_of(7) {
                next.update(password);
            }
            digest = next.chain_update(end).finalize().into();
        }
        digest
    }
}

/// The order in which crypt(3) writes the bytes.
fn in_order(digest: [u8; 16]) -> [u8; 16] {
    [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11].map(|place: usize| digest[place])
}
