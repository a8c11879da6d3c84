//! The look of a location in emails and pages.

use rekey_core::image::ImageName;
use rekey_core::location::Brand;
use rekey_core::{Locale, Location, LocationId};
use url::Url;

use crate::color::{CONTROL_CONTRAST, Color, TEXT_CONTRAST};

/// The accent of a location that sets none.
const DEFAULT_ACCENT: Color = Color::new(0x34_54_d1);
/// The backgrounds that accents must contrast with. The style sheet and the emails' layout use the same ones.
const LIGHT_GROUND: Color = Color::new(0xf4_f5_f8);
const DARK_GROUND: Color = Color::new(0x1c_1f_27);
/// The contrast of links with dark ground. The least that WCAG allows looks dull there.
const DARK_LINK_CONTRAST: f64 = 6.0;
/// What black turns into on dark ground.
const NEAR_WHITE: Color = Color::new(0xf3_f5_f9);
/// The palest text on the background in the light scheme.
const MUTED_TEXT: Color = Color::new(0x5b_63_72);
/// The fonts of a location that sets none: the device's own.
const DEFAULT_FONT: &str = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
/// The corners of a location that sets none, in CSS pixels.
const DEFAULT_RADIUS: u8 = 10;

/// How a location looks.
#[derive(Debug, Clone)]
pub struct Look {
    pub(crate) base: String,
    pub(crate) location: LocationId,
    pub(crate) asked_locale: Option<String>,
    pub(crate) name: String,
    pub(crate) accent: Option<Color>,
    pub(crate) background: Option<Color>,
    pub(crate) corner_radius: Option<u8>,
    pub(crate) font: Option<String>,
    pub(crate) logo_url: Option<Url>,
    pub(crate) logo_dark_url: Option<Url>,
    pub(crate) favicon_url: Option<Url>,
    pub(crate) home_url: Option<Url>,
    pub(crate) support_email: Option<String>,
    pub(crate) imprint_url: Option<Url>,
    pub(crate) privacy_url: Option<Url>,
    pub(crate) custom_css: Option<String>,
    pub(crate) code_first: bool,
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
    /// Goes round the fill, so that a pale button has an end.
    pub(crate) edge: Color,
}

/// How well something can be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// `light` or `dark`.
    pub scheme: &'static str,
    /// What is read on what.
    pub what: &'static str,
    /// From 1, the same colour, to 21, black on white.
    pub ratio: f64,
    /// The least that WCAG 2.2 asks for.
    pub least: f64,
}

/// A colour has too little contrast with its background.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "{name} {color} has a contrast of {ratio:.1} to 1 against {against}; it needs {least} to 1 at least, as {near} has"
)]
pub struct LookError {
    name: &'static str,
    color: String,
    ratio: f64,
    against: &'static str,
    least: f64,
    near: String,
}

impl Look {
    /// The look of this location, without invalid colours and links other than `http` and `https`.
    pub fn of(location: &Location) -> Self {
        let brand = &location.brand;
        let web = |url: &Option<Url>| url.clone().filter(|url| matches!(url.scheme(), "http" | "https"));
        let image =
            |url: &Option<Url>| web(url).or_else(|| url.clone().filter(|url| ImageName::from_url(url).is_some()));
        Self {
            base: String::new(),
            location: location.id,
            asked_locale: None,
            name: one_line(&location.name),
            accent: color(brand.accent_color.as_deref()),
            background: color(brand.background_color.as_deref()),
            corner_radius: brand.corner_radius,
            font: brand.font.clone(),
            logo_url: image(&brand.logo_url),
            logo_dark_url: image(&brand.logo_dark_url),
            favicon_url: image(&brand.favicon_url),
            home_url: web(&brand.home_url),
            support_email: brand.support_email.as_deref().map(one_line),
            imprint_url: web(&brand.imprint_url),
            privacy_url: web(&brand.privacy_url),
            custom_css: brand.custom_css.clone(),
            code_first: location.code_in_subject,
        }
    }

    /// Where an image is: one that is kept is below our own pages.
    pub(crate) fn image(&self, url: &Url) -> String {
        match ImageName::from_url(url) {
            Some(name) => format!("{}/assets/image-{name}", self.base),
            None => url.to_string(),
        }
    }

    /// The location and the requested language as a query.
    pub(crate) fn query(&self) -> String {
        let locale = self.asked_locale.as_ref().map(|locale| format!("&locale={locale}"));
        format!("location={}{}", self.location, locale.unwrap_or_default())
    }

    /// Whether these colours are readable (WCAG 2.2, 1.4.3). Any accent will do: links and button labels are adjusted until
    /// they are readable, and a pale button gets an edge (1.4.11). A background too close to grey text can't be adjusted.
    /// The dark scheme has a fixed background, on which accents are lightened as far as needed.
    pub fn check(brand: &Brand) -> Result<(), LookError> {
        let stands_out = |name, color: Color, from: Color, against, least| {
            let ratio = color.contrast(from);
            let near = color.readable_on(from, least).to_string();
            let error = LookError { name, color: color.to_string(), ratio, against, least, near };
            if ratio < least { Err(error) } else { Ok(()) }
        };
        if let Some(background) = color(brand.background_color.as_deref()) {
            stands_out("background_color", background, MUTED_TEXT, "the grey words on it (#5b6372)", TEXT_CONTRAST)?;
        }
        Ok(())
    }

