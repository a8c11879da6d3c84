//! The values that every template gets besides its own context: the location's look, in one language.

use serde::Serialize;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use crate::assets::Asset;
use crate::look::{Accent, Look, card_radius};

/// The name `frame` in every template.
#[derive(Debug, Serialize)]
pub(crate) struct Frame<'a> {
    /// The path that all of our pages are under. Usually none.
    base: &'a str,
    /// For `lang`.
    lang: String,
    /// For `dir`: `ltr` or `rtl`.
    dir: &'static str,
    /// The side at which lines begin: `left` or `right`.
    start: &'static str,
    /// The location's number, which every form carries.
    location: u32,
    /// The requested language, which forms carry, too.
    asked_locale: Option<&'a str>,
    /// Both as a query, for links to other pages of ours.
    here: String,
    /// The location's name.
    name: &'a str,
    logo_url: Option<String>,
    /// The logo of the dark scheme, if it has one of its own.
    logo_dark_url: Option<String>,
    favicon_url: Option<String>,
    /// Whether an email begins with its code, which a locked phone then shows.
    code_first: bool,
    home_url: Option<&'a str>,
    support_email: Option<&'a str>,
    imprint_url: Option<&'a str>,
    privacy_url: Option<&'a str>,
    /// What an email lies on, its fonts, and its corners in CSS pixels; pages have them from the style sheet.
    ground: String,
    font: &'a str,
    button_radius: u8,
    card_radius: u16,
    light: Colors,
    dark: Colors,
    /// Paths of the assets: style sheet, script, the estimator of passwords, the location's colours, those of the
    /// development inbox, the icon.
    css: String,
    js: String,
    strength_js: String,
    location_css: Option<String>,
    inbox_css: String,
    inbox_js: String,
    icon: String,
}

#[derive(Debug, Serialize)]
struct Colors {
    accent: String,
    ink: String,
    text: String,
    edge: String,
}

impl From<Accent> for Colors {
    fn from(accent: Accent) -> Self {
        let Accent { fill, ink, text, edge } = accent;
        Self { accent: fill.to_string(), ink: ink.to_string(), text: text.to_string(), edge: edge.to_string() }
    }
}

impl<'a> Frame<'a> {
    pub(crate) fn new(look: &'a Look, language: &LanguageIdentifier, assets: &[Asset; 6]) -> Self {
        let [css, js, strength_js, inbox_css, inbox_js, icon] =
            assets.each_ref().map(|asset| format!("{}{}", look.base, asset.path));
        let right_to_left = language.character_direction() == CharacterDirection::RTL;
        Self {
            base: &look.base,
            lang: language.to_string(),
            dir: if right_to_left { "rtl" } else { "ltr" },
            start: if right_to_left { "right" } else { "left" },
            location: look.location.get(),
            asked_locale: look.asked_locale.as_deref(),
            here: look.query(),
            name: &look.name,
            logo_url: look.logo_url.as_ref().map(|url| look.image(url)),
            logo_dark_url: look.logo_dark_url.as_ref().filter(|_| look.logo_url.is_some()).map(|url| look.image(url)),
            favicon_url: look.favicon_url.as_ref().map(|url| look.image(url)),
            code_first: look.code_first,
            home_url: look.home_url.as_ref().map(url::Url::as_str),
            support_email: look.support_email.as_deref(),
            imprint_url: look.imprint_url.as_ref().map(url::Url::as_str),
            privacy_url: look.privacy_url.as_ref().map(url::Url::as_str),
            ground: look.light_ground().to_string(),
            font: look.mail_font(),
            button_radius: look.button_radius(),
            card_radius: card_radius(look.button_radius()),
            light: look.light_accent().into(),
            dark: look.dark_accent().into(),
            css,
            js,
            strength_js,
            location_css: look.css_path(),
            inbox_css,
            inbox_js,
            icon,
        }
    }
}
