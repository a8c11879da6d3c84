//! phpass' portable hashes, as WordPress, phpBB and Drupal write them: a letter for the rounds, eight of salt, and the
//! last digest. `$P$` and `$H$` repeat MD5, Drupal's `$S$` repeats SHA-512. `U` before a hash says that Drupal hashed the
//! MD5 of the password, which it had kept until then.

use md5::{Digest, Md5};
use sha2::Sha512;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::encoding::{CRYPT_LETTERS, crypt_text, is_crypt_text};
use super::wordpress::as_posted;
use crate::adapters::hasher::recipe::{Recipe, stretch};

/// The letters of a digest of MD5, and those that Drupal keeps of a digest of SHA-512.
const MD5_LETTERS: usize = 22;
const DRUPAL_LETTERS: usize = 43;

pub(in crate::adapters::hasher) struct PhpassHash {
    form: Form,
    log_rounds: u32,
    salt: String,
    expected: String,
}

/// Who wrote it decides what is hashed, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// WordPress, which prepares the password first.
    WordPress,
    PhpBb,
    Drupal,
    /// Drupal over the MD5 of the password.
    DrupalOverMd5,
}

impl PhpassHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        const FORMS: [(&str, Form, usize); 4] = [
            ("$P$", Form::WordPress, MD5_LETTERS),
            ("$H$", Form::PhpBb, MD5_LETTERS),
            ("$S$", Form::Drupal, DRUPAL_LETTERS),
            ("U$S$", Form::DrupalOverMd5, DRUPAL_LETTERS),
        ];
        let strip = |(prefix, form, letters)| text.strip_prefix(prefix).map(|rest| (rest, form, letters));
        let (rest, form, letters) = FORMS.into_iter().find_map(strip)?;
        let whole = rest.len() == 1 + 8 + letters && is_crypt_text(rest);
        let (rounds, rest) = rest.split_at_checked(1).filter(|_| whole)?;
        let (salt, expected) = rest.split_at(8);
        let log_rounds = CRYPT_LETTERS.iter().position(|letter| rounds.as_bytes() == [*letter])?;
        let log_rounds = log_rounds.try_into().ok()?;
        Some(Self { form, log_rounds, salt: salt.to_owned(), expected: expected.to_owned() })
    }

    /// The hash of a password as WordPress writes it, with six bytes of salt.
    pub(in crate::adapters::hasher) fn make(password: &[u8], log_rounds: u32, salt: &[u8]) -> String {
        let salt = crypt_text(salt);
        let rounds = usize::try_from(log_rounds).ok().and_then(|place| CRYPT_LETTERS.get(place)).copied();
        let hash = crypt_text(&stretch::<Md5>(&as_posted(password), salt.as_bytes(), log_rounds));
        format!("$P${}{salt}{hash}", char::from(rounds.unwrap_or(b'B')))
    }

    pub(super) fn recipe(&self) -> Recipe {
        match self.form {
            Form::WordPress | Form::PhpBb => Recipe::Phpass { log_rounds: self.log_rounds },
            Form::Drupal | Form::DrupalOverMd5 => Recipe::Drupal { log_rounds: self.log_rounds },
        }
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let password = match self.form {
            Form::WordPress => as_posted(password),
            Form::PhpBb | Form::Drupal => Zeroizing::new(password.to_vec()),
            Form::DrupalOverMd5 => Zeroizing::new(hex::encode(Md5::digest(password)).into_bytes()),
        };
        let salt = self.salt.as_bytes();
        let hash = match self.form {
            Form::WordPress | Form::PhpBb => crypt_text(&stretch::<Md5>(&password, salt, self.log_rounds)),
            Form::Drupal | Form::DrupalOverMd5 => {
                let mut hash = crypt_text(&stretch::<Sha512>(&password, salt, self.log_rounds));
                hash.truncate(DRUPAL_LETTERS);
                hash
            }
        };
        hash.as_bytes().ct_eq(self.expected.as_bytes()).into()
    }
}
