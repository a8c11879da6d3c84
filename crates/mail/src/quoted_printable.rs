//! Quoted-printable (RFC 2045, 6.7), in one pass: encoding was half of all the work for a mail.

/// The longest line, without its end.
const LONGEST_LINE: usize = 76;

/// Encodes a text. Its lines, whatever they end with, end with CRLF.
pub(crate) fn encode(text: &str) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(text.len() + text.len() / 8);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            encoded.extend_from_slice(b"\r\n");
        }
        encode_line(line.strip_suffix('\r').unwrap_or(line).as_bytes(), &mut encoded);
    }
    encoded
}

fn encode_line(mut line: &[u8], encoded: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut left = LONGEST_LINE;
    while let Some(first) = line.first() {
        let plain = plain_bytes(line, left);
        let needed = if plain == 0 { 3 } else { plain };
        let ends = plain.max(1) == line.len() && needed <= left;
        // A continued line ends with `=`.
        let room = left - usize::from(!ends);
        let taken = plain.min(room);
        if taken > 0 {
            encoded.extend_from_slice(&line[..taken]);
            left -= taken;
            line = &line[taken..];
        } else if plain == 0 && needed <= room {
            encoded.extend_from_slice(&[b'=', DIGITS[usize::from(first >> 4)], DIGITS[usize::from(first & 15)]]);
            left -= needed;
            line = &line[1..];
        } else {
            encoded.extend_from_slice(b"=\r\n");
            left = LONGEST_LINE;
        }
    }
}

/// How many bytes, up to a limit, need no encoding before one that does.
fn plain_bytes(line: &[u8], most: usize) -> usize {
    let start = &line[..line.len().min(most)];
    let is_plain = |byte: &u8| (*byte != b'=' && matches!(byte, b' '..=b'~')) || *byte == b'\t';
    let count = start.iter().position(|byte| !is_plain(byte)).unwrap_or(start.len());
    // White space at the end of a line may get lost in transit.
    count - usize::from(count == line.len() && matches!(line.last(), Some(b' ' | b'\t')))
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
