//! Every word of mails and pages, by language: the built-in Fluent files, over which an operator's own may lie.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{ArcLoader, Loader};
use rekey_core::Locale;
use unic_langid::{LanguageIdentifier, langid};

use crate::error::RenderError;

fluent_templates::static_loader! {
    static BUILT_IN = {
        locales: "./locales",
        fallback_language: "en",
        // The marks would be seen in subjects and plain text, and break what is copied from there.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The language that every key has.
const FALLBACK: LanguageIdentifier = langid!("en");

/// Arguments of a message.
pub(crate) type Args = HashMap<Cow<'static, str>, FluentValue<'static>>;

/// The words of every language.
pub(crate) struct Translations {
    overrides: Option<ArcLoader>,
    languages: Vec<LanguageIdentifier>,
}

impl Translations {
    /// The built-in languages.
    pub(crate) fn built_in() -> Self {
        Self { overrides: None, languages: sorted(BUILT_IN.locales().cloned().collect()) }
    }

    /// The built-in languages, and over them the Fluent files of a folder, which may also be of further languages.
    pub(crate) fn with_overrides(folder: &Path) -> Result<Self, RenderError> {
        let own = ArcLoader::builder(folder, FALLBACK)
            .customize(|bundle| bundle.set_use_isolating(false))
            .build()
            .map_err(|error| RenderError::Translations { path: folder.to_owned(), reason: error.to_string() })?;
        let languages = sorted(BUILT_IN.locales().chain(own.locales()).cloned().collect());
        Ok(Self { overrides: Some(own), languages })
    }

    /// Every language, English among them.
    pub(crate) fn languages(&self) -> &[LanguageIdentifier] {
        &self.languages
    }

    /// The best language for someone who wants these, best first: each is looked for exactly, then without its
    /// region; English if none is there.
    pub(crate) fn negotiate(&self, wanted: &[Locale]) -> LanguageIdentifier {
        wanted.iter().find_map(|locale| self.closest(locale.language())).cloned().unwrap_or(FALLBACK)
    }

    fn closest(&self, wanted: &LanguageIdentifier) -> Option<&LanguageIdentifier> {
        let scripts_agree = |have: &LanguageIdentifier| {
            wanted.script.is_none() || have.script.is_none() || wanted.script == have.script
        };
        let same_language = |have: &&LanguageIdentifier| have.language == wanted.language && scripts_agree(have);
        self.languages.iter().find(|have| *have == wanted).or_else(|| self.languages.iter().find(same_language))
    }

    /// The message with this key in this language. A missing key or argument is an error that names it: there is
    /// no falling back to another language in the middle of a page.
    pub(crate) fn say(&self, language: &LanguageIdentifier, key: &str, args: &Args) -> Result<String, String> {
        if let Some(own) = &self.overrides
            && let Ok(text) = own.lookup_single_language(language, key, Some(args))
        {
            return Ok(text);
        }
        BUILT_IN
            .lookup_single_language(language, key, Some(args))
            .map_err(|error| format!("the word {key:?} in {language}: {error}"))
    }
}

fn sorted(mut languages: Vec<LanguageIdentifier>) -> Vec<LanguageIdentifier> {
    languages.sort_unstable();
    languages.dedup();
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiated(wanted: &[&str]) -> String {
        let wanted: Vec<Locale> = wanted.iter().map(|tag| tag.parse().unwrap()).collect();
        Translations::built_in().negotiate(&wanted).to_string()
    }

    #[test]
    fn a_region_falls_back_to_its_language() {
        assert_eq!(negotiated(&["de-AT"]), "de");
        assert_eq!(negotiated(&["de_CH"]), "de");
        assert_eq!(negotiated(&["en-GB"]), "en");
    }

    #[test]
    fn a_language_alone_finds_the_region_or_script_that_we_have() {
        assert_eq!(negotiated(&["pt"]), "pt-BR");
        assert_eq!(negotiated(&["pt-PT"]), "pt-BR");
        assert_eq!(negotiated(&["zh"]), "zh-Hans");
        assert_eq!(negotiated(&["zh-CN"]), "zh-Hans");
        assert_eq!(negotiated(&["zh-Hant", "ja"]), "ja", "another script is another language to its reader");
        assert_eq!(negotiated(&["ar-EG"]), "ar");
    }

    #[test]
    fn a_language_that_we_lack_gives_way_to_the_next_and_at_last_to_english() {
        assert_eq!(negotiated(&["tlh", "de"]), "de");
        assert_eq!(negotiated(&["tlh"]), "en");
        assert_eq!(negotiated(&[]), "en");
    }

    #[test]
    fn the_first_wish_counts_even_where_a_later_one_fits_exactly() {
        assert_eq!(negotiated(&["de-AT", "en"]), "de");
    }
}
