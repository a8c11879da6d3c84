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
