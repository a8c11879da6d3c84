//! Quoted-printable (RFC 2045, 6.7). Most bytes of an email need no encoding, so they are found sixteen at a time.

/// The longest line, without its end.
const LONGEST_LINE: usize = 76;

/// Encodes a text. Its lines, whatever they end with, end with CRLF.
pub(crate) fn encode(text: &str) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(text.len() + text.len() / 8);
    let mut rest = text.as_bytes();
    loop {
        let (line, after) = rest.split_at(length_of_prefix(rest, |byte| byte != b'\n'));
        encode_line(line.strip_suffix(b"\r").unwrap_or(line), &mut encoded);
        let Some((_, following)) = after.split_first() else { return encoded };
        encoded.extend_from_slice(b"\r\n");
        rest = following;
    }
}

fn encode_line(mut line: &[u8], encoded: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut left = LONGEST_LINE;
    loop {
        let (mut plain, rest) = line.split_at(plain_bytes(line));
        while !plain.is_empty() {
            let ends = rest.is_empty() && plain.len() <= left;
            // A continued line ends with `=`.
            let room = left - usize::from(!ends);
            let (fitting, more) = plain.split_at(plain.len().min(room));
            encoded.extend_from_slice(fitting);
            left -= fitting.len();
            plain = more;
            if !plain.is_empty() {
                encoded.extend_from_slice(b"=\r\n");
                left = LONGEST_LINE;
            }
        }
        let Some((byte, following)) = rest.split_first() else { return };
        if left < 3 + usize::from(!following.is_empty()) {
            encoded.extend_from_slice(b"=\r\n");
            left = LONGEST_LINE;
        }
        encoded.extend_from_slice(&[b'=', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        left -= 3;
        line = following;
    }
}

/// How many bytes need no encoding before one that does.
fn plain_bytes(line: &[u8]) -> usize {
    let count = length_of_prefix(line, |byte| (byte != b'=' && matches!(byte, b' '..=b'~')) || byte == b'\t');
    // White space at the end of a line may get lost in transit.
    count - usize::from(count == line.len() && matches!(line.last(), Some(b' ' | b'\t')))
}

/// How many bytes at the start are all of this kind.
fn length_of_prefix(bytes: &[u8], is_of_kind: impl Fn(u8) -> bool) -> usize {
    let (chunks, _) = bytes.as_chunks::<16>();
    // Without an early exit, the compiler compares a whole chunk at once.
    let is_whole = |chunk: &&[u8; 16]| chunk.iter().fold(true, |all, byte| all & is_of_kind(*byte));
    let whole = 16 * chunks.iter().take_while(is_whole).count();
    whole + bytes[whole..].iter().take_while(|byte| is_of_kind(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(encoded: &[u8]) -> String {
        let joined = String::from_utf8(encoded.to_vec()).unwrap().replace("=\r\n", "");
        let mut bytes = joined.bytes();
        let mut decoded = Vec::new();
        while let Some(byte) = bytes.next() {
            decoded.push(match byte {
                b'=' => {
                    let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                plain => plain,
            });
        }
        String::from_utf8(decoded).unwrap()
    }

    #[test]
    fn what_was_encoded_is_read_again_in_short_lines_of_ascii() {
        let mut texts =
            ["", "\n", " ", "a \n\tb\t\n", "1=1", "\u{7f}\0", "one\r\ntwo\n", "a\rb"].map(str::to_owned).to_vec();
        // Around the longest line, plain and not, and what would lose its end.
        for length in 70..80 {
            texts.extend(["a", "é", "語", "=", " "].map(|letter| letter.repeat(length)));
            texts.push("a".repeat(length) + " ");
            texts.push("a".repeat(length) + "é\nb");
        }
        for text in texts {
            let encoded = encode(&text);
            for line in encoded.split(|byte| *byte == b'\n') {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                assert!(line.len() <= LONGEST_LINE, "{text:?}");
                assert!(line.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t')), "{text:?}");
                assert!(!line.ends_with(b" ") && !line.ends_with(b"\t"), "{text:?}");
            }
            assert_eq!(decode(&encoded), text.replace("\r\n", "\n").replace('\n', "\r\n"));
        }
    }

    #[test]
    fn plain_text_stays_readable() {
        assert_eq!(encode("Grüße, 1=1.\nBye"), b"Gr=C3=BC=C3=9Fe, 1=3D1.\r\nBye");
    }
}
