//! Line ends of any system as `\n`, and one at the very end, so that lines can be counted.

use std::io::{self, Read};

/// An input with unified line ends.
pub(super) struct LineEnds<R> {
    input: R,
    last_read: u8,
    last_given: u8,
    /// Whether as many quotation marks were opened as closed.
    is_balanced: bool,
}

impl<R> LineEnds<R> {
    pub(super) fn unify(input: R) -> Self {
        Self { input, last_read: b'\n', last_given: b'\n', is_balanced: true }
    }

    /// Whether what was read so far has an even number of quotation marks.
    pub(super) fn is_balanced(&self) -> bool {
        self.is_balanced
    }
}

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.input.read(buffer)?;
            if length == 0 {
                let missing = self.last_given != b'\n' && !buffer.is_empty();
                let end = buffer.iter_mut().take(usize::from(missing)).map(|byte| *byte = b'\n').count();
                self.last_given = b'\n';
                return Ok(end);
            }
            let mut kept = 0;
            for index in 0..length {
                let byte = buffer[index];
                let is_second_half = byte == b'\n' && self.last_read == b'\r';
                self.last_read = byte;
                self.is_balanced ^= byte == b'"';
                if !is_second_half {
                    buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                    self.last_given = buffer[kept];
                    kept += 1;
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unify(text: &str, step: usize) -> String {
        let mut out = Vec::new();
        let mut input = LineEnds::unify(text.as_bytes());
        let mut buffer = vec![0; step];
        loop {
            match input.read(&mut buffer).unwrap() {
                0 => return String::from_utf8(out).unwrap(),
                length => out.extend_from_slice(&buffer[..length]),
            }
        }
    }

    proptest! {
        #[test]
        fn every_kind_of_line_end_becomes_one_and_the_last_line_has_one(text in "[ab\r\n]{0,12}", step in 1_usize..4) {
            let mut expected = text.replace("\r\n", "\n").replace('\r', "\n");
            if !expected.is_empty() && !expected.ends_with('\n') {
                expected.push('\n');
            }
            prop_assert_eq!(unify(&text, step), expected);
        }
    }
}
