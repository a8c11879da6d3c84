//! A location's `brand`: how its emails and pages look.

use std::str::FromStr;

use rekey_core::EmailAddress;
use rekey_core::location::Brand;
use url::Url;

use super::parse;
use super::reader::Reader;

/// The roundest corners, in CSS pixels.
const ROUNDEST: u32 = 32;
/// The longest list of fonts, in characters.
const LONGEST_FONT: usize = 200;
/// The longest style sheet, in bytes: it comes with every page.
const LONGEST_CSS: usize = 16 * 1024;

pub(super) fn read(reader: &mut Reader<'_>) -> Brand {
    Brand {
        accent_color: reader.parsed("accent_color", color),
        background_color: reader.parsed("background_color", color),
        corner_radius: reader.number("corner_radius", 0, ROUNDEST).and_then(|number| u8::try_from(number).ok()),
        font: reader.parsed("font", font),
        logo_url: reader.image("logo", web_url),
        logo_dark_url: reader.image("logo_dark", web_url),
        favicon_url: reader.image("favicon", web_url),
        home_url: reader.parsed("home_url", web_url),
        support_email: reader.text::<EmailAddress>("support_email").map(|email| email.as_stored().to_owned()),
        imprint_url: reader.parsed("imprint_url", web_url),
        privacy_url: reader.parsed("privacy_url", web_url),
        custom_css: reader.long_text::<Css>("custom_css").map(|css| css.0),
    }
}

fn color(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(text.to_ascii_lowercase()),
        _ => Err("expected a color such as \"#0b6bcb\"".to_owned()),
    }
}

/// Only what a list of fonts is made of, because it is copied into style sheets and emails.
fn font(text: &str) -> Result<String, String> {
    let fits = !text.is_empty()
        && text.len() <= LONGEST_FONT
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " ,-'".contains(c))
        && text.matches('\'').count().is_multiple_of(2);
    if fits { Ok(text.to_owned()) } else { Err("expected fonts such as \"Inter, 'Segoe UI', sans-serif\"".to_owned()) }
}

fn web_url(text: &str) -> Result<Url, String> {
    parse::web_url(text).ok_or_else(|| "expected a URL such as \"https://example.com/logo.png\"".to_owned())
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
            Err("the pages' security policy allows no @import; paste the rules themselves")
        } else if foreign {
            Err("the pages' security policy only allows data: URLs; inline what url() names")
        } else if text.matches('{').count() != text.matches('}').count() {
            Err("the braces do not match")
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}
