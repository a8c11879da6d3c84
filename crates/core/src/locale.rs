//! Languages, as requests, accounts and locations name them.

use std::fmt;
use std::str::FromStr;

use unic_langid::LanguageIdentifier;

/// A language with optional script and region: `de`, `de-AT`, `zh-Hans`. `de_DE` is read as `de-DE`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locale(LanguageIdentifier);

/// The text is not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language tag such as en, de-AT or pt_BR")]
pub struct LocaleError;

/// In letters.
const LONGEST_LANGUAGE: usize = 3;

impl Locale {
    /// The language of a row. Earlier versions stored invalid tags; these count as none, so that nobody is locked out.
    pub fn from_row(text: Option<&str>) -> Option<Self> {
        text?.parse().ok()
    }

    /// The language that has every text.
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
        // The parser accepts anything in a variant that begins with a digit.
        let is_tag = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if text.is_empty() || text.len() > 35 || !is_tag {
            return Err(LocaleError);
        }
        let tag: LanguageIdentifier = text.parse().map_err(|_| LocaleError)?;
        // It also takes a script's name for a variant, and then prints a tag that it would parse differently.
        let is_read_back = tag.to_string().parse().is_ok_and(|again: LanguageIdentifier| again == tag);
        // And it drops unknown parts, such as extensions.
        let parts = |text: &str| text.split(['-', '_']).count();
        let is_whole = parts(text) == parts(&tag.to_string());
        // No language has a longer code (ISO 639): `german` is a name.
        let is_code = tag.language.as_str().len() <= LONGEST_LANGUAGE;
        if is_read_back && is_whole && is_code { Ok(Self(tag)) } else { Err(LocaleError) }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_tag_is_refused_and_never_cut() {
        for text in ["de", "de-AT", "pt_BR", "zh-Hans-CN", "sl-rozaj", "fil"] {
            let written = text.parse::<Locale>().unwrap().to_string();
            assert_eq!(written, text.replace('_', "-"));
        }
        for text in ["", "german", "deutsch", "de-AT-u-co-phonebk", "en-x-mine", "de--AT", "de-", "en_US.UTF-8", "C"] {
            assert_eq!(text.parse::<Locale>(), Err(LocaleError), "{text}");
            assert_eq!(Locale::from_row(Some(text)), None, "{text}");
        }
    }
}