    /// The contrasts that follow from the accent and the background.
    pub fn contrasts(&self) -> Vec<Contrast> {
        let schemes = [
            ("light", self.light_accent(), self.light_ground(), Color::WHITE),
            ("dark", self.dark_accent(), DARK_GROUND, DARK_GROUND),
        ];
        let of_scheme = |(scheme, accent, ground, card): (&'static str, Accent, Color, Color)| {
            [
                Contrast {
                    scheme,
                    what: "words on buttons",
                    ratio: accent.ink.contrast(accent.fill),
                    least: TEXT_CONTRAST,
                },
                Contrast { scheme, what: "links", ratio: accent.text.contrast(ground), least: TEXT_CONTRAST },
                Contrast {
                    scheme,
                    what: "edges of buttons",
                    ratio: accent.edge.contrast(card),
                    least: CONTROL_CONTRAST,
                },
            ]
        };
        let grey = MUTED_TEXT.contrast(self.light_ground());
        let grey = Contrast { scheme: "light", what: "grey words", ratio: grey, least: TEXT_CONTRAST };
        schemes.into_iter().flat_map(of_scheme).chain([grey]).collect()
    }

    /// The same look below a base: for pages the path of a shared host, such as `/account`, for emails the whole public URL.
    #[must_use]
    pub fn under(self, base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), ..self }
    }

    /// The same look for pages in a requested language, which their links request, too.
    #[must_use]
    pub fn asked_in(self, locale: Option<&Locale>) -> Self {
        Self { asked_locale: locale.map(ToString::to_string), ..self }
    }

    /// A look that sets nothing and one that sets everything, to try templates with.
    pub fn samples() -> [(&'static str, Self); 2] {
        let web = |text: &str| Url::parse(text).ok();
        let bare = Self {
            base: String::new(),
            location: LocationId::FIRST,
            asked_locale: None,
            name: "Example Portal".to_owned(),
            accent: None,
            background: None,
            corner_radius: None,
            font: None,
            logo_url: None,
            logo_dark_url: None,
            favicon_url: None,
            home_url: None,
            support_email: None,
            imprint_url: None,
            privacy_url: None,
            custom_css: None,
            code_first: true,
        };
        let branded = Self {
            asked_locale: Some("de-AT".to_owned()),
            name: "Møller & Söhne <Studios>".to_owned(),
            accent: Some(Color::new(0x0f_76_6e)),
            background: Some(Color::new(0xfb_f7_f0)),
            corner_radius: Some(2),
            font: Some("Georgia, 'Times New Roman', serif".to_owned()),
            logo_url: web("https://portal.example.com/logo.png"),
            logo_dark_url: web("https://portal.example.com/logo-dark.png"),
            favicon_url: web("https://portal.example.com/icon.png"),
            home_url: web("https://portal.example.com/"),
            support_email: Some("help@example.com".to_owned()),
            imprint_url: web("https://portal.example.com/imprint"),
            privacy_url: web("https://portal.example.com/privacy"),
            custom_css: Some(".card { border: 1px solid var(--line) }".to_owned()),
            ..bare.clone()
        };
        [("bare", bare), ("branded", branded)]
    }

    /// The accent on light ground.
    pub(crate) fn light_accent(&self) -> Accent {
        let fill = self.accent.unwrap_or(DEFAULT_ACCENT);
        let edge = fill.readable_on(Color::WHITE, CONTROL_CONTRAST);
        Accent { fill, ink: fill.ink(), text: fill.readable_on(self.light_ground(), TEXT_CONTRAST), edge }
    }

    /// The accent on the dark background, lightened where it has too little contrast. A black or grey one that has too
    /// little becomes near-white: halfway it would look like a button that can't be pressed.
    pub(crate) fn dark_accent(&self) -> Accent {
        let accent = self.accent.unwrap_or(DEFAULT_ACCENT);
        if accent.is_grey() && accent.contrast(DARK_GROUND) < TEXT_CONTRAST {
            return Accent { fill: NEAR_WHITE, ink: Color::INK, text: NEAR_WHITE, edge: NEAR_WHITE };
        }
        let fill = accent.readable_on(DARK_GROUND, CONTROL_CONTRAST);
        Accent { fill, ink: fill.ink(), text: accent.readable_on(DARK_GROUND, DARK_LINK_CONTRAST), edge: fill }
    }

    /// The background of the light scheme.
    pub(crate) fn light_ground(&self) -> Color {
        self.background.unwrap_or(LIGHT_GROUND)
    }

    /// The fonts of emails.
    pub(crate) fn mail_font(&self) -> &str {
        self.font.as_deref().unwrap_or(DEFAULT_FONT)
    }

    /// The corners of an email's buttons, in CSS pixels.
    pub(crate) fn button_radius(&self) -> u8 {
        self.corner_radius.unwrap_or(DEFAULT_RADIUS)
    }
}

/// The corners of a card around buttons with these corners.
pub(crate) fn card_radius(button_radius: u8) -> u16 {
    u16::from(button_radius) * 8 / 5
}

fn color(text: Option<&str>) -> Option<Color> {
    text?.parse().ok()
}

/// The text with line breaks and other control characters as spaces: a name must not start a new header line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
