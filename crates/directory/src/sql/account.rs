//! What a row says of an account.

use rekey_core::EmailAddress;
use rekey_core::directory::{DirectoryEntry, DirectoryKey, Standing, Version};

use super::database::Row;

/// The account of a row; `None` if it has no usable address, so that nobody can ask for it. Fails with what is wrong
/// with the statement, which repeats no value.
pub(super) fn entry(row: &Row, include_privileged: bool) -> Result<Option<DirectoryEntry>, String> {
    let column = |name: &str| {
        row.get(name).ok_or_else(|| format!("its rows have no column `{name}`; a lookup selects id, email and hash"))
    };
    // What is neither true nor false must not let anybody in who is locked or privileged.
    let is_set = |name: &str| match row.get(name).and_then(Option::as_deref).map(truth) {
        None => Ok(false),
        Some(Some(truth)) => Ok(truth),
        Some(None) => {
            Err(format!("its `{name}` is neither true nor false; select a condition, such as `locked_at IS NOT NULL`"))
        }
    };
    let (id, email, hash) = (column("id")?, column("email")?, column("hash")?);
    let Some(email) = email.as_deref().and_then(|email| EmailAddress::parse(email).ok()) else { return Ok(None) };
    let key = id.clone().and_then(DirectoryKey::new).ok_or("its `id` is empty or too long")?;
    let (is_locked, is_privileged) = (is_set("locked")?, is_set("privileged")?);
    // Without a hash the account has no password to forget.
    let is_open = hash.is_some() && !is_locked && (include_privileged || !is_privileged);
    let text = |name: &str| row.get(name).cloned().flatten().filter(|text| !text.trim().is_empty());
    Ok(Some(DirectoryEntry {
        key,
        email,
        name: text("name"),
        username: text("username"),
        locale: row.get("locale").cloned().flatten().and_then(|tag| tag.parse().ok()),
        version: Version::new(hash.clone().unwrap_or_default()),
        standing: if is_open { Standing::Open } else { Standing::Shut },
    }))
}

/// Truth as databases spell it.
fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "t" | "true" | "1" | "\u{1}" | "y" | "yes" => Some(true),
        "f" | "false" | "0" | "\0" | "n" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(columns: &[(&str, Option<&str>)]) -> Row {
        columns.iter().map(|(name, value)| ((*name).to_owned(), value.map(ToOwned::to_owned))).collect()
    }

    fn ann(more: &[(&str, Option<&str>)]) -> Row {
        let usual = [("id", Some("7")), ("email", Some("Ann@Example.com")), ("hash", Some("h"))];
        row(&[&usual, more].concat())
    }

    #[test]
    fn locked_accounts_are_shut_and_privileged_ones_unless_they_are_included() {
        let standing = |more: &[(&str, Option<&str>)], include| entry(&ann(more), include).unwrap().unwrap().standing;
        assert_eq!(standing(&[], false), Standing::Open);
        assert_eq!(standing(&[("locked", Some("0")), ("privileged", None)], false), Standing::Open);
        for truth in ["true", "1", "t", "Y", "YES  "] {
            assert_eq!(standing(&[("locked", Some(truth))], true), Standing::Shut);
            assert_eq!(standing(&[("privileged", Some(truth))], false), Standing::Shut);
            assert_eq!(standing(&[("privileged", Some(truth))], true), Standing::Open);
        }
        for untruth in ["N", "False", "\0"] {
            assert_eq!(standing(&[("locked", Some(untruth))], false), Standing::Open);
        }
        assert_eq!(standing(&[("hash", None)], false), Standing::Shut);
    }

    #[test]
    fn what_is_neither_true_nor_false_is_refused() {
        for name in ["locked", "privileged"] {
            for value in ["2026-01-01", "2", ""] {
                let problem = entry(&ann(&[(name, Some(value))]), false).unwrap_err();
                assert!(problem.contains(name), "{problem}");
            }
        }
    }

    #[test]
    fn a_row_without_what_a_look_up_needs_says_so() {
        let problem = entry(&row(&[("id", Some("7")), ("email", Some("ann@example.com"))]), false).unwrap_err();
        assert!(problem.contains("`hash`"), "{problem}");
        assert!(entry(&ann(&[("id", None)]), false).is_err());
        assert!(entry(&ann(&[("email", Some("nonsense"))]), false).unwrap().is_none());
    }
}
