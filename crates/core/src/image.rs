//! Images that operators give us as files: logos and icons. They are kept under their digest, so a name means the same
//! picture forever: in a browser's cache, and in last year's mail.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use url::Url;

/// The largest image, in bytes. It comes with emails.
pub const MAX_IMAGE_BYTES: usize = 256 * 1024;
/// How much of a file is read at most, so that the error can tell its size.
pub const MOST_IMAGE_BYTES_READ: usize = 16 * MAX_IMAGE_BYTES;
/// The scheme of the URLs by which settings name an image that is kept.
const SCHEME: &str = "image";

/// A format that browsers and mail programs show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

impl ImageKind {
    const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::WebP];

    /// The stable name, used in storage and as the ending of file names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
        }
    }

    /// The kind with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    /// The kind of a file, by its first bytes.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }
}

/// A file can't be an image here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// It is too large.
    #[error("it has {} KiB; an image has {} KiB at most, because it comes with every email", .0.div_ceil(1024), MAX_IMAGE_BYTES / 1024)]
    TooLarge(usize),
    /// It is an SVG.
    #[error(
        "it is an SVG, which can hold scripts and which most mail programs don't show; export it as a PNG of twice the size"
    )]
    Svg,
    /// It is something else.
    #[error("it is neither a PNG, nor a JPEG, nor a WebP")]
    Unknown,
}

/// An image of [`MAX_IMAGE_BYTES`] at most.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    name: ImageName,
    bytes: Arc<[u8]>,
}

impl Image {
    /// The image in these bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Result<Self, ImageError> {
        let bytes = bytes.into();
        let Some(kind) = ImageKind::of(&bytes) else {
            let is_markup = bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with(b"\xef\xbb\xbf<");
            let is_svg = is_markup && bytes.windows(4).any(|part| part == b"<svg");
            return Err(if is_svg { ImageError::Svg } else { ImageError::Unknown });
        };
        if bytes.len() > MAX_IMAGE_BYTES {
            return Err(ImageError::TooLarge(bytes.len()));
        }
        Ok(Self { name: ImageName { digest: Sha256::digest(&bytes).into(), kind }, bytes })
    }

    /// What it is kept under.
    pub fn name(&self) -> ImageName {
        self.name
    }

    /// The file.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({})", self.name)
    }
}

/// What an image is kept under: `9f86d0….png`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageName {
    digest: [u8; 32],
    kind: ImageKind,
}

impl ImageName {
    /// SHA-256 of the file.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Its format.
    pub fn kind(&self) -> ImageKind {
        self.kind
    }

    /// The name as settings of a location hold it: `image:9f86d0….png`.
    ///
    /// # Panics
    /// Never: what it is made of is a path.
    #[expect(clippy::expect_used, reason = "hexadecimal digits and a dot are a path")]
    pub fn to_url(self) -> Url {
        Url::parse(&format!("{SCHEME}:{self}")).expect("a URL")
    }

    /// The image that such a URL names.
    pub fn from_url(url: &Url) -> Option<Self> {
        (url.scheme() == SCHEME).then(|| url.path().parse().ok()).flatten()
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", hex::encode(self.digest), self.kind.code())
    }
}

/// A text is not the name of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an image")]
pub struct NotAnImageName;

impl FromStr for ImageName {
    type Err = NotAnImageName;

    fn from_str(text: &str) -> Result<Self, NotAnImageName> {
        let (digits, code) = text.split_once('.').ok_or(NotAnImageName)?;
        let mut digest = [0; 32];
        hex::decode_to_slice(digits, &mut digest).map_err(|_| NotAnImageName)?;
        let name = Self { digest, kind: ImageKind::from_code(code).ok_or(NotAnImageName)? };
        // One name for one image: no capitals.
        if name.to_string() == text { Ok(name) } else { Err(NotAnImageName) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand so on";

    #[test]
    fn an_image_is_known_by_its_first_bytes_whatever_its_file_is_called() {
        let kind = |bytes: &[u8]| Image::new(bytes).map(|image| image.name().kind());
        assert_eq!(kind(PNG), Ok(ImageKind::Png));
        assert_eq!(kind(b"\xff\xd8\xff\xe0 JFIF"), Ok(ImageKind::Jpeg));
        assert_eq!(kind(b"RIFF\x24\0\0\0WEBPVP8 "), Ok(ImageKind::WebP));
        for svg in ["<svg xmlns='http://www.w3.org/2000/svg'/>", "\n<?xml version='1.0'?>\n<svg/>", "\u{feff}<svg/>"] {
            assert_eq!(kind(svg.as_bytes()), Err(ImageError::Svg), "{svg}");
        }
        for other in [&b"GIF89a"[..], b"BM", b"RIFF\0\0\0\0WAVE", b"<html>", b""] {
            assert_eq!(kind(other), Err(ImageError::Unknown));
        }
    }

    #[test]
    fn an_image_has_256_kib_at_most() {
        let sized = |length: usize| Image::new([PNG, &vec![0; length - PNG.len()]].concat());
        assert!(sized(256 * 1024).is_ok());
        assert_eq!(sized(256 * 1024 + 1), Err(ImageError::TooLarge(262_145)));
        assert!(ImageError::TooLarge(262_145).to_string().starts_with("it has 257 KiB; an image has 256 KiB at most"));
    }

    #[test]
    fn a_name_is_read_back_from_its_url_and_has_one_spelling() {
        let name = Image::new(PNG).unwrap().name();
        assert_eq!(ImageName::from_url(&name.to_url()), Some(name));
        let text = name.to_string();
        for other in [text.to_uppercase(), format!("0{text}"), text.replace(".png", ".gif"), text.replace(".png", "")] {
            assert!(other.parse::<ImageName>().is_err(), "{other}");
        }
        assert_eq!(ImageName::from_url(&format!("https://example.com/{text}").parse().unwrap()), None);
    }
}
