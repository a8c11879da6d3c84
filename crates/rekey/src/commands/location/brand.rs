//! The table `[location.brand]`: how a location looks.

use std::str::FromStr;

use rekey_core::EmailAddress;
use rekey_core::location::Brand;
use serde::{Deserialize, Deserializer};
use url::Url;

use crate::config::read;

/// The roundest corners, in CSS pixels.
const ROUNDEST: u32 = 32;
/// The longest list of fonts, in characters.
const LONGEST_FONT: usize = 200;
/// The longest style sheet, in bytes: it comes with every page.
const LONGEST_CSS: usize = 16 * 1024;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BrandEntry {
    #[serde(deserialize_with = "read::some_text")]
    accent_color: Option<Color>,
    #[serde(deserialize_with = "read::some_text")]
    background_color: Option<Color>,
    #[serde(deserialize_with = "corner_radius")]
    corner_radius: Option<u8>,
    #[serde(deserialize_with = "read::some_text")]
    font: Option<Font>,
    #[serde(deserialize_with = "read::some_text")]
    logo_url: Option<WebUrl>,
    #[serde(deserialize_with = "read::some_text")]
    home_url: Option<WebUrl>,
    #[serde(deserialize_with = "read::some_text")]
    support_email: Option<EmailAddress>,
    #[serde(deserialize_with = "read::some_text")]
    imprint_url: Option<WebUrl>,
    #[serde(deserialize_with = "read::some_text")]
    privacy_url: Option<WebUrl>,
    #[serde(deserialize_with = "read::some_text")]
    custom_css: Option<Css>,
}

impl From<BrandEntry> for Brand {
    fn from(entry: BrandEntry) -> Self {
        Self {
            accent_color: entry.accent_color.map(|color| color.0),
            background_color: entry.background_color.map(|color| color.0),
            corner_radius: entry.corner_radius,
            font: entry.font.map(|font| font.0),
            logo_url: entry.logo_url.map(|url| url.0),
            home_url: entry.home_url.map(|url| url.0),
            support_email: entry.support_email.map(|email| email.as_stored().to_owned()),
            imprint_url: entry.imprint_url.map(|url| url.0),
            privacy_url: entry.privacy_url.map(|url| url.0),
            custom_css: entry.custom_css.map(|css| css.0),
        }
    }
}

fn corner_radius<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u8>, D::Error> {
    read::number_within(input, 0, ROUNDEST).map(|number| u8::try_from(number).ok())
}

#[derive(Debug)]
struct Color(String);

impl FromStr for Color {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        match digits {
            Some(digits) if digits.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(Self(text.to_ascii_lowercase())),
            _ => Err("expected a colour such as \"#0b6bcb\""),
        }
    }
}

#[derive(Debug)]
struct Font(String);

impl FromStr for Font {
    type Err = &'static str;

    /// Only what a list of fonts is made of: it stands in style sheets and in mails.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = !text.trim().is_empty()
            && text.len() <= LONGEST_FONT
            && text.chars().all(|c| c.is_ascii_alphanumeric() || " ,-'".contains(c))
            && text.matches('\'').count().is_multiple_of(2);
        if fits {
            Ok(Self(text.trim().to_owned()))
        } else {
            Err("expected fonts such as \"Inter, 'Segoe UI', sans-serif\"")
        }
    }
}

#[derive(Debug)]
struct WebUrl(Url);

impl FromStr for WebUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
        url.map(Self).ok_or("expected a URL such as \"https://example.com/logo.png\"")
    }
}

/// Style rules. They are served as a file, so they can't break out of it; what is refused here would silently not work.
#[derive(Debug)]
struct Css(String);

impl FromStr for Css {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.to_ascii_lowercase();
        let foreign = plain.split("url(").skip(1).any(|rest| {
            let target = rest.trim_start_matches([' ', '"', '\'']);
            !target.starts_with("data:")
        });
        if text.len() > LONGEST_CSS {
            Err("expected at most 16 KiB of style rules")
        } else if plain.contains("@import") {
            Err("the pages' security policy lets no @import through; paste the rules themselves")
        } else if foreign {
            Err("the pages' security policy lets nothing through but data: URLs; inline what url() names")
        } else if text.matches('{').count() != text.matches('}').count() {
            Err("the braces do not match")
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}
