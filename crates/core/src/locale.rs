//! Languages, as requests, accounts and locations name them.

use std::fmt;
use std::str::FromStr;

use unic_langid::LanguageIdentifier;

/// A language with optional script and region: `de`, `de-AT`, `zh-Hans`. `de_DE` is read as `de-DE`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locale(LanguageIdentifier);

/// The text is no language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag such as en, de-AT or pt_BR")]
pub struct LocaleError;

impl Locale {
    /// The language that is complete in every template.
    pub fn english() -> Self {
        Self(unic_langid::langid!("en"))
    }

    /// The tag, parsed.
    pub fn language(&self) -> &LanguageIdentifier {
        &self.0
    }
}

impl FromStr for Locale {
    type Err = LocaleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The parser lets anything stand in a variant that begins with a digit.
        let is_tag = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if text.is_empty() || text.len() > 35 || !is_tag {
            return Err(LocaleError);
        }
        let tag: LanguageIdentifier = text.parse().map_err(|_| LocaleError)?;
        // It also takes a script's name for a variant, and then writes what it would read as another tag.
        let is_read_back = tag.to_string().parse().is_ok_and(|again: LanguageIdentifier| again == tag);
        if is_read_back { Ok(Self(tag)) } else { Err(LocaleError) }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
