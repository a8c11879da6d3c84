//! SHA-256 and SHA-512 as crypt(3) of Unix systems repeats them: `$5$` and `$6$`.

use rekey_core::ports::HashError;
use sha_crypt::password_hash::Error;
use sha_crypt::{Params, PasswordVerifier, ShaCrypt};

use crate::adapters::hasher::failed;
use crate::adapters::hasher::recipe::{Digests, Recipe};

pub(in crate::adapters::hasher) struct ShaCryptHash {
    text: String,
    digest: Digests,
    rounds: u32,
}

impl ShaCryptHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (kind, rounds, salt, hash) = match text.split('$').collect::<Vec<_>>()[..] {
            ["", kind, salt, hash] => (kind, Params::RECOMMENDED_ROUNDS, salt, hash),
            ["", kind, rounds, salt, hash] => (kind, rounds.strip_prefix("rounds=")?.parse().ok()?, salt, hash),
            _ => return None,
        };
        let (digest, characters) = match kind {
            "5" => (Digests::Sha256, 43),
            "6" => (Digests::Sha512, 86),
            _ => return None,
        };
        let in_alphabet = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'/');
        let whole = (1..=16).contains(&salt.len()) && hash.len() == characters && in_alphabet(hash);
        whole.then(|| Self { text: text.to_owned(), digest, rounds })
    }

    pub(super) fn recipe(&self) -> Recipe {
        Recipe::ShaCrypt { digest: self.digest, rounds: self.rounds }
    }

    pub(super) fn matches(&self, password: &[u8]) -> Result<bool, HashError> {
        match ShaCrypt::default().verify_password(password, self.text.as_str()) {
            Ok(()) => Ok(true),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }
}
