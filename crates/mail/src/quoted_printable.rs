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

fn encode_line(line: &[u8], encoded: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut width = 0;
    for (index, byte) in line.iter().enumerate() {
        let is_last = index + 1 == line.len();
        // White space at the end of a line may get lost on the way.
        let is_plain = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (matches!(byte, b' ' | b'\t') && !is_last);
        let takes = if is_plain { 1 } else { 3 };
        // A line that goes on ends with a sign that says so.
        if width + takes > LONGEST_LINE - usize::from(!is_last) {
            encoded.extend_from_slice(b"=\r\n");
            width = 0;
        }
        width += takes;
        if is_plain {
            encoded.push(*byte);
        } else {
            encoded.extend_from_slice(&[b'=', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
    }
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
