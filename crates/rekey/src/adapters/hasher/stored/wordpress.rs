//! What WordPress does to a password before it hashes it: with bcrypt since 6.8, with phpass before.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// What WordPress hands to bcrypt, so that no password is too long: an HMAC of the password as its log-in form sends it.
pub(in crate::adapters::hasher) fn digest(password: &[u8]) -> Zeroizing<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA384, b"wp-sha384");
    Zeroizing::new(STANDARD.encode(hmac::sign(&key, &as_posted(password))))
}

/// WordPress trims passwords, and escapes what PHP once escaped in forms.
pub(super) fn as_posted(password: &[u8]) -> Zeroizing<Vec<u8>> {
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
