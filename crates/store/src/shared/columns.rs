//! How many columns a list of them has, so that nobody counts them by hand.

/// The columns of a `SELECT`'s list: one more than it has commas outside of parentheses.
pub(crate) const fn count(list: &str) -> usize {
    let bytes = list.as_bytes();
    let (mut columns, mut depth, mut at) = (1, 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b',' if depth == 0 => columns += 1,
            _ => {}
        }
        at += 1;
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn commas_within_a_column_are_not_counted() {
        assert_eq!(count("a.id"), 1);
        assert_eq!(count("a.id, a.name"), 2);
        assert_eq!(count("a.id, (SELECT group_concat(b, ',' ORDER BY c) FROM d), a.name"), 3);
    }
}
