//! The passwords that everybody tries first (R16).

use std::cmp::Ordering;

/// One a line, lower-case and sorted by bytes: those of at least eight characters among the most common passwords that
/// Django's validator and the common dictionary of zxcvbn-ts list (scripts/common-passwords; NOTICE has the licences).
const LIST: &[u8] = include_bytes!("common_passwords.txt");

/// Whether the password as a whole, in any case, is on the list.
pub(crate) fn contains(password: &str) -> bool {
    let wanted = password.to_lowercase();
    let mut rest = LIST;
    while !rest.is_empty() {
        let (before, entry, after) = middle(rest);
        rest = match wanted.as_bytes().cmp(entry) {
            Ordering::Less => before,
            Ordering::Equal => return true,
            Ordering::Greater => after,
        };
    }
    false
}

/// The line in the middle of some whole lines, and those before and after it.
fn middle(lines: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let is_end = |byte: &u8| *byte == b'\n';
    let middle = lines.len() / 2;
    let start = lines[..middle].iter().rposition(is_end).map_or(0, |end| end + 1);
    let length = lines[start..].iter().position(is_end).unwrap_or(lines.len() - start);
    let next = (start + length + 1).min(lines.len());
    (&lines[..start], &lines[start..start + length], &lines[next..])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn entries() -> std::str::Lines<'static> {
        std::str::from_utf8(LIST).unwrap().lines()
    }

    #[test]
    fn every_entry_is_found_and_nothing_else() {
        let known: HashSet<&str> = entries().collect();
        assert!(entries().is_sorted());
        for entry in entries() {
            assert_eq!(entry, entry.to_lowercase());
            assert!(contains(entry), "{entry}");
            let last = entry.chars().next_back().map_or(0, char::len_utf8);
            for other in [&entry[..entry.len() - last], &format!("{entry}~q")] {
                assert_eq!(contains(other), known.contains(other), "{other}");
            }
        }
        assert!(!contains("") && !contains("\n") && !contains("password1\npassword2"));
    }

    #[test]
    fn the_list_is_a_serious_one_and_leaves_ordinary_passwords_alone() {
        assert!(entries().count() > 20_000);
        for ordinary in ["quiet river stone", "Demo-Passw0rd!", "a quiet morning", "tr0ub4dor&3x", "žluťoučký kůň"]
        {
            assert!(!contains(ordinary), "{ordinary}");
        }
    }
}
