//! The sources of templates: the built-in ones, each of which an operator's own may replace.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::assets::{self, Asset};
use crate::built_in::{TEMPLATES, asset_name, quotes};
use crate::overrides::{Overrides, language_of};

/// The text of every template and asset.
#[derive(Clone)]
pub(crate) struct Sources {
    texts: BTreeMap<String, Cow<'static, str>>,
}

impl Sources {
    /// The built-in ones.
    pub(crate) fn built_in() -> Self {
        let templates = TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), Cow::Borrowed(*text)));
        let assets = assets::BUILT_IN.iter().map(|(stem, ext, _, text)| (asset_name(stem, ext), Cow::Borrowed(*text)));
        Self { texts: templates.chain(assets).collect() }
    }

    /// The same, with others replacing those of the same name.
    pub(crate) fn with(&self, overrides: &Overrides) -> Self {
        let mut texts = self.texts.clone();
        for (name, text) in overrides.iter().filter(|(name, _)| language_of(name).is_none()) {
            texts.insert(name.to_owned(), Cow::Owned(text.to_owned()));
        }
        Self { texts }
    }

    /// The text of one.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(|text| &**text)
    }

    /// The sources of HTML emails, parts included.
    pub(crate) fn mjml(&self) -> impl Iterator<Item = (&str, &str)> {
        self.with_ending(".mjml")
    }

    /// The templates that are filled without conversion: pages, and the plain text of emails.
    pub(crate) fn plain(&self) -> impl Iterator<Item = (&str, &str)> {
        self.with_ending(".html").chain(self.with_ending(".txt"))
    }

    /// The files that pages link to, in the order of [`assets::BUILT_IN`].
    pub(crate) fn assets(&self) -> [Asset; 6] {
        assets::BUILT_IN.map(|(stem, extension, content_type, built_in)| {
            let text = self.texts.get(&asset_name(stem, extension)).cloned().unwrap_or(Cow::Borrowed(built_in));
            Asset::new(stem, extension, content_type, text)
        })
    }

    /// Whether an operator's own template contains this text in quotes.
    pub(crate) fn own_quotes(&self, text: &str) -> bool {
        self.texts.values().any(|source| matches!(source, Cow::Owned(source) if quotes(source, text)))
    }

    /// Locates a piece of the generated HTML in the source of an email: in its own file, or in the parts that emails
    /// share. Gives the file and the line, counted from 1.
    pub(crate) fn place_in_mjml(&self, template: &str, text: &str) -> Option<(&str, usize)> {
        let parts = self.mjml().filter(|(name, _)| name.starts_with("mails/_"));
        let own = self.texts.get_key_value(template).map(|(name, text)| (name.as_str(), &**text));
        let line_in = |source: &str| source.lines().position(|line| line.contains(text));
        own.into_iter().chain(parts).find_map(|(name, source)| Some((name, line_in(source)? + 1)))
    }

    fn with_ending(&self, ending: &'static str) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().filter(move |(name, _)| name.ends_with(ending)).map(|(name, text)| (name.as_str(), &**text))
    }
}
