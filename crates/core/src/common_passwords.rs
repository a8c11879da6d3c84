//! The passwords that everybody tries first (R16).

/// Lower-case, sorted by bytes, one a line: the entries of at least eight characters among the 20,000 most common
/// passwords that R. Wood counted in breaches, as Django's validator lists them.
const LIST: &str = include_str!("common_passwords.txt");

/// Whether the password as a whole, in any case, is on the list.
pub(crate) fn contains(password: &str) -> bool {
    static ENTRIES: std::sync::LazyLock<Vec<&'static str>> = std::sync::LazyLock::new(|| LIST.lines().collect());
    ENTRIES.binary_search(&password.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_lower_case_so_that_look_ups_find_every_entry() {
        assert!(LIST.lines().is_sorted());
        assert!(LIST.lines().all(|entry| entry == entry.to_lowercase() && contains(entry)));
    }
}
