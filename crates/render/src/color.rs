//! Colours, and whether one can be read on another (WCAG 2.2, 1.4.3 and 1.4.11).

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// The minimum contrast of text with its background (WCAG 2.2, 1.4.3, level AA).
pub(crate) const TEXT_CONTRAST: f64 = 4.5;
/// The minimum contrast of a control with its surroundings (WCAG 2.2, 1.4.11, level AA).
pub(crate) const CONTROL_CONTRAST: f64 = 3.0;

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Color([u8; 3]);

/// The text is not `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ColorError;

/// The linear light of every channel value. Each email and page needs hundreds of them.
static LIGHT: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let light = |channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    (0..=u8::MAX).map(light).collect()
});

impl Color {
    pub(crate) const WHITE: Self = Self::new(0xff_ff_ff);
    pub(crate) const BLACK: Self = Self::new(0);
    /// Near-black, softer on coloured ground than black.
    pub(crate) const INK: Self = Self::new(0x10_14_1c);

    /// The colour `0xrrggbb`.
    pub(crate) const fn new(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self([red, green, blue])
    }

    /// Relative luminance: 0 for black, 1 for white (WCAG's definition).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| LIGHT[usize::from(channel)]);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast ratio of two colours: 1 for equal ones, 21 for black on white.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The ink that is easier to read on this colour.
    pub(crate) fn ink(self) -> Self {
        let dark = if self.contrast(Self::INK) >= TEXT_CONTRAST { Self::INK } else { Self::BLACK };
        if self.contrast(Self::WHITE) >= TEXT_CONTRAST { Self::WHITE } else { dark }
    }

    /// Whether it is a black, a white or something between.
    pub(crate) fn is_grey(self) -> bool {
        let [red, green, blue] = self.0;
        red.max(green).max(blue) - red.min(green).min(blue) < 24
    }

    /// This colour, moved towards black or white just far enough to contrast with `ground` by `least`.
    pub(crate) fn readable_on(self, ground: Self, least: f64) -> Self {
        let goal = if ground.luminance() > 0.18 { Self::BLACK } else { Self::WHITE };
        (0..=100).map(|percent| self.mixed_with(goal, percent)).find(|c| c.contrast(ground) >= least).unwrap_or(goal)
    }

    /// This colour with `percent` of another in it.
    fn mixed_with(self, other: Self, percent: u16) -> Self {
        let mut mixed = self.0;
        for (channel, theirs) in mixed.iter_mut().zip(other.0) {
            let sum = u16::from(*channel) * (100 - percent) + u16::from(theirs) * percent;
            *channel = u8::try_from(sum / 100).unwrap_or(u8::MAX);
        }
        Self(mixed)
    }
}

impl FromStr for Color {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(ColorError)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ColorError);
        }
        u32::from_str_radix(digits, 16).map(Self::new).map_err(|_| ColorError)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_is_what_wcag_says() {
        assert!((Color::BLACK.contrast(Color::WHITE) - 21.0).abs() < 0.01);
        assert!((Color::new(0x76_76_76).contrast(Color::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_colour_is_read_as_it_is_written_and_nothing_else_is_one() {
        assert_eq!("#3454d1".parse::<Color>().unwrap().to_string(), "#3454d1");
        for text in ["", "3454d1", "#345", "#3454d1ff", "#+454d1", "red", "#gggggg"] {
            assert_eq!(text.parse::<Color>(), Err(ColorError), "{text:?}");
        }
    }

    #[test]
    fn a_colour_that_stands_out_already_stays() {
        let blue = Color::new(0x34_54_d1);
        assert_eq!(blue.readable_on(Color::WHITE, TEXT_CONTRAST), blue);
    }

    proptest! {
        #[test]
        fn ink_can_be_read_on_any_colour(rgb in 0u32..=0x00ff_ffff) {
            let color = Color::new(rgb);
            prop_assert!(color.contrast(color.ink()) >= TEXT_CONTRAST);
        }

        #[test]
        fn any_colour_can_be_made_to_stand_out(rgb in 0u32..=0x00ff_ffff, dark in any::<bool>()) {
            let ground = if dark { Color::new(0x1b_1e_25) } else { Color::new(0xf5_f6_f8) };
            prop_assert!(Color::new(rgb).readable_on(ground, TEXT_CONTRAST).contrast(ground) >= TEXT_CONTRAST);
        }
    }
}
