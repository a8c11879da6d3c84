//! WordPress: bcrypt over a digest (6.8 and later), and phpass' portable hashes, which it wrote before.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::adapters::hasher::recipe::{Recipe, stretch};

/// The letters that phpass writes six bits as.
const LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What WordPress hands to bcrypt, so that no password is too long: an HMAC of the password as its log-in form sends it.
pub(in crate::adapters::hasher) fn digest(password: &[u8]) -> Zeroizing<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA384, b"wp-sha384");
    Zeroizing::new(STANDARD.encode(hmac::sign(&key, &as_posted(password))))
}

/// WordPress trims passwords, and escapes what PHP once escaped in forms.
fn as_posted(password: &[u8]) -> Zeroizing<Vec<u8>> {
    let is_trimmed = |byte: &u8| b" \t\n\r\0\x0b".contains(byte);
    let start = password.iter().position(|byte| !is_trimmed(byte)).unwrap_or(password.len());
    let end = password.iter().rposition(|byte| !is_trimmed(byte)).map_or(start, |last| last + 1);
    let mut posted = Zeroizing::new(Vec::with_capacity(2 * (end - start)));
    for byte in &password[start..end] {
        match byte {
            b'\'' | b'"' | b'\\' => posted.extend([b'\\', *byte]),
            0 => posted.extend(*b"\\0"),
            other => posted.push(*other),
        }
    }
    posted
}

/// phpass' portable hash: `$P$`, a letter for the rounds, eight of salt, and the MD5 of all rounds.
pub(in crate::adapters::hasher) struct PhpassHash {
    log_rounds: u32,
    salt: String,
    expected: String,
}

impl PhpassHash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("$P$")?;
        let is_letters = rest.bytes().all(|byte| LETTERS.contains(&byte));
        let (rounds, rest) = rest.split_at_checked(1).filter(|_| is_letters && rest.len() == 31)?;
        let (salt, expected) = rest.split_at(8);
        let log_rounds = LETTERS.iter().position(|letter| rounds.as_bytes() == [*letter])?;
        Some(Self { log_rounds: log_rounds.try_into().ok()?, salt: salt.to_owned(), expected: expected.to_owned() })
    }

    /// The hash of a password, with six bytes of salt.
    pub(in crate::adapters::hasher) fn make(password: &[u8], log_rounds: u32, salt: &[u8]) -> String {
        let salt = text(salt);
        let rounds = usize::try_from(log_rounds).ok().and_then(|place| LETTERS.get(place)).copied().unwrap_or(b'B');
        let hash = text(&stretch(&as_posted(password), salt.as_bytes(), log_rounds));
        format!("$P${}{salt}{hash}", char::from(rounds))
    }

    pub(super) fn recipe(&self) -> Recipe {
        Recipe::Phpass { log_rounds: self.log_rounds }
    }

    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let hash = text(&stretch(&as_posted(password), self.salt.as_bytes(), self.log_rounds));
        hash.as_bytes().ct_eq(self.expected.as_bytes()).into()
    }
}

/// Bytes as phpass writes them: three in four letters, the lowest bits first.
fn text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().rev().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        for place in 0..=group.len() {
            text.push(char::from(LETTERS[(bits >> (6 * place)) & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_trimmed_and_escaped_as_the_log_in_form_sends_it() {
        for (typed, posted) in [(" a b\t", "a b"), ("it's", "it\\'s"), ("\"\\", "\\\"\\\\"), ("  ", ""), ("", "")] {
            assert_eq!(as_posted(typed.as_bytes()).as_slice(), posted.as_bytes(), "{typed:?}");
        }
    }
}
