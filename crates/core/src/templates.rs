//! A location's own templates, which operators keep in the database. The renderer decides which names exist and what
//! they may contain.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::ids::LocationId;
use crate::time::Timestamp;

/// The longest text of a template, in bytes: several times the longest built-in one.
pub const MAX_TEMPLATE_BYTES: usize = 64 * 1024;

/// A location's template: a name such as `mails/reset_link.mjml`, and its replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationTemplate {
    name: String,
    text: String,
}

/// A text can't be a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It is too long.
    #[error("it has {0} bytes; a template has {MAX_TEMPLATE_BYTES} at most")]
    TooLong(usize),
    /// It contains the character NUL, which PostgreSQL can't store.
    #[error("it holds the character NUL")]
    Nul,
}

impl LocationTemplate {
    /// A template of [`MAX_TEMPLATE_BYTES`] at most.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Result<Self, TemplateError> {
        let (name, text) = (name.into(), text.into());
        match text.len() {
            bytes if bytes > MAX_TEMPLATE_BYTES => Err(TemplateError::TooLong(bytes)),
            _ if text.contains('\0') => Err(TemplateError::Nul),
            _ => Ok(Self { name, text }),
        }
    }

    /// Its name, as files in the folder of templates are called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The digest of this text.
    pub fn digest(&self) -> TemplateDigest {
        TemplateDigest(Sha256::digest(&self.text).into())
    }
}

/// SHA-256 of a template's text, by which nodes notice changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TemplateDigest([u8; 32]);

impl TemplateDigest {
    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for TemplateDigest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for TemplateDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A location's template, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateMark {
    /// Whose it is.
    pub location: LocationId,
    /// Its name.
    pub name: String,
    /// Of its text.
    pub digest: TemplateDigest,
    /// When it was last set.
    pub changed_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_bounded_and_holds_text() {
        let made = |text: &str| LocationTemplate::new("pages/forgot.html", text).map(|_| ());
        assert_eq!(made(&"a".repeat(MAX_TEMPLATE_BYTES)), Ok(()));
        assert_eq!(made(&"a".repeat(MAX_TEMPLATE_BYTES + 1)), Err(TemplateError::TooLong(MAX_TEMPLATE_BYTES + 1)));
        assert_eq!(made("a\0b"), Err(TemplateError::Nul));
    }
}
