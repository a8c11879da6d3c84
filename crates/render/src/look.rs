//! How a location looks: what mails and pages take from it.

use rekey_core::{Location, LocationId};
use url::Url;

use crate::color::{CONTROL_CONTRAST, Color, TEXT_CONTRAST};

/// The accent of a location that sets none.
const DEFAULT_ACCENT: Color = Color::new(0x34_54_d1);
/// The grounds that accents must stand out from; the style sheet and the mails' layout paint the same ones.
const LIGHT_GROUND: Color = Color::new(0xf4_f5_f8);
const DARK_GROUND: Color = Color::new(0x1c_1f_27);

/// How a location looks.
#[derive(Debug, Clone)]
pub struct Look {
    pub(crate) base: String,
    pub(crate) location: LocationId,
    pub(crate) name: String,
    pub(crate) accent: Option<Color>,
    pub(crate) logo_url: Option<Url>,
    pub(crate) home_url: Option<Url>,
    pub(crate) support_email: Option<String>,
}

/// The colours made from an accent for one scheme, light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accent {
    /// Fills buttons.
    pub(crate) fill: Color,
    /// Is read on the fill.
    pub(crate) ink: Color,
    /// Is read on the ground: links, focus rings.
    pub(crate) text: Color,
}

impl Look {
    /// How this location looks. Links that are not `http` or `https` and a colour that is none are left out.
    pub fn of(location: &Location) -> Self {
        let brand = &location.brand;
        let web = |url: &Option<Url>| url.clone().filter(|url| matches!(url.scheme(), "http" | "https"));
        Self {
            base: String::new(),
            location: location.id,
            name: one_line(&location.name),
            accent: brand.accent_color.as_deref().and_then(|text| text.parse().ok()),
            logo_url: web(&brand.logo_url),
            home_url: web(&brand.home_url),
            support_email: brand.support_email.as_deref().map(one_line),
        }
    }

    /// The same look for pages that stand under a path, such as `/account`, of a host that they share.
    #[must_use]
    pub fn under(self, path: &str) -> Self {
        Self { base: path.trim_end_matches('/').to_owned(), ..self }
    }

    /// A look that sets nothing and one that sets everything, to try templates with.
    pub fn samples() -> [(&'static str, Self); 2] {
        let web = |text: &str| Url::parse(text).ok();
        let bare = Self {
            base: String::new(),
            location: LocationId::FIRST,
            name: "Example Portal".to_owned(),
            accent: None,
            logo_url: None,
            home_url: None,
            support_email: None,
        };
        let branded = Self {
            name: "Møller & Söhne <Studios>".to_owned(),
            accent: Some(Color::new(0x0f_76_6e)),
            logo_url: web("https://portal.example.com/logo.png"),
            home_url: web("https://portal.example.com/"),
            support_email: Some("help@example.com".to_owned()),
            ..bare.clone()
        };
        [("bare", bare), ("branded", branded)]
    }

    /// The accent on light ground.
    pub(crate) fn light_accent(&self) -> Accent {
        let fill = self.accent.unwrap_or(DEFAULT_ACCENT);
        Accent { fill, ink: fill.ink(), text: fill.readable_on(LIGHT_GROUND, TEXT_CONTRAST) }
    }

    /// The accent on dark ground, lightened where it would sink into it.
    pub(crate) fn dark_accent(&self) -> Accent {
        let accent = self.accent.unwrap_or(DEFAULT_ACCENT);
        let fill = accent.readable_on(DARK_GROUND, CONTROL_CONTRAST);
        Accent { fill, ink: fill.ink(), text: accent.readable_on(DARK_GROUND, TEXT_CONTRAST) }
    }
}

/// The text with line breaks and other control characters as spaces: a name must not start a new header line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
