//! Base64, as other systems write it.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Longer salts and hashes than any system makes are not read.
pub(super) const MOST_BYTES: usize = 128;
/// Shorter hashes than this would be guessed.
pub(super) const LEAST_HASH_BYTES: usize = 16;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Base64 of either alphabet, padded or not; also passlib's, which writes `.` for `+`.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    let bytes = GeneralPurpose::new(alphabet, LENIENT).decode(text.replace('.', "+")).ok()?;
    (bytes.len() <= MOST_BYTES).then_some(bytes)
}

/// A hash in base64, if it has a fit length.
pub(super) fn base64_hash(text: &str) -> Option<Vec<u8>> {
    base64(text).filter(|hash| hash.len() >= LEAST_HASH_BYTES)
}

/// A hash in hexadecimal digits, if it has a fit length.
pub(super) fn hex_hash(text: &str) -> Option<Vec<u8>> {
    hex::decode(text).ok().filter(|hash| (LEAST_HASH_BYTES..=MOST_BYTES).contains(&hash.len()))
}

/// The letters that phpass and crypt(3) write six bits as.
pub(super) const CRYPT_LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Bytes as phpass and crypt(3) write them: three in four letters, the lowest bits first.
pub(super) fn crypt_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().rev().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        for place in 0..=group.len() {
            text.push(char::from(CRYPT_LETTERS[(bits >> (6 * place)) & 63]));
        }
    }
    text
}

/// Whether a text has these letters alone.
pub(super) fn is_crypt_text(text: &str) -> bool {
    text.bytes().all(|byte| CRYPT_LETTERS.contains(&byte))
}

/// A list such as `ln=15,r=8,p=1`: the numbers of these names, in this order, and nothing else.
pub(super) fn numbers<const N: usize>(text: &str, names: [&str; N]) -> Option<[u32; N]> {
    let mut found = [None; N];
    for entry in text.split(',') {
        let (name, number) = entry.split_once('=')?;
        let place = names.iter().position(|known| *known == name)?;
        if found[place].replace(number.parse().ok()?).is_some() {
            return None;
        }
    }
    let mut numbers = [0; N];
    for (number, found) in numbers.iter_mut().zip(found) {
        *number = found?;
    }
    Some(numbers)
}
