//! How names of fields are compared.

/// Whether `email` and `Email` are the same field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyCase {
    /// They are not.
    Sensitive,
    /// They are (docs/contracts/nexudus.md).
    Insensitive,
}

impl KeyCase {
    /// A key in its stored form.
    pub(super) fn normalize(self, key: impl Into<String>) -> String {
        let mut key = key.into();
        if self == Self::Insensitive {
            key.make_ascii_lowercase();
        }
        key
    }

    /// Whether a stored key is this one.
    pub(super) fn is_same(self, kept: &str, name: &str) -> bool {
        match self {
            Self::Sensitive => kept == name,
            Self::Insensitive => kept.eq_ignore_ascii_case(name),
        }
    }
}
