//! A count of rows and a digest of their contents, independent of their order.

use sha2::{Digest, Sha256};

/// A table's count and digest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) rows: u64,
    sum: u128,
}

impl Tally {
    /// Adds a row by the text forms of its values.
    pub(super) fn add<'a>(&mut self, values: impl IntoIterator<Item = Option<&'a str>>) {
        let mut digest = Sha256::new();
        for value in values {
            match value {
                None => digest.update([0]),
                Some(text) => {
                    digest.update([1]);
                    digest.update((text.len() as u64).to_le_bytes());
                    digest.update(text);
                }
            }
        }
        let mut half = [0; 16];
        half.copy_from_slice(&digest.finalize()[..16]);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, sum: self.sum.wrapping_add(other.sum) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(rows: &[&[Option<&str>]]) -> Tally {
        let mut tally = Tally::default();
        for row in rows {
            tally.add(row.iter().copied());
        }
        tally
    }

    #[test]
    fn order_does_not_count_and_everything_else_does() {
        let (a, b): (&[_], &[_]) = (&[Some("a"), None], &[Some("b"), Some("")]);
        assert_eq!(tally(&[a, b]), tally(&[b, a]));
        assert_eq!(tally(&[a]).and(tally(&[b])), tally(&[a, b]));
        for other in [&[a, a][..], &[a], &[a, &[Some("b"), None]], &[&[Some("a"), Some("")], b], &[&[Some("ab")], b]] {
            assert_ne!(tally(&[a, b]), tally(other));
        }
    }
}
