//! Another system's id of an account.

use std::fmt;
use std::str::FromStr;

/// The id that another system has for an account, such as the primary key of the app's table. No two accounts share
/// one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExternalId(String);

/// The longest external id, in characters.
pub const LONGEST_EXTERNAL_ID: usize = 255;

/// A text is not an external id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an external id has 1 to {LONGEST_EXTERNAL_ID} characters, none of them a space at an end or a control character"
)]
pub struct NotAnExternalId;

impl ExternalId {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ExternalId {
    type Err = NotAnExternalId;

    fn from_str(text: &str) -> Result<Self, NotAnExternalId> {
        let fits = (1..=LONGEST_EXTERNAL_ID).contains(&text.chars().count()) && text.trim() == text;
        let fits = fits && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(NotAnExternalId)
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
