//! All words of emails and pages, by language: the built-in Fluent files, which an operator's own may override.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter;
use std::sync::Arc;

use fluent_templates::Loader;
use fluent_templates::fluent_bundle::concurrent::FluentBundle;
use fluent_templates::fluent_bundle::{FluentResource, FluentValue};
use rekey_core::Locale;
use unic_langid::subtags::Script;
use unic_langid::{LanguageIdentifier, langid};

use crate::error::RenderError;
use crate::overrides::Overrides;

fluent_templates::static_loader! {
    static BUILT_IN = {
        locales: "./locales",
        fallback_language: "en",
        // The marks would be visible in subjects and plain text, and break what people copy from there.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The sources of the built-in files, for operators to start from: name and text.
pub(crate) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// The language that every key has.
const FALLBACK: LanguageIdentifier = langid!("en");

const CHINESE: LanguageIdentifier = langid!("zh");
const SIMPLIFIED: LanguageIdentifier = langid!("zh-Hans");
const TRADITIONAL: LanguageIdentifier = langid!("zh-Hant");

/// The script that a language is read in, as far as its tag says or implies it (CLDR's likely subtags): in Taiwan, Hong
/// Kong and Macau it is not the one of mainland China.
fn script(language: &LanguageIdentifier) -> Option<Script> {
    let region = language.region.filter(|_| language.language == CHINESE.language);
    let implied = region.map(|region| match region.as_str() {
        "TW" | "HK" | "MO" => TRADITIONAL,
        _ => SIMPLIFIED,
    });
    language.script.or(implied.and_then(|chinese| chinese.script))
}

/// Arguments of a message.
pub(crate) type Args = HashMap<Cow<'static, str>, FluentValue<'static>>;

/// The words of every language.
#[derive(Clone)]
pub(crate) struct Translations {
    /// The overriding ones.
    own: Vec<Arc<OwnWords>>,
    languages: Vec<LanguageIdentifier>,
}

/// An operator's words, by language.
type OwnWords = HashMap<LanguageIdentifier, FluentBundle<FluentResource>>;

impl Translations {
    /// The built-in languages.
    pub(crate) fn built_in() -> Self {
        Self { own: Vec::new(), languages: sorted(BUILT_IN.locales().cloned().collect()) }
    }

    /// These words, overridden by an operator's own, which may add languages.
    pub(crate) fn with(&self, overrides: &Overrides) -> Result<Self, RenderError> {
        let mut words = OwnWords::new();
        for (language, name, text) in overrides.words() {
            words.insert(language.clone(), bundle(language, name, text)?);
        }
        if words.is_empty() {
            return Ok(self.clone());
        }
        let languages = sorted(self.languages.iter().chain(words.keys()).cloned().collect());
        let own = iter::once(Arc::new(words)).chain(self.own.iter().cloned()).collect();
        Ok(Self { own, languages })
    }

    /// Every language, English among them.
    pub(crate) fn languages(&self) -> &[LanguageIdentifier] {
        &self.languages
    }

    /// The best language for someone who wants these, best first: each is looked for exactly, then without its
    /// region; English if none fits. The browsers of people who read Traditional Chinese name `zh` after
    /// `zh-TW`, which means the same script.
    pub(crate) fn negotiate(&self, wanted: &[Locale]) -> LanguageIdentifier {
        let mut chinese = None;
        let mut closest = |wanted: &LanguageIdentifier| {
            let script = script(wanted).or(chinese.filter(|_| wanted.language == CHINESE.language));
            if wanted.language == CHINESE.language {
                chinese = chinese.or(script);
            }
            self.closest(wanted, script)
        };
        wanted.iter().find_map(|locale| closest(locale.language())).cloned().unwrap_or(FALLBACK)
    }

    fn closest(&self, wanted: &LanguageIdentifier, wanted_script: Option<Script>) -> Option<&LanguageIdentifier> {
        let scripts_agree = |have: &LanguageIdentifier| {
            let have = script(have);
            wanted_script.is_none() || have.is_none() || wanted_script == have
        };
        let same_language = |have: &&LanguageIdentifier| have.language == wanted.language && scripts_agree(have);
        self.languages.iter().find(|have| *have == wanted).or_else(|| self.languages.iter().find(same_language))
    }

    /// Whether an operator's words, other than the overriding ones, have this one in any language.
    pub(crate) fn has_beneath(&self, key: &str) -> bool {
        self.own.iter().skip(1).any(|own| own.values().any(|bundle| say(bundle, key, &Args::new()).is_some()))
    }

    /// The message with this key in this language. A missing key or argument is an error that names it: there is no
    /// fallback to another language in the middle of a page.
    pub(crate) fn say(&self, language: &LanguageIdentifier, key: &str, args: &Args) -> Result<String, String> {
        if let Some(own) = self.own.iter().find_map(|own| say(own.get(language)?, key, args)) {
            return own.map_err(|reason| format!("the word {key:?} in {language}: {reason}"));
        }
        BUILT_IN
            .lookup_single_language(language, key, Some(args))
            .map_err(|error| format!("the word {key:?} in {language}: {error}"))
    }
}

/// The words of a file.
fn bundle(language: LanguageIdentifier, name: &str, text: &str) -> Result<FluentBundle<FluentResource>, RenderError> {
    let failed = |reason: String| RenderError::Translations { name: name.to_owned(), reason };
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
        let error = errors.first();
        let before = error.and_then(|error| text.get(..error.pos.start)).unwrap_or_default();
        let reason = error.map_or_else(|| "malformed".to_owned(), ToString::to_string);
        failed(format!("{reason} (line {})", before.matches('\n').count() + 1))
    })?;
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .map_err(|errors| failed(errors.first().map_or_else(|| "duplicate word".to_owned(), ToString::to_string)))?;
    Ok(bundle)
}

/// A message of an operator's own words, or its attribute (`message.attribute`), if it exists.
fn say(bundle: &FluentBundle<FluentResource>, key: &str, args: &Args) -> Option<Result<String, String>> {
    let pattern = match key.split_once('.') {
        Some((message, attribute)) => bundle.get_message(message)?.get_attribute(attribute)?.value(),
        None => bundle.get_message(key)?.value()?,
    };
    let args = args.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    Some(errors.first().map_or(Ok(text), |error| Err(error.to_string())))
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
        for traditional in ["zh-TW", "zh_HK", "zh-MO", "zh-Hant", "zh-Hant-HK", "zh-Hant-CN"] {
            assert_eq!(negotiated(&[traditional]), "en", "{traditional}");
            assert_eq!(negotiated(&[traditional, "zh", "en-US"]), "en", "{traditional} as browsers send it");
            assert_eq!(negotiated(&[traditional, "zh-CN"]), "zh-Hans", "{traditional}, and the other by name");
        }
        assert_eq!(negotiated(&["zh-SG"]), "zh-Hans");
        assert_eq!(negotiated(&["zh-Hans-TW"]), "zh-Hans");
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
